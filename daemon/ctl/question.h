/* SPDX-License-Identifier: MIT */
/* What init cannot find out by itself: answered by --answer NAME=VALUE, or by a person on a
 * terminal. What nobody answers stays open. */
#ifndef CTL_QUESTION_H
#define CTL_QUESTION_H

#include "aws/names.h"
#include "base/error.h"
#include "options.h"

#define QUESTION_NONE "none" /* an answer: there is no such thing */

struct questions {
	const struct option_words *answers;
	bool terminal; /* there is somebody to ask */
};

struct question {
	const char *name;            /* "secret", or "control" of a Region */
	const char *of;              /* a Region, or NULL */
	const char *text;            /* "Which secret names the database to the application?" */
	const struct names *choices; /* what was found: an answer is one of them; NULL, none: any */
	const char *likely;          /* taken when nobody says otherwise; NULL: nothing is */
	bool may_be_none;
};

/* All answers have names that are asked for. */
must_check bool questions_check(const struct questions *questions, struct error *err);
/* *ret is the caller's; NULL: it stays open. False: an answer cannot be. */
must_check bool questions_ask(const struct questions *questions, const struct question *question,
    char **ret, struct error *err);
/* The names, as help lists them. */
extern const char questions_help[];

#endif
