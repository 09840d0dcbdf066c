/* SPDX-License-Identifier: MIT */
#include "print.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "field.h"

struct cell {
	char *text;
	enum ink ink;
};

static const char *const inks[] = { [INK_PLAIN] = "",
	[INK_BOLD] = "\033[1m",
	[INK_DIM] = "\033[2m",
	[INK_GOOD] = "\033[32m",
	[INK_BAD] = "\033[1;31m",
	[INK_WARN] = "\033[33m" };

static bool coloured, local_times;

bool
print_is_terminal(void)
{
	return isatty(STDOUT_FILENO);
}

void
print_setup(bool no_color, bool local)
{
	const char *wish = getenv("NO_COLOR"), *term = getenv("TERM");

	coloured = print_is_terminal() && !no_color && !(wish && *wish) && term &&
	    strcmp(term, "dumb") != 0;
	local_times = local;
}

static void
put(enum ink ink, const char *text)
{
	if (coloured && ink != INK_PLAIN)
		printf("%s%s\033[0m", inks[ink], text);
	else
		fputs(text, stdout);
}

static char *vformat(const char *fmt, va_list ap) printf_like(1, 0);

static char *
vformat(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	return text;
}

void
print(enum ink ink, const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = vformat(fmt, ap);
	va_end(ap);
	put(ink, text);
	free(text);
}

void
print_json(const json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	putchar('\n');
}

const char *
print_time(const char *iso, char ret[PRINT_TIME])
{
	struct tm tm = { 0 }, today = { 0 };
	time_t at, now = time(NULL);
	bool same_day;

	if (!strptime(iso, "%Y-%m-%dT%H:%M:%S", &tm)) {
		snprintf(ret, PRINT_TIME, "-");
		return ret;
	}
	at = timegm(&tm);
	if (local_times) {
		localtime_r(&at, &tm);
		localtime_r(&now, &today);
	} else {
		gmtime_r(&now, &today);
	}
	same_day = tm.tm_yday == today.tm_yday && tm.tm_year == today.tm_year;
	if (local_times)
		strftime(ret, PRINT_TIME, same_day ? "%H:%M:%S %Z" : "%Y-%m-%d %H:%M %Z", &tm);
	else
		strftime(ret, PRINT_TIME, same_day ? "%H:%M:%SZ" : "%Y-%m-%d %H:%MZ", &tm);
	return ret;
}

const char *
print_moment(msec_t wall, char ret[PRINT_TIME])
{
	time_t at = (time_t)(wall / MSEC_SECOND);
	struct tm tm;

	if (local_times)
		localtime_r(&at, &tm);
	else
		gmtime_r(&at, &tm);
	strftime(ret, PRINT_TIME, local_times ? "%Y-%m-%d %H:%M:%S %Z" : "%Y-%m-%d %H:%M:%SZ", &tm);
	return ret;
}

/* ---- tables ---- */

/* Characters, not bytes. */
static int
width_of(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

void
table_add(struct table *table, enum ink ink, const char *fmt, ...)
{
	va_list ap;

	table->cells = xrealloc(table->cells, table->n + 1, sizeof(*table->cells));
	va_start(ap, fmt);
	table->cells[table->n++] = (struct cell){ vformat(fmt, ap), ink };
	va_end(ap);
}

static int
column_width(const struct table *table, size_t column)
{
	int width = 0;

	for (size_t i = column; i < table->n; i += table->columns) {
		int w = width_of(table->cells[i].text);

		width = w > width ? w : width;
	}
	return width;
}

void
table_add_step(struct table *table, size_t number, const json_t *step)
{
	bool beside = field_has(step, "group");

	table_add(table, INK_PLAIN, "%zu %s%s%s%s", number, field_text(step, "name"),
	    beside ? " (" : "", beside ? field_text(step, "group") : "", beside ? ")" : "");
}

void
table_print(const struct table *table, int indent)
{
	int *widths, gap = 0; /* blanks are due before the next text, and not at a line's end */

	assert(table->columns > 0);
	widths = xcalloc(table->columns, sizeof(*widths));
	for (size_t c = 0; c < table->columns; c++)
		widths[c] = column_width(table, c);
	for (size_t i = 0; i < table->n; i++) {
		const struct cell *cell = &table->cells[i];
		size_t column = i % table->columns;

		gap = column == 0 ? indent : gap + 2;
		if (cell->text[0]) {
			printf("%*s", gap, "");
			put(cell->ink, cell->text);
			gap = 0;
		}
		gap += widths[column] - width_of(cell->text);
		if (column + 1 == table->columns)
			putchar('\n');
	}
	xfree(widths);
}

void
table_done(struct table *table)
{
	for (size_t i = 0; i < table->n; i++)
		free(table->cells[i].text);
	xfree(table->cells);
	*table = (struct table){ 0 };
}
