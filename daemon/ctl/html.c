/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "config/utf8.h"

#define REPLACED "\xef\xbf\xbd"

static bool
steers(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static const char *
escape_of(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return steers(c) ? REPLACED : NULL;
	}
}

void
html_text(struct buf *to, const char *text)
{
	size_t len = strlen(text), n;
	uint32_t c;

	for (size_t i = 0; i < len; i += n) {
		const char *escape;

		n = utf8_next(text + i, len - i, &c);
		escape = n > 0 ? escape_of(c) : REPLACED;
		if (n == 0)
			n = 1;
		if (escape)
			buf_puts(to, escape);
		else
			buf_add(to, text + i, n);
	}
}

static void
open_tag(struct buf *to, const char *tag, const char *class)
{
	buf_printf(to, "<%s", tag);
	if (class)
		buf_printf(to, " class=\"%s\"", class);
	buf_putc(to, '>');
}

void
html_element(struct buf *to, const char *tag, const char *class, const char *text)
{
	open_tag(to, tag, class);
	html_text(to, text);
	buf_printf(to, "</%s>", tag);
}

void
html_format(struct buf *to, const char *tag, const char *class, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	html_element(to, tag, class, text ? text : "");
	xfree(text);
}

void
html_badge(struct buf *to, const struct html_mark *mark)
{
	buf_printf(to, "<span class=\"badge %s\"><span aria-hidden=\"true\">%s</span> ",
	    mark->class, mark->sign);
	html_text(to, mark->word);
	buf_puts(to, "</span>");
}
