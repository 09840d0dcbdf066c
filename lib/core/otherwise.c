/* SPDX-License-Identifier: MIT */
#include "core/otherwise.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "core/ballot.h"
#include "core/evidence.h"
#include "core/otherwise_private.h"
#include "core/weigh.h"

/* ---- what a rule lacks ---- */

/* It is so since now, and what the same answers cannot say as well is not. */
static void
assume(struct engine *supposed, size_t index, size_t region, enum trit to, msec_t now)
{
	const size_t down = app_fact(supposed->app, "down");
	size_t other = index == down ? supposed->up : down;
	struct fact *fact = engine_fact(supposed, index, region);

	fact->value = to;
	fact->since = now;
	if (to != TRIT_YES || (index != down && index != supposed->up) ||
	    other >= supposed->app->n_facts)
		return;
	fact = engine_fact(supposed, other, region);
	if (fact->value != TRIT_NO)
		fact->since = now;
	fact->value = TRIT_NO;
}

/* What all observers say, our own vote being by these facts. We give none before we can vouch for
 * ourselves: that it is so once we can is told by the guard of that, and by the time. */
static void
vote(struct engine *supposed, struct now now)
{
	const msec_t started = supposed->started, tilt_until = supposed->tilt_until;
	const size_t good = supposed->references.good;
	msec_t warm = started + supposed->app->limits.warm_up;
	msec_t sound = warm > tilt_until ? warm : tilt_until;

	supposed->started = now.boot - supposed->app->limits.warm_up;
	supposed->tilt_until = 0;
	supposed->references.good = supposed->references.asked;
	ballot_refresh(supposed, now);
	supposed->started = started;
	supposed->tilt_until = tilt_until;
	supposed->references.good = good;
	for (size_t r = 0; sound > now.boot && r < supposed->app->n_regions; r++) {
		struct finding *verdict = &supposed->verdicts[r];

		if (verdict->since == 0 || verdict->since == now.boot)
			verdict->since = sound;
	}
}

/* Supposes it, and says that it would have to be, unless it is so. */
static void
need(struct engine *supposed, size_t index, size_t region, enum trit to, struct otherwise *changes,
    msec_t now)
{
	if (region == REGION_NONE || engine_fact(supposed, index, region)->value == to)
		return;
	otherwise_fact(supposed, index, region, to, changes);
	assume(supposed, index, region, to, now);
}

static size_t
target(const struct engine *engine, const struct rule_spec *rule, msec_t now)
{
	const struct app *app = engine->app;

	return app->states[rule->go].move == MOVE_FAILBACK ? app->home : engine_target(engine, now);
}

/* An engine in which the facts that a rule asks for are as it asks, since now, the target is up, as
 * each move needs it, and our own vote is by them. Its facts are the caller's; the rest is shared.
 */
static void
suppose(const struct engine *engine, const struct rule_spec *rule, struct fact *facts,
    struct engine *ret, struct otherwise *changes, struct now now)
{
	const struct app *app = engine->app;

	memcpy(facts, engine->facts, app->n_regions * app->n_facts * sizeof(*facts));
	*ret = *engine;
	ret->facts = facts;
	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];

		need(ret, ref->fact, weigh_role(engine, ref->role, now.boot), trit_of(!ref->negate),
		    changes, now.boot);
	}
	if (ret->up < app->n_facts)
		need(ret, ret->up, target(ret, rule, now.boot), TRIT_YES, changes, now.boot);
	vote(ret, now);
}

static void
add_guard(const struct guard *guard, enum guard_id id, struct otherwise *ret)
{
	struct change *change = &ret->changes[ret->n++];

	*change = (struct change){ .kind = CHANGE_GUARD, .guard = id };
	snprintf(change->text, sizeof(change->text), "%s %s would have to hold: %s", guard->code,
	    guard->name, guard->text);
}

