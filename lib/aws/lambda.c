/* SPDX-License-Identifier: MIT */
/*
 * A function of Lambda as a step: it makes something true, and may be able to say
 * whether it is.
 *
 * A function that can look is asked with "phase": "look" and answers
 * {"done": true}; with "phase": "act" it does what it is for. One that cannot look
 * is called once: whether a call without an answer was taken nobody knows, so it
 * is called again only if it may be.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/automation.h"
#include "aws/checked.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/percent.h"
#include "aws/query.h"
#include "aws/right.h"
#include "base/alloc.h"
#include "core/run.h"

#define FUNCTION "function:" /* in an ARN */

#define CALLED "lambda" /* SENT, then DONE */
#define SENT   "sent"
#define DONE   "done"

#define TIMEOUT (60 * MSEC_SECOND) /* of a call: a function may take up to 15 minutes */
#define VALUE   1024

struct lambda_args {
	const char *function, *qualifier, *region;
	struct option_map payload;
	bool looks, repeatable;
	msec_t timeout;
};

/* ---- the call ---- */

/* The operator's members beside ours. Ours stand: a look that says "act" would be none. */
static void
add_given(const struct step_ctx *ctx, json_t *payload)
{
	const struct lambda_args *args = ctx->args;
	char value[VALUE];

	for (size_t i = 0; i < args->payload.n; i++) {
		if (json_object_get(payload, args->payload.keys[i]))
			continue;
		move_text(ctx->app, ctx->move, args->payload.values[i], value, sizeof(value));
		json_object_set_new(payload, args->payload.keys[i], json_string(value));
	}
}

static void
write_path(const struct lambda_args *args, struct buf *ret)
{
	buf_puts(ret, "/2015-03-31/functions/");
	percent_encode(ret, args->function, strlen(args->function), "");
	buf_puts(ret, "/invocations");
	if (args->qualifier) {
		buf_puts(ret, "?Qualifier=");
		percent_encode(ret, args->qualifier, strlen(args->qualifier), "");
	}
}

static void
invoke(const struct step_ctx *ctx, const char *phase, struct call *ret)
{
	const struct lambda_args *args = ctx->args;
	const struct app *app = ctx->app;
	const struct move *move = ctx->move;
	autofree(buf_done) struct buf path = { 0 };
	json_t *payload = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "phase", phase,
	    "application", app->name, "run", move->run, "move", move_name(move->kind), "from",
	    app->regions[move->from].name, "to", app->regions[move->to].name, "token", ctx->token);

	add_given(ctx, payload);
	write_path(args, &path);
	query_rest(ret, "lambda", move_region(app, move, args->region), "InvokeFunction",
	    buf_text(&path), payload);
	http_header_add(&ret->http.headers, "X-Amz-Invocation-Type", "RequestResponse");
	ret->http.timeout = args->timeout;
}

/* What the function itself answered, when it answered at all. */
static bool
function_good(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct lambda_args *args = ctx->args;
	const char *error = http_header(&answer->http->headers, "X-Amz-Function-Error");

	if (!error)
		return true;
	return error_set(err, "the function %s failed (%s): %.160s", args->function, error,
	    buf_text(&answer->http->body));
}

/* ---- what is noted of a function that cannot look ---- */

static bool
note(const struct step_ctx *ctx, const char *what)
{
	char name[MEMO_NAME];

	return memo_put(ctx->memo, memo_name(CALLED, ctx->token, name), what);
}

static bool
noted(const struct step_ctx *ctx, const char *what)
{
	char name[MEMO_NAME];
	const char *is = memo_get(ctx->memo, memo_name(CALLED, ctx->token, name));

	return is && strcmp(is, what) == 0;
}

static enum verdict
recollect(const struct step_ctx *ctx, struct error *err)
{
	const struct lambda_args *args = ctx->args;

	if (noted(ctx, DONE))
		return VERDICT_DONE;
	if ((noted(ctx, SENT) || ctx->unsure) && !args->repeatable) {
		error_set(err,
		    "whether the function %s ran is not known, and it may not be called twice: "
		    "see its log, and set \"repeatable\" or \"looks\" if it can bear that",
		    args->function);
		return VERDICT_FAIL;
	}
	return VERDICT_NOT_YET;
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct lambda_args *args = ctx->args;

	if (args->looks)
		invoke(ctx, "look", ret);
	else
		ret->kind = CALL_NONE;
	return true;
}

static enum verdict
judge_body(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	json_t *body = query_answer(answer);
	const json_t *done = json_object_get(body, "done");
	const char *detail = json_string_value(json_object_get(body, "detail"));
	enum verdict verdict = json_is_true(done) ? VERDICT_DONE : VERDICT_NOT_YET;

	if (!json_is_boolean(done)) {
		error_set(err, "the function must answer {\"done\": true} or {\"done\": false}");
		verdict = VERDICT_RETRY;
	} else {
		snprintf(ctx->detail, DETAIL_TEXT, "the function says %s%s%.120s",
		    json_is_true(done) ? "done" : "not yet", detail ? ": " : "",
		    detail ? detail : "");
	}
	json_decref(body);
	return verdict;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct lambda_args *args = ctx->args;
	struct aws_error error;

	if (!args->looks)
		return recollect(ctx, err);
	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return aws_look_verdict(&error, answer, err);
	if (!function_good(ctx, answer, err))
		return VERDICT_RETRY;
	return judge_body(ctx, answer, err);
}

/* ---- act ---- */

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	if (!note(ctx, SENT))
		return error_set(err, "the memo of the run is full");
	invoke(ctx, "act", ret);
	return true;
}

