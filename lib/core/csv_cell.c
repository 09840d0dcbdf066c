/* SPDX-License-Identifier: MIT */
/* What a cell of a table says. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/csv_private.h"

#define EARLIEST 946684800000  /* 2000 */
#define LATEST   7258118400000 /* 2200 */
#define IN_MSEC  100000000000  /* more than so many seconds are milliseconds */

bool
csv_cell_fail(const struct csv_table *table, size_t column, struct error *err, const char *fmt, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return error_set(err, "line %d, column %zu: %s", table->row.line, column + 1, what);
}

const char *
csv_cell(const struct csv_table *table, size_t column)
{
	return csv_row_cell(&table->row, column);
}

static bool
is_number(const char *text, double *ret)
{
	char *end;

	*ret = strtod(text, &end);
	return end != text && !*end && isfinite(*ret);
}

/* "2026/11/24 14:00:00" is UTC, too. */
static bool
is_date(const char *text, msec_t *ret)
{
	char date[48];
	int len = snprintf(date, sizeof(date), "%s", text);
	const char *zone;

	if (len < 19 || len + 2 > (int)sizeof(date))
		return false;
	for (size_t i = 4; i <= 7; i += 3)
		if (date[i] == '/')
			date[i] = '-';
	if (date[10] == ' ')
		date[10] = 'T';
	zone = date + 19;
	if (*zone == '.')
		zone += 1 + strspn(zone + 1, "0123456789");
	if (!*zone)
		snprintf(date + len, sizeof(date) - (size_t)len, "Z");
	return clock_parse(date, ret);
}

bool
csv_cell_time(const struct csv_table *table, size_t i, msec_t *ret, struct error *err)
{
	const char *text = csv_cell(table, i);
	double number;

	if (is_number(text, &number) && fabs(number) < (double)LATEST)
		*ret = (msec_t)((number < IN_MSEC ? number * MSEC_SECOND : number) + 0.5);
	else if (!is_date(text, ret))
		return csv_cell_fail(table, i, err,
		    "\"%.40s\" is no time; write 2026-11-24T14:00:00Z, or seconds or milliseconds "
		    "since 1970",
		    text);
	return (*ret >= EARLIEST && *ret < LATEST) ||
	    csv_cell_fail(table, i, err, "\"%.40s\" is a time before 2000 or after 2200", text);
}

static bool
is_nothing(const char *text)
{
	return !*text || strcasecmp(text, "nan") == 0 || strcasecmp(text, "null") == 0;
}

bool
csv_cell_empty(const struct csv_table *table, size_t column)
{
	return is_nothing(csv_cell(table, column));
}

bool
csv_measures(const struct probe_spec *probe)
{
	return strcmp(probe->kind->name, "aurora-lag") == 0 ||
	    strcmp(probe->kind->name, "cloudwatch-metric") == 0;
}

bool
csv_cell_answer(const struct csv_table *table, size_t i, size_t probe, struct sample *ret,
    struct error *err)
{
	const char *text = csv_cell(table, i);
	double number;

	if (!is_number(text, &number))
		return csv_cell_fail(table, i, err, "\"%.40s\" is no number", text);
	sample_judge(ret, REASON_OK);
	if (csv_measures(&table->csv->app->probes[probe])) {
		ret->has_value = true;
		ret->value = number;
		ret->value_at = ret->at;
		return true;
	}
	if (number == 0)
		sample_judge(ret, REASON_TIMEOUT); /* it is not said why */
	else if (number >= 100 && number <= 599 && number == (int)number)
		sample_judge(ret, reason_of_http_status((int)number));
	else if (number != 1)
		return csv_cell_fail(table, i, err,
		    "\"%.40s\" is neither 1, 0 nor an HTTP status: export each answer, and not a "
		    "share of many",
		    text);
	return true;
}

bool
csv_cell_latency(const struct csv_table *table, size_t i, struct sample *ret, struct error *err)
{
	double number;

	if (!is_number(csv_cell(table, i), &number) || number < 0 ||
	    number * table->columns[i].scale >= INT32_MAX)
		return csv_cell_fail(table, i, err, "\"%.40s\" is no latency", csv_cell(table, i));
	ret->latency = (int32_t)(number * table->columns[i].scale + 0.5);
	return true;
}
