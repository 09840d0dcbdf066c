/* SPDX-License-Identifier: MIT */
/* The verbs, in one table: it dispatches, and the help, the manual and completion are made of it.
 */
#ifndef CTL_VERB_H
#define CTL_VERB_H

#include "ctl.h"

struct verb {
	const char *name, *args;
	verb_fn *run; /* NULL: help itself */
	unsigned takes;
	size_t args_most;
	bool alone; /* needs no daemon */
	const char *help;
	const char *more; /* lines for help VERB, or NULL */
};

extern const struct verb verb_all[]; /* ends with a NULL name */

const struct verb *verb_find(const char *name);
/* The verb that was perhaps meant, or NULL. */
const char *verb_guess(const char *name);

#endif
