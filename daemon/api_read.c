/* SPDX-License-Identifier: MIT */
/* Everything that can be read: at once from memory, or when the store has answered. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "ledger.h"
#include "request.h"
#include "view.h"

#define TICK_OVERDUE (5 * MSEC_SECOND)
#define RUNS_USUAL   20
#define RUNS_MOST    500

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
read_explain(struct request *request)
{
	reply_json(request->exchange, 200, view_explain(request->application, request->now));
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

/* A question to the store. It outlives a reload, so it keeps names and no pointers. */
struct query {
	struct query *next;
	struct api *api;
	struct exchange *exchange;
	bool list;
	char id[64];
	json_t *found;
};

static struct query *
query_new(struct request *request, bool list)
{
	struct query *query = xcalloc(1, sizeof(*query));

	*query = (struct query){ request->api->queries, request->api, request->exchange, list };
	memcpy(query->id, request->capture, sizeof(query->id));
	query->found = json_array();
	request->api->queries = query;
	return query;
}

static void
query_free(struct query *query)
{
	struct query **at = &query->api->queries;

	while (*at != query)
		at = &(*at)->next;
	*at = query->next;
	json_decref(query->found);
	xfree(query);
}

void
query_free_all(struct api *api)
{
	while (api->queries)
		query_free(api->queries);
}

static const struct app *
app_of(const struct daemon *daemon, const json_t *record)
{
	const char *name = json_string_value(json_object_get(record, "application"));
	const struct application *application = name ? daemon_application(daemon, name) : NULL;

	return application ? application->app : NULL;
}

static void
on_row(const char *body, void *arg)
{
	struct query *query = arg;
	struct daemon *daemon = query->api->daemon;
	json_t *record = json_loads(body, 0, NULL);

	if (record)
		json_array_append_new(query->found,
		    view_run(record, app_of(daemon, record), loop_now(daemon->loop)));
	json_decref(record);
}

static void
on_rows(bool good, const struct error *err, void *arg)
{
	struct query *query = arg;

	if (!good)
		reply_problem(query->exchange,
		    &(struct problem){ 503, "ledger", err->text, "journalctl -u failoverd" });
	else if (query->list)
		reply_json(query->exchange, 200, json_pack("{s:O}", "runs", query->found));
	else if (json_array_size(query->found) > 0)
		reply_json(query->exchange, 200, json_incref(json_array_get(query->found, 0)));
	else
		reply_problem(query->exchange,
		    &(struct problem){ 404, "no-such-run", "there is no run of that id",
			"failoverctl runs list" });
	query_free(query);
}

static bool
has_store(struct request *request)
{
	if (request->daemon->store)
		return true;
	reply_problem(request->exchange,
	    &(struct problem){ 503, "ledger", request->daemon->store_trouble.text,
		"mend the state directory, then restart failoverd" });
	return false;
}

static int
limit_of(struct request *request)
{
	const char *text = exchange_query(request->exchange, "limit");
	long limit = text ? strtol(text, NULL, 10) : RUNS_USUAL;

	if (limit < 1)
		return 1;
	return limit > RUNS_MOST ? RUNS_MOST : (int)limit;
}

void
read_runs(struct request *request)
{
	if (has_store(request))
		store_list_runs(request->daemon->store, request->application->app->name,
		    limit_of(request), on_row, on_rows, query_new(request, true));
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
	} else if (has_store(request))
		store_find_run(request->daemon->store, request->capture, on_row, on_rows,
		    query_new(request, false));
}
