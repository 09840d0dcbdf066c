/* SPDX-License-Identifier: MIT */
/*
 * What must outlive a restart. Stored with the ledger after each change; times
 * are wall time, for no other clock outlives a reboot.
 */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include "core/app.h"
#include "core/approval.h"

#define MOVES_MOST   32
#define WAIVERS_MOST 8
#define GATE_NAME    24

struct pause {
	bool on;
	msec_t until; /* wall time */
	char owner[64], reason[128];
};

/* The outage that a rule of failover sees, and what was known of the lag when it began. */
struct outage {
	msec_t at;   /* time of the onset; 0: there is none */
	msec_t seen; /* when it was still there; of one that is remembered */
	size_t region;

	struct {
		double value; /* milliseconds */
		msec_t at;    /* when it was measured; 0: not known */
	} lag[REGIONS_MOST];
};

/* A person lets a planned move go without a gate, until it was made. */
struct waiver {
	char gate[GATE_NAME];
	msec_t until; /* wall time */
	char owner[64], reason[128];
};

struct memory {
	size_t state, active;
	bool placed; /* that it serves from there was seen once; else it is only assumed */
	msec_t since;
	struct pause pause;
	bool latched; /* an automatic failover was not acknowledged yet */
	msec_t acked; /* an operator ended the cooldown */
	char ack_reason[128];
	char trouble[256]; /* why an operator is needed */
	struct approval approval;
	struct outage outage; /* by the wall clock */
	size_t n_moves;       /* the newest last */

	struct past_move {
		msec_t at; /* 0: before the first start */
		enum move_kind kind;
		bool automatic;
	} moves[MOVES_MOST];

	size_t n_waivers;
	struct waiver waivers[WAIVERS_MOST];
};

/* A move was made, or begun and not ended: what was waived was waived for it. */
void memory_moved(struct memory *memory, enum move_kind kind, bool automatic, msec_t wall);
/* The outage with its times moved: from one clock to another. */
struct outage memory_outage(const struct outage *outage, msec_t offset);
/* The wall clock was set: what was so long ago is so long ago still. Returns true when something
 * had to be changed; jump 0: only what lies in the future, where it cannot have been. */
bool memory_shift(struct memory *memory, msec_t jump, msec_t wall);
/* In place of what was said of that gate before; false: too many are waived already. */
must_check bool memory_waive(struct memory *memory, const struct waiver *waiver);
/* NULL: the gate is not waived, or not any more. */
const struct waiver *memory_waiver(const struct memory *memory, const char *gate, msec_t wall);
/* A person moved the application to where it is, and did not say since that it may go home. Away
 * from a Region that was down it may go home by itself, unless failback waits for a word. */
bool memory_held(const struct memory *memory, enum failback failback);

#endif
