/* SPDX-License-Identifier: MIT */
#include "core/otherwise.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "core/weigh.h"

/* ---- a fact that would be another ---- */

static void
quantity(const struct fact *fact, const struct fact_spec *spec, struct change *ret)
{
	const struct because *b = &fact->because;

	ret->fact.measured = b->measured;
	switch (spec->kind) {
	case FACT_RATIO:
	case FACT_VALUE:
		ret->fact.limit = spec->holds.limit;
		break;
	case FACT_LATENCY:
		ret->fact.limit = 1 - spec->quantile;
		break;
	case FACT_STREAK:
		ret->fact.measured = ret->fact.to == TRIT_YES ? b->bad : b->good;
		ret->fact.limit = ret->fact.to == TRIT_YES ? spec->fails : spec->passes;
		break;
	case FACT_TOGETHER:
		ret->fact.limit = spec->at_least;
		break;
	}
}

static void
add_fact(const struct engine *engine, size_t index, size_t region, enum trit to,
    struct otherwise *ret)
{
	const struct app *app = engine->app;
	const struct fact *fact = engine_fact(engine, index, region);
	struct change *change = &ret->changes[ret->n++];
	char because[DETAIL_TEXT];

	*change = (struct change){ .kind = CHANGE_FACT,
		.fact = { .index = index, .region = region, .to = to } };
	quantity(fact, &app->facts[index], change);
	snprintf(change->text, sizeof(change->text), "%.40s of %.40s would have to be %s: %.140s",
	    app->facts[index].name, app->regions[region].name, trit_name(to),
	    fact_text(fact, &app->facts[index], app, because));
}

/* ---- what a rule lacks ---- */

/* An engine in which the facts that a rule asks for are as it asks, since now. Its facts are the
 * caller's; the rest is shared. */
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
		size_t region = weigh_role(engine, ref->role, now.boot);
		enum trit to = trit_of(!ref->negate);
		struct fact *fact;

		if (region == REGION_NONE)
			continue;
		fact = engine_fact(ret, ref->fact, region);
		if (fact->value == to)
			continue;
		add_fact(engine, ref->fact, region, to, changes);
		fact->value = to;
		fact->since = now.boot;
	}
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
		else if (guard->clears_at - now > rest)
			rest = guard->clears_at - now;
	}
	if (rest > 0)
		add_time(rest, ret);
}

static enum decide
verb_of(const struct engine *engine, const struct guard guards[GUARD_COUNT])
{
	if (engine->app->mode == MODE_OBSERVE)
		return DECIDE_OBSERVE;
	return guards[GUARD_APPROVAL].value == TRIT_YES ? DECIDE_MOVE : DECIDE_PROPOSE;
}

static void
lacks(const struct engine *engine, size_t i, struct otherwise *ret, struct now now)
{
	const struct app *app = engine->app;
	const struct rule_spec *rule = &app->states[engine->memory.state].rules[i];
	const struct state_spec *go = &app->states[rule->go];
	msec_t held = engine->pending[i].held;
	struct fact *facts = xcalloc(app->n_regions * app->n_facts, sizeof(*facts));
	struct guard guards[GUARD_COUNT];
	struct engine supposed;

	*ret = (struct otherwise){ .known = true, .rule = i };
	suppose(engine, rule, facts, &supposed, ret, now);
	ret->proposal = (struct proposal){ .kind = go->move,
		.from = engine->memory.active,
		.to = go->move == MOVE_FAILBACK ? app->home : engine_target(&supposed, now.boot),
		.automatic = true,
		.actor = "automation",
		.rule = rule,
		.held = held };
	guard_all(&supposed, &ret->proposal, guards, now);
	ret->verb = verb_of(engine, guards);
	add_guards(guards, rule->hold - held, ret, now.boot);
	xfree(facts);
}

/* ---- what a rule that goes has to spare ---- */

static void
spares(const struct engine *engine, const struct decision *decision, struct otherwise *ret,
    struct now now)
{
	const struct rule_spec *rule =
	    &engine->app->states[engine->memory.state].rules[decision->rule];
	const struct pending *pending = &engine->pending[decision->rule];

	*ret = (struct otherwise){ .known = true,
		.verb = DECIDE_NOTHING,
		.rule = decision->rule,
		.proposal = decision->proposal };
	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];
		size_t region = weigh_role(engine, ref->role, now.boot);

		if (region != REGION_NONE)
			add_fact(engine, ref->fact, region, trit_of(ref->negate), ret);
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
otherwise(const struct engine *engine, const struct decision *decision, struct otherwise *ret,
    struct now now)
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
		spares(engine, decision, ret, now);
	if (ret->known)
		tell(engine, ret);
}
