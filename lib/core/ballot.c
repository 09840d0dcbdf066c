/* SPDX-License-Identifier: MIT */
#include "core/ballot.h"

#include <stdio.h>

#include "core/evidence.h"

static bool
sound(const struct engine *engine, msec_t now)
{
	const struct app *app = engine->app;
	struct proposal about = { .to = REGION_NONE };

	if (now < engine->tilt_until || evidence_isolated(engine) ||
	    now - engine->started < app->limits.warm_up)
		return false;
	for (about.from = 0; about.from < app->n_regions; about.from++)
		if (!evidence_enough(engine, &about))
			return false;
	return true;
}

static enum trit
fact(const struct engine *engine, const char *name, size_t region)
{
	size_t f = app_fact(engine->app, name);

	return f < engine->app->n_facts ? engine_fact(engine, f, region)->value : TRIT_UNKNOWN;
}

/* Neither one nor the other, or both: no vote. */
static enum vote
vote(const struct engine *engine, size_t region)
{
	enum trit down = fact(engine, "down", region), up = evidence_up(engine, region);

	if (down == TRIT_YES && up != TRIT_YES)
		return VOTE_DOWN;
	return up == TRIT_YES && down == TRIT_NO ? VOTE_UP : VOTE_NONE;
}

void
engine_ballot(const struct engine *engine, struct ballot *ret, struct now now)
{
	*ret = (struct ballot){ .sound = sound(engine, now.boot),
		.at = now.boot,
		.sequence = engine->ballots[engine->app->observers.self].sequence + 1,
		.version = BALLOT_VERSION };
	for (size_t r = 0; r < engine->app->n_regions; r++)
		ret->votes[r] = vote(engine, r);
	snprintf(ret->config, sizeof(ret->config), "%s", engine->config);
}

/* What is read for the first time may have been there for a year: only a change shows life. */
void
engine_heard(struct engine *engine, size_t observer, const struct ballot *ballot, struct now now)
{
	struct ballot *had = &engine->ballots[observer];
	bool alive = had->sequence != 0 && had->sequence != ballot->sequence;
	msec_t at = alive ? now.boot : had->at;

	*had = *ballot;
	had->at = at;
}

void
ballot_refresh(struct engine *engine, struct now now)
{
	struct ballot own;

	engine_ballot(engine, &own, now);
	engine->ballots[engine->app->observers.self] = own;
	for (size_t r = 0; r < engine->app->n_regions; r++)
		verdict_of(engine->app, engine->ballots, r, now.boot, &engine->verdicts[r]);
}
