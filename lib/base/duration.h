/* SPDX-License-Identifier: MIT */
/* Durations as people write and read them: 250ms, 30s, 5m, 6h, 7d. */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/clock.h"

#define DURATION_TEXT 32

must_check bool duration_parse(const char *text, msec_t *ret);

/* "84ms", "2.5s", "29s", "1m 30s", "6h", "2d 4h": two units at most; returns ret. */
const char *duration_text(msec_t msec, char ret[DURATION_TEXT]);

#endif
