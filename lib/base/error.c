/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define GAP "..."

bool
error_set(struct error *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	err->passing = false;
	return false;
}

/* Of a character of several bytes, one that is not the first. */
static bool
is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void
error_copy(const struct error *err, char *ret, size_t size)
{
	const char *text = err->text, *tail;
	size_t len = strlen(text), head;

	if (len < size || size < 4 * sizeof(GAP)) {
		snprintf(ret, size, "%s", text);
		return;
	}
	tail = text + len - size / 4;
	head = size - size / 4 - sizeof(GAP);
	while (is_inside(*tail))
		tail++;
	while (head > 0 && is_inside(text[head]))
		head--;
	snprintf(ret, size, "%.*s" GAP "%s", (int)head, text, tail);
}

static void
join(char *ret, size_t size, const struct error *inner)
{
	if (size < 3)
		return;
	memcpy(ret, ": ", 3);
	error_copy(inner, ret + 2, size - 2);
}

bool
error_wrap(struct error *err, const char *fmt, ...)
{
	struct error inner = *err;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);

	if (n >= 0 && (size_t)n < sizeof(err->text))
		join(err->text + n, sizeof(err->text) - (size_t)n, &inner);
	return false;
}
