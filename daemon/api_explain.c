/* SPDX-License-Identifier: MIT */
/* Why it does, or does not: now, at a moment of the past, or at a decision that was recorded. */
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "historian.h"
#include "io/history.h"
#include "query.h"
#include "view.h"
#include "view_decision.h"

/* ---- at a decision ---- */

/* Of this application, and of a version that wrote it. */
static json_t *
view_page(const json_t *row, const struct query *query)
{
	const json_t *name = json_object_get(row, "application");

	if (strcmp(json_string_value(name), query->id) != 0 ||
	    !json_object_get(json_object_get(row, "record"), "page"))
		return NULL;
	return view_decision_page(row);
}

static bool
answer_page(struct query *query)
{
	return query_answer_one(query, &query_no_decision);
}

static void
explain_decision(struct request *request, const char *id)
{
	if (query_possible(request))
		store_find_decision(request->daemon->store, view_decision_number(id), query_row,
		    query_done, query_new(request, view_page, answer_page));
}

/* ---- at a moment ---- */

static void
on_record(msec_t wall, const char *body, void *arg)
{
	struct query *query = arg;
	json_t *page = json_loads(body, 0, NULL);

	if (!json_is_object(page)) {
		json_decref(page);
		return;
	}
	json_object_set_new(page, "at", view_time(query->at));
	json_object_set_new(page, "recorded", view_time(wall));
	json_array_append_new(query->found, page);
}

static void
on_records(bool good, const struct error *err, void *arg)
{
	struct query *query = arg;
	char time[CLOCK_TEXT], detail[96];

	snprintf(detail, sizeof(detail), "nothing was recorded yet at %s",
	    clock_text(query->at, time));
	if (good)
		query_answer_one(query,
		    &(struct problem){ 404, "nothing-recorded", detail,
			"the history begins later, or that was deleted by its limits: \"history\" "
			"in failoverd.json" });
	else
		reply_problem(query->exchange,
		    &(struct problem){ 503, "history", err->text, "journalctl -u failoverd" });
	query_free(query);
}

static void
explain_moment(struct request *request, const char *text)
{
	struct history *history = historian_history(request->daemon->historian);
	struct query *query;
	msec_t at;

	if (!clock_parse(text, &at)) {
		body_bad(request, "write 2026-11-24T14:02:00Z", "\"at\": %.40s is no time", text);
		return;
	}
	if (!history) {
		reply_problem(request->exchange,
		    &(struct problem){ 409, "no-history", "no history is kept",
			"set \"history\": {\"write\": true} in failoverd.json" });
		return;
	}
	query = query_new(request, NULL, NULL);
	query->at = at;
	history_find_record(history, request->application->app->name, at, on_record, on_records,
	    query);
}

void
read_explain(struct request *request)
{
	const char *id = exchange_query(request->exchange, "decision");
	const char *at = exchange_query(request->exchange, "at");

	if (id)
		explain_decision(request, id);
	else if (at)
		explain_moment(request, at);
	else
		reply_json(request->exchange, 200,
		    view_explain(request->application, request->now));
}
