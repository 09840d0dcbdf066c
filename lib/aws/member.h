/* SPDX-License-Identifier: MIT */
/*
 * One member of a JSON object's text, read and replaced without touching a byte
 * of the rest: numbers keep their digits, members their order, people their blanks.
 *
 * The texts are secrets: no error repeats any of them.
 */
#ifndef AWS_MEMBER_H
#define AWS_MEMBER_H

#include "base/buf.h"
#include "base/error.h"

/* The value's place in the text, quotes included. */
struct member {
	size_t start, len;
};

/* text must be one JSON object, without duplicates, and the member of it a string. */
must_check bool member_find(const char *text, const char *name, struct member *ret,
    struct error *err);
bool member_equals(const char *text, const struct member *member, const char *value);
/* The whole text, with value as the member's. */
void member_replace(const char *text, const struct member *member, const char *value,
    struct buf *ret);

#endif
