/* SPDX-License-Identifier: MIT */
/* Why it does, or does not: now, or at a decision that was recorded. */
#include "query.h"
#include "view.h"
#include "view_decision.h"

static json_t *
view_page(const json_t *row, const struct query *query)
{
	return view_decision_page(row);
}

static bool
answer_page(struct query *query)
{
	return query_answer_one(query, &query_no_decision);
}

void
read_explain(struct request *request)
{
	const char *id = exchange_query(request->exchange, "decision");

	if (!id)
		reply_json(request->exchange, 200,
		    view_explain(request->application, request->now));
	else if (query_possible(request))
		store_find_decision(request->daemon->store, view_decision_number(id), query_row,
		    query_done, query_new(request, view_page, answer_page));
}
