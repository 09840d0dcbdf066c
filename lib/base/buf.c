/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

#define BUF_FIRST 64

static void
grow(struct buf *buf, size_t more)
{
	size_t need = buf->len + more + 1;
	size_t cap = buf->cap ? buf->cap : BUF_FIRST;
	char *data;

	if (need <= buf->cap)
		return;
	while (cap < need)
		cap *= 2;
	/* Not realloc(): what the old memory held may be a secret, and is wiped. */
	data = xcalloc(cap, 1);
	if (buf->len > 0)
		memcpy(data, buf->data, buf->len);
	wipe(buf->data, buf->len);
	xfree(buf->data);
	buf->data = data;
	buf->cap = cap;
}

void
buf_add(struct buf *buf, const void *data, size_t len)
{
	grow(buf, len);
	if (len > 0)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void
buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_putc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void
buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n > 0) {
		grow(buf, (size_t)n);
		vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

const char *
buf_text(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void
buf_done(struct buf *buf)
{
	xfree(buf->data);
	*buf = (struct buf){ 0 };
}

void
buf_wipe(struct buf *buf)
{
	if (buf->data)
		wipe(buf->data, buf->cap);
	buf_done(buf);
}
