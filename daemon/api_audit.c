/* SPDX-License-Identifier: MIT */
/*
 * The proof of the ledger's chain, a piece at a time: whoever asks goes on from
 * "last" until "end", and between two pieces the store writes what has come.
 */
#include <string.h>

#include "body.h"
#include "ledger.h"
#include "query.h"

#define PIECE 256 /* events */

static json_t *
view_proof(const json_t *row, const struct query *query)
{
	return ledger_audit(row);
}

static bool
answer_proof(struct query *query)
{
	reply_json(query->exchange, 200, json_incref(json_array_get(query->found, 0)));
	return true;
}

void
read_audit(struct request *request)
{
	const char *after = exchange_query(request->exchange, "after");

	if (!after)
		after = "0";
	if (!*after || strlen(after) > 18 || strspn(after, "0123456789") != strlen(after))
		body_bad(request, "begin without it, and go on from \"last\"",
		    "\"after\" must be the number of an event");
	else if (query_possible(request))
		store_prove(request->daemon->store, after, PIECE, query_row, query_done,
		    query_new(request, view_proof, answer_proof));
}
