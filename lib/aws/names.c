/* SPDX-License-Identifier: MIT */
#include "aws/names.h"

#include <string.h>

#include "base/alloc.h"

void
names_add(struct names *names, const char *text)
{
	size_t at = 0;

	while (at < names->n && strcmp(names->list[at], text) < 0)
		at++;
	if (at < names->n && strcmp(names->list[at], text) == 0)
		return;
	names->list = xrealloc(names->list, names->n + 1, sizeof(*names->list));
	memmove(names->list + at + 1, names->list + at, (names->n - at) * sizeof(*names->list));
	names->list[at] = xstrdup(text);
	names->n++;
}

bool
names_equal(const struct names *a, const struct names *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->list[i], b->list[i]) != 0)
			return false;
	return true;
}

void
names_done(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		xfree(names->list[i]);
	xfree(names->list);
	*names = (struct names){ 0 };
}
