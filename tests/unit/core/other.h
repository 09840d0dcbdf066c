/* SPDX-License-Identifier: MIT */
/*
 * A second engine, in which something is different: more time has passed, or a guard
 * holds because what it is about was made so, and nothing else.
 */
#ifndef TESTS_UNIT_CORE_OTHER_H
#define TESTS_UNIT_CORE_OTHER_H

#include "base/alloc.h"
#include "core/ballot.h"
#include "feed.h"

struct other {
	struct engine engine;
	struct fact *facts;
	struct series *series;
	struct churn *churns;
	struct now now;
};

static inline void *
other_copy(const void *from, size_t n, size_t size)
{
	return memcpy(xcalloc(n, size), from, n * size);
}

static inline void
other_init(struct other *other, const struct story *s)
{
	const struct app *app = &s->app;
	size_t n = app->n_regions * app->n_facts, m = app->n_regions * app->n_probes;

	other->now = s->now;
	other->engine = s->engine;
	other->engine.facts = other->facts = other_copy(s->engine.facts, n, sizeof(struct fact));
	other->engine.churns = other->churns =
	    other_copy(s->engine.churns, n, sizeof(struct churn));
	other->engine.series = other->series =
	    other_copy(s->engine.series, m, sizeof(struct series));
	for (size_t i = 0; i < m; i++)
		other->series[i].ring =
		    other_copy(other->series[i].ring, other->series[i].cap, sizeof(struct sample));
	for (size_t i = 0; i < n; i++)
		if (other->facts[i].tallies)
			other->facts[i].tallies = other_copy(other->facts[i].tallies,
			    app->facts[i % app->n_facts].n_probes, sizeof(struct tally));
}

static inline void
other_done(struct other *other)
{
	const struct app *app = other->engine.app;

	for (size_t i = 0; i < app->n_regions * app->n_probes; i++)
		series_done(&other->series[i]);
	for (size_t i = 0; i < app->n_regions * app->n_facts; i++)
		fact_done(&other->facts[i]);
	xfree(other->series);
	xfree(other->facts);
	xfree(other->churns);
}

/* It is now what it would be if so much more time had passed, all else being the same: what people
 * did is as long ago as it was. */
static inline void
other_age(struct other *other, msec_t more)
{
	struct engine *e = &other->engine;

	for (size_t i = 0; i < RULES_MOST; i++)
		if (e->pending[i].holding)
			e->pending[i].held += more;
	for (size_t i = 0; i < e->app->n_regions * e->app->n_facts; i++)
		e->facts[i].since -= more;
	for (size_t r = 0; r < e->app->n_regions; r++)
		if (e->verdicts[r].since > 0)
			e->verdicts[r].since -= more;
	e->started -= more;
	e->tilt_until -= more;
	other->now.wall += more;
	memory_shift(&e->memory, more, other->now.wall + MSEC_DAY);
}

/* Those that answered too seldom answer some more, as they did. */
static inline void
other_samples(struct engine *engine)
{
	for (size_t i = 0; i < engine->app->n_regions * engine->app->n_probes; i++) {
		struct series *series = &engine->series[i];

		while (series->count > 0 && series->count < 3) {
			struct sample again = *series_at(series, 0);

			series_put(series, &again);
		}
	}
}

/* The same, answers coming in and our own vote being given as soon as we can vouch for ourselves.
 */
static inline void
other_wait(struct other *other, msec_t more)
{
	const struct engine *e = &other->engine;
	msec_t warm = e->started + e->app->limits.warm_up;
	msec_t sound = (warm > e->tilt_until ? warm : e->tilt_until) - other->now.boot;

	if (sound > 0 && sound <= more) {
		other_age(other, sound);
		other_samples(&other->engine);
		ballot_refresh(&other->engine, other->now);
		more -= sound;
	}
	other_age(other, more);
}

/* ---- what a guard is about ---- */

/* The lag was small, and known, for as long as its answers are kept. */
static inline void
other_loss(struct engine *engine, size_t region)
{
	struct series *series = engine_series(engine, LAG, region);

	for (size_t i = series->n; i-- > 0;) {
		struct sample *s =
		    &series->ring[(series->next + series->cap - 1 - i) % series->cap];

		sample_judge(s, REASON_OK);
		s->value_at = s->has_value ? s->value_at : s->at - MSEC_SECOND;
		s->has_value = true;
		s->value = 100;
		series->good = *s;
	}
	engine->outage.lag[region].value = 100;
}

/* It was so for as long as the guard looks back. */
static inline void
other_lag(struct engine *engine, size_t region, msec_t now)
{
	struct series *series = engine_series(engine, LAG, region);
	msec_t step = engine->app->probes[LAG].every;

	for (msec_t ago = engine->app->limits.lag_for; ago >= 0; ago -= step) {
		struct sample sample = { .at = now - ago,
			.value_at = now - ago - MSEC_SECOND,
			.value = 100,
			.has_value = true };

		sample_judge(&sample, REASON_OK);
		series_put(series, &sample);
	}
}

