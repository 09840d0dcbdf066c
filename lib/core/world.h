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
	size_t writer; /* the Region that has it, as this one's API says; or REGION_NONE */
	msec_t writer_at;
};

struct world {
	size_t writer;   /* as most Regions say; REGION_NONE: none of ours */
	bool in_flight;  /* a failover, a switchover or a modification is under way */
	char status[64]; /* the global cluster's own word */
	size_t answer;   /* the Region that the public name answers; REGION_NONE: none of ours */
	msec_t topology_at, controls_at, answer_at;
	struct world_region regions[REGIONS_MOST];
};

/*
 * A Region that comes back may still tell what was true before it was lost. So what
 * one says of the writer is a view; those of the last minute vote, and when as many
 * say one thing as another, it is where it is remembered, if that is one of them,
 * else where it was.
 */
void world_see_writer(struct world *world, size_t asked, size_t writer, msec_t now);
void world_settle(struct world *world, size_t remembered, msec_t now);

#endif
