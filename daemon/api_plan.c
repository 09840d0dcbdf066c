/* SPDX-License-Identifier: MIT */
/* Plans: what a move would do now, under an id by which that very plan can be run. */
#include <stdio.h>
#include <string.h>

#include "api_move.h"
#include "api_plan.h"
#include "base/alloc.h"
#include "body.h"
#include "ledger.h"
#include "plan.h"
#include "query.h"
#include "view.h"

/* A disk that hangs tells no durations, and holds up no plan. */
#define PATIENCE (2 * MSEC_SECOND)

static const struct {
	const char *kind;
	enum command_verb verb;
} kinds[] = {
	{ "failover", COMMAND_FAILOVER },
	{ "switchover", COMMAND_SWITCHOVER },
	{ "failback", COMMAND_FAILBACK },
};

static const char *
kind_of(enum command_verb verb)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].verb == verb)
			return kinds[i].kind;
	return "";
}

/* ---- what is asked for ---- */

static bool
read_application(struct request *request, const json_t *body)
{
	struct daemon *daemon = request->daemon;
	const char *name;

	if (!body_text(request, body, "application", &name))
		return false;
	if (name)
		request->application = daemon_application(daemon, name);
	else if (daemon->n_applications == 1)
		request->application = &daemon->applications[0];
	if (request->application)
		return true;
	body_bad(request, "failoverctl status lists them",
	    name ? "\"application\": there is no application \"%.60s\""
		 : "\"application\" is missing, and there are several%.0s",
	    name ? name : "");
	return false;
}

static bool
read_kind(struct request *request, const char *kind, struct command *ret)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0) {
			ret->verb = kinds[i].verb;
			return true;
		}
	body_bad(request, "write failover, switchover or failback", "\"%.40s\" is no move", kind);
	return false;
}

static void
reply_nothing(struct request *request, const char *message)
{
	reply_json(request->exchange, 200,
	    json_pack("{s:s, s:n, s:o}", "application", request->application->app->name, "plan",
		"message", view_text(message)));
}

/* What automation is about to do. false: nothing, and that was answered. */
static bool
read_pending(struct request *request, struct command *ret)
{
	const struct application *application = request->application;
	const struct decision *decision = &application->decision;
	const struct proposal *p = &decision->proposal;
	char sentence[256], message[400];

	if (decision->weighed && p->to != REGION_NONE) {
		ret->verb = p->kind == MOVE_FAILOVER ? COMMAND_FAILOVER : COMMAND_SWITCHOVER;
		ret->to = application->app->regions[p->to].name;
		return true;
	}
	snprintf(message, sizeof(message), "%s Nothing is about to be done",
	    engine_sentence(&application->engine, decision, sentence, request->now));
	reply_nothing(request, message);
	return false;
}

static bool
read_wish(struct request *request, json_t *body, struct command *ret)
{
	const char *kind;

	*ret = (struct command){ .actor = request->person.name, .reason = "plan", .dry_run = true };
	return body_known(request, body, " application kind from to force ") &&
	    read_application(request, body) && body_text(request, body, "kind", &kind) &&
	    body_text(request, body, "from", &ret->from) &&
	    body_text(request, body, "to", &ret->to) &&
	    body_flag(request, body, "force", &ret->force) &&
	    (kind ? read_kind(request, kind, ret) : read_pending(request, ret)) &&
	    api_move_known(request, ret);
}

/* ---- making one ---- */

static void
note_plan(struct application *application, const struct plan *plan, const char *allowed)
{
	autofree(xfree) char *body =
	    ledger_text(json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:o}", "plan", plan->id,
		"digest", plan->digest, "kind", kind_of(plan->verb), "from", plan->from, "to",
		plan->to, "force", plan->force, "allowed", allowed, "actor",
		ledger_words(plan->actor)));

	daemon_note(application, "plan", "", body, NULL, NULL);
}

static void
add_plan(struct request *request, const struct command *command, const struct reply *reply,
    json_t *shown)
{
	const struct decision *decision = &reply->decision;
	const struct app *app = request->application->app;
	const struct proposal *p = &decision->proposal;
	struct plan plan = { .verb = command->verb, .force = command->force, .shown = shown };
	struct plan *kept;

	snprintf(plan.application, sizeof(plan.application), "%s", app->name);
	snprintf(plan.from, sizeof(plan.from), "%s", app->regions[p->from].name);
	snprintf(plan.to, sizeof(plan.to), "%s", app->regions[p->to].name);
	snprintf(plan.actor, sizeof(plan.actor), "%s", command->actor);
	snprintf(plan.digest, sizeof(plan.digest), "%s",
	    json_string_value(json_object_get(shown, "digest")));
	json_object_set_new(shown, "message", view_text(reply->message));
	if (!request->api->plans)
		request->api->plans = plans_new(request->daemon->loop);
	kept = plans_add(request->api->plans, &plan, request->now);
	note_plan(request->application, kept, trit_name(decision->allowed));
	json_object_set_new(kept->shown, "expires_in_s", view_seconds(PLAN_GOOD));
	reply_json(request->exchange, 201, json_incref(kept->shown));
}

/* What the ledger has of earlier moves like it. */
static void
count(struct ledger_durations *ret, const json_t *records)
{
	const json_t *record;
	size_t i;

	json_array_foreach(records, i, record) ledger_durations_add(ret, record);
}

