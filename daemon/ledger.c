/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "config/utf8.h"

char *
ledger_text(json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);

	json_decref(json);
	return text ? text : xstrdup("{}");
}

json_t *
ledger_words(const char *text)
{
	autofree(buf_done) struct buf whole = { 0 };
	json_t *json = json_string(text);
	uint32_t c;

	if (json)
		return json;
	for (size_t n = 0; *text; text += n > 0 ? n : 1) {
		n = utf8_next(text, strlen(text), &c);
		buf_add(&whole, n > 0 ? text : "?", n > 0 ? n : 1);
	}
	return json_string(buf_text(&whole));
}

static json_t *
step_json(const struct step_spec *spec, const struct step_record *record)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:i, s:i, s:b, s:b, s:o, s:o}", "step", spec->name,
	    "status", step_status_name(record->status), "started", (json_int_t)record->started,
	    "ended", (json_int_t)record->ended, "looks", record->looks, "acts", record->acts,
	    "intended", record->intended, "unsure", record->unsure, "request_id",
	    ledger_words(record->request_id), "detail", ledger_words(record->detail));
}

static json_t *
memo_json(const struct memo *memo)
{
	json_t *json = json_object();

	for (size_t i = 0; i < MEMO_SLOTS; i++)
		if (memo->slots[i].name[0])
			json_object_set_new(json, memo->slots[i].name,
			    ledger_words(memo->slots[i].value));
	return json;
}

json_t *
ledger_run(const struct run *run)
{
	const struct app *app = run->app;
	const struct move *move = &run->move;
	json_t *steps = json_array();

	for (size_t i = 0; i < run->book->n_steps; i++)
		json_array_append_new(steps, step_json(&run->book->steps[i], &run->steps[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:f, s:s, s:i, s:I, s:I, "
			 "s:o, s:b, s:o, s:o}",
	    "id", move->run, "application", app->name, "runbook", run->book->name, "kind",
	    move_name(move->kind), "from", app->regions[move->from].name, "to",
	    app->regions[move->to].name, "automatic", move->automatic, "actor",
	    ledger_words(move->actor), "reason", ledger_words(move->reason), "loss_estimate_ms",
	    isfinite(move->loss_ms) ? move->loss_ms : -1.0, "status", run_status_name(run->status),
	    "at", (int)run->at, "started", (json_int_t)run->started, "ended",
	    (json_int_t)run->ended, "why", ledger_words(run->why.text), "committed",
	    run->status == RUN_RUNNING && run_committed(run), "memo", memo_json(&run->memo),
	    "steps", steps);
}

static const char *
text_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

static msec_t
number_of(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

static bool
read_kind(const json_t *json, enum move_kind *ret)
{
	for (int kind = MOVE_FAILOVER; kind <= MOVE_FAILBACK; kind++)
		if (strcmp(text_of(json, "kind"), move_name(kind)) == 0) {
			*ret = kind;
			return true;
		}
	return false;
}

static bool
read_move(const json_t *json, const struct app *app, struct move *ret, struct error *err)
{
	ret->from = app_region(app, text_of(json, "from"));
	ret->to = app_region(app, text_of(json, "to"));
	if (ret->from == REGION_NONE || ret->to == REGION_NONE)
		return error_set(err, "it moves from %s to %s, and the configuration lacks one",
		    text_of(json, "from"), text_of(json, "to"));
	if (!read_kind(json, &ret->kind))
		return error_set(err, "its kind \"%s\" is not known", text_of(json, "kind"));
	ret->automatic = json_is_true(json_object_get(json, "automatic"));
	ret->loss_ms = json_number_value(json_object_get(json, "loss_estimate_ms"));
	snprintf(ret->run, sizeof(ret->run), "%s", text_of(json, "id"));
	snprintf(ret->reason, sizeof(ret->reason), "%s", text_of(json, "reason"));
	snprintf(ret->actor, sizeof(ret->actor), "%s", text_of(json, "actor"));
	return true;
}

static void
read_step(const json_t *json, struct step_record *ret)
{
	for (int status = STEP_WAITING; status <= STEP_FAILED; status++)
		if (strcmp(text_of(json, "status"), step_status_name(status)) == 0)
			ret->status = status;
	ret->started = number_of(json, "started");
	ret->ended = number_of(json, "ended");
	ret->looks = (int)number_of(json, "looks");
	ret->acts = (int)number_of(json, "acts");
	ret->intended = json_is_true(json_object_get(json, "intended"));
	ret->unsure = json_is_true(json_object_get(json, "unsure"));
	snprintf(ret->request_id, sizeof(ret->request_id), "%s", text_of(json, "request_id"));
	snprintf(ret->detail, sizeof(ret->detail), "%s", text_of(json, "detail"));
}

static bool
read_memo(const json_t *json, struct memo *ret, struct error *err)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)json, name, value)
	{
		const char *text = json_string_value(value);

		if (!text || !memo_put(ret, name, text))
			return error_set(err, "what it noted as \"%s\" cannot be read", name);
	}
	return true;
}

/* The runbook must be the one that the run began: a step's place is its identity. */
static bool
read_steps(const json_t *json, struct run *ret, struct error *err)
{
	const json_t *steps = json_object_get(json, "steps");

	if (json_array_size(steps) != ret->book->n_steps || ret->at >= ret->book->n_steps)
		return error_set(err, "runbook %s has another number of steps now",
		    ret->book->name);
	for (size_t i = 0; i < ret->book->n_steps; i++) {
		const json_t *step = json_array_get(steps, i);

		if (strcmp(text_of(step, "step"), ret->book->steps[i].name) != 0)
			return error_set(err, "step %zu of runbook %s was %s and is %s now", i + 1,
			    ret->book->name, text_of(step, "step"), ret->book->steps[i].name);
		read_step(step, &ret->steps[i]);
	}
	return true;
}

