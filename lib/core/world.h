/* SPDX-License-Identifier: MIT */
/*
 * What AWS last said about the application: where the writer is, what is in
 * flight, which routing controls are On. Each with the time it was seen; a
 * time of 0 means never. The judges of the probes write it, decisions read it.
 */
#ifndef CORE_WORLD_H
#define CORE_WORLD_H

#include "base/clock.h"
#include "base/trit.h"

#define REGIONS_MOST 8
#define REGION_NONE  ((size_t)-1)

enum sync_status {
	SYNC_UNKNOWN,
	SYNC_CONNECTED,
	SYNC_PENDING, /* pending-resync, or any word we do not know */
};

struct world_region {
	enum trit control; /* its routing control is On */
	bool member;       /* its cluster belongs to the global cluster */
	enum sync_status sync;
};

struct world {
	size_t writer;   /* REGION_NONE: the answer named none of ours */
	bool in_flight;  /* a failover, a switchover or a modification is under way */
	char status[64]; /* the global cluster's own word */
	msec_t topology_at, controls_at;
	struct world_region regions[REGIONS_MOST];
};

#endif
