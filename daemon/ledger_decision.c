/* SPDX-License-Identifier: MIT */
/* What was decided, and by which facts and guards. */
#include "ledger.h"

static json_t *
guard_json(const struct guard *g, struct now now)
{
	json_t *json =
	    json_pack("{s:s, s:s, s:s, s:o, s:b}", "code", g->code, "name", g->name, "value",
		trit_name(g->value), "text", ledger_words(g->text), "overridden", g->overridden);

	if (g->value != TRIT_YES)
		json_object_set_new(json, "remedy", json_string(g->remedy));
	if (g->clears_at > 0 && g->clears_at != MSEC_NEVER)
		json_object_set_new(json, "clears_in_ms", json_integer(g->clears_at - now.boot));
	return json;
}

json_t *
ledger_guards(const struct guard guards[GUARD_COUNT], struct now now)
{
	json_t *list = json_array();

	for (size_t i = 0; i < GUARD_COUNT; i++)
		if (guards[i].applies)
			json_array_append_new(list, guard_json(&guards[i], now));
	return list;
}

/* Those of the other kind of move, too: what they said may be asked one day. */
static json_t *
all_guards(const struct guard guards[GUARD_COUNT], struct now now)
{
	json_t *list = json_array();

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		json_t *json = guard_json(&guards[i], now);

		json_object_set_new(json, "applies", json_boolean(guards[i].applies));
		json_array_append_new(list, json);
	}
	return list;
}

static json_t *
facts_json(const struct engine *engine)
{
	const struct app *app = engine->app;
	json_t *list = json_array();

	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t f = 0; f < app->n_facts; f++) {
			const struct fact *fact = engine_fact(engine, f, r);
			char text[DETAIL_TEXT];

			json_array_append_new(list,
			    json_pack("{s:s, s:s, s:s, s:o}", "fact", app->facts[f].name, "region",
				app->regions[r].name, "value", trit_name(fact->value), "because",
				ledger_words(fact_text(fact, &app->facts[f], app, text))));
		}
	return list;
}

json_t *
ledger_decision(const struct engine *engine, const struct decision *decision, struct now now)
{
	const struct app *app = engine->app;
	const struct proposal *p = &decision->proposal;

	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:o}", "state",
	    app->states[engine->memory.state].name, "kind", move_name(p->kind), "from",
	    app->regions[p->from].name, "to", p->to == REGION_NONE ? "" : app->regions[p->to].name,
	    "actor", ledger_words(p->actor), "held_ms", (json_int_t)p->held, "why",
	    ledger_words(decision->why), "facts", facts_json(engine), "guards",
	    all_guards(decision->guards, now));
}
