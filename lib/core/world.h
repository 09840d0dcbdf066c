/* SPDX-License-Identifier: MIT */
/*
 * What was last said about the application: where the writer is, what is in
 * flight, which routing controls are On, which writer each Region's secret names,
 * where the public name answers from. Each with the boot time when it was seen;
 * 0 means never. The judges of the probes write it, at every answer, for what
 * was not seen for WORLD_FRESH is not known any more; decisions read it.
 */
#ifndef CORE_WORLD_H
#define CORE_WORLD_H

#include "base/clock.h"
#include "base/trit.h"

#define REGIONS_MOST 8
#define REGION_NONE  ((size_t)-1)
#define WORLD_FRESH  (3 * MSEC_MINUTE)

enum sync_status {
	SYNC_UNKNOWN,
	SYNC_CONNECTED,
	SYNC_PENDING, /* pending-resync, or any word we do not know */
};

struct world_region {
	enum trit control; /* its routing control is On */
	bool member;       /* its cluster belongs to the global cluster */
	enum sync_status sync;
	size_t secret; /* the Region whose writer its secret names; REGION_NONE: none of ours */
	msec_t secret_at;
};

struct world {
	size_t writer;   /* REGION_NONE: the answer named none of ours */
	bool in_flight;  /* a failover, a switchover or a modification is under way */
	char status[64]; /* the global cluster's own word */
	size_t answer;   /* the Region that the public name answers; REGION_NONE: none of ours */
	msec_t topology_at, controls_at, answer_at;
	struct world_region regions[REGIONS_MOST];
};

#endif
