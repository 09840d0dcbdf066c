/* SPDX-License-Identifier: MIT */
/* The facts of an application: those it describes, and those that are made for it. */
#ifndef CONFIG_FACTS_H
#define CONFIG_FACTS_H

#include "config/load.h"

extern const struct option facts_options[];

struct facts_kind;

/* Whether an option means anything to a fact of that kind. */
bool facts_uses(const struct facts_kind *kind, const char *option);

/* The option that makes a fact one of its kind. The table ends with a row whose name is NULL. */
extern const struct facts_kind {
	const char *name;
	enum fact_kind kind;
	const char *of, *help; /* what it is made of, and what to write for it */
	const char *more[5];   /* further options that mean something to it; ends with NULL */
} facts_kinds[];

/* After the probes and the limits. "down", "up" and "lag" are made unless they are given. */
void facts_load(struct load *in, const struct node *root, struct app *ret);

#endif
