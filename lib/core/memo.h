/* SPDX-License-Identifier: MIT */
/* What earlier answers of a run said that later requests need: a change id, an ARN. */
#ifndef CORE_MEMO_H
#define CORE_MEMO_H

#include <stdbool.h>

#include "base/cleanup.h"

#define MEMO_SLOTS 16

struct memo {
	struct {
		char name[32], value[256];
	} slots[MEMO_SLOTS];
};

/* NULL: there is none of that name. */
const char *memo_get(const struct memo *memo, const char *name);
/* false: the memo is full, or one of the texts is too long; nothing has changed. */
must_check bool memo_put(struct memo *memo, const char *name, const char *value);

#endif
