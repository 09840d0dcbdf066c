/* SPDX-License-Identifier: MIT */
/*
 * Why it does, and why it does not: the rules of the state with the facts they
 * ask for, the guards, and what would have to be different. When nothing is
 * pending, moves that nobody asked for are weighed, and marked so.
 */
#include <stdio.h>

#include "core/otherwise.h"
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

static json_t *
change_json(const struct app *app, const struct change *change)
{
	json_t *what = NULL;

	switch (change->kind) {
	case CHANGE_FACT:
		what = json_sprintf("%s.%s", app->regions[change->fact.region].name,
		    app->facts[change->fact.index].name);
		break;
	case CHANGE_GUARD:
		what = json_string(guard_code(change->guard));
		break;
	case CHANGE_TIME:
		what = json_string("time");
		break;
	}
	return json_pack("{s:o, s:o, s:o}", "what", what, "in_s",
	    view_seconds(change->kind == CHANGE_TIME ? change->more : -1), "text",
	    view_text(change->text));
}

static json_t *
turns_json(const struct app *app, const struct otherwise *otherwise)
{
	json_t *turns = json_array();

	for (size_t i = 0; i < otherwise->n; i++)
		json_array_append_new(turns, change_json(app, &otherwise->changes[i]));
	return turns;
}

/* ---- what held for nothing ---- */

/* The newest first. */
static json_t *
misses_json(const struct engine *engine)
{
	const struct app *app = engine->app;
	size_t kept = engine->n_misses < MISSES_MOST ? engine->n_misses : MISSES_MOST;
	json_t *misses = json_array();

	for (size_t i = 1; i <= kept; i++) {
		const struct miss *miss = &engine->misses[(engine->n_misses - i) % MISSES_MOST];
		const struct state_spec *state = &app->states[miss->state];

		json_array_append_new(misses,
		    json_pack("{s:o, s:s, s:s, s:o, s:o}", "at", view_time(miss->at), "state",
			state->name, "go", app->states[state->rules[miss->rule].go].name, "held_s",
			view_seconds(miss->held), "needed_s", view_seconds(miss->needed)));
	}
	return misses;
}

/* ---- the guards ---- */

/* false: there is no Region to go to. */
static bool
suppose(const struct engine *engine, enum move_kind kind, struct decision *ret, struct now now)
{
	size_t home = engine->app->home;

	*ret = (struct decision){ .weighed = true,
		.proposal = { .kind = kind,
		    .from = engine->memory.active,
		    .to = kind == MOVE_FAILBACK ? home : engine_target(engine, now.boot),
		    .automatic = kind != MOVE_SWITCHOVER,
		    .actor = kind == MOVE_SWITCHOVER ? "an operator" : "automation" } };
	if (ret->proposal.to == REGION_NONE)
		return false;
	ret->allowed = guard_all(engine, &ret->proposal, ret->guards, now);
	return true;
}

/* At home there is nothing to fail back; the planned move is then a switchover. */
size_t
view_moves(const struct application *application, struct decision ret[VIEW_MOVES], struct now now)
{
	const struct engine *engine = &application->engine;
	bool at_home = engine->memory.active == engine->app->home;
	size_t n = 0;

	if (application->decision.weighed) {
		ret[0] = application->decision;
		return 1;
	}
	n += suppose(engine, MOVE_FAILOVER, &ret[n], now);
	n += suppose(engine, at_home ? MOVE_SWITCHOVER : MOVE_FAILBACK, &ret[n], now);
	return n;
}

static json_t *
moves_json(const struct application *application, struct now now)
{
	struct decision moves[VIEW_MOVES];
	size_t n = view_moves(application, moves, now);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *json = view_decision(application, &moves[i], now);

		json_object_set_new(json, "hypothetical",
		    json_boolean(!application->decision.weighed));
		json_array_append_new(list, json);
	}
	return list;
}

json_t *
view_explain(const struct application *application, struct now now)
{
	const struct engine *engine = &application->engine;
	const struct app *app = application->app;
	const struct state_spec *state = &app->states[engine->memory.state];
	json_t *rules = json_array();
	struct otherwise differs;
	char sentence[256];

	otherwise(engine, &differs, now);
	engine_sentence(engine, &application->decision, sentence, now);
	for (size_t i = 0; i < state->n_rules; i++)
		json_array_append_new(rules, rule_json(engine, i, now));
	return json_pack("{s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "application", app->name, "now", view_time(now.wall), "sentence", view_text(sentence),
	    "mode", mode_name(app->mode), "state", state->name, "since",
	    view_time(engine->memory.since), "since_s",
	    view_seconds(now.wall - engine->memory.since), "active",
	    view_region(app, engine->memory.active), "rules", rules, "moves",
	    moves_json(application, now), "otherwise", view_text(differs.text), "turns",
	    turns_json(app, &differs), "near_misses", misses_json(engine), "preflight",
	    view_preflight(engine, now));
}
