/* SPDX-License-Identifier: MIT */
/*
 * Why something failed, in words for a person.
 *
 * A function that can fail returns bool and fills a caller-owned struct error.
 * Each level may add its own context; only daemon/ writes it to the log.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

struct error {
	char text[512];
	bool
	    passing; /* the system is short of something, or a disk fails: it may go another time */
};

/* Both return false, so that a failure is one line: return error_set(err, "..."); */
bool error_set(struct error *err, const char *fmt, ...) printf_like(2, 3);
bool error_wrap(struct error *err, const char *fmt, ...) printf_like(2, 3);
/* Where there is not room for all, it is the middle that goes: what can be done stands at the end.
 */
void error_copy(const struct error *err, char *ret, size_t size);

#endif
