/* SPDX-License-Identifier: MIT */
#include "config/guess.h"

#include <stdio.h>
#include <string.h>

#define WORD_MOST 48

void
guess_add(struct guess *guess, const char *word)
{
	if (guess->n < GUESS_MOST && *word)
		guess->words[guess->n++] = word;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool
guess_has(const struct guess *guess, const char *word)
{
	for (size_t i = 0; i < guess->n; i++)
		if (strcmp(guess->words[i], word) == 0)
			return true;
	return false;
}

/* Letters to add, to drop, to change or to swap until one word is the other. */
static size_t
distance(const char *a, const char *b)
{
	size_t rows[3][WORD_MOST + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > WORD_MOST || b_len > WORD_MOST)
		return WORD_MOST;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(above[j], row[j - 1]) + 1;
			row[j] = least(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

const char *
guess_nearest(const struct guess *guess, const char *word)
{
	size_t best = strlen(word) / 3 + 2; /* a distance below this is near */
	const char *ret = NULL;

	for (size_t i = 0; i < guess->n; i++) {
		size_t d = distance(word, guess->words[i]);

		if (d < best && d < strlen(guess->words[i])) {
			best = d;
			ret = guess->words[i];
		}
	}
	return ret;
}

const char *
guess_list(const struct guess *guess, char *ret, size_t size)
{
	size_t len = 0;

	*ret = '\0';
	for (size_t i = 0; i < guess->n; i++) {
		const char *between = i == 0 ? "" : i + 1 == guess->n ? " or " : ", ";

		if (len + strlen(between) + strlen(guess->words[i]) + 4 > size) {
			snprintf(ret + len, size - len, "...");
			break;
		}
		len += (size_t)snprintf(ret + len, size - len, "%s%s", between, guess->words[i]);
	}
	return ret;
}