bool
ledger_read_run(const char *text, const struct app *app, struct run *ret, struct error *err)
{
	json_t *json = json_loads(text, 0, NULL);
	bool good;

	if (!json)
		return error_set(err, "its record is not JSON");
	*ret = (struct run){ .app = app, .seed = 1 };
	ret->at = (size_t)number_of(json, "at");
	ret->started = number_of(json, "started");
	good = read_move(json, app, &ret->move, err);
	if (good) {
		ret->book = ret->move.kind == MOVE_FAILOVER ? app->failover : app->switchover;
		good = read_steps(json, ret, err) &&
		    read_memo(json_object_get(json, "memo"), &ret->memo, err);
	}
	json_decref(json);
	return good;
}

static json_t *
moves_json(const struct memory *memory)
{
	json_t *moves = json_array();

	for (size_t i = 0; i < memory->n_moves; i++)
		json_array_append_new(moves,
		    json_pack("{s:I, s:s, s:b}", "at", (json_int_t)memory->moves[i].at, "kind",
			move_name(memory->moves[i].kind), "automatic", memory->moves[i].automatic));
	return moves;
}

static json_t *
approval_json(const struct approval *a)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:b, s:b, s:o}", "hash", a->hash, "rule",
	    (json_int_t)a->rule, "asked", (json_int_t)a->asked, "expires", (json_int_t)a->expires,
	    "go", a->go, "given", a->given, "by", ledger_words(a->by));
}

json_t *
ledger_memory(const struct engine *engine)
{
	const struct memory *m = &engine->memory;

	return json_pack("{s:s, s:s, s:I, s:b, s:I, s:o, s:{s:b, s:I, s:o, s:o}, s:o, s:o, s:o}",
	    "state", engine->app->states[m->state].name, "active",
	    engine->app->regions[m->active].name, "since", (json_int_t)m->since, "latched",
	    m->latched, "acked", (json_int_t)m->acked, "ack_reason", ledger_words(m->ack_reason),
	    "pause", "on", m->pause.on, "until", (json_int_t)m->pause.until, "owner",
	    ledger_words(m->pause.owner), "reason", ledger_words(m->pause.reason), "trouble",
	    ledger_words(m->trouble), "approval", approval_json(&m->approval), "moves",
	    moves_json(m));
}

static void
read_moves(const json_t *json, struct memory *ret)
{
	size_t i;
	json_t *move;

	json_array_foreach(json, i, move)
	{
		struct past_move past = { .at = number_of(move, "at"),
			.automatic = json_is_true(json_object_get(move, "automatic")) };

		if (ret->n_moves < MOVES_MOST && read_kind(move, &past.kind))
			ret->moves[ret->n_moves++] = past;
	}
}

static void
read_pause(const json_t *json, struct pause *ret)
{
	ret->on = json_is_true(json_object_get(json, "on"));
	ret->until = number_of(json, "until");
	snprintf(ret->owner, sizeof(ret->owner), "%s", text_of(json, "owner"));
	snprintf(ret->reason, sizeof(ret->reason), "%s", text_of(json, "reason"));
}

static void
read_approval(const json_t *json, struct approval *ret)
{
	ret->rule = (size_t)number_of(json, "rule");
	ret->asked = number_of(json, "asked");
	ret->expires = number_of(json, "expires");
	ret->go = json_is_true(json_object_get(json, "go"));
	ret->given = json_is_true(json_object_get(json, "given"));
	snprintf(ret->hash, sizeof(ret->hash), "%s", text_of(json, "hash"));
	snprintf(ret->by, sizeof(ret->by), "%s", text_of(json, "by"));
}

static size_t
state_of(const struct app *app, const char *name)
{
	size_t s = 0;

	while (s < app->n_states && strcmp(app->states[s].name, name) != 0)
		s++;
	return s;
}

bool
ledger_read_memory(const char *text, const struct app *app, struct memory *ret, struct error *err)
{
	json_t *json = json_loads(text, 0, NULL);

	if (!json)
		return error_set(err, "its record is not JSON");
	*ret = (struct memory){ .state = state_of(app, text_of(json, "state")),
		.active = app_region(app, text_of(json, "active")),
		.since = number_of(json, "since"),
		.acked = number_of(json, "acked"),
		.latched = json_is_true(json_object_get(json, "latched")) };
	snprintf(ret->ack_reason, sizeof(ret->ack_reason), "%s", text_of(json, "ack_reason"));
	snprintf(ret->trouble, sizeof(ret->trouble), "%s", text_of(json, "trouble"));
	read_pause(json_object_get(json, "pause"), &ret->pause);
	read_approval(json_object_get(json, "approval"), &ret->approval);
	read_moves(json_object_get(json, "moves"), ret);
	if (ret->state == app->n_states || ret->active == REGION_NONE)
		error_set(err,
		    "it was in state \"%s\", serving from \"%s\"; the configuration lacks one",
		    text_of(json, "state"), text_of(json, "active"));
	json_decref(json);
	return ret->state < app->n_states && ret->active != REGION_NONE;
}

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
