/* SPDX-License-Identifier: MIT */
/*
 * An operator's word for one decision, and for no other: it is bound to a hash of
 * what would be done, from which state, by which facts, in spite of which guards,
 * and under which configuration. What was asked is remembered with the ledger; it
 * ends with what it was asked for, or in time.
 */
#ifndef CORE_APPROVAL_H
#define CORE_APPROVAL_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/digest.h"

#define APPROVAL_ID 8 /* so many digits of the hash name it to people */

struct decision;
struct engine;
struct guard;
struct proposal;

struct approval {
	char hash[DIGEST_HEX]; /* "": nothing was asked */
	size_t rule;           /* of the state: whose proposal it is */
	size_t to;             /* the Region that was aimed at */
	msec_t asked, expires; /* wall time */
	bool go;               /* in silence; else it holds */
	bool given;
	char by[64]; /* who gave it */
};

enum approval_is {
	APPROVAL_NONE,  /* this decision was not asked about */
	APPROVAL_WAITS, /* for an answer */
	APPROVAL_GIVEN,
	APPROVAL_SILENT,  /* nobody answered, and that means go, for as long as a word would */
	APPROVAL_EXPIRED, /* nobody answered, or all of that is too long ago */
};

/* guards: those that ask are part of it. Returns ret. */
const char *approval_hash(const struct engine *engine, const struct proposal *proposal,
    const struct guard *guards, char ret[DIGEST_HEX]);
enum approval_is approval_is(const struct approval *approval, const char *hash, msec_t wall);
/* Asks about a decision, unless that was done. Returns true when it is a new question. */
bool approval_ask(struct approval *approval, const char *hash, const struct decision *decision,
    const struct engine *engine, msec_t wall);

#endif
