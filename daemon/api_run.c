/* SPDX-License-Identifier: MIT */
/* The run of a plan: of that very plan, once, and only while the world is as it says. */
#include <stdio.h>
#include <string.h>

#include "api_move.h"
#include "api_plan.h"
#include "base/alloc.h"
#include "body.h"
#include "ledger.h"
#include "log.h"
#include "matters.h"
#include "tell.h"
#include "view.h"

/* ---- a world that has changed ---- */

static void
note_stale(struct application *application, const struct plan *plan, const char *actor,
    const json_t *differences)
{
	autofree(xfree) char *body = ledger_text(json_pack("{s:s, s:s, s:o, s:O}", "plan", plan->id,
	    "digest", plan->digest, "actor", ledger_words(actor), "differences", differences));
	struct log_about about = tell_about(application);

	daemon_note(application, "plan-stale", "", body, NULL, NULL);
	about.actor = actor;
	log_event(COMMAND_REFUSED, &about, "%s of %s was refused: the world is not as it was (%s)",
	    plan->id, actor,
	    json_string_value(json_object_get(json_array_get(differences, 0), "what")));
}

static void
reply_stale(struct request *request, const struct plan *plan, json_t *differences)
{
	size_t n = json_array_size(differences);
	char detail[160], remedy[96];

	snprintf(detail, sizeof(detail), "%s is stale: %zu of what it rests on %s changed since",
	    plan->id, n, n == 1 ? "has" : "have");
	snprintf(remedy, sizeof(remedy), "look again: failoverctl plan %s", api_plan_kind(plan));
	reply_problem(request->exchange,
	    &(struct problem){ 409, "stale", detail, remedy,
		json_pack("{s:s, s:o}", "plan", plan->id, "differences", differences) });
}

/* Weighs it as it was weighed for the plan. false: it is stale, or another run is active, and that
 * was answered. */
static bool
still_so(struct request *request, const struct plan *plan, const struct command *command)
{
	struct command look = *command;
	struct reply reply;
	json_t *now, *differences;

	look.dry_run = true;
	command_do(request->application, &look, &reply);
	if (reply.result == COMMAND_BUSY || !reply.decision.weighed) {
		api_move_reply(request, command, &reply);
		return false;
	}
	now = matters_of(&request->application->engine, &reply.decision, request->now);
	differences = matters_differ(json_object_get(plan->shown, "matters"), now);
	json_decref(now);
	if (json_array_size(differences) == 0) {
		json_decref(differences);
		return true;
	}
	note_stale(request->application, plan, command->actor, differences);
	reply_stale(request, plan, differences);
	return false;
}

/* ---- the run ---- */

/* A request that is sent twice is answered twice, and done once. */
static bool
repeated(struct request *request, const char *id, const char *key)
{
	const struct plan *plan = plans_find(request->api->plans, id);
	char message[96];

	if (!plan || !plan->run[0] || !key || !*key || strcmp(plan->key, key) != 0)
		return false;
	snprintf(message, sizeof(message), "%s is running %s already", plan->run, plan->id);
	reply_json(request->exchange, 202,
	    json_pack("{s:s, s:s, s:s, s:b}", "run", plan->run, "plan", plan->id, "message",
		message, "repeated", 1));
	return true;
}

static bool
same_digest(struct request *request, const struct plan *plan, const char *digest)
{
	if (strcmp(digest, plan->digest) == 0)
		return true;
	reply_problem(request->exchange,
	    &(struct problem){ 409, "plan-digest",
		"\"digest\" is not that of the plan: what you have read is another one",
		"look at it again, and send its digest" });
	return false;
}

static bool
application_left(struct request *request, const struct plan *plan)
{
	char detail[160];

	request->application = daemon_application(request->daemon, plan->application);
	if (request->application)
		return true;
	snprintf(detail, sizeof(detail), "the configuration has no application %s any more",
	    plan->application);
	reply_problem(request->exchange,
	    &(struct problem){ 409, "stale", detail, "failoverctl status lists them" });
	return false;
}

static void
run(struct request *request, struct plan *plan, const char *confirm, const char *reason)
{
	struct command command = { .verb = plan->verb,
		.from = plan->from,
		.to = plan->to,
		.force = plan->force,
		.actor = request->person.name,
		.reason = reason,
		.plan = plan->id,
		.digest = plan->digest };
	struct reply reply;

	if (!application_left(request, plan) || !api_move_known(request, &command) ||
	    !still_so(request, plan, &command) || !api_move_confirmed(request, &command, confirm))
		return;
	command_do(request->application, &command, &reply);
	if (reply.result == COMMAND_STARTED)
		plan_used(plan, reply.run, request->person.name,
		    exchange_header(request->exchange, "Idempotency-Key"));
	api_move_reply(request, &command, &reply);
}

static bool
needed(struct request *request, const json_t *body, const char *name, const char **ret)
{
	if (!body_text(request, body, name, ret))
		return false;
	if (*ret)
		return true;
	body_bad(request, "as POST /api/v1/plans has answered", "\"%s\" is missing", name);
	return false;
}

void
command_run(struct request *request)
{
	const char *id, *digest, *confirm, *reason;
	json_t *body = body_read(request);
	struct plan *plan;

	if (!body)
		return;
	if (body_known(request, body, " plan digest confirm reason ") &&
	    needed(request, body, "plan", &id) && needed(request, body, "digest", &digest) &&
	    body_text(request, body, "confirm", &confirm) && body_reason(request, body, &reason) &&
	    !repeated(request, id, exchange_header(request->exchange, "Idempotency-Key"))) {
		plan = api_plan_find(request, id);
		if (plan && same_digest(request, plan, digest))
			run(request, plan, confirm, reason);
	}
	json_decref(body);
}
