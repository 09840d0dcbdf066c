/* SPDX-License-Identifier: MIT */
/*
 * Which decisions are worth a record. A ledger only grows, so what comes again and
 * again, as facts turn to and fro, is not recorded each time: what held for nothing
 * once in ten minutes, and each time that it came nearer; what guards hold back
 * once while it is pending, and again when other guards join.
 */
#ifndef DAEMON_DUE_H
#define DAEMON_DUE_H

#include "core/engine.h"

enum due {
	DUE_MISS = 1 << 0,
	DUE_BLOCKED = 1 << 1,
	DUE_VERB = 1 << 2, /* the verb, whatever it is; a move is recorded when it begins */
};

/* What was recorded lately; zeroed at first. Times are of the boot clock. */
struct due_memory {
	struct {
		msec_t at, held; /* at 0: never */
	} missed[RULES_MOST];

	size_t missed_state; /* whose rules those are */
	bool pending;
	enum move_kind kind; /* of what is, or was, pending */
	unsigned blocked;    /* a bit for each guard that was recorded to hold it back */
	msec_t blocked_at;
};

/* Of the decision of a tick: the bits of enum due. */
unsigned due_of(struct due_memory *memory, const struct decision *decision, msec_t now);

#endif
