/* SPDX-License-Identifier: MIT */
#include "core/calendar.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define MINUTE 60
#define HOUR   3600
#define DAY    86400
#define WEEK   (7 * (int64_t)DAY)

/* ---- reading ---- */

static bool
take_text(const char **at, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(*at, text, len) != 0)
		return false;
	*at += len;
	return true;
}

static bool
take_digits(const char **at, size_t digits, int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < digits; i++, ++*at) {
		if (!isdigit((unsigned char)**at))
			return false;
		*ret = *ret * 10 + (**at - '0');
	}
	return true;
}

/* "09:00", to "24:00". */
static bool
take_clock(const char **at, int *ret)
{
	int hours, minutes;

	if (!take_digits(at, 2, &hours) || !take_text(at, ":") || !take_digits(at, 2, &minutes))
		return false;
	*ret = hours * HOUR + minutes * MINUTE;
	return minutes < 60 && *ret <= DAY;
}

static bool
take_day(const char **at, int *ret)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

	for (int i = 0; i < 7; i++)
		if (strncasecmp(*at, days[i], 3) == 0) {
			*ret = i;
			*at += 3;
			return true;
		}
	return false;
}

/* "Mon-Fri", "Sat,Sun", "Fri-Mon" */
static bool
take_days(const char **at, unsigned *ret)
{
	int from, to;

	*ret = 0;
	do {
		if (!take_day(at, &from))
			return false;
		to = from;
		if (take_text(at, "-") && !take_day(at, &to))
			return false;
		for (int day = from;; day = (day + 1) % 7) {
			*ret |= 1U << day;
			if (day == to)
				break;
		}
	} while (take_text(at, ","));
	return true;
}

static bool
take_window(const char *at, struct window *ret)
{
	*ret = (struct window){ .days = 0x7f, .to = DAY };
	if (isalpha((unsigned char)*at)) {
		if (!take_days(&at, &ret->days))
			return false;
		if (!*at)
			return true;
		if (!take_text(&at, " "))
			return false;
	}
	if (!take_clock(&at, &ret->from) || !take_text(&at, "-") || !take_clock(&at, &ret->to) ||
	    *at)
		return false;
	if (ret->to <= ret->from)
		ret->to += DAY;
	return ret->from < DAY;
}

bool
calendar_window(struct calendar *calendar, const char *text, struct error *err)
{
	struct window window;

	if (!take_window(text, &window))
		return error_set(err,
		    "\"%.60s\" is no weekly window: write \"Mon-Fri 09:00-17:00\", \"Sat,Sun\" or "
		    "\"02:00-04:00\"",
		    text);
	if (calendar->n_windows == CALENDAR_MOST)
		return error_set(err, "more than %d windows", CALENDAR_MOST);
	calendar->windows[calendar->n_windows++] = window;
	return true;
}

/* A date, perhaps with a time; last: without one it ends with that day. */
static bool
take_moment(const char **at, bool last, int64_t *ret)
{
	int year, month, day, clock = last ? DAY : 0;

	if (!take_digits(at, 4, &year) || !take_text(at, "-") || !take_digits(at, 2, &month) ||
	    !take_text(at, "-") || !take_digits(at, 2, &day))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > zone_month_days(year, month))
		return false;
	if (take_text(at, "T") && !take_clock(at, &clock))
		return false;
	*ret = zone_days(year, month, day) * DAY + clock;
	return true;
}

static bool
take_freeze(const char *at, struct freeze *ret)
{
	const char *first = at;

	if (!take_moment(&at, false, &ret->from))
		return false;
	if (take_text(&at, "/"))
		return take_moment(&at, true, &ret->to) && !*at;
	return !*at && !strchr(first, 'T') && take_moment(&first, true, &ret->to);
}

