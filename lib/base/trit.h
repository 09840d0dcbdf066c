/* SPDX-License-Identifier: MIT */
/*
 * A truth value of three: unknown is a value, and never a reason to act.
 * The zero value is the safe one.
 */
#ifndef BASE_TRIT_H
#define BASE_TRIT_H

#include <stdbool.h>

enum trit {
	TRIT_UNKNOWN,
	TRIT_NO,
	TRIT_YES,
};

static inline enum trit
trit_of(bool value)
{
	return value ? TRIT_YES : TRIT_NO;
}

static inline enum trit
trit_not(enum trit a)
{
	return a == TRIT_UNKNOWN ? a : trit_of(a == TRIT_NO);
}

/* No wins over unknown, unknown over yes. */
static inline enum trit
trit_and(enum trit a, enum trit b)
{
	if (a == TRIT_NO || b == TRIT_NO)
		return TRIT_NO;
	return a == TRIT_YES && b == TRIT_YES ? TRIT_YES : TRIT_UNKNOWN;
}

static inline const char *
trit_name(enum trit a)
{
	static const char *const names[] = { "unknown", "no", "yes" };

	return names[a];
}

#endif