static void
add_time(msec_t more, struct otherwise *ret)
{
	struct change *change = &ret->changes[ret->n++];
	char length[DURATION_TEXT];

	*change = (struct change){ .kind = CHANGE_TIME, .more = more };
	snprintf(change->text, sizeof(change->text), "%s %s",
	    duration_text(more < 0 ? -more : more, length), more < 0 ? "less" : "more");
}

static msec_t
longer(msec_t a, msec_t b)
{
	return a > b ? a : b;
}

/* What two guards go on to ask for once what they name first is so: time. */
static msec_t
behind(const struct engine *supposed, const struct proposal *p,
    const struct guard guards[GUARD_COUNT], msec_t now)
{
	const struct app *app = supposed->app;
	msec_t quorum = 0, up = 0, since = supposed->verdicts[p->from].since;

	if (guards[GUARD_TARGET].value != TRIT_YES && p->to != REGION_NONE)
		up = app->limits.target_up - evidence_up_for(supposed, p->to, now);
	if (guards[GUARD_QUORUM].value != TRIT_YES && p->kind == MOVE_FAILOVER)
		quorum = app->observers.quorum_for - (since > 0 ? now - since : 0);
	return longer(quorum, up);
}

/* The time of a hold hides that answers must fail still when it is over. Of a Region whose answers
 * are supposed to be others nothing is hidden. Returns the time, where both are needed. */
static msec_t
hidden(struct engine *supposed, const struct otherwise *it, struct guard guards[GUARD_COUNT],
    struct now now)
{
	struct guard *hold = &guards[GUARD_HOLD], over[GUARD_COUNT];
	struct proposal proposal = it->proposal;
	struct finding *verdict = &supposed->verdicts[proposal.from];
	msec_t rest = hold->clears_at - now.boot;

	for (size_t i = 0; i < it->n; i++)
		if (it->changes[i].fact.region == proposal.from)
			return 0;
	if (!hold->applies || !guard_waits(guards, GUARD_HOLD))
		return 0;
	proposal.held += rest;
	verdict->since = (verdict->since > 0 ? verdict->since : now.boot) - rest;
	guard_all(supposed, &proposal, over, now);
	if (over[GUARD_HOLD].value == TRIT_YES)
		return 0;
	*hold = over[GUARD_HOLD];
	return rest;
}

/* The guards in the way, of which those that only wait are one wait together. */
static void
add_guards(const struct guard guards[GUARD_COUNT], msec_t rest, struct otherwise *ret, msec_t now)
{
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &guards[i];

		/* What an operator's word would settle is no reason why nothing was said. */
		if (!guard->applies || guard->overridden || guard->value == TRIT_YES || guard->asks)
			continue;
		if (!guard_waits(guards, i))
			add_guard(guard, i, ret);
		else
			rest = longer(rest, guard->clears_at - now);
	}
	if (rest > 0)
		add_time(rest, ret);
}

static enum decide
verb_of(const struct engine *engine, const struct guard guards[GUARD_COUNT])
{
	if (engine->app->mode == MODE_OBSERVE)
		return DECIDE_OBSERVE;
	/* What was asked and not answered in time is a guard like any other: it would have held. */
	return guards[GUARD_APPROVAL].value == TRIT_YES || !guards[GUARD_APPROVAL].asks
	    ? DECIDE_MOVE
	    : DECIDE_PROPOSE;
}

static void
lacks(const struct engine *engine, size_t i, struct otherwise *ret, struct now now)
{
	const struct app *app = engine->app;
	const struct rule_spec *rule = &app->states[engine->memory.state].rules[i];
	const struct state_spec *go = &app->states[rule->go];
	msec_t held = engine->pending[i].held, rest;
	struct fact *facts = xcalloc(app->n_regions * app->n_facts, sizeof(*facts));
	struct guard guards[GUARD_COUNT];
	struct engine supposed;

	*ret = (struct otherwise){ .known = true, .rule = i };
	suppose(engine, rule, facts, &supposed, ret, now);
	ret->proposal = (struct proposal){ .kind = go->move,
		.from = engine->memory.active,
		.to = target(&supposed, rule, now.boot),
		.automatic = true,
		.actor = "automation",
		.rule = rule,
		.held = held };
	guard_all(&supposed, &ret->proposal, guards, now);
	ret->verb = verb_of(engine, guards);
	rest = longer(rule->hold - held, behind(&supposed, &ret->proposal, guards, now.boot));
	rest = longer(rest, hidden(&supposed, ret, guards, now));
	add_guards(guards, rest, ret, now.boot);
	xfree(facts);
}

