/* SPDX-License-Identifier: MIT */
/*
 * What a step has to tell a person although the run goes on: beside its detail, which
 * says what was seen. It is told when the step ends, and kept with the run.
 */
#ifndef CORE_NOTICE_H
#define CORE_NOTICE_H

#include "base/cleanup.h"

#define NOTICE_TEXT 400

enum notice_level {
	NOTICE_NONE,
	NOTICE_WARNING,  /* know it */
	NOTICE_CRITICAL, /* do what it says, now */
};

/* Zeroed there is none. */
struct notice {
	enum notice_level level;
	char text[NOTICE_TEXT];
};

/* In place of the one before. */
void notice_set(struct notice *notice, enum notice_level level, const char *fmt, ...)
    printf_like(3, 4);
const char *notice_name(enum notice_level level); /* "warning"; "" for none */
enum notice_level notice_of(const char *name);

#endif
