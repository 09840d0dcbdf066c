/* SPDX-License-Identifier: MIT */
/* The machine and its runbooks, from the same tables that are run. */
#include <stdio.h>

#include "view.h"

static const char
    *const roles[] = { [ROLE_HOME] = "home", [ROLE_ACTIVE] = "active", [ROLE_TARGET] = "target" };

static json_t *
rule_json(const struct app *app, const struct rule_spec *rule)
{
	json_t *when = json_array();

	for (size_t i = 0; i < rule->n_when; i++)
		json_array_append_new(when,
		    json_sprintf("%s%s.%s", rule->when[i].negate ? "!" : "",
			roles[rule->when[i].role], app->facts[rule->when[i].fact].name));
	return json_pack("{s:o, s:o, s:s}", "when", when, "for_s", view_seconds(rule->hold), "go",
	    app->states[rule->go].name);
}

static json_t *
state_json(const struct application *application, size_t s)
{
	const struct app *app = application->app;
	const struct state_spec *state = &app->states[s];
	json_t *rules = json_array(), *json;

	for (size_t i = 0; i < state->n_rules; i++)
		json_array_append_new(rules, rule_json(app, &state->rules[i]));
	json = json_pack("{s:s, s:o, s:b, s:b, s:o}", "name", state->name, "sentence",
	    view_text(state->sentence), "current", application->engine.memory.state == s, "waits",
	    state->waits, "rules", rules);
	if (!state->run)
		return json;
	json_object_set_new(json, "run", json_string(state->run->name));
	json_object_set_new(json, "move", json_string(move_name(state->move)));
	json_object_set_new(json, "done", json_string(app->states[state->done].name));
	json_object_set_new(json, "failed", json_string(app->states[state->failed].name));
	json_object_set_new(json, "abandoned", json_string(app->states[state->abandoned].name));
	return json;
}

static json_t *
runbook_json(const struct runbook *book)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];

		json_array_append_new(steps,
		    json_pack("{s:s, s:s, s:o, s:o, s:o, s:b, s:b, s:b}", "name", step->name,
			"kind", step->kind->name, "claim", view_text(step->kind->claim), "manual",
			view_text(step->kind->manual), "deadline_s", view_seconds(step->deadline),
			"acts", step->kind->act.ask != NULL, "best_effort", step->kind->best_effort,
			"no_return", i == book->no_return));
	}
	return json_pack("{s:s, s:o}", "name", book->name, "steps", steps);
}

json_t *
view_machine(const struct application *application)
{
	const struct app *app = application->app;
	json_t *states = json_array(), *books = json_array();

	for (size_t s = 0; s < app->n_states; s++)
		json_array_append_new(states, state_json(application, s));
	if (app->failover)
		json_array_append_new(books, runbook_json(app->failover));
	if (app->switchover)
		json_array_append_new(books, runbook_json(app->switchover));
	return json_pack("{s:s, s:s, s:o, s:o}", "application", app->name, "start",
	    app->states[app->start].name, "states", states, "runbooks", books);
}
