/* SPDX-License-Identifier: MIT */
#include "core/weigh.h"

#include <stdio.h>
#include <string.h>

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

/* The facts that a rule asks of one role, if that is this Region. */
static enum trit
facts_of(const struct engine *engine, const struct rule_spec *rule, enum role role, size_t region)
{
	enum trit all = TRIT_YES;

	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];
		enum trit value = TRIT_UNKNOWN;

		if (ref->role != role)
			continue;
		if (region != REGION_NONE)
			value = engine_fact(engine, ref->fact, region)->value;
		all = trit_and(all, ref->negate ? trit_not(value) : value);
	}
	return all;
}

enum trit
weigh_facts(const struct engine *engine, const struct rule_spec *rule, msec_t now)
{
	enum trit all = TRIT_YES;

	for (enum role role = ROLE_HOME; role <= ROLE_TARGET; role++)
		all = trit_and(all, facts_of(engine, rule, role, weigh_role(engine, role, now)));
	return all;
}

/* Doubt freezes the time that a rule has held; a clear no takes it back. */
static void
advance(struct pending *pending, enum trit value, msec_t now)
{
	if (value != TRIT_YES)
		pending->unheard[0] = '\0';
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

/* ---- the rules, one by one ---- */

/* Where a state may lead from where it is now. A rule that leads to no run is no proposal. */
static void
propose(const struct engine *engine, size_t i, enum trit holds, struct decision *ret,
    struct now now)
{
	const struct rule_spec *rule = &engine->app->states[engine->memory.state].rules[i];
	const struct state_spec *go = &engine->app->states[rule->go];

	ret->weighed = true;
	ret->rule = i;
	ret->holds = holds;
	ret->target_state = rule->go;
	ret->proposal = (struct proposal){
		.kind = go->move,
		.from = engine->memory.active,
		.to =
		    go->move == MOVE_FAILBACK ? engine->app->home : engine_target(engine, now.boot),
		.automatic = true,
		.actor = "automation",
		.rule = rule,
		.held = engine->pending[i].held,
	};
	ret->allowed = guard_all(engine, &ret->proposal, ret->guards, now);
}

/* What is in the way, but for what an operator's word would settle. */
static bool
blocked(const struct decision *decision)
{
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &decision->guards[i];

		if (guard->applies && !guard->overridden && guard->value != TRIT_YES &&
		    !guard->asks)
			return true;
	}
	return false;
}

/* The rule's question was put, and nobody answered it; of several rules, another one's may have
 * been since. */
static bool
unheard(const struct engine *engine, size_t rule, const struct decision *decision)
{
	const char *id = engine->pending[rule].unheard;
	char hash[DIGEST_HEX];

	return id[0] &&
	    strncmp(approval_hash(engine, &decision->proposal, decision->guards, hash), id,
		APPROVAL_ID) == 0;
}

static bool
ready(const struct rule_spec *rule, const struct pending *pending, enum trit holds)
{
	return holds == TRIT_YES && pending->held >= rule->hold;
}

/*
 * The first rule that may go wins. One that is held back by a guard, or by its
 * own time, or by doubt, stands in nobody's way; when none may go, the first of
 * those that hold is told about, else the first that is pending.
 */
static void
choose_rule(const struct engine *engine, const enum trit holds[RULES_MOST], struct decision *ret,
    struct now now)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];
	struct decision waits;
	bool any_ready = false;

	for (size_t i = 0; i < state->n_rules; i++) {
		bool is = ready(&state->rules[i], &engine->pending[i], holds[i]);

		if (!engine->pending[i].holding || (ret->weighed && !is))
			continue;
		waits = *ret;
		propose(engine, i, holds[i], &waits, now);
		if (is && !blocked(&waits) && !unheard(engine, i, &waits)) {
			*ret = waits;
			return;
		}
		if (!ret->weighed || (is && !any_ready))
			*ret = waits;
		any_ready = any_ready || is;
	}
}

