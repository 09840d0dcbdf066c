/* SPDX-License-Identifier: MIT */
/*
 * A time zone as a rule: "CET-1CEST,M3.5.0,M10.5.0/3", as POSIX writes it in TZ,
 * with the hours from -167 to 167 that RFC 8536 adds. Pure: nothing of libc's time
 * zone is read or set, so two applications may live in two zones.
 */
#ifndef CORE_ZONE_H
#define CORE_ZONE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"

#define ZONE_TEXT 128

struct zone {
	int64_t usual, summer; /* seconds east of UTC; equal when there is no summer time */
	bool has_summer;

	/* When summer time begins and ends. */
	struct zone_edge {
		enum {
			EDGE_WEEKDAY, /* M: the week-th day of a month, 5 being the last */
			EDGE_JULIAN,  /* J: 1 to 365, 29 February never counted */
			EDGE_DAY,     /* 0 to 365 */
		} kind;

		int month, week, day;
		int64_t at; /* seconds since the midnight before it, in the time until then */
	} begins, ends;
};

must_check bool zone_parse(const char *text, struct zone *ret, struct error *err);
/* Seconds east of UTC at a moment of wall time. */
int64_t zone_offset(const struct zone *zone, msec_t wall);
/* The moments of wall time when summer time begins and ends in the year of `wall`; returns their
 * number, 0 or 2. */
size_t zone_edges(const struct zone *zone, msec_t wall, msec_t ret[2]);
/* The rule at the end of a TZif file (RFC 8536), such as those in /usr/share/zoneinfo. */
must_check bool zone_of_tzif(const void *file, size_t len, char ret[ZONE_TEXT], struct error *err);

/* Days since 1970-01-01 of a date of the Gregorian calendar, and the year of such a day. */
int64_t zone_days(int64_t year, int month, int day);
int64_t zone_year(int64_t days);
int zone_month_days(int64_t year, int month);

#endif
