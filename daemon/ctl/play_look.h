/* SPDX-License-Identifier: MIT */
/* What one observer of a scenario sees in one second: answers, the databases, traffic, itself. */
#ifndef CTL_PLAY_LOOK_H
#define CTL_PLAY_LOOK_H

#include "play_watch.h"

/* traffic: the Region that the routing controls let in; REGION_NONE: none. */
void play_look(struct play_watch *watch, const struct play_line *line, size_t traffic,
    struct now now);

#endif
