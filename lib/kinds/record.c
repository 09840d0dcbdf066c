/* SPDX-License-Identifier: MIT */
#include "kinds/record.h"

#include <string.h>
#include <strings.h>

bool
record_same(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);

	a_len -= a_len > 0 && a[a_len - 1] == '.';
	b_len -= b_len > 0 && b[b_len - 1] == '.';
	return a_len == b_len && strncasecmp(a, b, a_len) == 0;
}
