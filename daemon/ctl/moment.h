/* SPDX-License-Identifier: MIT */
/* A moment of the past, as people write it. */
#ifndef CTL_MOMENT_H
#define CTL_MOMENT_H

#include "base/clock.h"
#include "base/error.h"

/*
 *	"14:02", "14:02:11"       the last time that the clock said so
 *	"2026-11-24 14:02"        in UTC, or local
 *	"2026-11-24T14:02:00Z"    and with an offset, "+01:00"
 *	"-2h"                     so long ago
 * ret: wall time. err begins with the text and names the forms.
 */
must_check bool moment_parse(const char *text, bool local, msec_t *ret, struct error *err);

#endif
