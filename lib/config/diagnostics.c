/* SPDX-License-Identifier: MIT */
/* Diagnostics for people: in a terminal with the line and a caret, or as one line. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "config/config.h"
#include "config/utf8.h"

#define TAB       8
#define LINE_MOST 120 /* columns that are shown of a long line */
#define LEAD      40  /* of those, before the caret */

void
diagnostics_done(struct diagnostics *diags)
{
	xfree(diags->list);
	*diags = (struct diagnostics){ 0 };
}

static const struct source *
source_of(const struct diagnostic *d, const struct source *sources, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(sources[i].name, d->file) == 0)
			return &sources[i];
	return NULL;
}

static bool
find_line(const struct source *source, int line, const char **ret, size_t *ret_len)
{
	const char *at = source->text, *end = source->text + source->len;

	for (; line > 1; line--) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			return false;
		at++;
	}
	*ret = at;
	*ret_len = (size_t)(end - at);
	if (memchr(at, '\n', *ret_len))
		*ret_len = (size_t)((const char *)memchr(at, '\n', *ret_len) - at);
	return true;
}

/* A line on its way to the terminal: tabs become blanks, what would steer it becomes "?". */
struct shown {
	struct buf text;
	int columns;
	int from, until; /* columns that the caret goes under */
};

static void
show_char(struct shown *s, const char *text, size_t size, uint32_t c)
{
	if (c == '\t') {
		do {
			buf_putc(&s->text, ' ');
			s->columns++;
		} while (s->columns % TAB != 0);
		return;
	}
	if (size == 0 || c < ' ' || (c >= 0x7f && c < 0xa0)) {
		buf_putc(&s->text, '?');
		s->columns++;
		return;
	}
	buf_add(&s->text, text, size);
	s->columns += utf8_width(c);
}

/* Far enough behind the caret. */
static bool
shown_enough(struct shown *s, int number, const struct diagnostic *d)
{
	if (number <= d->column || s->columns <= s->from + LINE_MOST - LEAD)
		return false;
	buf_puts(&s->text, " ...");
	return true;
}

/* Of a line that is too long to be shown, what stands around the caret. */
static void
cut_before(struct shown *s, int number, const struct diagnostic *d)
{
	if (number != d->column - LEAD || s->columns <= LINE_MOST - LEAD)
		return;
	buf_clear(&s->text);
	buf_puts(&s->text, "... ");
	s->columns = 4;
}

static void
show_line(struct shown *s, const char *line, size_t len, const struct diagnostic *d)
{
	int number = 1;

	s->from = s->until = -1;
	for (size_t at = 0; at < len && !shown_enough(s, number, d); number++) {
		uint32_t c = 0;
		size_t size = utf8_next(line + at, len - at, &c);

		cut_before(s, number, d);
		if (number == d->column)
			s->from = s->columns;
		if (c != '\r')
			show_char(s, line + at, size, c);
		at += size > 0 ? size : 1;
		if (number < d->column + d->length)
			s->until = s->columns;
	}
	if (s->from < 0)
		s->from = s->columns;
	if (s->until <= s->from)
		s->until = s->from + 1;
}

/* Columns of the line's number. */
static int
gutter_of(const struct diagnostic *d)
{
	int columns = snprintf(NULL, 0, "%d", d->line);

	return columns > 2 ? columns : 2;
}

static void
print_line(const struct diagnostic *d, const struct source *source, struct buf *ret)
{
	autofree(buf_done) struct buf text = { 0 };
	struct shown shown = { 0 };
	const char *line;
	size_t len;
	int gutter;

	if (!find_line(source, d->line, &line, &len))
		return;
	show_line(&shown, line, len, d);
	text = shown.text;
	gutter = gutter_of(d);
	buf_printf(ret, "%*s |\n%*d | %s\n%*s | %*s", gutter, "", gutter, d->line, buf_text(&text),
	    gutter, "", shown.from, "");
	for (int i = shown.from; i < shown.until; i++)
		buf_putc(ret, '^');
	buf_printf(ret, "%s%s\n", d->label[0] ? " " : "", d->label);
}

static void
print_one(const struct diagnostic *d, const struct source *source, struct buf *ret)
{
	buf_printf(ret, "%s[%s]: %s\n%*s--> %s:%d:%d\n",
	    d->severity == SEVERITY_ERROR ? "error" : "warning", d->code, d->message, gutter_of(d),
	    "", d->file, d->line, d->column);
	if (source)
		print_line(d, source, ret);
	if (d->help[0])
		buf_printf(ret, "%*s = help: %s\n", gutter_of(d), "", d->help);
	buf_putc(ret, '\n');
}

void
diagnostics_print(const struct diagnostics *diags, const struct source *sources, size_t n,
    struct buf *ret)
{
	for (size_t i = 0; i < diags->n; i++)
		print_one(&diags->list[i], source_of(&diags->list[i], sources, n), ret);
}

void
diagnostics_line(const struct diagnostics *diags, struct buf *ret)
{
	const struct diagnostic *d = NULL;

	for (size_t i = 0; i < diags->n && !d; i++)
		if (diags->list[i].severity == SEVERITY_ERROR)
			d = &diags->list[i];
	if (!d)
		return;
	buf_printf(ret, "%s:%d:%d: %s", d->file, d->line, d->column, d->message);
	if (d->help[0])
		buf_printf(ret, " (%s)", d->help);
}
