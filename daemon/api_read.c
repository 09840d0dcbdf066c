/* SPDX-License-Identifier: MIT */
/* Everything that can be read: at once from memory, or when the store has answered. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "catalog.h"
#include "ledger.h"
#include "ledger_report.h"
#include "metrics.h"
#include "query.h"
#include "view.h"

#define TICK_OVERDUE (5 * MSEC_SECOND)

void
read_health(struct request *request)
{
	msec_t age = request->now.boot - request->daemon->last_tick;

	if (age < TICK_OVERDUE)
		reply_json(request->exchange, 200,
		    json_pack("{s:b, s:o}", "ok", 1, "tick_age_s", view_seconds(age)));
	else
		reply_problem(request->exchange,
		    &(struct problem){ 503, "stuck", "the last tick is too long ago",
			"journalctl -u failoverd",
			json_pack("{s:o}", "tick_age_s", view_seconds(age)) });
}

void
read_metrics(struct request *request)
{
	metrics_reply(request->daemon, request->exchange);
}

void
read_version(struct request *request)
{
	reply_json(request->exchange, 200,
	    json_pack("{s:s, s:s, s:o}", "version", VERSION, "config",
		request->daemon->config->digest, "started", view_time(request->daemon->started)));
}

void
read_status(struct request *request)
{
	reply_json(request->exchange, 200, view_status(request->daemon, request->now));
}

void
read_machine(struct request *request)
{
	reply_json(request->exchange, 200, view_machine(request->application));
}

void
read_events(struct request *request)
{
	if (!events_stream(request->api->events, request->exchange,
		view_status(request->daemon, request->now)))
		reply_problem(request->exchange,
		    &(struct problem){ 503, "too-many-streams", "too many clients follow already",
			"close one, or poll /api/v1/log" });
}

void
read_log(struct request *request)
{
	const char *after = exchange_query(request->exchange, "after");

	reply_json(request->exchange, 200,
	    events_after(request->api->events, after ? strtoll(after, NULL, 10) : 0));
}

/* ---- runs ---- */

static const struct app *
app_of(const struct daemon *daemon, const json_t *record)
{
	const char *name = json_string_value(json_object_get(record, "application"));
	const struct application *application = name ? daemon_application(daemon, name) : NULL;

	return application ? application->app : NULL;
}

static json_t *
view_row(const json_t *record, const struct query *query)
{
	const struct daemon *daemon = query->api->daemon;

	return view_run(record, app_of(daemon, record), loop_now(daemon->loop));
}

static bool
answer_runs(struct query *query)
{
	reply_json(query->exchange, 200, json_pack("{s:O}", "runs", query->found));
	return true;
}

static bool
answer_run(struct query *query)
{
	return query_answer_one(query,
	    &(struct problem){
		404, "no-such-run", "there is no run of that id", "failoverctl runs list" });
}

void
read_runs(struct request *request)
{
	if (query_possible(request))
		store_list_runs(request->daemon->store, request->application->app->name,
		    query_limit(request), query_row, query_done,
		    query_new(request, view_row, answer_runs));
}

static const struct run *
active_run(const struct daemon *daemon, const char *id)
{
	for (size_t i = 0; i < daemon->n_applications; i++) {
		const struct run *run = application_run(&daemon->applications[i]);

		if (run && strcmp(run->move.run, id) == 0)
			return run;
	}
	return NULL;
}

void
read_run(struct request *request)
{
	const struct run *run = active_run(request->daemon, request->capture);
	json_t *record;

	if (run) {
		record = ledger_run(run);
		reply_json(request->exchange, 200, view_run(record, run->app, request->now));
		json_decref(record);
	} else if (query_possible(request))
		store_find_run(request->daemon->store, request->capture, query_row, query_done,
		    query_new(request, view_row, answer_run));
}

/* Of a run that is under way the store has what was there at its last step. */
static json_t *
view_report(const json_t *row, const struct query *query)
{
	const struct daemon *daemon = query->api->daemon;
	const struct run *run = active_run(daemon, query->id);
	json_t *now = json_copy((json_t *)row), *report;

	if (run)
		json_object_set_new(now, "record", ledger_run(run));
	report = ledger_report(now, catalog_all(), loop_now(daemon->loop));
	json_decref(now);
	return report;
}

void
read_report(struct request *request)
{
	if (query_possible(request))
		store_report(request->daemon->store, request->capture, query_row, query_done,
		    query_new(request, view_report, answer_run));
}
