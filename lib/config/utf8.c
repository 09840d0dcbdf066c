/* SPDX-License-Identifier: MIT */
#include "config/utf8.h"

static size_t
expected(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

size_t
utf8_next(const char *text, size_t len, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	size_t n = expected(bytes[0]);
	uint32_t c;

	if (n == 0 || n > len)
		return 0;
	c = n == 1 ? bytes[0] : bytes[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (bytes[i] & 0x3fU);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*ret = c;
	return n;
}

size_t
utf8_count(const char *text, size_t len)
{
	size_t n = 0;
	uint32_t c;

	for (size_t at = 0; at < len; n++) {
		size_t size = utf8_next(text + at, len - at, &c);

		at += size > 0 ? size : 1;
	}
	return n;
}

size_t
utf8_whole(const char *text, size_t len)
{
	for (size_t back = 1; back <= 4 && back <= len; back++) {
		unsigned char byte = (unsigned char)text[len - back];

		if ((byte & 0xc0) == 0x80)
			continue;
		return expected(byte) > back ? len - back : len;
	}
	return len;
}

static const struct {
	uint32_t from, to;
	int width;
} widths[] = {
	{ 0x0300, 0x036f, 0 },
	{ 0x1100, 0x115f, 2 },
	{ 0x200b, 0x200f, 0 },
	{ 0x2e80, 0xa4cf, 2 },
	{ 0xac00, 0xd7a3, 2 },
	{ 0xf900, 0xfaff, 2 },
	{ 0xfe00, 0xfe0f, 0 },
	{ 0xfe30, 0xfe6f, 2 },
	{ 0xff00, 0xff60, 2 },
	{ 0xffe0, 0xffe6, 2 },
	{ 0x1f300, 0x1faff, 2 },
	{ 0x20000, 0x3fffd, 2 },
};

int
utf8_width(uint32_t c)
{
	for (size_t i = 0; i < COUNT(widths); i++)
		if (c >= widths[i].from && c <= widths[i].to)
			return widths[i].width;
	return 1;
}
