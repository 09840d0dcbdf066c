/* SPDX-License-Identifier: MIT */
#include "core/zone.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DAY    86400
#define HOUR   3600
#define MINUTE 60

/* ---- dates ---- */

/* Years begin in March here, so that the leap day is the last. */
int64_t
zone_days(int64_t year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t
zone_year(int64_t days)
{
	int64_t year = 1970 + days / 366;

	while (zone_days(year + 1, 1, 1) <= days)
		year++;
	while (zone_days(year, 1, 1) > days)
		year--;
	return year;
}

int
zone_month_days(int64_t year, int month)
{
	int64_t next = month == 12 ? zone_days(year + 1, 1, 1) : zone_days(year, month + 1, 1);

	return (int)(next - zone_days(year, month, 1));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* 0 is Sunday, as in the rules; 1970-01-01 was a Thursday. */
static int
weekday(int64_t days)
{
	return (int)(days + 4 - floor_div(days + 4, 7) * 7);
}

/* ---- when ---- */

static int64_t
day_of(const struct zone_edge *edge, int64_t year)
{
	int64_t first = zone_days(year, 1, 1), month;
	int into;

	switch (edge->kind) {
	case EDGE_JULIAN:
		return first + edge->day - 1 +
		    (edge->day > 59 && zone_month_days(year, 2) == 29 ? 1 : 0);
	case EDGE_DAY:
		return first + edge->day;
	case EDGE_WEEKDAY:
		break;
	}
	month = zone_days(year, edge->month, 1);
	into = (edge->day - weekday(month) + 7) % 7 + (edge->week - 1) * 7;
	if (into >= zone_month_days(year, edge->month))
		into -= 7;
	return month + into;
}

/* In seconds of UTC: each edge is written in the time that it ends. */
static void
edges_of(const struct zone *zone, int64_t utc, int64_t *ret_begins, int64_t *ret_ends)
{
	int64_t year = zone_year(floor_div(utc + zone->usual, DAY));

	*ret_begins = day_of(&zone->begins, year) * DAY + zone->begins.at - zone->usual;
	*ret_ends = day_of(&zone->ends, year) * DAY + zone->ends.at - zone->summer;
}

int64_t
zone_offset(const struct zone *zone, msec_t wall)
{
	int64_t utc = floor_div(wall, MSEC_SECOND), begins, ends;
	bool summer;

	if (!zone->has_summer)
		return zone->usual;
	edges_of(zone, utc, &begins, &ends);
	/* In the south summer time begins late in the year and ends early. */
	summer = begins < ends ? utc >= begins && utc < ends : !(utc >= ends && utc < begins);
	return summer ? zone->summer : zone->usual;
}

size_t
zone_edges(const struct zone *zone, msec_t wall, msec_t ret[2])
{
	int64_t begins, ends;

	if (!zone->has_summer)
		return 0;
	edges_of(zone, floor_div(wall, MSEC_SECOND), &begins, &ends);
	ret[0] = begins * MSEC_SECOND;
	ret[1] = ends * MSEC_SECOND;
	return 2;
}

/* ---- reading a rule ---- */

static bool
take_char(const char **at, char c)
{
	if (**at != c)
		return false;
	++*at;
	return true;
}

/* Three letters at least, or anything such as <+03>. */
static bool
take_name(const char **at)
{
	const char *from = *at;

	if (take_char(at, '<')) {
		while (isalnum((unsigned char)**at) || **at == '+' || **at == '-')
			++*at;
		return *at - from > 3 && take_char(at, '>');
	}
	while (isalpha((unsigned char)**at))
		++*at;
	return *at - from >= 3;
}

static bool
take_number(const char **at, int min, int max, int *ret)
{
	int value = 0, digits = 0;

	for (; isdigit((unsigned char)**at) && digits < 4; ++*at, digits++)
		value = value * 10 + (**at - '0');
	*ret = value;
	return digits > 0 && value >= min && value <= max;
}

/* [+-]h[:mm[:ss]] */
static bool
take_time(const char **at, int hours_most, int64_t *ret)
{
	bool minus = **at == '-';
	int hours, minutes = 0, seconds = 0;

	if (minus || **at == '+')
		++*at;
	if (!take_number(at, 0, hours_most, &hours))
		return false;
	if (take_char(at, ':') && !take_number(at, 0, 59, &minutes))
		return false;
	if (take_char(at, ':') && !take_number(at, 0, 59, &seconds))
		return false;
	*ret = (int64_t)hours * HOUR + (int64_t)minutes * MINUTE + seconds;
	if (minus)
		*ret = -*ret;
	return true;
}

static bool
take_weekday(const char **at, struct zone_edge *ret)
{
	return take_number(at, 1, 12, &ret->month) && take_char(at, '.') &&
	    take_number(at, 1, 5, &ret->week) && take_char(at, '.') &&
	    take_number(at, 0, 6, &ret->day);
}

static bool
take_edge(const char **at, struct zone_edge *ret)
{
	bool good;

	*ret = (struct zone_edge){ .kind = EDGE_DAY, .at = 2 * (int64_t)HOUR };
	if (take_char(at, 'M')) {
		ret->kind = EDGE_WEEKDAY;
		good = take_weekday(at, ret);
	} else if (take_char(at, 'J')) {
		ret->kind = EDGE_JULIAN;
		good = take_number(at, 1, 365, &ret->day);
	} else {
		good = take_number(at, 0, 365, &ret->day);
	}
	return good && (!take_char(at, '/') || take_time(at, 167, &ret->at));
}

/* Offsets are written west of UTC. */
static bool
take_offset(const char **at, int64_t *ret)
{
	int64_t west;

	if (!take_time(at, 24, &west))
		return false;
	*ret = -west;
	return true;
}

bool
zone_parse(const char *text, struct zone *ret, struct error *err)
{
	const char *at = text;

	*ret = (struct zone){ 0 };
	if (!take_name(&at) || !take_offset(&at, &ret->usual))
		return error_set(err,
		    "\"%.60s\" is not the rule of a time zone: write one such as \"UTC0\" or "
		    "\"CET-1CEST,M3.5.0,M10.5.0/3\"",
		    text);
	ret->summer = ret->usual;
	if (!*at)
		return true;
	ret->has_summer = true;
	ret->summer += HOUR;
	if (!take_name(&at) || (*at && *at != ',' && !take_offset(&at, &ret->summer)))
		return error_set(err, "\"%.60s\": the summer time at \"%.20s\" cannot be read",
		    text, at);
	if (!*at)
		return error_set(err,
		    "\"%.60s\" does not say when summer time begins and ends: add it, as in "
		    "\",M3.5.0,M10.5.0/3\"",
		    text);
	if (!take_char(&at, ',') || !take_edge(&at, &ret->begins) || !take_char(&at, ',') ||
	    !take_edge(&at, &ret->ends) || *at)
		return error_set(err,
		    "\"%.60s\": when summer time begins and ends cannot be read at \"%.20s\"", text,
		    at);
	return true;
}

/* ---- TZif ---- */

#define TZIF_HEADER 44

bool
zone_of_tzif(const void *file, size_t len, char ret[ZONE_TEXT], struct error *err)
{
	const char *bytes = file, *end, *line;
	struct zone zone;

	if (len < TZIF_HEADER || memcmp(bytes, "TZif", 4) != 0)
		return error_set(err, "it is not a TZif file");
	end = bytes + len - 1;
	if (bytes[4] < '2' || *end != '\n')
		return error_set(err, "it has no rule at its end: it is of version 1, or cut off");
	line = end;
	while (line > bytes && line[-1] != '\n')
		line--;
	if (end - line >= ZONE_TEXT || memchr(line, '\0', (size_t)(end - line)))
		return error_set(err, "what is at its end is no rule");
	snprintf(ret, ZONE_TEXT, "%.*s", (int)(end - line), line);
	return zone_parse(ret, &zone, err);
}
