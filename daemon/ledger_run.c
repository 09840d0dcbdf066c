/* SPDX-License-Identifier: MIT */
/* Runs: all that one needs to be taken up again. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ledger_private.h"

static json_t *
step_json(const struct step_spec *spec, const struct step_record *record)
{
	json_t *json =
	    json_pack("{s:s, s:s, s:I, s:b, s:s, s:I, s:I, s:i, s:i, s:b, s:b, s:b, s:b, s:o, s:o, "
		      "s:s, s:o}",
		"step", spec->name, "kind", spec->kind->name, "deadline",
		(json_int_t)spec->deadline, "best_effort", run_may_fail(spec), "status",
		step_status_name(record->status), "started", (json_int_t)record->started, "ended",
		(json_int_t)record->ended, "looks", record->looks, "acts", record->acts, "intended",
		record->intended, "unsure", record->unsure, "touched", record->touched, "overdue",
		record->overdue, "request_id", ledger_words(record->request_id), "detail",
		ledger_words(record->detail), "level", notice_name(record->notice.level), "notice",
		ledger_words(record->notice.text));

	if (spec->group)
		json_object_set_new(json, "group", json_string(spec->group->name));
	return json;
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

/* For whoever reads the record when the configuration is another one. */
static void
add_setting(json_t *json, const struct run *run)
{
	const struct app *app = run->app;

	json_object_set_new(json, "home",
	    app->home < app->n_regions ? json_string(app->regions[app->home].name) : json_null());
	json_object_set_new(json, "no_return", json_integer((json_int_t)run->book->no_return));
	json_object_set_new(json, "objectives",
	    json_pack("{s:I, s:I}", "rto", (json_int_t)app->objectives.rto, "rpo",
		(json_int_t)app->objectives.rpo));
}

static json_t *
downtime_json(const struct downtime *downtime)
{
	return json_pack("{s:I, s:I, s:I}", "up", (json_int_t)downtime->up, "down",
	    (json_int_t)downtime->down, "doubt", (json_int_t)downtime->doubt);
}

/* Of a run that goes back, or went. */
static json_t *
undo_json(const struct run *run)
{
	json_t *list = json_array();

	for (size_t i = run->book->n_steps; i < run_all(run); i++)
		json_array_append_new(list, step_json(&run->book->steps[i], &run->steps[i]));
	return list;
}

/* Of a run that was given up: what it did and nobody has taken back, the last first, and what a
 * person does. */
static json_t *
left_json(const struct run *run)
{
	json_t *list = json_array();
	char text[1024];

	for (size_t i = run_left(run, 0); i < run->book->n_steps; i = run_left(run, i + 1))
		json_array_insert_new(list, 0,
		    json_pack("{s:s, s:o}", "step", run->book->steps[i].name, "do",
			ledger_words(run_left_text(run, i, text, sizeof(text)))));
	return list;
}

json_t *
ledger_run(const struct run *run)
{
	const struct app *app = run->app;
	const struct move *move = &run->move;
	json_t *steps = json_array(), *json;

	for (size_t i = 0; i < run->book->n_steps; i++)
		json_array_append_new(steps, step_json(&run->book->steps[i], &run->steps[i]));
	json =
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:f, s:I, s:s, s:i, s:I, s:I, "
		      "s:o, s:b, s:o, s:o, s:o}",
		"id", move->run, "application", app->name, "runbook", run->book->name, "kind",
		move_name(move->kind), "from", app->regions[move->from].name, "to",
		app->regions[move->to].name, "automatic", move->automatic, "actor",
		ledger_words(move->actor), "reason", ledger_words(move->reason), "loss_estimate_ms",
		isfinite(move->loss_ms) ? move->loss_ms : -1.0, "onset", (json_int_t)move->onset,
		"status", run_status_name(run->status), "at", (int)run->at, "started",
		(json_int_t)run->started, "ended", (json_int_t)run->ended, "why",
		ledger_words(run->why.text), "committed",
		run->status == RUN_RUNNING && run_committed(run), "memo", memo_json(&run->memo),
		"downtime", downtime_json(&run->downtime), "steps", steps);
	if (run->undoing)
		json_object_set_new(json, "undo", undo_json(run));
	if (run->status == RUN_FAILED && !run_committed(run))
		json_object_set_new(json, "left", left_json(run));
	add_setting(json, run);
	return json;
}

