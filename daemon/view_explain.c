/* SPDX-License-Identifier: MIT */
/*
 * Why it does, and why it does not: the rules of the state with the facts they
 * ask for, the guards, and what would have to be different. When nothing is
 * pending, moves that nobody asked for are weighed, and marked so.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/duration.h"
#include "core/weigh.h"
#include "view.h"

static const char
    *const roles[] = { [ROLE_HOME] = "home", [ROLE_ACTIVE] = "active", [ROLE_TARGET] = "target" };

static enum trit
value_of(const struct engine *engine, const struct fact_ref *ref, size_t region)
{
	if (region == REGION_NONE)
		return TRIT_UNKNOWN;
	return engine_fact(engine, ref->fact, region)->value;
}

static json_t *
fact_json(const struct engine *engine, const struct fact_ref *ref, struct now now)
{
	const struct app *app = engine->app;
	size_t region = weigh_role(engine, ref->role, now.boot);
	enum trit value = value_of(engine, ref, region);
	char text[DETAIL_TEXT] = "there is no such Region";
	json_t *json;

	json = json_pack("{s:o, s:s, s:s, s:b, s:o, s:s, s:s}", "name",
	    json_sprintf("%s.%s", roles[ref->role], app->facts[ref->fact].name), "role",
	    roles[ref->role], "fact", app->facts[ref->fact].name, "negate", ref->negate, "region",
	    view_region(app, region), "value", trit_name(value), "met",
	    trit_name(ref->negate ? trit_not(value) : value));
	if (region != REGION_NONE) {
		const struct fact *fact = engine_fact(engine, ref->fact, region);

		fact_text(fact, &app->facts[ref->fact], app, text);
		json_object_set_new(json, "since", view_since(fact->since, now));
		json_object_set_new(json, "since_s",
		    view_seconds(fact->since > 0 ? now.boot - fact->since : -1));
	}
	json_object_set_new(json, "because", view_text(text));
	return json;
}

static json_t *
rule_json(const struct engine *engine, size_t i, struct now now)
{
	const struct app *app = engine->app;
	const struct rule_spec *rule = &app->states[engine->memory.state].rules[i];
	const struct state_spec *go = &app->states[rule->go];
	const struct pending *pending = &engine->pending[i];
	json_t *facts = json_array();

	for (size_t f = 0; f < rule->n_when; f++)
		json_array_append_new(facts, fact_json(engine, &rule->when[f], now));
	return json_pack("{s:s, s:o, s:s, s:b, s:o, s:o, s:o}", "go", go->name, "move",
	    go->run ? json_string(move_name(go->move)) : json_null(), "holds",
	    trit_name(weigh_facts(engine, rule, now.boot)), "pending", pending->holding, "held_s",
	    view_seconds(pending->held), "needed_s", view_seconds(rule->hold), "facts", facts);
}

/* ---- what would have to be different ---- */

static void add_turn(json_t *turns, const char *what, msec_t in, const char *fmt, ...)
    printf_like(4, 5);

/* in: until it turns by itself; negative: it does not. */
static void
add_turn(json_t *turns, const char *what, msec_t in, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_array_append_new(turns,
	    json_pack("{s:s, s:o, s:o}", "what", what, "in_s", view_seconds(in), "text",
		view_text(text)));
}

static void
turn_of_fact(json_t *turns, const struct engine *engine, const struct fact_ref *ref, struct now now)
{
	const struct app *app = engine->app;
	size_t region = weigh_role(engine, ref->role, now.boot);
	enum trit value = value_of(engine, ref, region);
	char name[128], text[DETAIL_TEXT];

	if (region == REGION_NONE || value == (ref->negate ? TRIT_NO : TRIT_YES))
		return;
	snprintf(name, sizeof(name), "%s.%s", roles[ref->role], app->facts[ref->fact].name);
	fact_text(engine_fact(engine, ref->fact, region), &app->facts[ref->fact], app, text);
	add_turn(turns, name, -1, "%s of %s would have to be %s; it is %s: %s",
	    app->facts[ref->fact].name, app->regions[region].name, ref->negate ? "no" : "yes",
	    trit_name(value), text);
}

