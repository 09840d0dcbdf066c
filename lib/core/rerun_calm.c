/* SPDX-License-Identifier: MIT */
/*
 * Which ticks need not be made.
 *
 * A decision is made of facts, and of time. As long as each track's samples are
 * alike and none is missing, each window holds only such samples, whatever their
 * number: shares are 0 or 1, all latencies are on the same side of each limit,
 * values too, and so all facts stay what they are. When no rule holds then, none
 * begins to, and no time runs. When one holds and a guard is in its way that only
 * time clears, or a person, nothing comes of it until then.
 */

#include "core/rerun_private.h"
#include "core/weigh.h"

#define TICK MSEC_SECOND

/* Hysteresis has nothing left to forget, and would not change its mind. */
static bool
settled(const struct rerun *rerun, size_t f, size_t region)
{
	const struct fact_spec *spec = &rerun->app->facts[f];
	const struct fact *fact = engine_fact(&rerun->engine, f, region);
	msec_t kept = spec->over > spec->fresh ? spec->over : spec->fresh;
	msec_t now = rerun->engine.last_tick;

	if (fact->value != TRIT_UNKNOWN)
		return true;
	return fact->known == TRIT_UNKNOWN || now - fact->known_at > kept;
}

/* The samples that a window over several probes has at least. */
static size_t
sure_samples(const struct rerun *rerun, const struct fact_spec *spec, size_t region)
{
	size_t n = 0;

	for (size_t t = 0; t < rerun->n_tracks; t++) {
		const struct rerun_track *track = &rerun->tracks[t];

		if (track->bound && rerun_feeds(rerun, track, region) &&
		    rerun_steady_asks(spec, track->probe) &&
		    !rerun_steady_silent(track, rerun->engine.last_tick))
			n += (size_t)((spec->over - 1) / (track->gap > 0 ? track->gap : 1));
	}
	return n;
}

static bool
known_throughout(const struct rerun *rerun, size_t f, size_t region)
{
	const struct fact_spec *spec = &rerun->app->facts[f];
	const struct fact *fact = engine_fact(&rerun->engine, f, region);
	int answers = fact->because.good + fact->because.bad;

	if (spec->kind != FACT_LATENCY || answers == 0)
		return true;
	return fact->because.unknown == 0 &&
	    sure_samples(rerun, spec, region) >= (size_t)spec->samples;
}

static bool
facts_settled(const struct rerun *rerun)
{
	for (size_t r = 0; r < rerun->app->n_regions; r++)
		for (size_t f = 0; f < rerun->app->n_facts; f++)
			if (!settled(rerun, f, r) || !known_throughout(rerun, f, r))
				return false;
	return true;
}

/* With the target in a certain Region. */
static bool
holds(const struct engine *engine, const struct rule_spec *rule, size_t target, msec_t now)
{
	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];
		size_t region =
		    ref->role == ROLE_TARGET ? target : weigh_role(engine, ref->role, now);
		enum trit value = engine_fact(engine, ref->fact, region)->value;

		if ((ref->negate ? trit_not(value) : value) != TRIT_YES)
			return false;
	}
	return true;
}

/* Which Region is the target may change with the lag, so it is asked for each. but: not of that
 * rule. */
static bool
no_rule_holds(const struct engine *engine, size_t but)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];

	for (size_t i = 0; i < state->n_rules; i++)
		for (size_t r = 0; i != but && r < engine->app->n_regions; r++)
			if (engine->pending[i].holding ||
			    (r != engine->memory.active &&
				holds(engine, &state->rules[i], r, engine->last_tick)))
				return false;
	return true;
}

/* ---- a rule that holds, and waits ---- */

/* By nothing but time, what people said, and facts. */
static bool
is_firm(enum guard_id id)
{
	switch (id) {
	case GUARD_SOUND:
	case GUARD_COOLDOWN:
	case GUARD_BUDGET:
	case GUARD_LATCH:
	case GUARD_TARGET:
	case GUARD_WINDOW:
	case GUARD_STABILITY:
		return true;
	default:
		return false;
	}
}

/* No lag that is low enough is known of the Region, nor will be. */
static bool
never_caught_up(const struct rerun *rerun, size_t region)
{
	for (size_t t = 0; t < rerun->n_tracks; t++) {
		const struct rerun_track *track = &rerun->tracks[t];

		if (track->bound && track->lag && rerun_feeds(rerun, track, region) &&
		    rerun_steady_low_lag(track) &&
		    !rerun_steady_silent(track, rerun->engine.last_tick))
			return false;
	}
	return true;
}

static bool
is_blocked_firmly(const struct rerun *rerun)
{
	const struct decision *decision = &rerun->decision;

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &decision->guards[i];

		if (!guard->applies || guard->overridden || guard->asks)
			continue;
		if ((is_firm(i) && guard->value == TRIT_NO) ||
		    (i == GUARD_LAG && guard->value != TRIT_YES &&
			never_caught_up(rerun, decision->proposal.to)))
			return true;
	}
	return false;
}

/* When a guard next changes by itself. */
static msec_t
next_change(const struct engine *engine, const struct decision *decision)
{
	const struct calendar *calendar =
	    decision->proposal.kind == MOVE_FAILOVER ? &engine->forced : &engine->planned;
	msec_t ret = calendar_at(calendar, engine->last_tick).changes;

	for (size_t i = 0; i < GUARD_COUNT; i++)
		if (decision->guards[i].applies && decision->guards[i].clears_at > 0)
			ret = decision->guards[i].clears_at < ret ? decision->guards[i].clears_at
								  : ret;
	return ret;
}