static bool
read_move(const json_t *json, const struct app *app, struct move *ret, struct error *err)
{
	ret->from = app_region(app, ledger_string(json, "from"));
	ret->to = app_region(app, ledger_string(json, "to"));
	if (ret->from == REGION_NONE || ret->to == REGION_NONE)
		return error_set(err, "it moves from %s to %s, and the configuration lacks one",
		    ledger_string(json, "from"), ledger_string(json, "to"));
	if (!ledger_move_kind(json, &ret->kind))
		return error_set(err, "its kind \"%s\" is not known", ledger_string(json, "kind"));
	ret->automatic = ledger_flag(json, "automatic");
	ret->onset = ledger_number(json, "onset");
	ret->loss_ms = json_number_value(json_object_get(json, "loss_estimate_ms"));
	snprintf(ret->run, sizeof(ret->run), "%s", ledger_string(json, "id"));
	snprintf(ret->reason, sizeof(ret->reason), "%s", ledger_string(json, "reason"));
	snprintf(ret->actor, sizeof(ret->actor), "%s", ledger_string(json, "actor"));
	return true;
}

static void
read_step(const json_t *json, struct step_record *ret)
{
	for (int status = STEP_WAITING; status <= STEP_FAILED; status++)
		if (strcmp(ledger_string(json, "status"), step_status_name(status)) == 0)
			ret->status = status;
	ret->started = ledger_number(json, "started");
	ret->ended = ledger_number(json, "ended");
	ret->looks = (int)ledger_number(json, "looks");
	ret->acts = (int)ledger_number(json, "acts");
	ret->intended = ledger_flag(json, "intended");
	ret->unsure = ledger_flag(json, "unsure");
	ret->touched = ledger_flag(json, "touched");
	ret->overdue = ledger_flag(json, "overdue");
	snprintf(ret->request_id, sizeof(ret->request_id), "%s", ledger_string(json, "request_id"));
	snprintf(ret->detail, sizeof(ret->detail), "%s", ledger_string(json, "detail"));
	ret->notice.level = notice_of(ledger_string(json, "level"));
	snprintf(ret->notice.text, sizeof(ret->notice.text), "%s", ledger_string(json, "notice"));
}

static void
read_downtime(const json_t *json, struct downtime *ret)
{
	*ret = (struct downtime){ .up = ledger_number(json, "up"),
		.down = ledger_number(json, "down"),
		.doubt = ledger_number(json, "doubt") };
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

/* Whether it runs beside the same steps as it did. */
static bool
same_group(const json_t *json, const struct step_spec *spec)
{
	return strcmp(ledger_string(json, "group"), spec->group ? spec->group->name : "") == 0;
}

/* The runbook must be the one that the run began: a step's place is its identity. */
static bool
read_steps(const json_t *json, struct run *ret, struct error *err)
{
	const json_t *steps = json_object_get(json, "steps");

	if (json_array_size(steps) != ret->book->n_steps ||
	    (!ret->undoing && ret->at >= ret->book->n_steps))
		return error_set(err, "runbook %s has another number of steps now",
		    ret->book->name);
	for (size_t i = 0; i < ret->book->n_steps; i++) {
		const json_t *step = json_array_get(steps, i);

		if (strcmp(ledger_string(step, "step"), ret->book->steps[i].name) != 0)
			return error_set(err, "step %zu of runbook %s was %s and is %s now", i + 1,
			    ret->book->name, ledger_string(step, "step"), ret->book->steps[i].name);
		if (!same_group(step, &ret->book->steps[i]))
			return error_set(err,
			    "step %zu of runbook %s, %s, runs beside others than it did", i + 1,
			    ret->book->name, ret->book->steps[i].name);
		read_step(step, &ret->steps[i]);
	}
	return true;
}

/* What takes an act back has its place, too. */
static bool
read_undo(const json_t *json, struct run *ret, struct error *err)
{
	const struct runbook *book = ret->book;
	const json_t *list = json_object_get(json, "undo");

	if (!ret->undoing)
		return true;
	if (json_array_size(list) != book->n_undo || ret->at < book->n_steps ||
	    ret->at >= run_all(ret))
		return error_set(err, "runbook %s has another way back now", book->name);
	for (size_t i = 0; i < book->n_undo; i++) {
		const json_t *step = json_array_get(list, i);
		const char *name = book->steps[book->n_steps + i].name;

		if (strcmp(ledger_string(step, "step"), name) != 0)
			return error_set(err, "on the way back of runbook %s, %s was %s",
			    book->name, name, ledger_string(step, "step"));
		read_step(step, &ret->steps[book->n_steps + i]);
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
	ret->at = (size_t)ledger_number(json, "at");
	ret->undoing = json_object_get(json, "undo") != NULL;
	ret->started = ledger_number(json, "started");
	snprintf(ret->why.text, sizeof(ret->why.text), "%s", ledger_string(json, "why"));
	read_downtime(json_object_get(json, "downtime"), &ret->downtime);
	good = read_move(json, app, &ret->move, err);
	if (good) {
		ret->book = ret->move.kind == MOVE_FAILOVER ? app->failover : app->switchover;
		good = read_steps(json, ret, err) && read_undo(json, ret, err) &&
		    read_memo(json_object_get(json, "memo"), &ret->memo, err);
	}
	json_decref(json);
	return good;
}
