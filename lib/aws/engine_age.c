/* SPDX-License-Identifier: MIT */
#include "aws/engine_age.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

/* Of PostgreSQL the first number; of MySQL "8.0.mysql_aurora.3", whose own number comes last. */
static const struct {
	const char *begin, *day;
} ends[] = {
	{ "9.6.", "2022-01-31" },
	{ "10.", "2023-01-31" },
	{ "11.", "2024-02-29" },
	{ "12.", "2025-02-28" },
	{ "13.", "2026-02-28" },
	{ "14.", "2027-02-28" },
	{ "15.", "2028-02-29" },
	{ "16.", "2029-02-28" },
	{ "5.6.", "2023-02-28" },
	{ "5.7.", "2024-10-31" },
	{ "8.0.mysql_aurora.3.", "2028-04-30" },
};

bool
engine_age_past(const char *version, msec_t wall, const char **ret_day)
{
	char text[CLOCK_TEXT];
	msec_t end;

	for (size_t i = 0; i < COUNT(ends); i++) {
		if (strncmp(version, ends[i].begin, strlen(ends[i].begin)) != 0)
			continue;
		snprintf(text, sizeof(text), "%sT23:59:59Z", ends[i].day);
		*ret_day = ends[i].day;
		return clock_parse(text, &end) && wall > end;
	}
	return false;
}