/* A planned move to a Region that cannot be another, for which all is decided but the guards. */
static bool
waits(const struct rerun *rerun)
{
	const struct engine *engine = &rerun->engine;
	const struct decision *decision = &rerun->decision;
	const struct pending *pending = &engine->pending[decision->rule];
	const struct rule_spec *rule =
	    &engine->app->states[engine->memory.state].rules[decision->rule];

	return decision->weighed && decision->holds == TRIT_YES &&
	    decision->proposal.kind == MOVE_FAILBACK && pending->held >= rule->hold &&
	    pending->needed > 0 && pending->needed <= pending->held &&
	    no_rule_holds(engine, decision->rule) && is_blocked_firmly(rerun);
}

static bool
nothing_due(const struct rerun *rerun, msec_t end)
{
	const struct rerun_options *o = &rerun->options;

	return rerun->run_ends == 0 && !rerun->ack_due &&
	    (rerun->back_at == 0 || rerun->back_at >= end) &&
	    (rerun->next_place >= o->n_places || o->places[rerun->next_place].at >= end) &&
	    (rerun->next_start >= o->n_places || o->places[rerun->next_start].at >= end);
}

/* Fills waiting and horizon. */
static bool
engine_calm(struct rerun *rerun)
{
	const struct engine *engine = &rerun->engine;
	const struct decision *decision = &rerun->decision;

	if (engine->last_tick == 0 || decision->verb != DECIDE_NOTHING || !engine->observed ||
	    engine->drift || engine->outage.at > 0 || engine->memory.approval.hash[0] ||
	    engine->memory.pause.on || !facts_settled(rerun))
		return false;
	rerun->waiting = waits(rerun);
	rerun->horizon = rerun->waiting ? next_change(engine, decision) : MSEC_NEVER;
	return rerun->waiting || (!decision->weighed && no_rule_holds(engine, RULES_MOST));
}

/* ---- minutes ---- */

bool
rerun_calm(struct rerun *rerun, const struct minute *minute)
{
	msec_t now = rerun->skipped ? rerun->next - TICK : rerun->engine.last_tick;
	static const struct stretch nothing;

	if (rerun->options.exact || !nothing_due(rerun, rerun_end(minute)))
		return false;
	for (size_t t = 0; t < rerun->n_tracks; t++) {
		struct rerun_track *track = &rerun->tracks[t];

		if (track->bound &&
		    (!rerun_steady(track, now) ||
			!rerun_steady_on(track,
			    t < minute->n_tracks ? &minute->tracks[t] : &nothing, rerun->newest,
			    now, rerun_end(minute))))
			return false;
	}
	return (rerun->skipped || engine_calm(rerun)) && rerun_end(minute) < rerun->horizon;
}

static void
take_all(struct rerun *rerun, struct rerun_track *track, const struct stretch *stretch)
{
	for (size_t r = 0; r < rerun->app->n_regions; r++)
		for (size_t i = 0; rerun_feeds(rerun, track, r) && i < stretch->n; i++)
			series_put(engine_series(&rerun->engine, track->probe, r),
			    &stretch->samples[i]);
	track->run = track->then.run;
	track->last = track->then.last;
	track->value_at = track->then.value_at;
	if (track->last > rerun->newest)
		rerun->newest = track->last;
	rerun->count.samples += stretch->n;
}

/* Every answer that is not good makes a tick, and every one while a rule holds; the ticks after it
 * count from there. */
static msec_t
last_wake(const struct rerun *rerun, const struct minute *minute)
{
	msec_t ret = 0;

	for (size_t t = 0; t < minute->n_tracks; t++)
		if (rerun->tracks[t].bound && minute->tracks[t].n > 0 &&
		    (rerun->waiting || !rerun->tracks[t].good))
			ret = rerun->tracks[t].last > ret ? rerun->tracks[t].last : ret;
	return ret;
}

void
rerun_calm_skip(struct rerun *rerun, const struct minute *minute)
{
	msec_t end = rerun_end(minute), wake;

	for (size_t t = 0; t < minute->n_tracks; t++)
		if (rerun->tracks[t].bound)
			take_all(rerun, &rerun->tracks[t], &minute->tracks[t]);
	wake = last_wake(rerun, minute);
	if (wake == 0 && rerun->next >= end)
		return;
	if (wake > 0)
		rerun->next = wake + TICK;
	if (rerun->next < end)
		rerun->next += (end - rerun->next + TICK - 1) / TICK * TICK;
	rerun->count.left_out += (size_t)(MSEC_MINUTE / TICK);
	rerun->skipped = true;
}

/* Facts were known all the while, and a rule that waits has held. */
void
rerun_calm_resume(struct rerun *rerun)
{
	const struct app *app = rerun->app;
	struct engine *engine = &rerun->engine;
	struct pending *pending = &engine->pending[rerun->decision.rule];

	rerun->skipped = false;
	engine->last_tick = rerun->next - TICK;
	for (size_t i = 0; i < app->n_regions * app->n_facts; i++)
		if (engine->facts[i].value != TRIT_UNKNOWN)
			engine->facts[i].known_at = engine->last_tick;
	if (!rerun->waiting)
		return;
	pending->held += engine->last_tick - pending->last;
	pending->last = engine->last_tick;
}
