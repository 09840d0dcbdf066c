/* SPDX-License-Identifier: MIT */
#include "base/duration.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	msec_t msec;
} units[] = {
	{ "ms", 1 },
	{ "s", MSEC_SECOND },
	{ "m", MSEC_MINUTE },
	{ "h", MSEC_HOUR },
	{ "d", MSEC_DAY },
};

bool
duration_parse(const char *text, msec_t *ret)
{
	char *end;
	long n;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || n > INT32_MAX)
		return false;

	for (size_t i = 0; i < COUNT(units); i++)
		if (strcmp(end, units[i].name) == 0) {
			*ret = n * units[i].msec;
			return true;
		}
	return false;
}

/* Below ten seconds a tenth is worth saying, above it is noise. */
static const char *
short_text(msec_t msec, char ret[DURATION_TEXT])
{
	if (msec < MSEC_SECOND)
		snprintf(ret, DURATION_TEXT, "%dms", (int)msec);
	else if (msec < 10 * MSEC_SECOND && msec % MSEC_SECOND >= 100)
		snprintf(ret, DURATION_TEXT, "%d.%ds", (int)(msec / MSEC_SECOND),
		    (int)(msec % MSEC_SECOND / 100));
	else
		snprintf(ret, DURATION_TEXT, "%ds", (int)(msec / MSEC_SECOND));
	return ret;
}

const char *
duration_text(msec_t msec, char ret[DURATION_TEXT])
{
	size_t unit = COUNT(units) - 1;
	char text[2 * DURATION_TEXT];
	msec_t whole, rest;

	if (msec == MSEC_NEVER) {
		snprintf(ret, DURATION_TEXT, "never");
		return ret;
	}
	if (msec < 0)
		msec = 0;
	if (msec < MSEC_MINUTE)
		return short_text(msec, ret);

	while (msec < units[unit].msec)
		unit--;
	whole = msec / units[unit].msec;
	rest = msec % units[unit].msec / units[unit - 1].msec;
	if (rest > 0)
		snprintf(text, sizeof(text), "%lld%s %lld%s", (long long)whole, units[unit].name,
		    (long long)rest, units[unit - 1].name);
	else
		snprintf(text, sizeof(text), "%lld%s", (long long)whole, units[unit].name);
	snprintf(ret, DURATION_TEXT, "%.*s", DURATION_TEXT - 1, text);
	return ret;
}
