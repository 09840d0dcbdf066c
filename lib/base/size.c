/* SPDX-License-Identifier: MIT */
#include "base/size.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MOST 999999 /* of the largest unit it fits still */

static const struct {
	const char *name;
	int64_t bytes;
} units[] = {
	{ "KiB", SIZE_KIB },
	{ "MiB", SIZE_MIB },
	{ "GiB", SIZE_GIB },
	{ "TiB", SIZE_TIB },
};

bool
size_parse(const char *text, int64_t *ret)
{
	char *end;
	long n;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || n > NUMBER_MOST)
		return false;
	for (size_t i = 0; i < COUNT(units); i++)
		if (strcmp(end, units[i].name) == 0) {
			*ret = n * units[i].bytes;
			return true;
		}
	return false;
}
