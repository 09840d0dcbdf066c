/* SPDX-License-Identifier: MIT */
/* A run for people: the ledger's record, with what each step claims and what is left to do by hand.
 */
#include <string.h>

#include "view.h"

#define TEXT_MOST 1024

static const char *
text_of(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));

	return text ? text : "";
}

static msec_t
number_of(const json_t *json, const char *name)
{
	return (msec_t)json_integer_value(json_object_get(json, name));
}

static json_t *
text_or_null(const json_t *json, const char *name)
{
	return *text_of(json, name) ? view_text(text_of(json, name)) : json_null();
}

static msec_t
took(const json_t *json, struct now now)
{
	msec_t started = number_of(json, "started"), ended = number_of(json, "ended");

	if (started == 0)
		return -1;
	return (ended > 0 ? ended : now.wall) - started;
}

/* The runbook that the record was made by; NULL when it is another one now. */
static const struct runbook *
book_of(const json_t *record, const struct app *app)
{
	const struct runbook *book;
	const json_t *steps = json_object_get(record, "steps");

	if (!app)
		return NULL;
	book = strcmp(text_of(record, "kind"), move_name(MOVE_FAILOVER)) == 0 ? app->failover
									      : app->switchover;
	if (!book || json_array_size(steps) != book->n_steps)
		return NULL;
	for (size_t i = 0; i < book->n_steps; i++)
		if (strcmp(text_of(json_array_get(steps, i), "step"), book->steps[i].name) != 0)
			return NULL;
	return book;
}

static bool
move_of(const json_t *record, const struct app *app, struct move *ret)
{
	*ret = (struct move){ .from = app_region(app, text_of(record, "from")),
		.to = app_region(app, text_of(record, "to")) };
	return ret->from != REGION_NONE && ret->to != REGION_NONE;
}

static json_t *
step_json(const json_t *step, struct now now)
{
	return json_pack("{s:O?, s:o, s:O?, s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o}", "name",
	    json_object_get(step, "step"), "group", text_or_null(step, "group"), "status",
	    json_object_get(step, "status"), "started", view_time(number_of(step, "started")),
	    "ended", view_time(number_of(step, "ended")), "took_s", view_seconds(took(step, now)),
	    "looks", (json_int_t)number_of(step, "looks"), "acts",
	    (json_int_t)number_of(step, "acts"), "detail", text_or_null(step, "detail"),
	    "request_id", text_or_null(step, "request_id"), "notice", text_or_null(step, "notice"),
	    "notice_level", text_or_null(step, "level"));
}

static void
describe_steps(json_t *steps, const struct runbook *book, const struct app *app,
    const struct move *move)
{
	for (size_t i = 0; i < book->n_steps; i++) {
		const struct step_kind *kind = book->steps[i].kind;
		json_t *step = json_array_get(steps, i);
		char text[TEXT_MOST];

		if (kind->claim)
			json_object_set_new(step, "claim",
			    view_text(move_text(app, move, kind->claim, text, sizeof(text))));
		json_object_set_new(step, "best_effort",
		    json_boolean(run_may_fail(&book->steps[i])));
		json_object_set_new(step, "no_return", json_boolean(i == book->no_return));
	}
}

/* On the way back: behind the steps. */
static void
describe_undo(json_t *steps, const struct runbook *book, const struct app *app,
    const struct move *move)
{
	for (size_t i = book->n_steps; i < json_array_size(steps); i++) {
		json_t *step = json_array_get(steps, i);
		char text[TEXT_MOST];

		if (i < book->n_steps + book->n_undo)
			json_object_set_new(step, "claim",
			    view_text(move_text(app, move, book->steps[i].kind->claim, text,
				sizeof(text))));
	}
}

static bool
is_true(const json_t *step)
{
	const char *status = text_of(step, "status");

	return strcmp(status, step_status_name(STEP_DONE)) == 0 ||
	    strcmp(status, step_status_name(STEP_ALREADY)) == 0;
}

/* What a person does now: takes back what the run has left, or makes true what it did not. */
static json_t *
manual_json(const json_t *record, const struct runbook *book, const struct app *app,
    const struct move *move)
{
	const json_t *steps = json_object_get(record, "steps");
	json_t *list;

	if (json_object_get(record, "left"))
		return json_deep_copy(json_object_get(record, "left"));
	list = json_array();
	for (size_t i = (size_t)number_of(record, "at"); i < book->n_steps; i++) {
		const struct step_kind *kind = book->steps[i].kind;
		char text[TEXT_MOST];

		if (kind->manual && !is_true(json_array_get(steps, i)))
			json_array_append_new(list,
			    json_pack("{s:s, s:o}", "step", book->steps[i].name, "do",
				view_text(move_text(app, move, kind->manual, text, sizeof(text)))));
	}
	return list;
}

static json_t *
loss_of(const json_t *record)
{
	double loss = json_number_value(json_object_get(record, "loss_estimate_ms"));

	if (strcmp(text_of(record, "kind"), move_name(MOVE_FAILOVER)) != 0 || loss < 0)
		return json_null();
	return view_number(loss);
}

/* Whether Aurora blocked the old writer: "blocked", "timed-out", "unknown"; null where none asked.
 */
static json_t *
fencing_of(const json_t *record)
{
	return text_or_null(json_object_get(record, "memo"), "fencing");
}

static void
describe(json_t *json, const json_t *record, const struct app *app)
{
	const struct runbook *book = book_of(record, app);
	struct move move;

	if (!book || !move_of(record, app, &move))
		return;
	describe_steps(json_object_get(json, "steps"), book, app, &move);
	describe_undo(json_object_get(json, "steps"), book, app, &move);
	if (strcmp(text_of(record, "status"), run_status_name(RUN_FAILED)) == 0)
		json_object_set_new(json, "manual", manual_json(record, book, app, &move));
}

json_t *
view_run(const json_t *record, const struct app *app, struct now now)
{
	static const char *const same[] = { "id", "application", "runbook", "kind", "from", "to",
		"automatic", "actor", "reason", "status", "at", "committed" };
	json_t *json = json_object(), *steps = json_array();
	const json_t *step;
	size_t i;

	for (i = 0; i < COUNT(same); i++)
		json_object_set(json, same[i], json_object_get(record, same[i]));
	json_array_foreach(json_object_get(record, "steps"), i, step)
	    json_array_append_new(steps, step_json(step, now));
	json_array_foreach(json_object_get(record, "undo"), i, step)
	{
		json_array_append_new(steps, step_json(step, now));
		json_object_set_new(json_array_get(steps, json_array_size(steps) - 1), "undoes",
		    json_true());
	}
	json_object_set_new(json, "loss_estimate_ms", loss_of(record));
	json_object_set_new(json, "fencing", fencing_of(record));
	json_object_set_new(json, "started", view_time(number_of(record, "started")));
	json_object_set_new(json, "ended", view_time(number_of(record, "ended")));
	json_object_set_new(json, "took_s", view_seconds(took(record, now)));
	json_object_set_new(json, "why", text_or_null(record, "why"));
	json_object_set_new(json, "steps", steps);
	describe(json, record, app);
	return json;
}
