/* SPDX-License-Identifier: MIT */
#include "kinds/perfdata.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Units of measure, and what one of them is in ours. */
static const struct {
	const char *name;
	double factor;
} units[] = {
	{ "", 1 },
	{ "c", 1 }, /* a counter */
	{ "s", 1e3 },
	{ "ms", 1 },
	{ "us", 1e-3 },
	{ "%", 1e-2 },
	{ "B", 1 },
	{ "KB", 1e3 },
	{ "MB", 1e6 },
	{ "GB", 1e9 },
	{ "TB", 1e12 },
};

/* Behind the label at text if it is the wanted one, at its "="; else NULL. *ret_end: behind it in
 * any case. Labels with blanks are in single quotes, of which two stand for one. */
static const char *
match_label(const char *text, const char *label, const char **ret_end)
{
	bool quoted = *text == '\'', same = true;

	for (text += quoted; *text && *text != '\n'; text++) {
		if (quoted && *text == '\'' && *++text != '\'')
			break;
		if (!quoted && (*text == '=' || *text == ' '))
			break;
		same = same && *label == *text;
		label += same;
	}
	*ret_end = text;
	return same && !*label && *text == '=' ? text : NULL;
}

/* "12.5ms", up to a semicolon, a blank or the end. */
static bool
read_number(const char *text, double *ret)
{
	char *unit;
	double number = strtod(text, &unit);
	size_t len = strcspn(unit, "; \t\r\n");

	if (unit == text || !isfinite(number))
		return false;
	for (size_t i = 0; i < COUNT(units); i++)
		if (strlen(units[i].name) == len && strncmp(units[i].name, unit, len) == 0) {
			*ret = number * units[i].factor;
			return true;
		}
	return false;
}

bool
perfdata_find(const char *output, const char *label, double *ret)
{
	const char *at = strchr(output, '|'), *found;

	while (at && *at && *at != '\n') {
		at += 1 + strspn(at + 1, " \t");
		found = match_label(at, label, &at);
		if (found)
			return read_number(found + 1, ret);
		at += strcspn(at, " \n");
	}
	return false;
}