/* ---- what a rule that goes has to spare ---- */

static void
spares(const struct engine *engine, struct otherwise *ret, struct now now)
{
	const struct rule_spec *rule = &engine->app->states[engine->memory.state].rules[ret->rule];
	const struct pending *pending = &engine->pending[ret->rule];

	ret->verb = DECIDE_NOTHING;
	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];
		size_t region = weigh_role(engine, ref->role, now.boot);

		if (region != REGION_NONE)
			otherwise_fact(engine, ref->fact, region, trit_of(ref->negate), ret);
	}
	if (pending->needed > 0)
		add_time(pending->needed - pending->held - 1, ret);
}

/* ---- the nearest ---- */

static size_t
count(const struct otherwise *it)
{
	return it->n > 0 && it->changes[it->n - 1].kind == CHANGE_TIME ? it->n - 1 : it->n;
}

static msec_t
wait_of(const struct otherwise *it)
{
	return count(it) < it->n ? it->changes[it->n - 1].more : 0;
}

/* Fewer changes are a smaller one; of as many the one that needs less time. */
static bool
nearer(const struct otherwise *a, const struct otherwise *b)
{
	if (!b->known || count(a) != count(b))
		return !b->known || count(a) < count(b);
	return wait_of(a) < wait_of(b);
}

/* ---- in words ---- */

struct text {
	char *to;
	size_t size, len;
};

static void say(struct text *text, const char *fmt, ...) printf_like(2, 3);

static void
say(struct text *text, const char *fmt, ...)
{
	va_list ap;

	if (text->len >= text->size)
		return;
	va_start(ap, fmt);
	text->len += (size_t)vsnprintf(text->to + text->len, text->size - text->len, fmt, ap);
	va_end(ap);
}

static void
tell(const struct engine *engine, struct otherwise *it)
{
	static const char *const verbs[] = { [DECIDE_NOTHING] = "would not begin",
		[DECIDE_OBSERVE] = "would begin in mode auto",
		[DECIDE_PROPOSE] = "would be proposed",
		[DECIDE_MOVE] = "would begin" };
	struct text text = { it->text, sizeof(it->text), 0 };
	size_t to = it->proposal.to;
	const char *name = to == REGION_NONE ? "nowhere" : engine->app->regions[to].name;
	const char *kind = move_name(it->proposal.kind);

	if (it->n == 1 && it->changes[0].kind == CHANGE_TIME) {
		say(&text, "%s, and the %s to %s %s.", it->changes[0].text, kind, name,
		    verbs[it->verb]);
		return;
	}
	say(&text, "the %s to %s %s%s: ", kind, name, verbs[it->verb],
	    it->verb == DECIDE_NOTHING ? " if only one were so" : " if");
	for (size_t i = 0; i < it->n; i++)
		say(&text, "%s%s", i > 0 ? "; " : "", it->changes[i].text);
	say(&text, ".");
}

void
otherwise(const struct engine *engine, struct otherwise *ret, struct now now)
{
	const struct app *app = engine->app;
	const struct state_spec *state = &app->states[engine->memory.state];
	struct otherwise it;

	*ret = (struct otherwise){ 0 };
	if (engine->running)
		return;
	for (size_t i = 0; i < state->n_rules; i++) {
		if (!app->states[state->rules[i].go].run)
			continue;
		lacks(engine, i, &it, now);
		if (nearer(&it, ret))
			*ret = it;
	}
	if (ret->known && ret->n == 0)
		spares(engine, ret, now);
	if (ret->known)
		tell(engine, ret);
}
