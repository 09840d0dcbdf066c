/* SPDX-License-Identifier: MIT */
/*
 * What happens at one moment, in the form for people: "pause 1h", "kill east",
 * "failover us-west-2 force", "writer us-west-2", "ledger lost".
 */
#ifndef CTL_PLAY_MOMENT_H
#define CTL_PLAY_MOMENT_H

#include "play_line.h"

/* text is cut to pieces. */
must_check bool play_moment_read(const struct play_scene *scene, char *text, struct play_event *ret,
    struct error *err);
/* The next word of a text, which is cut; NULL: there is none. */
char *play_moment_word(char **at);

#endif
