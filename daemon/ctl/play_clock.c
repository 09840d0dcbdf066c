/* SPDX-License-Identifier: MIT */
#include "play_clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct unit {
	const char *name;
	msec_t msec;
} units[] = {
	{ "ms", 1 }, /* before m */
	{ "d", MSEC_DAY },
	{ "h", MSEC_HOUR },
	{ "m", MSEC_MINUTE },
	{ "s", MSEC_SECOND },
};

#define AMOUNT_MOST 1000000

/* One number with its unit; returns what follows, or NULL. */
static const char *
part(const char *text, msec_t *sum)
{
	char *end;
	long amount;

	if (*text < '0' || *text > '9')
		return NULL;
	amount = strtol(text, &end, 10);
	for (size_t i = 0; amount <= AMOUNT_MOST && i < COUNT(units); i++) {
		size_t len = strlen(units[i].name);

		if (strncmp(end, units[i].name, len) == 0) {
			*sum += amount * units[i].msec;
			return end + len;
		}
	}
	return NULL;
}

bool
play_clock_parse(const char *text, msec_t *ret)
{
	msec_t sum = 0;

	if (strcmp(text, "0") == 0) {
		*ret = 0;
		return true;
	}
	do
		text = part(text, &sum);
	while (text && *text);
	if (text)
		*ret = sum;
	return text;
}

bool
play_clock_range(const char *text, msec_t *ret_from, msec_t *ret_to)
{
	const char *dots = strstr(text, "..");
	char from[CLOCK_TEXT];
	msec_t to;

	if (!dots || (size_t)(dots - text) >= sizeof(from))
		return false;
	memcpy(from, text, (size_t)(dots - text));
	from[dots - text] = '\0';
	if (!play_clock_parse(dots + 2, &to) || !play_clock_parse(from, ret_from))
		return false;
	*ret_to = to;
	return *ret_from <= to;
}

const char *
play_clock_text(msec_t msec, char ret[CLOCK_TEXT])
{
	long s = (long)(msec / MSEC_SECOND);
	size_t len = 0;

	ret[0] = '\0';
	if (s >= 3600)
		len += (size_t)snprintf(ret, CLOCK_TEXT, "%ldh", s / 3600);
	if (s / 60 % 60 > 0)
		len += (size_t)snprintf(ret + len, CLOCK_TEXT - len, "%ldm", s / 60 % 60);
	if (s % 60 > 0 || len == 0)
		snprintf(ret + len, CLOCK_TEXT - len, "%lds", s % 60);
	return ret;
}
