/* SPDX-License-Identifier: MIT */
/* Where to: of several Regions the one that is best to move to now. */
#include "core/engine.h"
#include "core/evidence.h"

/* Less lag than that decides nothing. */
#define LAG_BETTER ((double)MSEC_SECOND)

struct candidate {
	enum trit fit; /* up, and what the rules ask of a target */
	double lag;    /* milliseconds; unknown comes last */
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

	return (struct candidate){ fit(engine, region), known ? lag.value : (double)MSEC_NEVER };
}

static bool
better(const struct candidate *a, const struct candidate *b)
{
	static const int rank[] = { [TRIT_NO] = 0, [TRIT_UNKNOWN] = 1, [TRIT_YES] = 2 };

	if (a->fit != b->fit)
		return rank[a->fit] > rank[b->fit];
	return b->lag - a->lag >= LAG_BETTER;
}

/* The Region about which an operator was asked: nobody should be asked anew for every breath of the
 * lag. */
static size_t
asked_about(const struct engine *engine)
{
	const struct app *app = engine->app;
	const struct approval *approval = &engine->memory.approval;
	const struct state_spec *state = &app->states[engine->memory.state];

	if (!approval->hash[0] || approval->rule >= state->n_rules ||
	    app->states[state->rules[approval->rule].go].move == MOVE_FAILBACK ||
	    approval->to >= app->n_regions || approval->to == engine->memory.active)
		return REGION_NONE;
	return approval->to;
}

size_t
engine_target(const struct engine *engine, msec_t now)
{
	size_t ret = asked_about(engine);
	struct candidate best = { 0 };

	if (ret != REGION_NONE)
		best = candidate(engine, ret, now);

	for (size_t r = 0; r < engine->app->n_regions; r++) {
		struct candidate it;

		if (r == engine->memory.active || r == ret)
			continue;
		it = candidate(engine, r, now);
		if (ret == REGION_NONE || better(&it, &best)) {
			ret = r;
			best = it;
		}
	}
	return ret;
}
