/* SPDX-License-Identifier: MIT */
#include "play_calm.h"

#include <string.h>

#include "base/alloc.h"
#include "core/weigh.h"
#include "play_team.h"

#define STRIDE (10 * MSEC_SECOND) /* between looks when all is alike: alerts count for so long */
#define EVENTFUL \
	(2 * MSEC_MINUTE) /* after an event: leases, starts and clocks have their own time */
#define HISTORY (6 * MSEC_MINUTE) /* of what AWS tells: guards and observation look back less */

/* ---- answers that are alike ---- */

#define VALUED 2U /* it has a value */

static bool
asks(const struct fact_spec *fact, size_t probe)
{
	for (size_t i = 0; i < fact->n_probes; i++)
		if (fact->probes[i] == probe)
			return true;
	return false;
}

static void
add(struct play_class *class, const struct compare *limit, bool latency)
{
	if (limit->op == COMPARE_NONE)
		return;
	class->any = class->any || class->n == PLAY_CLASS_MOST;
	if (class->any)
		return;
	class->of_latency[class->n] = latency;
	class->limits[class->n++] = *limit;
}

/* The lag decides of guards and of the target, too. */
static void
add_lag(struct play_class *class, const struct app *app)
{
	const msec_t limits[] = { app->limits.max_lag, app->limits.max_loss,
		app->limits.max_loss / 2 };

	for (size_t i = 0; i < COUNT(limits); i++)
		add(class, &(struct compare){ COMPARE_LE, UNIT_DURATION, (double)limits[i] },
		    false);
	class->any = class->any || app->n_regions > 2;
	if (app->limits.lag_for > class->remembered)
		class->remembered = app->limits.lag_for;
}

/* What a rule, a ballot or an alert goes by; the others only inform. */
static bool
decides(const struct app *app, size_t fact)
{
	static const char *const names[] = { "down", "up", "certificate" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(app->facts[fact].name, names[i]) == 0)
			return true;
	for (size_t s = 0; s < app->n_states; s++)
		for (size_t i = 0; i < app->states[s].n_rules; i++)
			for (size_t w = 0; w < app->states[s].rules[i].n_when; w++)
				if (app->states[s].rules[i].when[w].fact == fact)
					return true;
	return false;
}

/* A fact is made of others before it: what decides is found from the last one on. */
static void
find_deciding(const struct app *app, bool *ret)
{
	for (size_t f = app->n_facts; f-- > 0;) {
		ret[f] = ret[f] || decides(app, f);
		for (size_t i = 0; ret[f] && i < app->facts[f].n_of; i++)
			ret[app->facts[f].of[i]] = true;
	}
}

static void
heed(struct play_class *class, const struct fact_spec *fact)
{
	msec_t remembered = fact->over > fact->fresh ? fact->over : fact->fresh;

	if (remembered > class->remembered)
		class->remembered = remembered;
	if (fact->kind != FACT_LATENCY && fact->kind != FACT_VALUE)
		return;
	add(class, &fact->holds, fact->kind == FACT_LATENCY);
	add(class, &fact->clears, fact->kind == FACT_LATENCY);
}

/* Of its answers only shares are made, and all over the same window, which holds whole answers. */
static size_t
window_of(const struct app *app, size_t probe, const bool *deciding)
{
	msec_t every = app->probes[probe].every, over = 0;

	for (size_t f = 0; f < app->n_facts; f++) {
		const struct fact_spec *fact = &app->facts[f];

		/* A value makes a difference when it comes, and when it does not any more. */
		if (!deciding[f] || !asks(fact, probe) || fact->kind == FACT_VALUE)
			continue;
		if (fact->kind != FACT_RATIO || (over > 0 && fact->over != over))
			return 0;
		over = fact->over;
	}
	if (every % MSEC_SECOND != 0 || over % every != 0 || over / every > PLAY_WINDOW_MOST)
		return 0;
	return (size_t)(over / every);
}