/* Whatever a function that failed has done, only its look can tell. */
static enum verdict
judge_ran(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct lambda_args *args = ctx->args;

	if (!function_good(ctx, answer, err)) {
		snprintf(ctx->detail, DETAIL_TEXT, "%.150s", err->text);
		return args->looks || args->repeatable ? VERDICT_NOT_YET : VERDICT_FAIL;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "the function %.100s has run", args->function);
	if (note(ctx, DONE))
		return VERDICT_DONE;
	error_set(err, "the memo of the run is full");
	return VERDICT_FAIL;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	enum verdict verdict;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE)
		return judge_ran(ctx, answer, err);
	verdict = aws_act_verdict(&error, answer, err);
	/* Certainly not taken: as if it had never been sent. */
	if (verdict == VERDICT_RETRY)
		(void)!note(ctx, "");
	return verdict;
}

/* ---- whether it could ---- */

/* Lambda finds out whether we may, and runs nothing. */
static bool
check_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct lambda_args *args = ctx->args;
	autofree(buf_done) struct buf path = { 0 };

	write_path(args, &path);
	query_rest(ret, "lambda", move_region(ctx->app, ctx->move, args->region), "InvokeFunction",
	    buf_text(&path), NULL);
	http_header_add(&ret->http.headers, "X-Amz-Invocation-Type", "DryRun");
	return true;
}

static void
check_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const struct lambda_args *args = ctx->args;

	if (checked_answer(answer, CHECKED_NEEDED, ret))
		opinion_set(ret, HEALTH_OK, "the function %.100s is there and may be called",
		    args->function);
}

/* A name, a part of an ARN or a whole one, with or without the qualifier. */
static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct lambda_args *args = ctx->args;
	const char *qualifier = args->qualifier ? args->qualifier : "";
	const char *colon = args->qualifier ? ":" : "";
	autofree(xfree) char *arn = NULL;

	if (strncmp(args->function, "arn:", 4) != 0) {
		const char *name = strstr(args->function, FUNCTION);

		reach_add(ctx, ret, "lambda", move_region(ctx->app, ctx->move, args->region),
		    FUNCTION "%s%s%s", name ? name + strlen(FUNCTION) : args->function, colon,
		    qualifier);
		return;
	}
	arn = xasprintf("%s%s%s", args->function, colon, qualifier);
	names_add(&ret->arns, arn);
}

static const struct right rights[] = {
	{ "lambda:InvokeFunction", "CallFunction", reach },
	{ 0 },
};

static const struct check_kind check = {
	.name = "lambda",
	.why = "a step calls the function",
	.unproved = "what the function does",
	.rights = rights,
	.ask = check_ask,
	.judge = check_judge,
};

#define AT(member) offsetof(struct lambda_args, member)

static const struct option options[] = {
	{ "function", OPTION_STRING, AT(function), NULL, "The function's name or ARN.",
	    .required = true },
	{ "qualifier", OPTION_STRING, AT(qualifier), NULL, "Its version or alias." },
	{ "region", OPTION_STRING, AT(region), "\"{to}\"",
	    "Where it is: a Region's name, {to} or {from}. What a failover needs is in {to}." },
	{ "payload", OPTION_MAP, AT(payload), NULL,
	    "Members that it is given beside its own, which are phase, application, run, move, from, to and token. "
	    "{to}, {from} and {home} are filled in." },
	{ "looks", OPTION_BOOL, AT(looks), "false",
	    "It can look: called with phase \"look\" it changes nothing and answers {\"done\": "
	    "true} or {\"done\": false}." },
	{ "repeatable", OPTION_BOOL, AT(repeatable), "false",
	    "It may be called twice with the same token: when an answer is lost, say." },
	{ "timeout", OPTION_DURATION, AT(timeout), "\"60s\"",
	    "So long an answer is waited for; a function may take 15 minutes." },
	{ 0 },
};

/* What is called twice may not bear it: an action that fails is not tried again. */
static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	const struct lambda_args *args = ctx->args;
	const struct app *app = ctx->app;
	autofree(xfree) char *text = NULL;
	json_t *payload, *action;

	if (!automation_is_there(ctx, args->region)) {
		automation_pause(ctx, ret);
		return;
	}
	payload = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "phase", "act", "application",
	    app->name, "run", "{{automation:EXECUTION_ID}}", "move", move_name(ctx->move->kind),
	    "from", app->regions[ctx->move->from].name, "to", app->regions[ctx->move->to].name,
	    "token", "{{automation:EXECUTION_ID}}");
	add_given(ctx, payload);
	text = json_dumps(payload, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(payload);
	action = automation_add(ret, NULL, "aws:invokeLambdaFunction",
	    json_pack("{s:s, s:s*, s:s, s:s}", "FunctionName", args->function, "Qualifier",
		args->qualifier, "InvocationType", "RequestResponse", "Payload", text));
	json_object_set_new(action, "maxAttempts", json_integer(args->repeatable ? 3 : 1));
}

const struct step_kind lambda_step = {
	.name = "lambda",
	.help = "Calls a function of Lambda. It is called once for the run, unless it says that "
		"it may be called again.",
	.claim = "the function has done its part",
	.undo = "see in the log of the step's function, in CloudWatch Logs, what it has done, and "
		"take it back if it must not stand",
	.manual = "Look at the function's log in CloudWatch Logs, and whether it has done what it "
		  "is for. If not: aws lambda invoke --region {to} --function-name NAME OUTPUT.",
	.options = options,
	.args_size = sizeof(struct lambda_args),
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.check = &check,
	.rights = rights,
	.every = 2 * MSEC_SECOND,
	.deadline = 15 * MSEC_MINUTE,
	.settle = TIMEOUT,
	.automate = automate,
};
