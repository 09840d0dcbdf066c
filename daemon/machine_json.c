/* SPDX-License-Identifier: MIT */
#include "machine_json.h"

#include "core/run.h"
#include "options_json.h"

static const char
    *const roles[] = { [ROLE_HOME] = "home", [ROLE_ACTIVE] = "active", [ROLE_TARGET] = "target" };

static json_t *
seconds(msec_t duration)
{
	return json_real((double)duration / MSEC_SECOND);
}

/* ---- states and rules ---- */

static json_t *
rule_json(const struct app *app, const struct rule_spec *rule)
{
	json_t *when = json_array();

	for (size_t i = 0; i < rule->n_when; i++)
		json_array_append_new(when,
		    json_sprintf("%s%s.%s", rule->when[i].negate ? "!" : "",
			roles[rule->when[i].role], app->facts[rule->when[i].fact].name));
	return json_pack("{s:o, s:o, s:s}", "when", when, "for_s", seconds(rule->hold), "go",
	    app->states[rule->go].name);
}

static json_t *
state_json(const struct app *app, size_t s, bool current)
{
	const struct state_spec *state = &app->states[s];
	json_t *rules = json_array(), *json;

	for (size_t i = 0; i < state->n_rules; i++)
		json_array_append_new(rules, rule_json(app, &state->rules[i]));
	json = json_pack("{s:s, s:o, s:b, s:b, s:o}", "name", state->name, "sentence",
	    json_string(state->sentence), "current", current, "waits", state->waits, "rules",
	    rules);
	if (!state->run)
		return json;
	json_object_set_new(json, "run", json_string(state->run->name));
	json_object_set_new(json, "move", json_string(move_name(state->move)));
	json_object_set_new(json, "done", json_string(app->states[state->done].name));
	json_object_set_new(json, "failed", json_string(app->states[state->failed].name));
	json_object_set_new(json, "abandoned", json_string(app->states[state->abandoned].name));
	return json;
}

/* ---- runbooks ---- */

static json_t *
runbook_json(const struct runbook *book)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];

		json_array_append_new(steps,
		    json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:b, s:b, s:b}", "name", step->name,
			"group", step->group ? json_string(step->group->name) : json_null(), "kind",
			step->kind->name, "claim", json_string(step->kind->claim), "manual",
			json_string(step->kind->manual), "deadline_s", seconds(step->deadline),
			"acts", run_may_act(step), "best_effort", run_may_fail(step), "no_return",
			i == book->no_return));
	}
	return json_pack("{s:s, s:o}", "name", book->name, "steps", steps);
}

/* ---- what is asked, and what that makes ---- */

/* Headers and bodies may hold keys that let a prober in, which are not for everybody who looks. */
static json_t *
asked_json(const struct probe_spec *probe)
{
	json_t *json = options_json(probe->kind->options, probe->args);

	json_object_del(json, "headers");
	json_object_del(json, "body");
	return json;
}

static json_t *
probes_json(const struct app *app)
{
	json_t *json = json_array();

	for (size_t p = 0; p < app->n_probes; p++) {
		const struct probe_spec *probe = &app->probes[p];

		json_array_append_new(json,
		    json_pack("{s:s, s:s, s:o, s:o, s:b, s:b, s:f, s:o}", "name", probe->name,
			"kind", probe->kind->name, "every_s", seconds(probe->every), "timeout_s",
			seconds(probe->timeout), "critical", probe->critical, "alone", probe->alone,
			"weight", probe->weight, "options", asked_json(probe)));
	}
	return json;
}

static const char *const fact_kinds[] = { [FACT_RATIO] = "fail_ratio",
	[FACT_STREAK] = "fails",
	[FACT_VALUE] = "value",
	[FACT_LATENCY] = "latency",
	[FACT_TOGETHER] = "at_least" };

static json_t *
limit_json(const struct compare *compare)
{
	char text[32];

	return compare->op == COMPARE_NONE ? json_null() : json_string(compare_text(compare, text));
}

static json_t *
names_json(const struct app *app, const struct fact_spec *fact)
{
	json_t *json = json_array();

	for (size_t i = 0; i < fact->n_probes; i++)
		json_array_append_new(json, json_string(app->probes[fact->probes[i]].name));
	for (size_t i = 0; i < fact->n_of; i++)
		json_array_append_new(json, json_string(app->facts[fact->of[i]].name));
	return json;
}

/* What does not belong to its kind is left out. */
static void
add_numbers(json_t *json, const struct fact_spec *fact)
{
	if (fact->over > 0)
		json_object_set_new(json, "over_s", seconds(fact->over));
	if (fact->over > 0)
		json_object_set_new(json, "samples", json_integer(fact->samples));
	if (fact->fresh > 0)
		json_object_set_new(json, "fresh_s", seconds(fact->fresh));
	if (fact->kind == FACT_RATIO)
		json_object_set_new(json, "half", json_boolean(fact->half));
	if (fact->kind == FACT_LATENCY)
		json_object_set_new(json, "quantile", json_real(fact->quantile));
	if (fact->kind == FACT_STREAK) {
		json_object_set_new(json, "fails", json_integer(fact->fails));
		json_object_set_new(json, "passes", json_integer(fact->passes));
	}
	if (fact->kind == FACT_TOGETHER)
		json_object_set_new(json, "at_least", json_integer(fact->at_least));
}

static json_t *
facts_json(const struct app *app)
{
	json_t *list = json_array();

	for (size_t f = 0; f < app->n_facts; f++) {
		const struct fact_spec *fact = &app->facts[f];
		json_t *json = json_pack("{s:s, s:s, s:o, s:o, s:o}", "name", fact->name, "kind",
		    fact_kinds[fact->kind], "of", names_json(app, fact), "holds",
		    limit_json(&fact->holds), "clears", limit_json(&fact->clears));

		add_numbers(json, fact);
		json_array_append_new(list, json);
	}
	return list;
}

json_t *
machine_json(const struct app *app, size_t current)
{
	json_t *states = json_array(), *books = json_array();

	for (size_t s = 0; s < app->n_states; s++)
		json_array_append_new(states, state_json(app, s, s == current));
	if (app->failover)
		json_array_append_new(books, runbook_json(app->failover));
	if (app->switchover)
		json_array_append_new(books, runbook_json(app->switchover));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "application", app->name, "mode", mode_name(app->mode), "start",
	    app->states[app->start].name, "away", app->states[app->observed_away].name, "operator",
	    app->states[app->needs_operator].name, "states", states, "runbooks", books, "probes",
	    probes_json(app), "facts", facts_json(app), "guards",
	    options_json(limits_options, &app->limits), "objectives",
	    options_json(objective_options, &app->objectives), "drills",
	    options_json(drill_options, &app->drills));
}
