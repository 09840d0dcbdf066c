/* SPDX-License-Identifier: MIT */
#include "core/downtime.h"

#include "core/engine.h"

/* An answer that was due so often and did not come is no answer any more. */
#define TURNS 3

static bool
fresh(msec_t at, msec_t now)
{
	return at > 0 && now - at <= WORLD_FRESH;
}

/* The Region whose control alone is On; without controls the one that is remembered. */
static enum trit
traffic(const struct engine *engine, size_t *ret, msec_t now)
{
	size_t on = 0;

	*ret = engine->memory.active;
	if (engine->app->routing.endpoints.n == 0)
		return TRIT_YES;
	if (!fresh(engine->world.controls_at, now))
		return TRIT_UNKNOWN;
	for (size_t r = 0; r < engine->app->n_regions; r++) {
		if (engine->world.regions[r].control == TRIT_UNKNOWN)
			return TRIT_UNKNOWN;
		if (engine->world.regions[r].control == TRIT_NO)
			continue;
		on++;
		*ret = r;
	}
	return trit_of(on == 1);
}

static enum trit
answers(const struct engine *engine, size_t probe, size_t region, msec_t now)
{
	const struct probe_spec *spec = &engine->app->probes[probe];
	const struct sample *newest = series_at(engine_series(engine, probe, region), 0);

	if (!newest || now - newest->at > TURNS * spec->every + spec->timeout ||
	    newest->outcome == OUTCOME_UNKNOWN)
		return TRIT_UNKNOWN;
	return trit_of(newest->outcome == OUTCOME_OK);
}

static enum trit
is_whole(const struct engine *engine, size_t region, msec_t now)
{
	enum trit whole = TRIT_YES;
	bool any = false;

	for (size_t p = 0; p < engine->app->n_probes; p++)
		if (engine->app->probes[p].critical) {
			whole = trit_and(whole, answers(engine, p, region, now));
			any = true;
		}
	return any ? whole : TRIT_UNKNOWN;
}

enum trit
downtime_serves(const struct engine *engine, msec_t now)
{
	const struct world *world = &engine->world;
	size_t region;
	enum trit one = traffic(engine, &region, now);

	if (one != TRIT_YES)
		return one;
	if (engine->app->aurora.global_cluster && fresh(world->topology_at, now) &&
	    world->writer != region)
		return TRIT_NO;
	return is_whole(engine, region, now);
}

void
downtime_look(struct downtime *downtime, enum trit serves, msec_t now)
{
	msec_t passed = downtime->last > 0 && now > downtime->last ? now - downtime->last : 0;

	switch (downtime->was) {
	case TRIT_YES:
		downtime->up += passed;
		break;
	case TRIT_NO:
		downtime->down += passed;
		break;
	case TRIT_UNKNOWN:
		downtime->doubt += passed;
		break;
	}
	downtime->last = now;
	downtime->was = serves;
}