void
play_calm_class(const struct app *app, size_t probe, bool world, struct play_class *ret)
{
	bool *deciding = xcalloc(app->n_facts + 1, sizeof(*deciding));

	*ret = (struct play_class){ .remembered = world ? HISTORY : 0,
		.every = app->probes[probe].every };
	find_deciding(app, deciding);
	for (size_t f = 0; f < app->n_facts; f++)
		if (deciding[f] && asks(&app->facts[f], probe))
			heed(ret, &app->facts[f]);
	if (strcmp(app->probes[probe].kind->name, "aurora-lag") == 0)
		add_lag(ret, app);
	ret->window = window_of(app, probe, deciding);
	ret->remembered += STRIDE;
	xfree(deciding);
}

/* 0: unlike any. */
static uint16_t
like(const struct play_class *class, const struct sample *sample)
{
	unsigned ret = 1 | (sample->has_value ? VALUED : 0) | (unsigned)sample->reason << 2;

	if (class->any && sample->has_value)
		return 0;
	for (size_t i = 0; i < class->n; i++) {
		double value = class->of_latency[i] ? sample->latency : sample->value;

		if ((class->of_latency[i] || sample->has_value) &&
		    compare_holds(&class->limits[i], value))
			ret |= 1U << (8 + i);
	}
	return (uint16_t)ret;
}

void
play_calm_note(struct play_stir *stir, const struct play_class *class, struct play_recent *recent,
    const struct sample *sample)
{
	uint16_t is = like(class, sample);
	msec_t until = sample->at + class->remembered;
	bool changes = is == 0 || is != recent->last;
	bool valued = (is ^ recent->last) & VALUED;
	bool regular = class->window > 0 && sample->at - recent->when == class->every;

	if (changes && until > stir->restless)
		stir->restless = until;
	if (class->window > 0 && is != recent->like[recent->at])
		stir->news = sample->at;
	if (class->window > 0 ? !regular || valued : changes)
		stir->unsure = until > stir->unsure ? until : stir->unsure;
	recent->like[recent->at] = is;
	if (class->window > 0)
		recent->at = (recent->at + 1) % class->window;
	recent->last = is;
	recent->when = sample->at;
}

/* ---- seconds that need no look ---- */

bool
play_calm_over(const struct play_calm *calm, const struct play_line *line,
    const struct play_stir *stir, msec_t now)
{
	if (calm->exact || calm->ticked == 0 || line->changed || now >= calm->due ||
	    now - calm->eventful <= EVENTFUL)
		return true;
	if (line->n_answers == 0 && now - calm->ticked < 2 * STRIDE)
		return false;
	return stir->news == now || now <= stir->unsure ||
	    (calm->unsettled && now <= stir->restless) || now / STRIDE != calm->ticked / STRIDE;
}

void
play_calm_wake(struct play_calm *calm)
{
	calm->due = 0;
}

/* The time that a rule has held goes on, or stands still in doubt, as at the last look. */
static void
hold_on(struct play_watch *watch, msec_t before)
{
	const struct decision *decision = &watch->decision;
	struct engine *engine = &watch->engine;
	const struct state_spec *state = &engine->app->states[engine->memory.state];

	for (size_t i = 0; i < state->n_rules; i++) {
		struct pending *pending = &engine->pending[i];
		enum trit holds = decision->weighed && decision->rule == i
		    ? decision->holds
		    : weigh_facts(engine, &state->rules[i], before);

		if (!pending->holding)
			continue;
		if (holds == TRIT_YES)
			pending->held += before - pending->last;
		pending->last = before;
	}
	for (size_t r = 0; r < engine->app->n_regions; r++) {
		struct finding *verdict = &engine->verdicts[r];

		if (verdict->down == TRIT_UNKNOWN && verdict->since > 0)
			verdict->since += before - verdict->at;
		verdict->at = before;
	}
}

