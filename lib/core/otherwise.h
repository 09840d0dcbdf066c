/* SPDX-License-Identifier: MIT */
/*
 * What would have had to be different: the smallest change of facts, guards and
 * time that turns a decision into another. "29s more, and the failover would
 * begin."
 *
 * Pure: made of the engine's state alone. When nothing moves,
 * all changes together are needed, and none of them can be left out; when
 * something moves, each of them alone would have prevented it.
 */
#ifndef CORE_OTHERWISE_H
#define CORE_OTHERWISE_H

#include "core/engine.h"

#define CHANGES_MOST (WHEN_MOST + GUARD_COUNT + 2)

enum change_kind {
	CHANGE_FACT,  /* the fact would be another */
	CHANGE_GUARD, /* the guard would hold */
	CHANGE_TIME,  /* so much more time, all else staying as it is; below 0: so much less */
};

struct change {
	enum change_kind kind;
	msec_t more; /* of CHANGE_TIME */

	struct {
		size_t index, region;
		enum trit to;
		double measured, limit; /* in the fact's own unit; equal when it has no number */
	} fact;

	enum guard_id guard;
	char text[320];
};

struct otherwise {
	bool known;       /* there is a rule that a change could have turned */
	enum decide verb; /* what would be decided then */
	size_t rule;
	struct proposal proposal;
	size_t n;
	struct change changes[CHANGES_MOST];
	char text[512]; /* one sentence */
};

void otherwise(const struct engine *engine, struct otherwise *ret, struct now now);

#endif
