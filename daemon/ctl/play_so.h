/* SPDX-License-Identifier: MIT */
/* Whether what a scenario expects at a moment is so, and what is so instead. */
#ifndef CTL_PLAY_SO_H
#define CTL_PLAY_SO_H

#include "play_expect.h"

bool play_so_is(const struct play_expect *expect, const struct play_team *team,
    char ret[PLAY_FOUND]);

#endif