/* Before another rule's takes its place. */
static void
note_unheard(struct engine *engine, msec_t wall)
{
	const struct approval *approval = &engine->memory.approval;

	if (approval->rule < RULES_MOST &&
	    approval_is(approval, approval->hash, wall) == APPROVAL_EXPIRED)
		snprintf(engine->pending[approval->rule].unheard, APPROVAL_ID + 1, "%.*s",
		    APPROVAL_ID, approval->hash);
}

/* Each question is asked once, and again when the rule has held anew. */
static void
ask(struct engine *engine, struct decision *ret, msec_t wall)
{
	char hash[DIGEST_HEX];

	approval_hash(engine, &ret->proposal, ret->guards, hash);
	note_unheard(engine, wall);
	if (approval_ask(&engine->memory.approval, hash, ret, engine, wall))
		ret->remember = true;
	else if (engine->proposed == ret->rule + 1)
		return;
	engine->proposed = ret->rule + 1;
	ret->verb = DECIDE_PROPOSE;
}

static void
choose_verb(struct engine *engine, struct decision *ret, msec_t wall)
{
	const struct rule_spec *rule = &engine->app->states[engine->memory.state].rules[ret->rule];

	if (!ready(rule, &engine->pending[ret->rule], ret->holds))
		return;
	if (ret->allowed == TRIT_YES) {
		ret->verb = DECIDE_MOVE;
	} else if (blocked(ret) || unheard(engine, ret->rule, ret)) {
		engine->proposed = 0;
	} else if (engine->app->mode != MODE_OBSERVE) {
		ask(engine, ret, wall);
	} else if (engine->proposed != ret->rule + 1) {
		engine->proposed = ret->rule + 1;
		ret->verb = DECIDE_OBSERVE;
	}
}

/* Rules and guards that clear by themselves say when it is worth looking again. */
static void
choose_next(const struct engine *engine, struct decision *ret, msec_t now)
{
	const struct rule_spec *rule = &engine->app->states[engine->memory.state].rules[ret->rule];
	msec_t left = rule->hold - engine->pending[ret->rule].held;

	if (ret->holds == TRIT_YES && left > 0 && now + left < ret->next)
		ret->next = now + left;
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &ret->guards[i];

		if (guard->applies && guard->clears_at > 0 && guard->clears_at < ret->next)
			ret->next = guard->clears_at;
	}
}

/* ---- all of them ---- */

/* How long a rule must hold in all: its own time, or what the guard of the hold lacks now. */
static msec_t
needed(const struct rule_spec *rule, const struct decision *decision, msec_t now)
{
	const struct guard *hold = &decision->guards[GUARD_HOLD];
	msec_t ret = decision->proposal.held;

	if (hold->applies && hold->clears_at > 0 && hold->clears_at != MSEC_NEVER)
		ret += hold->clears_at - now;
	return ret > rule->hold ? ret : rule->hold;
}

static void
note_needed(struct engine *engine, const struct decision *decision, msec_t now)
{
	const struct rule_spec *rule =
	    &engine->app->states[engine->memory.state].rules[decision->rule];
	struct pending *pending = &engine->pending[decision->rule];

	/* Once it has held for long enough it is known how long that was. */
	if (pending->needed == 0 || pending->needed > pending->held)
		pending->needed = needed(rule, decision, now);
}

static void
miss(struct engine *engine, size_t rule, const struct pending *ended, struct decision *ret,
    msec_t wall)
{
	ret->missed = (struct miss){ .at = wall,
		.state = engine->memory.state,
		.rule = rule,
		.held = ended->held,
		.needed = ended->needed };
	engine->misses[engine->n_misses++ % MISSES_MOST] = ret->missed;
}

/* What an operator was asked about is not so any more; of what nobody answered in time, doubt is
 * enough to ask anew. */
