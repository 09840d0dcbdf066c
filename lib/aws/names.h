/* SPDX-License-Identifier: MIT */
/* Texts, each of them once, in the order of their bytes. */
#ifndef AWS_NAMES_H
#define AWS_NAMES_H

#include <stdbool.h>

#include "base/cleanup.h"

struct names {
	char **list; /* zeroed it is empty; owned */
	size_t n;
};

void names_add(struct names *names, const char *text);
bool names_equal(const struct names *a, const struct names *b);
void names_done(struct names *names);

define_autodone(struct names, names_done)

#endif
