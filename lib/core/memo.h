/* SPDX-License-Identifier: MIT */
/* What earlier answers of a run said that later requests need: a change id, an ARN. */
#ifndef CORE_MEMO_H
#define CORE_MEMO_H

#include <stdbool.h>

#include "base/cleanup.h"

/* For the longest of runbooks: two for each step, and what the database, the secret and the traffic
 * need beside. */
#define MEMO_SLOTS 64
#define MEMO_NAME  32

struct memo {
	struct {
		char name[MEMO_NAME], value[256];
	} slots[MEMO_SLOTS];
};

/* NULL: there is none of that name. */
const char *memo_get(const struct memo *memo, const char *name);
/* false: the memo is full, or one of the texts is too long; nothing has changed. */
must_check bool memo_put(struct memo *memo, const char *name, const char *value);
/* A name that a step has for itself, though there be others of its kind: what, and the beginning
 * of the step's token; returns ret. */
const char *memo_name(const char *what, const char *token, char ret[MEMO_NAME]);

#endif
