/* SPDX-License-Identifier: MIT */
#include "play_scan.h"

#include <string.h>

#define DEPTH_MOST 32

static void
blank(struct play_scan *scan)
{
	while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t'))
		scan->at++;
}

bool
play_scan_char(struct play_scan *scan, char c)
{
	blank(scan);
	if (scan->at >= scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

bool
play_scan_text(struct play_scan *scan, struct play_word *ret)
{
	const char *from, *at;

	blank(scan);
	if (scan->at >= scan->end || *scan->at != '"')
		return false;
	from = at = scan->at + 1;
	while (at < scan->end && *at != '"')
		at += *at == '\\' && at + 1 < scan->end ? 2 : 1;
	if (at >= scan->end)
		return false;
	*ret = (struct play_word){ from, (size_t)(at - from) };
	scan->at = at + 1;
	return true;
}

static bool
digit(const struct play_scan *scan)
{
	return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

/* The digits after a point, or a power of ten. Ours have few: no care is taken of the last bit. */
static double
digits(struct play_scan *scan, double *ret_scale)
{
	double ret = 0;

	for (*ret_scale = 1; digit(scan); scan->at++) {
		ret = ret * 10 + (*scan->at - '0');
		*ret_scale *= 10;
	}
	return ret;
}

static double
power(struct play_scan *scan, double value)
{
	bool less = scan->at < scan->end && *scan->at == '-';
	double scale, amount;
	int times;

	if (scan->at < scan->end && (*scan->at == '-' || *scan->at == '+'))
		scan->at++;
	amount = digits(scan, &scale);
	times = amount < 400 ? (int)amount : 400; /* beyond all that a double can be */
	for (; times > 0; times--)
		value = less ? value / 10 : value * 10;
	return value;
}

bool
play_scan_number(struct play_scan *scan, double *ret)
{
	const char *from;
	bool less = play_scan_char(scan, '-');
	double value, scale;

	from = less ? scan->at - 1 : scan->at;
	if (!digit(scan)) {
		scan->at = from;
		return false;
	}
	value = digits(scan, &scale);
	if (scan->at < scan->end && *scan->at == '.') {
		double fraction;

		scan->at++;
		fraction = digits(scan, &scale);
		value += fraction / scale;
	}
	if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
		scan->at++;
		value = power(scan, value);
	}
	*ret = less ? -value : value;
	return true;
}

static bool
literal(struct play_scan *scan, const char *text)
{
	size_t len = strlen(text);

	blank(scan);
	if ((size_t)(scan->end - scan->at) < len || memcmp(scan->at, text, len) != 0)
		return false;
	scan->at += len;
	return true;
}

bool
play_scan_null(struct play_scan *scan)
{
	return literal(scan, "null");
}

bool
play_scan_bool(struct play_scan *scan, bool *ret)
{
	*ret = literal(scan, "true");
	return *ret || literal(scan, "false");
}

bool
play_scan_member(struct play_scan *scan, bool *first, struct play_word *ret_key, bool *ret_bad)
{
	if (*first ? !play_scan_char(scan, '{') : false) {
		*ret_bad = true;
		return false;
	}
	if (play_scan_char(scan, '}'))
		return false;
	*ret_bad = (!*first && !play_scan_char(scan, ',')) || !play_scan_text(scan, ret_key) ||
	    !play_scan_char(scan, ':');
	*first = false;
	return !*ret_bad;
}

bool
play_scan_item(struct play_scan *scan, bool *first, bool *ret_bad)
{
	if (*first ? !play_scan_char(scan, '[') : false) {
		*ret_bad = true;
		return false;
	}
	if (play_scan_char(scan, ']'))
		return false;
	*ret_bad = !*first && !play_scan_char(scan, ',');
	*first = false;
	return !*ret_bad;
}

static bool
scalar(struct play_scan *scan)
{
	struct play_word word;
	double number;
	bool value;

	return play_scan_text(scan, &word) || play_scan_number(scan, &number) ||
	    play_scan_null(scan) || play_scan_bool(scan, &value);
}

static bool
skip(struct play_scan *scan, int depth) /* NOLINT(misc-no-recursion): DEPTH_MOST bounds it */
{
	bool first = true, bad = false;
	struct play_word key;

	if (scalar(scan))
		return true;
	if (depth == DEPTH_MOST || scan->at >= scan->end)
		return false;
	if (*scan->at == '{')
		while (!bad && play_scan_member(scan, &first, &key, &bad))
			bad = !skip(scan, depth + 1);
	else
		while (!bad && play_scan_item(scan, &first, &bad))
			bad = !skip(scan, depth + 1);
	return !bad;
}

bool
play_scan_skip(struct play_scan *scan)
{
	return skip(scan, 0);
}

bool
play_scan_fail(struct play_scan *scan, const char *why)
{
	scan->why = why;
	return false;
}

bool
play_word_is(struct play_word word, const char *text)
{
	return strlen(text) == word.len && memcmp(word.text, text, word.len) == 0;
}
