/* SPDX-License-Identifier: MIT */
/* What was decided, and by which facts and guards. */
#include "core/otherwise.h"
#include "ledger_private.h"

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
facts_json(const struct engine *engine, struct now now)
{
	const struct app *app = engine->app;
	json_t *list = json_array();

	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t f = 0; f < app->n_facts; f++) {
			const struct fact *fact = engine_fact(engine, f, r);
			char text[DETAIL_TEXT];

			json_array_append_new(list,
			    json_pack("{s:s, s:s, s:s, s:I, s:o}", "fact", app->facts[f].name,
				"region", app->regions[r].name, "value", trit_name(fact->value),
				"for_ms", (json_int_t)(now.boot - fact->since), "because",
				ledger_words(fact_text(fact, &app->facts[f], app, text))));
		}
	return list;
}

/* How much of its time each rule of the state has held. */
static json_t *
pending_json(const struct engine *engine)
{
	const struct app *app = engine->app;
	const struct state_spec *state = &app->states[engine->memory.state];
	json_t *list = json_array();

	for (size_t i = 0; i < state->n_rules; i++) {
		const struct pending *pending = &engine->pending[i];

		json_array_append_new(list,
		    json_pack("{s:I, s:s, s:b, s:I, s:I}", "rule", (json_int_t)i + 1, "go",
			app->states[state->rules[i].go].name, "holding", pending->holding,
			"held_ms", (json_int_t)pending->held, "needed_ms",
			(json_int_t)pending->needed));
	}
	return list;
}

static json_t *
missed_json(const struct app *app, const struct miss *miss)
{
	const struct state_spec *state = &app->states[miss->state];

	if (miss->at == 0)
		return json_null();
	return json_pack("{s:s, s:I, s:s, s:I, s:I}", "state", state->name, "rule",
	    (json_int_t)miss->rule + 1, "go", app->states[state->rules[miss->rule].go].name,
	    "held_ms", (json_int_t)miss->held, "needed_ms", (json_int_t)miss->needed);
}

/* Of what it is about: the move that was weighed, else the one that was missed. */
static void
add_move(json_t *head, const struct engine *engine, const struct decision *decision)
{
	const struct app *app = engine->app;
	const struct proposal *p = &decision->proposal;
	const struct miss *miss = &decision->missed;
	const struct state_spec *state = &app->states[miss->state];

	if (decision->weighed) {
		json_object_update_new(head,
		    json_pack("{s:s, s:s, s:o, s:b, s:b, s:o, s:I, s:s, s:s}", "kind",
			move_name(p->kind), "from", app->regions[p->from].name, "to",
			ledger_region_json(app, p->to), "automatic", p->automatic, "force",
			p->force, "actor", ledger_words(p->actor), "held_ms", (json_int_t)p->held,
			"holds", trit_name(decision->holds), "allowed",
			trit_name(decision->allowed)));
		return;
	}
	if (miss->at == 0 || !app->states[state->rules[miss->rule].go].run)
		return;
	json_object_set_new(head, "kind",
	    json_string(move_name(app->states[state->rules[miss->rule].go].move)));
	json_object_set_new(head, "held_ms", json_integer(miss->held));
}

const char *
ledger_decided(enum decide verb)
{
	static const char *const words[] = { [DECIDE_NOTHING] = "nothing",
		[DECIDE_OBSERVE] = "would-move",
		[DECIDE_PROPOSE] = "propose",
		[DECIDE_MOVE] = "move",
		[DECIDE_ADOPT] = "adopt",
		[DECIDE_DRIFT] = "drift",
		[DECIDE_MENDED] = "mended" };

	return words[verb];
}

json_t *
ledger_decision(const struct engine *engine, const struct decision *decision, struct now now)
{
	struct otherwise nearest = { 0 };
	char sentence[256];
	json_t *head;

	engine_sentence(engine, decision, sentence, now);
	head = json_pack("{s:s, s:o, s:s, s:s, s:o}", "decided", ledger_decided(decision->verb),
	    "sentence", ledger_words(sentence), "state",
	    engine->app->states[engine->memory.state].name, "active",
	    engine->app->regions[engine->memory.active].name, "why", ledger_words(decision->why));
	add_move(head, engine, decision);
	/* What an operator asked for, no rule would turn. */
	if (!decision->weighed || decision->proposal.automatic)
		otherwise(engine, &nearest, now);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "head", head, "missed",
	    missed_json(engine->app, &decision->missed), "pending", pending_json(engine), "facts",
	    facts_json(engine, now), "guards",
	    decision->weighed ? all_guards(decision->guards, now) : json_array(), "otherwise",
	    ledger_words(nearest.text));
}
