/* SPDX-License-Identifier: MIT */
/*
 * Time. Logic runs on CLOCK_BOOTTIME in milliseconds, always passed in; wall
 * time (milliseconds since 1970, UTC) is for people, for signatures, and for
 * what must outlive a reboot.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

typedef int64_t msec_t;

#define MSEC_NEVER  INT64_MAX
#define MSEC_SECOND ((msec_t)1000)
#define MSEC_MINUTE (60 * MSEC_SECOND)
#define MSEC_HOUR   (60 * MSEC_MINUTE)
#define MSEC_DAY    (24 * MSEC_HOUR)

struct now {
	msec_t boot; /* for logic */
	msec_t wall; /* for people */
};

#define CLOCK_TEXT 32

/* "2026-11-24T14:02:11.250Z"; returns ret. */
const char *clock_text(msec_t wall, char ret[CLOCK_TEXT]);
/* "20261124T140211Z", as signatures want it; returns ret. */
const char *clock_compact(msec_t wall, char ret[CLOCK_TEXT]);
/* "2026-11-24T14:02:11Z", perhaps with a fraction, which is dropped, or with "+01:00" for "Z". */
must_check bool clock_parse(const char *text, msec_t *ret);

#endif
