/* SPDX-License-Identifier: MIT */
/*
 * A word to an event bus of EventBridge, on the way of a run: for rules that start
 * what failoverd knows nothing of. Heard twice it does no harm, so a call whose answer
 * is lost is made again; not heard it stops nothing.
 *
 * What rules go by stays as it is: the source is "failoverd", the detail type
 * "failoverd move". An entry that is not taken is no error of the call, but told in
 * the answer to it.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/automation.h"
#include "aws/checked.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/right.h"
#include "base/alloc.h"
#include "core/run.h"

#define SENT   "event" /* whatever it holds: it was taken */
#define SOURCE "failoverd"
#define TYPE   "failoverd move"
#define TEXT   2048

struct event_args {
	const char *bus, *region, *text;
};

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_NONE;
	return true;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	char name[MEMO_NAME];

	return memo_get(ctx->memo, memo_name(SENT, ctx->token, name)) ? VERDICT_DONE
								      : VERDICT_NOT_YET;
}

/* The token lets a listener know the same event by its second coming. */
static char *
detail(const struct step_ctx *ctx)
{
	const struct event_args *args = ctx->args;
	const struct app *app = ctx->app;
	const struct move *move = ctx->move;
	char text[TEXT];
	json_t *json =
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "application", app->name, "run",
		move->run, "move", move_name(move->kind), "from", app->regions[move->from].name,
		"to", app->regions[move->to].name, "automatic", move->automatic, "text",
		move_text(app, move, args->text, text, sizeof(text)), "token", ctx->token);
	char *ret = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);

	json_decref(json);
	return ret;
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct event_args *args = ctx->args;
	autofree(xfree) char *text = detail(ctx);

	if (!text)
		return error_set(err, "the text is not UTF-8");
	query_json(ret, "events", move_region(ctx->app, ctx->move, args->region),
	    "AWSEvents.PutEvents", "1.1",
	    json_pack("{s:[{s:s, s:s, s:s, s:s}]}", "Entries", "Source", SOURCE, "DetailType", TYPE,
		"Detail", text, "EventBusName", args->bus));
	return true;
}

static enum verdict
judge_taken(const struct step_ctx *ctx, struct error *err)
{
	char name[MEMO_NAME];

	snprintf(ctx->detail, DETAIL_TEXT, "sent");
	if (memo_put(ctx->memo, memo_name(SENT, ctx->token, name), ""))
		return VERDICT_DONE;
	error_set(err, "it was sent, and the memo of the run is full");
	return VERDICT_FAIL;
}

static enum verdict
judge_entry(const struct step_ctx *ctx, const json_t *body, struct error *err)
{
	const json_t *entry = json_array_get(json_object_get(body, "Entries"), 0);
	const json_t *failed = json_object_get(body, "FailedEntryCount");
	const char *code = json_string_value(json_object_get(entry, "ErrorCode"));

	if (code) {
		error_set(err, "the bus did not take it: %.60s", code);
		return strcmp(code, "ThrottlingException") == 0 ||
			strcmp(code, "InternalFailure") == 0
		    ? VERDICT_RETRY
		    : VERDICT_FAIL;
	}
	if (json_is_integer(failed) && json_integer_value(failed) == 0 &&
	    json_is_string(json_object_get(entry, "EventId")))
		return judge_taken(ctx, err);
	snprintf(ctx->detail, DETAIL_TEXT, "the answer is not what the protocol says");
	return VERDICT_NOT_YET;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	enum verdict verdict;
	json_t *body;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault != FAULT_NONE)
		return aws_act_verdict(&error, answer, err);
	body = query_answer(answer);
	verdict = judge_entry(ctx, body, err);
	json_decref(body);
	return verdict;
}

/* ---- whether it could ---- */

static bool
check_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct event_args *args = ctx->args;

	query_json(ret, "events", move_region(ctx->app, ctx->move, args->region),
	    "AWSEvents.DescribeEventBus", "1.1", json_pack("{s:s}", "Name", args->bus));
	return true;
}

static void
check_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	if (checked_answer(answer, CHECKED_EXTRA, ret))
		opinion_set(ret, HEALTH_OK, "the event bus is there");
}

/* The bus is an ARN, or the name of one of the account's. */
static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct event_args *args = ctx->args;

	if (strncmp(args->bus, "arn:", 4) == 0)
		names_add(&ret->arns, args->bus);
	else
		reach_add(ctx, ret, "events", move_region(ctx->app, ctx->move, args->region),
		    "event-bus/%s", args->bus);
}

static const struct right rights[] = {
	{ "events:PutEvents", "TellBus", reach },
	{ 0 },
};

static const struct right check_rights[] = {
	{ "events:DescribeEventBus", "SeeBus", reach },
	{ 0 },
};

static const struct check_kind check = {
	.name = "event",
	.why = "a step tells the event bus",
	.unproved = "events:PutEvents has no dry run",
	.rights = check_rights,
	.ask = check_ask,
	.judge = check_judge,
};

#define AT(member) offsetof(struct event_args, member)

static const struct option options[] = {
	{ "bus", OPTION_STRING, AT(bus), "\"default\"", "The event bus: its name, or its ARN." },
	{ "region", OPTION_STRING, AT(region), "\"{to}\"",
	    "Where the bus is: a Region's name, {to} or {from}. A bus in the Region that is left "
	    "may be gone with it." },
	{ "text", OPTION_STRING, AT(text), "\"the move from {from} to {to} goes on\"",
	    "What is said, as the member \"text\" of the event's detail, which names the "
	    "application, the run and both Regions." },
	{ 0 },
};

static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	const struct event_args *args = ctx->args;
	struct step_ctx named = *ctx;
	struct move move = *ctx->move;
	autofree(xfree) char *text = NULL;

	snprintf(move.run, sizeof(move.run), "%s", "by-hand");
	named.move = &move;
	named.token = "{{automation:EXECUTION_ID}}";
	text = detail(&named);
	if (!text || !automation_is_there(ctx, args->region)) {
		automation_pause(ctx, ret);
		return;
	}
	automation_call(ret, NULL, "events", "PutEvents",
	    json_pack("{s:[{s:s, s:s, s:s, s:s}]}", "Entries", "Source", SOURCE, "DetailType", TYPE,
		"Detail", text, "EventBusName", args->bus));
}

const struct step_kind event_step = {
	.name = "event",
	.help = "Puts an event on a bus of EventBridge: source failoverd, detail type \"failoverd "
		"move\". When it cannot, the run goes on.",
	.claim = "those who listen to the event bus were told",
	.manual =
	    "Tell them: aws events put-events --region {to} --entries "
	    "'Source=failoverd,DetailType=failoverd move,Detail=\"{...}\",EventBusName=NAME'.",
	.options = options,
	.args_size = sizeof(struct event_args),
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.check = &check,
	.rights = rights,
	.automate = automate,
	.every = MSEC_SECOND,
	.deadline = 30 * MSEC_SECOND,
	.best_effort = true,
};
