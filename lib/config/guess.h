/* SPDX-License-Identifier: MIT */
/* What somebody may have meant by a word that is not known. */
#ifndef CONFIG_GUESS_H
#define CONFIG_GUESS_H

#include <stdbool.h>

#include "base/cleanup.h"

#define GUESS_MOST 64

/* The words that would have been right; gathered from tables, borrowed from them. */
struct guess {
	const char *words[GUESS_MOST];
	size_t n;
};

void guess_add(struct guess *guess, const char *word);
bool guess_has(const struct guess *guess, const char *word);
/* The nearest of them, if one is near; else NULL. */
const char *guess_nearest(const struct guess *guess, const char *word);
/* "a, b or c", as many as fit; returns ret. */
const char *guess_list(const struct guess *guess, char *ret, size_t size);

#endif