static void
plan(struct request *request, const struct command *command, const json_t *records,
    const char *unread)
{
	const struct app *app = request->application->app;
	struct ledger_durations durations = { 0 };
	const struct proposal *p;
	struct reply reply;

	command_do(request->application, command, &reply);
	p = &reply.decision.proposal;
	if (reply.result == COMMAND_BUSY || !reply.decision.weighed) {
		api_move_reply(request, command, &reply);
		return;
	}
	if (reply.result == COMMAND_INVALID || p->from == p->to) {
		reply_nothing(request, reply.decision.why);
		return;
	}
	durations.application = app->name;
	durations.kind = move_name(p->kind);
	durations.from = app->regions[p->from].name;
	durations.to = app->regions[p->to].name;
	count(&durations, records);
	add_plan(request, command, &reply,
	    plan_make(request->application, &reply.decision, &durations, unread, request->now));
}

/* ---- once the store has said how long it took before ---- */

static void
plan_query(struct query *query, const char *unread)
{
	struct request request = { .api = query->api,
		.daemon = query->api->daemon,
		.exchange = query->exchange,
		.person = query->person,
		.now = loop_now(query->api->daemon->loop) };
	struct command command;

	/* What was asked is read again: there may have been a reload meanwhile. */
	if (read_wish(&request, query->body, &command))
		plan(&request, &command, query->found, unread);
	query->exchange = NULL;
}

/* Of what counts, only what is counted. */
static json_t *
view_done(const json_t *record, const struct query *query)
{
	static const char *const members[] = { "id", "application", "kind", "from", "to", "status",
		"started", "ended" };
	json_t *json, *steps, *step;
	size_t i;

	if (strcmp(json_string_value(json_object_get(record, "status")),
		run_status_name(RUN_DONE)) != 0)
		return NULL;
	json = json_object();
	for (i = 0; i < COUNT(members); i++)
		json_object_set(json, members[i], json_object_get(record, members[i]));
	steps = json_array();
	json_array_foreach(json_object_get(record, "steps"), i, step) json_array_append_new(steps,
	    json_pack("{s:O?, s:O?, s:O?}", "step", json_object_get(step, "step"), "started",
		json_object_get(step, "started"), "ended", json_object_get(step, "ended")));
	json_object_set_new(json, "steps", steps);
	return json;
}

static void
on_runs(bool good, const struct error *err, void *arg)
{
	struct query *query = arg;

	if (query->exchange)
		plan_query(query, good ? NULL : err->text);
	query_free(query);
}

static void
on_late(void *arg)
{
	struct query *query = arg;

	json_array_clear(query->found);
	plan_query(query, "the store has not answered in time");
}

void
command_plan(struct request *request)
{
	struct daemon *daemon = request->daemon;
	json_t *body = body_read(request);
	struct command command;
	struct query *query;

	if (!body)
		return;
	if (!read_wish(request, body, &command)) {
		json_decref(body);
		return;
	}
	if (!daemon->store) {
		plan(request, &command, NULL, daemon->store_trouble.text);
		json_decref(body);
		return;
	}
	query = query_new(request, view_done, NULL);
	query->body = body;
	query->timer = timer_new(daemon->loop, on_late, query);
	timer_arm(query->timer, request->now.boot + PATIENCE);
	store_list_runs(daemon->store, request->application->app->name, LEDGER_DURATIONS_ROWS,
	    query_row, on_runs, query);
}

/* ---- one that was made ---- */

static void
reply_unknown(struct request *request, const char *id)
{
	char detail[256], since[CLOCK_TEXT];

	snprintf(detail, sizeof(detail),
	    "there is no plan %.40s; plans are kept in memory, the newest %d, and this failoverd "
	    "was started at %s",
	    id, PLANS_MOST, clock_text(request->daemon->started, since));
	reply_problem(request->exchange,
	    &(struct problem){
		404, "no-such-plan", detail, "look at \"failoverctl runs list\", then plan anew" });
}

static void
reply_used(struct request *request, const struct plan *plan)
{
	char detail[256];

	snprintf(detail, sizeof(detail), "%s was run already, by %s: a plan is run once", plan->id,
	    plan->by);
	reply_problem(request->exchange,
	    &(struct problem){ 409, "plan-used", detail, "to move again, plan anew",
		json_pack("{s:s}", "run", plan->run) });
}

static void
reply_expired(struct request *request, const struct plan *plan)
{
	char detail[256], remedy[96], time[CLOCK_TEXT];

	snprintf(detail, sizeof(detail), "%s has expired at %s: nobody knows if it is still right",
	    plan->id, clock_text(plan->made + PLAN_GOOD, time));
	snprintf(remedy, sizeof(remedy), "plan anew: failoverctl plan %s", kind_of(plan->verb));
	reply_problem(request->exchange, &(struct problem){ 410, "plan-expired", detail, remedy });
}

const char *
api_plan_kind(const struct plan *plan)
{
	return kind_of(plan->verb);
}

struct plan *
api_plan_find(struct request *request, const char *id)
{
	struct plan *plan = plans_find(request->api->plans, id);

	if (!plan)
		reply_unknown(request, id);
	else if (plan->run[0])
		reply_used(request, plan);
	else if (plan_expired(plan, request->now))
		reply_expired(request, plan);
	else
		return plan;
	return NULL;
}

void
read_plan(struct request *request)
{
	struct plan *plan = api_plan_find(request, request->capture);

	if (!plan)
		return;
	json_object_set_new(plan->shown, "expires_in_s",
	    view_seconds(plan->expires - request->now.boot));
	reply_json(request->exchange, 200, json_incref(plan->shown));
}
