/* SPDX-License-Identifier: MIT */
/*
 * A request that waits for the store: rows are made into JSON as they come, and
 * answered when all are there. It is kept in a list of the API, so that it is freed
 * when the store drops its question. It outlives a reload, so it keeps names and no
 * pointers to what is reloaded.
 */
#ifndef DAEMON_QUERY_H
#define DAEMON_QUERY_H

#include "io/store.h"
#include "request.h"

struct query;

/* What is shown of a row; NULL: nothing. */
typedef json_t *query_view_fn(const json_t *row, const struct query *query);
/* All that was found is there. false: it is not answered yet, and query_free() comes later. */
typedef bool query_answer_fn(struct query *query);

struct query {
	struct query *next;
	struct api *api;
	struct exchange *exchange;
	query_view_fn *view;
	query_answer_fn *answer;
	char id[64];          /* what stood for "*" in the path */
	struct person person; /* of a command */
	json_t *body;         /* of a command; taken over */
	msec_t at;            /* of a question about the past: wall time */
	struct timer *timer;  /* of one that waits no longer than so; or NULL */
	json_t *found;        /* an array */
};

struct query *query_new(struct request *request, query_view_fn *view, query_answer_fn *answer);
void query_free(struct query *query);
void query_free_all(struct api *api);

/* For the store; arg is the query. */
store_row_fn query_row;
store_written_fn query_done;

/* Answers with what was found first, or with a problem. */
bool query_answer_one(struct query *query, const struct problem *none);
extern const struct problem query_no_decision;
/* false: there is no store, and that was answered. */
must_check bool query_possible(struct request *request);
int query_limit(const struct request *request);
void query_failed(struct query *query, const struct error *err); /* answers that the store cannot */

#endif
