/* SPDX-License-Identifier: MIT */
/* Drills: to begin one, and what became of those that were. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "body.h"
#include "drills.h"
#include "ledger.h"
#include "query.h"
#include "view.h"

#define LASTING (5 * MSEC_MINUTE)

/* ---- to read ---- */

static json_t *
view_row(const json_t *row, const struct query *query)
{
	return view_drill(row);
}

static bool
answer_drills(struct query *query)
{
	reply_json(query->exchange, 200, json_pack("{s:O}", "drills", query->found));
	return true;
}

/* "id" asks for one of them. */
void
read_drills(struct request *request)
{
	const char *id = exchange_query(request->exchange, "id");

	if (query_possible(request))
		store_list_drills(request->daemon->store, request->application->app->name,
		    id ? id : "", query_limit(request), query_row, query_done,
		    query_new(request, view_row, answer_drills));
}

/* ---- to begin ---- */

/* standard: what counts when it is not there; -1: it must be. */
struct words {
	const char *name, *list[4];
	int standard;
};

static bool
word_member(struct request *request, const json_t *body, const struct words *words, int *ret)
{
	const char *text;

	if (!body_text(request, body, words->name, &text))
		return false;
	for (int i = 0; text && words->list[i]; i++)
		if (strcmp(words->list[i], text) == 0) {
			*ret = i;
			return true;
		}
	*ret = words->standard;
	if (!text && words->standard >= 0)
		return true;
	body_bad(request, "see failoverctl help drill",
	    "\"%s\" is missing, or no word that it takes", words->name);
	return false;
}

static bool
duration_member(struct request *request, const json_t *body, const char *name, msec_t most,
    msec_t *ret)
{
	const char *text;

	if (!body_text(request, body, name, &text))
		return false;
	if (!text || (duration_parse(text, ret) && *ret > 0 && *ret <= most))
		return true;
	body_bad(request, "write \"30s\", \"10m\" or \"1h\"",
	    "\"%s\" must be a duration of at most %s", name,
	    duration_text(most, (char[DURATION_TEXT]){ 0 }));
	return false;
}

static bool
read_order(struct request *request, const json_t *body, struct drill_order *ret)
{
	const struct application *application = request->application;
	bool at_home = application->engine.memory.active == application->app->home;
	const struct words kinds = { "kind", { "rehearse", "inject", "live" }, -1 };
	const struct words moves = { "move", { "failover", "switchover", "failback" },
		at_home ? MOVE_FAILOVER : MOVE_FAILBACK };
	const struct words losses = { "what", { "primary-down" }, 0 };
	int kind, move, what;

	ret->actor = request->person.name;
	ret->lasting = LASTING;
	if (!word_member(request, body, &kinds, &kind) ||
	    !word_member(request, body, &moves, &move) ||
	    !word_member(request, body, &losses, &what) ||
	    !duration_member(request, body, "for", MSEC_HOUR, &ret->lasting) ||
	    !duration_member(request, body, "return_after", MSEC_DAY, &ret->back_after) ||
	    !body_text(request, body, "to", &ret->to))
		return false;
	ret->kind = (enum drill_kind)kind;
	ret->move = (enum move_kind)move;
	return true;
}

/* As a move, a live drill is confirmed in words. */
static bool
confirmed(struct request *request, const json_t *body, const struct drill_order *order)
{
	const struct app *app = request->application->app;
	size_t to = order->to ? app_region(app, order->to)
			      : engine_target(&request->application->engine, request->now.boot);
	const char *name = to < app->n_regions ? app->regions[to].name : "";
	char wanted[160];
	const char *confirm;

	if (order->kind != DRILL_LIVE)
		return true;
	if (order->back_after == 0) {
		body_bad(request, "write \"return_after\": \"10m\"",
		    "\"return_after\" is missing: a live drill says when it goes back");
		return false;
	}
	if (!body_text(request, body, "confirm", &confirm))
		return false;
	snprintf(wanted, sizeof(wanted), "%s %s", app->name, name);
	if (confirm && strcmp(confirm, wanted) == 0)
		return true;
	body_bad(request, wanted, "\"confirm\" must be the names of application and target: %s",
	    wanted);
	return false;
}

static void
reply_begun(struct request *request, const struct drill_order *order, const struct reply *reply,
    const json_t *record)
{
	json_t *json = view_drill(record);

	if (reply->run[0])
		json_object_set_new(json, "run", json_string(reply->run));
	reply_json(request->exchange, order->kind == DRILL_INJECT ? 200 : 202, json);
}

static void
reply_not_begun(struct request *request, const struct reply *reply)
{
	if (reply->result == COMMAND_REFUSED)
		reply_problem(request->exchange,
		    &(struct problem){ 412, "refused", reply->message,
			"see \"guards\" for each remedy",
			json_pack("{s:o}", "guards",
			    ledger_guards(reply->decision.guards, request->now)) });
	else
		reply_problem(request->exchange,
		    &(struct problem){ 409, reply->result == COMMAND_BUSY ? "busy" : "invalid",
			reply->message, "failoverctl status",
			reply->run[0] ? json_pack("{s:s}", "run", reply->run) : NULL });
}

static void
begin(struct request *request, const struct drill_order *order)
{
	struct reply reply;
	json_t *record;

	if (drills_begin(request->application->drills, order, &reply, &record, request->now))
		reply_begun(request, order, &reply, record);
	else
		reply_not_begun(request, &reply);
	json_decref(record);
}

void
command_drill(struct request *request)
{
	struct drill_order order = { 0 };
	json_t *body = body_read(request);

	if (!body)
		return;
	if (body_known(request, body, " kind move what for to return_after confirm reason ") &&
	    read_order(request, body, &order) && confirmed(request, body, &order) &&
	    (order.kind == DRILL_LIVE ? body_reason(request, body, &order.reason)
				      : body_text(request, body, "reason", &order.reason))) {
		if (!order.reason)
			order.reason = "no reason given";
		begin(request, &order);
	}
	json_decref(body);
}
