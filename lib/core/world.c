/* SPDX-License-Identifier: MIT */
#include "core/world.h"

/* A view that is older contradicts nobody. */
#define VIEW_FRESH MSEC_MINUTE

static bool
is_fresh(const struct world_region *region, msec_t now)
{
	return region->writer_at > 0 && now - region->writer_at <= VIEW_FRESH;
}

static int
votes(const struct world *world, size_t writer, msec_t now)
{
	int n = 0;

	for (size_t r = 0; r < REGIONS_MOST; r++)
		n += is_fresh(&world->regions[r], now) && world->regions[r].writer == writer;
	return n;
}

void
world_settle(struct world *world, size_t remembered, msec_t now)
{
	size_t best = REGION_NONE;
	int most = 0;

	for (size_t r = 0; r < REGIONS_MOST; r++) {
		size_t writer = world->regions[r].writer;
		int n = is_fresh(&world->regions[r], now) ? votes(world, writer, now) : 0;

		if (n > most || (n == most && n > 0 && writer == world->writer)) {
			most = n;
			best = writer;
		}
	}
	if (most > 0)
		world->writer = votes(world, remembered, now) == most ? remembered : best;
}

void
world_see_writer(struct world *world, size_t asked, size_t writer, msec_t now)
{
	world->regions[asked].writer = writer;
	world->regions[asked].writer_at = now;
	world_settle(world, world->writer, now);
}
