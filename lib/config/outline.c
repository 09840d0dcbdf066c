/* SPDX-License-Identifier: MIT */
#include "config/outline.h"

static void
quote(struct buf *to, const char *text)
{
	buf_putc(to, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			buf_printf(to, "\\%c", c);
		else if (c < ' ' || c == 0x7f)
			buf_printf(to, "\\u%04x", c);
		else
			buf_putc(to, *text);
	}
	buf_putc(to, '"');
}

static void
line(struct outline *out)
{
	buf_putc(out->to, '\n');
	for (int i = 0; i < out->depth; i++)
		buf_puts(out->to, "  ");
}

static void
begin(struct outline *out, const char *key)
{
	if (!out->empty)
		buf_putc(out->to, ',');
	if (out->depth > 0)
		line(out);
	out->empty = false;
	if (!key)
		return;
	quote(out->to, key);
	buf_puts(out->to, ": ");
}

void
outline_open(struct outline *out, const char *key, char bracket)
{
	begin(out, key);
	buf_putc(out->to, bracket);
	out->depth++;
	out->empty = true;
}

void
outline_close(struct outline *out, char bracket)
{
	out->depth--;
	if (!out->empty)
		line(out);
	buf_putc(out->to, bracket);
	out->empty = false;
	if (out->depth == 0)
		buf_putc(out->to, '\n');
}

void
outline_text(struct outline *out, const char *key, const char *text)
{
	begin(out, key);
	quote(out->to, text);
}

void
outline_number(struct outline *out, const char *key, int number)
{
	begin(out, key);
	buf_printf(out->to, "%d", number);
}

void
outline_raw(struct outline *out, const char *key, const char *json)
{
	begin(out, key);
	buf_puts(out->to, json);
}
