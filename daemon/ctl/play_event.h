/* SPDX-License-Identifier: MIT */
/* What happens at one moment: an operator's word, a clock that is set, a process that dies. */
#ifndef CTL_PLAY_EVENT_H
#define CTL_PLAY_EVENT_H

#include "play_line.h"

/* A list of events, added to those of the line. */
must_check bool play_event_read(const struct play_scene *scene, struct play_scan *scan,
    struct play_line *line);

#endif