/* Whoever says so only now, and did not before, sees a Region to go to. */
static inline void
other_quorum(struct other *other, const struct proposal *p)
{
	struct engine *e = &other->engine;

	for (size_t i = 1; i < e->app->observers.n; i++) {
		struct ballot *ballot = &e->ballots[i];
		bool heard = ballot->sound && ballot_fresh(ballot, other->now.boot);

		if (p->kind == MOVE_FAILOVER && (!heard || ballot->votes[p->from] != VOTE_DOWN))
			ballot->votes[p->from] = VOTE_DOWN;
		else if (p->kind == MOVE_FAILOVER)
			continue;
		ballot->votes[p->to] = VOTE_UP;
		if (heard)
			continue;
		ballot->sound = true;
		ballot->at = other->now.boot;
		ballot->version = BALLOT_VERSION;
		memcpy(ballot->config, e->config, sizeof(ballot->config));
	}
}

static inline void
other_agreement(struct engine *engine)
{
	for (size_t i = 0; i < engine->app->observers.n; i++) {
		snprintf(engine->ballots[i].config, sizeof(engine->ballots[i].config), "%s",
		    engine->config);
		engine->ballots[i].version = BALLOT_VERSION;
	}
}

/* It is there, and whoever calls the other one down sees it up, or does not call that down. */
static inline void
other_target(struct engine *engine, const struct proposal *p)
{
	bool forced = p->kind == MOVE_FAILOVER;

	engine->world.regions[p->to].member = true;
	engine->world.regions[p->to].sync = SYNC_CONNECTED;
	for (size_t i = 1; i < engine->app->observers.n; i++)
		if (engine->ballots[i].votes[p->from] == VOTE_DOWN)
			engine->ballots[i].votes[forced ? p->to : p->from] = VOTE_UP;
}

/* The newest answers are failing, still. */
static inline void
other_newest(struct other *other, size_t region)
{
	struct engine *e = &other->engine;

	for (size_t p = 0; p < e->app->n_probes; p++) {
		struct series *series = engine_series(e, p, region);

		for (size_t i = 0; e->app->probes[p].critical && i < series->n; i++)
			if (series->ring[i].at > other->now.boot - e->app->limits.newest)
				sample_judge(&series->ring[i], REASON_TIMEOUT);
	}
	feed_look(e, region, other->now.boot);
}

static inline void
other_mend_memory(struct other *other, enum guard_id id)
{
	struct memory *memory = &other->engine.memory;

	switch (id) {
	case GUARD_PAUSE:
		memory->pause.on = false;
		break;
	case GUARD_COOLDOWN:
		memory->acked = other->now.wall;
		break;
	case GUARD_BUDGET:
		for (size_t i = 0; i < memory->n_moves; i++)
			memory->moves[i].automatic = false;
		break;
	case GUARD_LATCH:
		memory->latched = false;
		break;
	case GUARD_APPROVAL:
		memory->approval.given = true;
		memory->approval.expires = other->now.wall + MSEC_HOUR;
		break;
	default:
		fail_msg("guard %s", guard_code(id));
	}
}

static inline void
other_mend_self(struct other *other, enum guard_id id)
{
	struct engine *e = &other->engine;

	switch (id) {
	case GUARD_KILL_SWITCH:
		e->kill_switch = TRIT_YES;
		break;
	case GUARD_SOUND:
		e->references.good = e->references.asked;
		other_samples(e);
		break;
	case GUARD_PREFLIGHT:
		e->preflight = (struct preflight){ TRIT_YES, other->now.boot, "" };
		break;
	case GUARD_READINESS:
		e->readiness.asked = false;
		break;
	case GUARD_FLAPPING:
		memset(other->churns, 0,
		    e->app->n_regions * e->app->n_facts * sizeof(*other->churns));
		break;
	case GUARD_WINDOW:
		e->calendars = true;
		break;
	case GUARD_LEASE:
		e->lease = (struct lease){ TRIT_YES, 7, e->app->limits.lease_left };
		break;
	case GUARD_PLACE:
		e->place = REGION_NONE;
		break;
	case GUARD_LEDGER:
		e->ledger = true;
		break;
	default:
		other_mend_memory(other, id);
	}
}

static inline void
other_mend(struct other *other, enum guard_id id, const struct proposal *p)
{
	struct engine *e = &other->engine;

	switch (id) {
	case GUARD_QUORUM:
		other_quorum(other, p);
		break;
	case GUARD_HOLD:
		other_newest(other, p->from);
		break;
	case GUARD_LOSS:
		other_loss(e, p->to);
		break;
	case GUARD_LAG:
		other_lag(e, p->to, other->now.boot);
		break;
	case GUARD_TARGET:
		other_target(e, p);
		break;
	case GUARD_IN_FLIGHT:
		e->world.in_flight = e->drift = false;
		e->observed = true;
		break;
	case GUARD_AGREEMENT:
		other_agreement(e);
		break;
	default:
		other_mend_self(other, id);
	}
}

#endif
