/* SPDX-License-Identifier: MIT */
/*
 * What must outlive a restart. Stored with the ledger after each change; times
 * are wall time, for no other clock outlives a reboot.
 */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include "core/app.h"
#include "core/approval.h"

#define MOVES_MOST 32

struct pause {
	bool on;
	msec_t until; /* wall time */
	char owner[64], reason[128];
};

struct memory {
	size_t state, active;
	msec_t since;
	struct pause pause;
	bool latched; /* an automatic failover was not acknowledged yet */
	msec_t acked; /* an operator ended the cooldown */
	char ack_reason[128];
	char trouble[256]; /* why an operator is needed */
	struct approval approval;
	size_t n_moves; /* the newest last */

	struct past_move {
		msec_t at;
		enum move_kind kind;
		bool automatic;
	} moves[MOVES_MOST];
};

/* A move was made, or begun and not ended. */
void memory_moved(struct memory *memory, enum move_kind kind, bool automatic, msec_t wall);
/* The wall clock was set: what was so long ago is so long ago still. Returns true when something
 * had to be changed; jump 0: only what lies in the future, where it cannot have been. */
bool memory_shift(struct memory *memory, msec_t jump, msec_t wall);
/* A person moved the application to where it is, and did not say since that it may go home. Away
 * from a Region that was down it may go home by itself, unless failback waits for a word. */
bool memory_held(const struct memory *memory, enum failback failback);

#endif
