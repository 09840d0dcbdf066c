/* SPDX-License-Identifier: MIT */
/* What an answer of AWS means for a check, before its body is read. */
#ifndef AWS_CHECKED_H
#define AWS_CHECKED_H

#include "core/check.h"

/* Whether the call is one that a move makes, too. */
enum checked_call {
	CHECKED_NEEDED,
	CHECKED_EXTRA, /* only checks make it: who may not is no worse off */
};

/* true: there is a body to be read. Else ret is filled in: what passes is unknown. */
must_check bool checked_answer(const struct answer *answer, enum checked_call call,
    struct opinion *ret);
/* An answer that is not what the protocol says. */
void checked_garbled(struct opinion *ret, const char *why);

#endif
