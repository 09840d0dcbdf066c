/* SPDX-License-Identifier: MIT */
/* Where to: of several Regions the one that is best to move to now. */
#include "core/engine.h"
#include "core/evidence.h"

struct candidate {
	enum trit fit; /* up, and what the rules ask of a target */
	double lag;    /* whole seconds, for less decides nothing; unknown comes last */
};

/* The facts that the rules of the state name for their target, and "up". */
static enum trit
fit(const struct engine *engine, size_t region)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];
	enum trit all = evidence_up(engine, region);

	for (size_t i = 0; i < state->n_rules; i++)
		for (size_t w = 0; w < state->rules[i].n_when; w++) {
			const struct fact_ref *ref = &state->rules[i].when[w];
			enum trit value = engine_fact(engine, ref->fact, region)->value;

			if (ref->role == ROLE_TARGET)
				all = trit_and(all, ref->negate ? trit_not(value) : value);
		}
	return all;
}

static struct candidate
candidate(const struct engine *engine, size_t region, msec_t now)
{
	struct lag lag = evidence_lag(engine, region, now);
	bool known =
	    lag.known && lag.age <= engine->app->limits.loss_age && lag.value < (double)MSEC_NEVER;

	return (struct candidate){ fit(engine, region),
		known ? (double)(msec_t)(lag.value / (double)MSEC_SECOND) : (double)MSEC_NEVER };
}

static bool
better(const struct candidate *a, const struct candidate *b)
{
	static const int rank[] = { [TRIT_NO] = 0, [TRIT_UNKNOWN] = 1, [TRIT_YES] = 2 };

	if (a->fit != b->fit)
		return rank[a->fit] > rank[b->fit];
	return a->lag < b->lag;
}

size_t
engine_target(const struct engine *engine, msec_t now)
{
	struct candidate best = { 0 };
	size_t ret = REGION_NONE;

	for (size_t r = 0; r < engine->app->n_regions; r++) {
		struct candidate it;

		if (r == engine->memory.active)
			continue;
		it = candidate(engine, r, now);
		if (ret == REGION_NONE || better(&it, &best)) {
			ret = r;
			best = it;
		}
	}
	return ret;
}
