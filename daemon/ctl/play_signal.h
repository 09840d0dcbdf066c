/* SPDX-License-Identifier: MIT */
/* The signals of a line that stay until another says otherwise: one member of a group each. */
#ifndef CTL_PLAY_SIGNAL_H
#define CTL_PLAY_SIGNAL_H

#include "play_line.h"

typedef bool play_signal_fn(const struct play_scene *scene, struct play_word key,
    struct play_scan *scan, struct play_line *line);

play_signal_fn play_signal_lag, play_signal_db, play_signal_self, play_signal_call;

#endif
