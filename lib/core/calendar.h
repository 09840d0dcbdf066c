/* SPDX-License-Identifier: MIT */
/*
 * When something may be done: windows that come back each week, and freezes from
 * one date to another, in the local time of a zone.
 *
 *	windows   "Mon-Fri 09:00-17:00"  "Sat,Sun 22:00-06:00"  "02:00-04:00"  "Sun"
 *	freezes   "2026-12-20/2027-01-03"  "2026-11-27T18:00/2026-11-30T08:00"  "2026-12-25"
 *
 * A window whose end is not after its beginning ends on the next day. A date
 * without a time means all of that day, the last one included. Without windows it
 * is open at any time; a freeze closes it whatever the windows say.
 */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include "core/zone.h"

#define CALENDAR_MOST 32 /* windows, and freezes */

/* Zeroed it is always open, in UTC. */
struct calendar {
	struct zone zone;

	struct window {
		unsigned days; /* bit 0 is Monday */
		int from, to;  /* seconds since that day's midnight; to is at most two days */
	} windows[CALENDAR_MOST];

	struct freeze {
		int64_t from, to; /* seconds since 1970 in local time; to is the first after it */
	} freezes[CALENDAR_MOST];

	size_t n_windows, n_freezes;
};

/* Each adds one. The error says what is wrong with the text, and how to write it. */
must_check bool calendar_window(struct calendar *calendar, const char *text, struct error *err);
must_check bool calendar_freeze(struct calendar *calendar, const char *text, struct error *err);

struct opening {
	bool open, frozen;
	size_t freeze;  /* frozen: which one, in the order in which they were added */
	msec_t changes; /* wall time when open becomes something else; MSEC_NEVER */
};

struct opening calendar_at(const struct calendar *calendar, msec_t wall);

#endif
