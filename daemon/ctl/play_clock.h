/* SPDX-License-Identifier: MIT */
/* Times of a scenario, as people write them: 90s, 7m30s, 2h, 1d. */
#ifndef CTL_PLAY_CLOCK_H
#define CTL_PLAY_CLOCK_H

#include "base/clock.h"

/* The whole of text. */
must_check bool play_clock_parse(const char *text, msec_t *ret);
/* "7m30s..10m" */
must_check bool play_clock_range(const char *text, msec_t *ret_from, msec_t *ret_to);
/* "7m30s"; returns ret. */
const char *play_clock_text(msec_t msec, char ret[CLOCK_TEXT]);

#endif
