/* SPDX-License-Identifier: MIT */
#include "aws/percent.h"

#include <string.h>

/* Not isalnum(): the locale has no say here. */
static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "0123456789-._~";

void
percent_encode(struct buf *ret, const char *text, size_t len, const char *keep)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] && (strchr(unreserved, text[i]) || strchr(keep, text[i])))
			buf_putc(ret, text[i]);
		else
			buf_printf(ret, "%%%02X", (unsigned char)text[i]);
	}
}

/* The value of a hexadecimal digit, or -1. */
static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

void
percent_decode(struct buf *ret, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool escape = text[i] == '%' && i + 2 < len;
		int high = escape ? digit(text[i + 1]) : -1;
		int low = escape ? digit(text[i + 2]) : -1;

		if (high < 0 || low < 0) {
			buf_putc(ret, text[i]);
			continue;
		}
		buf_putc(ret, (char)(high * 16 + low));
		i += 2;
	}
}
