/* SPDX-License-Identifier: MIT */
#include "core/weigh.h"

#include <stdio.h>

#include "core/evidence.h"

size_t
weigh_role(const struct engine *engine, enum role role, msec_t now)
{
	switch (role) {
	case ROLE_HOME:
		return engine->app->home;
	case ROLE_ACTIVE:
		return engine->memory.active;
	case ROLE_TARGET:
		break;
	}
	return engine_target(engine, now);
}

enum trit
weigh_facts(const struct engine *engine, const struct rule_spec *rule, msec_t now)
{
	enum trit all = TRIT_YES;

	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];
		size_t region = weigh_role(engine, ref->role, now);
		enum trit value = TRIT_UNKNOWN;

		if (region != REGION_NONE)
			value = engine_fact(engine, ref->fact, region)->value;
		all = trit_and(all, ref->negate ? trit_not(value) : value);
	}
	return all;
}

/* Doubt freezes the time that a rule has held; a clear no takes it back. */
static void
advance(struct pending *pending, enum trit value, msec_t now)
{
	if (value == TRIT_NO) {
		*pending = (struct pending){ 0 };
		return;
	}
	if (value == TRIT_YES && pending->holding)
		pending->held += now - pending->last;
	if (value == TRIT_YES)
		pending->holding = true;
	pending->last = now;
}

static void
propose(const struct engine *engine, const struct rule_spec *rule, const struct pending *pending,
    struct decision *ret, struct now now)
{
	const struct state_spec *go = &engine->app->states[rule->go];

	ret->weighed = true;
	ret->target_state = rule->go;
	ret->proposal = (struct proposal){
		.kind = go->move,
		.from = engine->memory.active,
		.to =
		    go->move == MOVE_FAILBACK ? engine->app->home : engine_target(engine, now.boot),
		.automatic = true,
		.actor = "automation",
		.held = pending->held,
	};
	ret->allowed = guard_all(engine, &ret->proposal, ret->guards, now);
}

/* What is in the way, but for what an operator's word would settle. */
static bool
blocked(const struct engine *engine, const struct decision *decision)
{
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &decision->guards[i];
		bool asks = i == GUARD_MODE ||
		    (i == GUARD_LOSS && guard->value == TRIT_UNKNOWN &&
			engine->app->limits.unknown_loss == POLICY_ASK);

		if (guard->applies && guard->value != TRIT_YES && !asks)
			return true;
	}
	return false;
}

static void
choose_verb(struct engine *engine, struct decision *ret)
{
	if (ret->allowed == TRIT_YES)
		ret->verb = DECIDE_MOVE;
	else if (blocked(engine, ret))
		engine->proposed = false;
	else if (!engine->proposed) {
		engine->proposed = true;
		ret->verb = engine->app->mode == MODE_OBSERVE ? DECIDE_OBSERVE : DECIDE_PROPOSE;
	}
}

/* Guards that clear by themselves say when it is worth looking again. */
static void
choose_next(struct decision *ret)
{
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &ret->guards[i];

		if (guard->applies && guard->clears_at > 0 && guard->clears_at < ret->next)
			ret->next = guard->clears_at;
	}
}

void
weigh_rules(struct engine *engine, struct decision *ret, struct now now)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];

	for (size_t i = 0; i < state->n_rules; i++) {
		const struct rule_spec *rule = &state->rules[i];
		struct pending *pending = &engine->pending[i];
		enum trit value = weigh_facts(engine, rule, now.boot);

		advance(pending, value, now.boot);
		if (!pending->holding || ret->weighed)
			continue;
		ret->rule = i;
		propose(engine, rule, pending, ret, now);
		choose_next(ret);
		if (value != TRIT_YES)
			continue;
		if (pending->held >= rule->hold)
			choose_verb(engine, ret);
		else if (now.boot + rule->hold - pending->held < ret->next)
			ret->next = now.boot + rule->hold - pending->held;
	}
	if (!ret->weighed)
		engine->proposed = false;
}

size_t
weigh_state(const struct app *app, enum move_kind kind)
{
	for (size_t s = 0; s < app->n_states; s++)
		if (app->states[s].run && app->states[s].move == kind)
			return s;
	return app->needs_operator;
}

void
engine_command(const struct engine *engine, enum move_kind kind, size_t from, size_t to, bool force,
    const char *actor, struct decision *ret, struct now now)
{
	const struct app *app = engine->app;

	*ret = (struct decision){
		.weighed = true,
		.target_state = weigh_state(app, kind),
		.next = now.boot,
		.proposal = { .kind = kind,
		    .from = from,
		    .to = to,
		    .force = force,
		    .actor = actor },
	};
	if (kind == MOVE_FAILOVER)
		ret->proposal.held = engine->pending[0].held;
	ret->allowed = guard_all(engine, &ret->proposal, ret->guards, now);
	if (from != engine->memory.active)
		snprintf(ret->why, sizeof(ret->why), "%s is not serving; %s is",
		    app->regions[from].name, app->regions[engine->memory.active].name);
	else if (from == to)
		snprintf(ret->why, sizeof(ret->why), "%s is serving already",
		    app->regions[to].name);
	else if (ret->allowed == TRIT_YES)
		ret->verb = DECIDE_MOVE;
	else
		snprintf(ret->why, sizeof(ret->why), "refused by a guard");
}
