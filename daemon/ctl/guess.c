/* SPDX-License-Identifier: MIT */
#include "guess.h"

#include <stddef.h>
#include <string.h>

#define WORD_MOST 32

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to add, drop or change until one is the other. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[WORD_MOST + 1], len = strlen(b);

	if (len > WORD_MOST)
		return WORD_MOST;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t before = row[0];

		row[0] = i + 1;
		for (size_t j = 1; j <= len; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1, before + (a[i] != b[j - 1]));
			before = above;
		}
	}
	return row[len];
}

const char *
guess(const char *word, const char *const *names)
{
	size_t best = strlen(word) > 4 ? 3 : 2; /* a distance below this is near */
	const char *ret = NULL;

	for (size_t i = 0; names[i]; i++) {
		size_t d = distance(word, names[i]);

		if (d < best) {
			best = d;
			ret = names[i];
		}
	}
	return ret;
}