bool
calendar_freeze(struct calendar *calendar, const char *text, struct error *err)
{
	struct freeze freeze;

	if (!take_freeze(text, &freeze))
		return error_set(err,
		    "\"%.60s\" is no freeze: write \"2026-12-20/2027-01-03\", "
		    "\"2026-11-27T18:00/2026-11-30T08:00\" or one date",
		    text);
	if (freeze.to <= freeze.from)
		return error_set(err, "\"%.60s\" ends before it begins", text);
	if (calendar->n_freezes == CALENDAR_MOST)
		return error_set(err, "more than %d freezes", CALENDAR_MOST);
	calendar->freezes[calendar->n_freezes++] = freeze;
	return true;
}

/* ---- looking ---- */

static int64_t
local_of(const struct calendar *calendar, msec_t wall)
{
	return wall / MSEC_SECOND + zone_offset(&calendar->zone, wall);
}

/* Seconds since Monday's midnight; 1970-01-01 was a Thursday. */
static int64_t
of_week(int64_t local)
{
	return (((local + 3 * (int64_t)DAY) % WEEK) + WEEK) % WEEK;
}

static bool
in_windows(const struct calendar *calendar, int64_t local)
{
	int64_t now = of_week(local);

	for (size_t i = 0; i < calendar->n_windows; i++) {
		const struct window *w = &calendar->windows[i];

		for (int day = 0; day < 7; day++)
			if ((w->days & 1U << day) &&
			    (now - ((int64_t)day * DAY + w->from) + WEEK) % WEEK < w->to - w->from)
				return true;
	}
	return calendar->n_windows == 0;
}

static struct opening
look(const struct calendar *calendar, msec_t wall)
{
	struct opening ret = { .changes = MSEC_NEVER };
	int64_t local = local_of(calendar, wall);

	for (size_t i = calendar->n_freezes; i-- > 0;)
		if (local >= calendar->freezes[i].from && local < calendar->freezes[i].to) {
			ret.frozen = true;
			ret.freeze = i;
		}
	ret.open = !ret.frozen && in_windows(calendar, local);
	return ret;
}

/* What may be the next change: each candidate is looked at, and the first that differs is it. */
struct search {
	const struct calendar *calendar;
	msec_t wall;
	bool open;
	msec_t found;
};

static void
try_wall(struct search *search, msec_t wall)
{
	if (wall > search->wall && wall < search->found &&
	    look(search->calendar, wall).open != search->open)
		search->found = wall;
}

/* Local time is one moment, two or none, when the clock is put back or forth. */
static void
try_local(struct search *search, int64_t local)
{
	try_wall(search, (local - search->calendar->zone.usual) * MSEC_SECOND);
	try_wall(search, (local - search->calendar->zone.summer) * MSEC_SECOND);
}

/* The edges of all windows in the two weeks that begin with that of `local`, and of those that are
 * not over since the night before. */
static void
try_weeks(struct search *search, int64_t local)
{
	int64_t monday = local - of_week(local);

	for (size_t i = 0; i < search->calendar->n_windows; i++) {
		const struct window *w = &search->calendar->windows[i];

		for (int day = -1; day < 14; day++) {
			if (!(w->days & 1U << (day + 7) % 7))
				continue;
			try_local(search, monday + (int64_t)day * DAY + w->from);
			try_local(search, monday + (int64_t)day * DAY + w->to);
		}
	}
}

struct opening
calendar_at(const struct calendar *calendar, msec_t wall)
{
	struct opening ret = look(calendar, wall);
	struct search search = { calendar, wall, ret.open, MSEC_NEVER };
	msec_t edges[2];

	for (size_t i = zone_edges(&calendar->zone, wall, edges); i-- > 0;)
		try_wall(&search, edges[i]);
	try_weeks(&search, local_of(calendar, wall));
	for (size_t i = 0; i < calendar->n_freezes; i++) {
		try_local(&search, calendar->freezes[i].from);
		try_local(&search, calendar->freezes[i].to);
		try_weeks(&search, calendar->freezes[i].to);
	}
	ret.changes = search.found;
	return ret;
}
