/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON for people to read: one member a line, indented; short lists that
 * were written as one text stay on their line. A key is NULL within a list.
 */
#ifndef CONFIG_OUTLINE_H
#define CONFIG_OUTLINE_H

#include "base/buf.h"

struct outline {
	struct buf *to;
	int depth;
	bool empty; /* nothing was written yet in what is open */
};

void outline_open(struct outline *out, const char *key, char bracket); /* '{' or '[' */
void outline_close(struct outline *out, char bracket);                 /* '}' or ']' */
void outline_text(struct outline *out, const char *key, const char *text);
void outline_number(struct outline *out, const char *key, int number);
void outline_raw(struct outline *out, const char *key, const char *json);

#endif