void
play_calm_catch_up(struct play_team *team)
{
	msec_t before = team->now.boot - MSEC_SECOND;

	for (size_t k = 0; k < team->n; k++) {
		struct engine *engine = &team->watches[k].engine;

		if (team->calm.ticked == 0 || engine->last_tick != team->calm.ticked ||
		    engine->last_tick == before)
			continue;
		engine->last_tick = before;
		hold_on(&team->watches[k], before);
		for (size_t i = 0; i < team->n; i++)
			if (team->hears[k][i])
				engine->ballots[i].at = before;
	}
}

/* The soonest of what clears by itself. */
static msec_t
due_of(const struct play_watch *watch)
{
	const struct decision *decision = &watch->decision;
	const struct engine *engine = &watch->engine;
	const struct rule_spec *rules = engine->app->states[engine->memory.state].rules;
	const struct pause *pause = &engine->memory.pause;
	msec_t ret = alert_next(&watch->alerts);

	if (pause->on && pause->until - engine->wall_offset < ret)
		ret = pause->until - engine->wall_offset;
	for (size_t i = 0; decision->weighed && i < GUARD_COUNT; i++) {
		const struct guard *guard = &decision->guards[i];

		if (guard->applies && guard->value != TRIT_YES && guard->clears_at > 0 &&
		    guard->clears_at < ret)
			ret = guard->clears_at;
	}
	for (size_t i = 0; i < engine->app->states[engine->memory.state].n_rules; i++) {
		const struct pending *pending = &engine->pending[i];
		msec_t left = rules[i].hold - pending->held;

		if (pending->holding && left > 0 && engine->last_tick + left < ret)
			ret = engine->last_tick + left;
	}
	return ret;
}

/* Guards go by more than shares; so does what is not known any more, and an outage. */
static bool
unsettled(const struct play_watch *watch)
{
	const struct engine *engine = &watch->engine;

	if (watch->decision.weighed || engine->outage.at > 0)
		return true;
	for (size_t r = 0; r < engine->app->n_regions; r++)
		for (size_t f = 0; f < engine->app->n_facts; f++) {
			const struct fact *fact = engine_fact(engine, f, r);

			if (fact->value == TRIT_UNKNOWN && fact->known != TRIT_UNKNOWN)
				return true;
		}
	return false;
}

/* All that one look makes of the one before: others hear of it a second later. */
static uint64_t
found(const struct play_watch *watch)
{
	const struct engine *engine = &watch->engine;
	uint64_t ret = (uint64_t)watch->decision.weighed << 1 | engine->observed;

	for (size_t r = 0; r < engine->app->n_regions; r++) {
		const struct finding *verdict = &engine->verdicts[r];

		ret = ret * 31 + (uint64_t)verdict->down * 9 + (uint64_t)verdict->up * 3;
		ret = ret * 31 + (uint64_t)verdict->down_votes * 100 + (uint64_t)verdict->up_votes;
		for (size_t f = 0; f < engine->app->n_facts; f++)
			ret = ret * 3 + engine_fact(engine, f, r)->value;
	}
	for (size_t i = 0; watch->decision.weighed && i < GUARD_COUNT; i++)
		ret = ret * 3 + watch->decision.guards[i].value;
	return ret;
}

void
play_calm_ticked(struct play_calm *calm, const struct play_team *team)
{
	calm->ticked = team->now.boot;
	calm->due = MSEC_NEVER;
	calm->unsettled = false;
	for (size_t i = 0; i < team->n; i++) {
		const struct play_watch *watch = &team->watches[i];
		msec_t due = due_of(watch);
		uint64_t is = found(watch);

		if (!watch->alive || watch->stopped)
			continue;
		if (is != calm->found[i])
			due = calm->ticked + MSEC_SECOND;
		calm->found[i] = is;
		calm->unsettled = calm->unsettled || unsettled(watch);
		if (due < calm->due)
			calm->due = due;
		if (watch->decision.verb != DECIDE_NOTHING || team->move.active)
			calm->eventful = team->now.boot;
	}
}
