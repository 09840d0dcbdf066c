/* SPDX-License-Identifier: MIT */
#include "moment.h"

#include <string.h>
#include <time.h>

#include "base/duration.h"

static msec_t
wall_of(struct tm *tm, bool local)
{
	tm->tm_isdst = -1;
	return (msec_t)(local ? mktime(tm) : timegm(tm)) * MSEC_SECOND;
}

/* All of the text must be of the form. */
static bool
is_form(const char *text, const char *form, struct tm *ret)
{
	const char *end = strptime(text, form, ret);

	return end && !*end;
}

/* Of today, or of yesterday if it has not been so today. */
static bool
of_day(const char *text, bool local, time_t now, msec_t *ret)
{
	struct tm tm = { 0 };

	if (local)
		localtime_r(&now, &tm);
	else
		gmtime_r(&now, &tm);
	tm.tm_sec = 0;
	if (!is_form(text, "%H:%M", &tm) && !is_form(text, "%H:%M:%S", &tm))
		return false;
	*ret = wall_of(&tm, local);
	if (*ret > (msec_t)now * MSEC_SECOND) {
		tm.tm_mday--;
		*ret = wall_of(&tm, local);
	}
	return true;
}

static bool
of_date(const char *text, bool local, msec_t *ret)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
		"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S" };

	for (size_t i = 0; i < COUNT(forms); i++) {
		struct tm tm = { 0 };

		if (is_form(text, forms[i], &tm)) {
			*ret = wall_of(&tm, local);
			return true;
		}
	}
	return false;
}

bool
moment_parse(const char *text, bool local, msec_t *ret, struct error *err)
{
	time_t now = time(NULL);
	msec_t ago, at;

	if (*text == '-' && duration_parse(text + 1, &ago) && ago >= 0)
		at = (msec_t)now * MSEC_SECOND - ago;
	else if (!clock_parse(text, &at) && !of_day(text, local, now, &at) &&
	    !of_date(text, local, &at))
		return error_set(err,
		    "%.40s: write 14:02, \"2026-11-24 14:02\", 2026-11-24T14:02:00Z or -2h", text);
	if (at > ((msec_t)now + 1) * MSEC_SECOND)
		return error_set(err, "%.40s: that has not come yet", text);
	*ret = at;
	return true;
}
