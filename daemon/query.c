/* SPDX-License-Identifier: MIT */
#include "query.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define ROWS_USUAL 20
#define ROWS_MOST  500

const struct problem query_no_decision = { 404, "no-such-decision",
	"there is no decision of that id", "failoverctl decisions list" };

struct query *
query_new(struct request *request, query_view_fn *view, query_answer_fn *answer)
{
	struct query *query = xcalloc(1, sizeof(*query));

	*query = (struct query){ .next = request->api->queries,
		.api = request->api,
		.exchange = request->exchange,
		.view = view,
		.answer = answer,
		.person = request->person,
		.found = json_array() };
	memcpy(query->id, request->capture, sizeof(query->id));
	request->api->queries = query;
	return query;
}

void
query_free(struct query *query)
{
	struct query **at = &query->api->queries;

	while (*at != query)
		at = &(*at)->next;
	*at = query->next;
	json_decref(query->found);
	json_decref(query->body);
	timer_free(query->timer);
	xfree(query);
}

void
query_free_all(struct api *api)
{
	while (api->queries)
		query_free(api->queries);
}

void
query_row(const char *body, void *arg)
{
	struct query *query = arg;
	json_t *row = json_loads(body, 0, NULL), *shown = row ? query->view(row, query) : NULL;

	if (shown)
		json_array_append_new(query->found, shown);
	json_decref(row);
}

void
query_failed(struct query *query, const struct error *err)
{
	reply_problem(query->exchange,
	    &(struct problem){ 503, "ledger", err->text, "journalctl -u failoverd" });
}

void
query_done(bool good, const struct error *err, void *arg)
{
	struct query *query = arg;
	bool answered = true;

	if (good)
		answered = query->answer(query);
	else
		query_failed(query, err);
	if (answered)
		query_free(query);
}

bool
query_answer_one(struct query *query, const struct problem *none)
{
	if (json_array_size(query->found) > 0)
		reply_json(query->exchange, 200, json_incref(json_array_get(query->found, 0)));
	else
		reply_problem(query->exchange, none);
	return true;
}

bool
query_possible(struct request *request)
{
	if (request->daemon->store)
		return true;
	reply_problem(request->exchange,
	    &(struct problem){ 503, "ledger", request->daemon->store_trouble.text,
		"mend the state directory, then restart failoverd" });
	return false;
}

int
query_limit(const struct request *request)
{
	const char *text = exchange_query(request->exchange, "limit");
	long limit = text ? strtol(text, NULL, 10) : ROWS_USUAL;

	if (limit < 1)
		return 1;
	return limit > ROWS_MOST ? ROWS_MOST : (int)limit;
}