static bool
withdraw(struct engine *engine, const enum trit holds[RULES_MOST], msec_t wall)
{
	struct approval *approval = &engine->memory.approval;
	bool expired = approval_is(approval, approval->hash, wall) == APPROVAL_EXPIRED;

	if (!approval->hash[0] || approval->rule >= RULES_MOST)
		return false;
	if (holds[approval->rule] != TRIT_NO && (!expired || holds[approval->rule] == TRIT_YES))
		return false;
	*approval = (struct approval){ 0 };
	return true;
}

/* Whether any rule of failover finds the active Region down, whatever it says of a target. */
static enum trit
active_down(const struct engine *engine)
{
	const struct app *app = engine->app;
	const struct state_spec *state = &app->states[engine->memory.state];
	enum trit none = TRIT_YES;

	for (size_t i = 0; i < state->n_rules; i++) {
		const struct state_spec *go = &app->states[state->rules[i].go];

		if (go->run && go->move == MOVE_FAILOVER)
			none = trit_and(none,
			    trit_not(facts_of(engine, &state->rules[i], ROLE_ACTIVE,
				engine->memory.active)));
	}
	return trit_not(none);
}

void
weigh_rules(struct engine *engine, struct decision *ret, struct now now)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];

	enum trit holds[RULES_MOST] = { TRIT_UNKNOWN };

	for (size_t i = 0; i < state->n_rules; i++) {
		const struct pending was = engine->pending[i];

		holds[i] = weigh_facts(engine, &state->rules[i], now.boot);
		/* What was seen before we were cut off may be our own fault already. */
		if (evidence_isolated(engine))
			holds[i] = trit_and(holds[i], TRIT_UNKNOWN);
		advance(&engine->pending[i], holds[i], now.boot);
		if (was.holding && !engine->pending[i].holding)
			miss(engine, i, &was, ret, now.wall);
	}
	ret->remember = withdraw(engine, holds, now.wall) || ret->remember;
	ret->remember = evidence_outage(engine, active_down(engine), now) || ret->remember;
	choose_rule(engine, holds, ret, now);
	if (!ret->weighed) {
		engine->proposed = 0;
		return;
	}
	note_needed(engine, ret, now.boot);
	choose_verb(engine, ret, now.wall);
	choose_next(engine, ret, now.boot);
}

size_t
weigh_state(const struct app *app, enum move_kind kind)
{
	for (size_t s = 0; s < app->n_states; s++)
		if (app->states[s].run && app->states[s].move == kind)
			return s;
	return app->needs_operator;
}

/* How long a rule that leads to such a move has held. */
static msec_t
held_by(const struct engine *engine, enum move_kind kind)
{
	const struct app *app = engine->app;
	const struct state_spec *state = &app->states[engine->memory.state];
	msec_t held = 0;

	for (size_t i = 0; i < state->n_rules; i++) {
		const struct state_spec *go = &app->states[state->rules[i].go];

		if (go->run && go->move == kind && engine->pending[i].held > held)
			held = engine->pending[i].held;
	}
	return held;
}

void
engine_command(const struct engine *engine, const struct proposal *wanted, struct decision *ret,
    struct now now)
{
	const struct app *app = engine->app;

	*ret = (struct decision){
		.weighed = true,
		.target_state = weigh_state(app, wanted->kind),
		.next = now.boot,
		.proposal = *wanted,
	};
	ret->proposal.held = held_by(engine, wanted->kind);
	ret->allowed = guard_all(engine, &ret->proposal, ret->guards, now);
	if (wanted->from != engine->memory.active)
		snprintf(ret->why, sizeof(ret->why), "%s is not serving; %s is",
		    app->regions[wanted->from].name, app->regions[engine->memory.active].name);
	else if (wanted->from == wanted->to)
		snprintf(ret->why, sizeof(ret->why), "%s is serving already",
		    app->regions[wanted->to].name);
	else if (ret->allowed == TRIT_YES)
		ret->verb = DECIDE_MOVE;
	else
		snprintf(ret->why, sizeof(ret->why), "refused by a guard");
}
