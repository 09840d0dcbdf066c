/* SPDX-License-Identifier: MIT */
/* Probes' answers in a line. Those of the line before are most likely the same but for their times.
 */
#ifndef CTL_PLAY_ANSWER_H
#define CTL_PLAY_ANSWER_H

#include "play_line.h"

/* A list of answers, added to those of the line. */
must_check bool play_answer_read(const struct play_scene *scene, struct play_scan *scan,
    struct play_line *line);

#endif