static void
turn_of_guard(json_t *turns, const struct guard *guard, struct now now)
{
	char left[DURATION_TEXT];
	msec_t in = guard->clears_at - now.boot;

	if (!guard->applies || guard->overridden || guard->value == TRIT_YES)
		return;
	if (guard->clears_at != MSEC_NEVER && in > 0)
		add_turn(turns, guard->code, in, "%s %s clears in %s", guard->code, guard->name,
		    duration_text(in, left));
	else
		add_turn(turns, guard->code, -1, "%s %s: %s; %s", guard->code, guard->name,
		    guard->text, guard->remedy);
}

/* The rule that is nearest: the pending one, else the first that leads to a run. */
static const struct rule_spec *
nearest(const struct application *application, size_t *ret)
{
	const struct app *app = application->app;
	const struct state_spec *state = &app->states[application->engine.memory.state];

	for (*ret = 0; *ret < state->n_rules; ++*ret) {
		bool pending = application->decision.weighed && application->decision.rule == *ret;

		if (pending ||
		    (!application->decision.weighed && app->states[state->rules[*ret].go].run))
			return &state->rules[*ret];
	}
	return NULL;
}

static json_t *
turns_json(const struct application *application, struct now now)
{
	const struct engine *engine = &application->engine;
	const struct decision *decision = &application->decision;
	json_t *turns = json_array();
	char left[DURATION_TEXT];
	size_t i;
	const struct rule_spec *rule = nearest(application, &i);
	msec_t rest;

	if (!rule)
		return turns;
	for (size_t f = 0; f < rule->n_when; f++)
		turn_of_fact(turns, engine, &rule->when[f], now);
	rest = rule->hold - engine->pending[i].held;
	if (decision->weighed && rest > 0)
		add_turn(turns, "rule", rest, "the rule must hold for another %s",
		    duration_text(rest, left));
	for (size_t g = 0; decision->weighed && g < GUARD_COUNT; g++)
		turn_of_guard(turns, &decision->guards[g], now);
	return turns;
}

/* ---- the guards ---- */

static void
suppose(json_t *moves, const struct application *application, enum move_kind kind, struct now now)
{
	const struct engine *engine = &application->engine;
	size_t home = engine->app->home;
	struct decision decision = { .weighed = true,
		.proposal = { .kind = kind,
		    .from = engine->memory.active,
		    .to = kind == MOVE_FAILBACK ? home : engine_target(engine, now.boot),
		    .automatic = kind != MOVE_SWITCHOVER,
		    .actor = kind == MOVE_SWITCHOVER ? "an operator" : "automation" } };
	json_t *json;

	if (decision.proposal.to == REGION_NONE)
		return;
	decision.allowed = guard_all(engine, &decision.proposal, decision.guards, now);
	json = view_decision(application, &decision, now);
	json_object_set_new(json, "hypothetical", json_true());
	json_array_append_new(moves, json);
}

/* At home there is nothing to fail back; the planned move is then a switchover. */
static json_t *
moves_json(const struct application *application, struct now now)
{
	const struct engine *engine = &application->engine;
	bool at_home = engine->memory.active == engine->app->home;
	json_t *moves = json_array(), *json;

	if (application->decision.weighed) {
		json = view_decision(application, &application->decision, now);
		json_object_set_new(json, "hypothetical", json_false());
		json_array_append_new(moves, json);
		return moves;
	}
	suppose(moves, application, MOVE_FAILOVER, now);
	suppose(moves, application, at_home ? MOVE_SWITCHOVER : MOVE_FAILBACK, now);
	return moves;
}

json_t *
view_explain(const struct application *application, struct now now)
{
	const struct engine *engine = &application->engine;
	const struct app *app = application->app;
	const struct state_spec *state = &app->states[engine->memory.state];
	json_t *rules = json_array();
	char sentence[256];

	engine_sentence(engine, &application->decision, sentence, now);
	for (size_t i = 0; i < state->n_rules; i++)
		json_array_append_new(rules, rule_json(engine, i, now));
	return json_pack("{s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "application",
	    app->name, "now", view_time(now.wall), "sentence", view_text(sentence), "mode",
	    mode_name(app->mode), "state", state->name, "since", view_time(engine->memory.since),
	    "since_s", view_seconds(now.wall - engine->memory.since), "active",
	    view_region(app, engine->memory.active), "rules", rules, "moves",
	    moves_json(application, now), "turns", turns_json(application, now));
}
