/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Milliseconds into the second, before 1970 too. */
static msec_t
fraction(msec_t wall)
{
	return (wall % MSEC_SECOND + MSEC_SECOND) % MSEC_SECOND;
}

static struct tm
utc(msec_t wall)
{
	time_t seconds = (time_t)((wall - fraction(wall)) / MSEC_SECOND);
	struct tm tm = { 0 };

	gmtime_r(&seconds, &tm);
	return tm;
}

const char *
clock_text(msec_t wall, char ret[CLOCK_TEXT])
{
	struct tm tm = utc(wall);
	size_t n = strftime(ret, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);

	snprintf(ret + n, CLOCK_TEXT - n, ".%03dZ", (int)fraction(wall));
	return ret;
}

const char *
clock_compact(msec_t wall, char ret[CLOCK_TEXT])
{
	struct tm tm = utc(wall);

	strftime(ret, CLOCK_TEXT, "%Y%m%dT%H%M%SZ", &tm);
	return ret;
}

bool
clock_parse(const char *text, msec_t *ret)
{
	struct tm tm = { 0 };
	const char *at = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	long offset;

	if (at && *at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	at = at ? strptime(at, "%z", &tm) : NULL;
	if (!at || *at)
		return false;
	offset = tm.tm_gmtoff;
	*ret = ((msec_t)timegm(&tm) - offset) * MSEC_SECOND;
	return true;
}
