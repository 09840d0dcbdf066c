/* SPDX-License-Identifier: MIT */
/*
 * An Automation of Systems Manager: started once, watched to its end.
 *
 * The token of a start is the same for each attempt of this step of this run, so
 * that Systems Manager takes a second one for the first:
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html
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
#include "core/run.h"

#define EXECUTION "ssm" /* its id */
#define VALUE     1024

struct ssm_args {
	const char *document, *version, *region;
	struct option_map parameters;
};

static const char *
region(const struct step_ctx *ctx)
{
	const struct ssm_args *args = ctx->args;

	return move_region(ctx->app, ctx->move, args->region);
}

static const char *
execution(const struct step_ctx *ctx)
{
	char name[MEMO_NAME];

	return memo_get(ctx->memo, memo_name(EXECUTION, ctx->token, name));
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const char *id = execution(ctx);

	if (id)
		query_json(ret, "ssm", region(ctx), "AmazonSSM.GetAutomationExecution", "1.1",
		    json_pack("{s:s}", "AutomationExecutionId", id));
	else
		ret->kind = CALL_NONE;
	return true;
}

enum end {
	GOING_ON,
	GOOD,
	BAD,
};

/* A state that is not among these may be a new one; it is waited for. */
static enum end
end_of(const char *status)
{
	static const struct {
		const char *status;
		enum end end;
	} ends[] = {
		{ "Success", GOOD },
		{ "CompletedWithSuccess", GOOD },
		{ "Failed", BAD },
		{ "TimedOut", BAD },
		{ "Cancelled", BAD },
		{ "Rejected", BAD },
		{ "ChangeCalendarOverrideRejected", BAD },
		{ "CompletedWithFailure", BAD },
		{ "Exited", BAD },
	};

	for (size_t i = 0; i < COUNT(ends); i++)
		if (strcmp(ends[i].status, status) == 0)
			return ends[i].end;
	return GOING_ON;
}

static enum verdict
judge_execution(const struct step_ctx *ctx, const json_t *it, struct error *err)
{
	const char *status = query_text(it, "AutomationExecutionStatus");
	const char *step = query_text(it, "CurrentStepName");
	const char *why = query_text(it, "FailureMessage");

	snprintf(ctx->detail, DETAIL_TEXT, "execution %.40s is %.40s%s%.40s", execution(ctx),
	    *status ? status : "without a status", *step ? ", at its step " : "", step);
	switch (end_of(status)) {
	case GOOD:
		return VERDICT_DONE;
	case BAD:
		error_set(err, "execution %s has ended as %s%s%s", execution(ctx), status,
		    *why ? ": " : "", why);
		return VERDICT_FAIL;
	case GOING_ON:
		break;
	}
	return VERDICT_UNDER_WAY;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	json_t *body;
	const json_t *it;
	enum verdict verdict;

	if (!execution(ctx)) {
		snprintf(ctx->detail, DETAIL_TEXT, "not started");
		return VERDICT_NOT_YET;
	}
	aws_error_read(answer, &error);
	/* It was started: another part of the service may only not know it yet. */
	if (error.fault == FAULT_NOT_FOUND) {
		error_set(err, "execution %s is not known yet", execution(ctx));
		return VERDICT_RETRY;
	}
	if (error.fault != FAULT_NONE)
		return aws_look_verdict(&error, answer, err);
	body = query_answer(answer);
	it = json_object_get(body, "AutomationExecution");
	if (json_is_object(it)) {
		verdict = judge_execution(ctx, it, err);
	} else {
		error_set(err, "the answer has no AutomationExecution");
		verdict = VERDICT_RETRY;
	}
	json_decref(body);
	return verdict;
}

/* ---- act ---- */

/* None at all, or one and more: an empty map is refused. */
static json_t *
parameters(const struct step_ctx *ctx)
{
	const struct ssm_args *args = ctx->args;
	json_t *ret = args->parameters.n > 0 ? json_object() : NULL;
	char value[VALUE];

	for (size_t i = 0; i < args->parameters.n; i++) {
		move_text(ctx->app, ctx->move, args->parameters.values[i], value, sizeof(value));
		json_object_set_new(ret, args->parameters.keys[i], json_pack("[s]", value));
	}
	return ret;
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct ssm_args *args = ctx->args;

	query_json(ret, "ssm", region(ctx), "AmazonSSM.StartAutomationExecution", "1.1",
	    json_pack("{s:s, s:s*, s:o*, s:s, s:s}", "DocumentName", args->document,
		"DocumentVersion", args->version, "Parameters", parameters(ctx), "ClientToken",
		ctx->token, "Mode", "Auto"));
	return true;
}

/* It was accepted; without its id it can only be asked for again, with the same token. */
static enum verdict
keep_id(const struct step_ctx *ctx, const char *id, struct error *err)
{
	char name[MEMO_NAME];

	if (!*id) {
		snprintf(ctx->detail, DETAIL_TEXT, "the answer names no execution");
		return VERDICT_NOT_YET;
	}
	if (!memo_put(ctx->memo, memo_name(EXECUTION, ctx->token, name), id)) {
		error_set(err, "execution %s was started, and there is no room to note it", id);
		return VERDICT_FAIL;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "execution %.60s was started", id);
	return VERDICT_DONE;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	json_t *body;
	enum verdict verdict;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault != FAULT_NONE)
		return aws_act_verdict(&error, answer, err);
	body = query_answer(answer);
	verdict = keep_id(ctx, query_text(body, "AutomationExecutionId"), err);
	json_decref(body);
	return verdict;
}

/* ---- whether it could ---- */

static bool
check_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct ssm_args *args = ctx->args;

	query_json(ret, "ssm", move_region(ctx->app, ctx->move, args->region),
	    "AmazonSSM.DescribeDocument", "1.1",
	    json_pack("{s:s, s:s*}", "Name", args->document, "DocumentVersion", args->version));
	return true;
}

static void
judge_document(const struct ssm_args *args, const json_t *it, struct opinion *ret)
{
	const char *type = query_text(it, "DocumentType"), *status = query_text(it, "Status");

	if (!json_is_object(it))
		checked_garbled(ret, "it has no Document");
	else if (strcmp(type, "Automation") != 0)
		opinion_set(ret, HEALTH_FAIL, "%.90s is of type %.40s, not Automation",
		    args->document, type);
	else if (strcmp(status, "Active") != 0)
		opinion_set(ret, HEALTH_FAIL, "%.90s is %.40s", args->document, status);
	else
		opinion_set(ret, HEALTH_OK, "%.120s is there", args->document);
}

static void
check_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	json_t *body;

	if (!checked_answer(answer, CHECKED_EXTRA, ret))
		return;
	body = query_answer(answer);
	judge_document(ctx->args, json_object_get(body, "Document"), ret);
	json_decref(body);
}

static void
reach_document(const struct right_ctx *ctx, struct reach *ret)
{
	const struct ssm_args *args = ctx->args;

	if (strncmp(args->document, "arn:", 4) == 0)
		names_add(&ret->arns, args->document);
	else
		reach_add(ctx, ret, "ssm", move_region(ctx->app, ctx->move, args->region),
		    "document/%s", args->document);
}

/* What an execution will be called nobody knows before. */
static void
reach_executions(const struct right_ctx *ctx, struct reach *ret)
{
	const struct ssm_args *args = ctx->args;

	reach_add(ctx, ret, "ssm", move_region(ctx->app, ctx->move, args->region),
	    "automation-execution/*");
}

static void
reach_start(const struct right_ctx *ctx, struct reach *ret)
{
	reach_document(ctx, ret);
	reach_executions(ctx, ret);
}

static const struct right rights[] = {
	{ "ssm:StartAutomationExecution", "StartAutomation", reach_start },
	{ "ssm:GetAutomationExecution", "WatchAutomation", reach_executions },
	{ 0 },
};

static const struct right check_rights[] = {
	{ "ssm:DescribeDocument", "SeeDocument", reach_document },
	{ 0 },
};

static const struct check_kind check = {
	.name = "ssm-automation",
	.why = "a step runs the document",
	.unproved = "ssm:StartAutomationExecution has no dry run",
	.rights = check_rights,
	.ask = check_ask,
	.judge = check_judge,
};

#define AT(member) offsetof(struct ssm_args, member)

static const struct option options[] = {
	{ "document", OPTION_STRING, AT(document), NULL,
	    "Name or ARN of the Automation document. It must be in the Region that runs it.",
	    .required = true },
	{ "version", OPTION_STRING, AT(version), NULL,
	    "Its version; unless given, the document's default." },
	{ "region", OPTION_STRING, AT(region), "\"{to}\"",
	    "Where it runs: a Region's name, {to} or {from}. A failover runs in {to}." },
	{ "parameters", OPTION_MAP, AT(parameters), NULL,
	    "The document's parameters. {to}, {from} and {home} are filled in." },
	{ 0 },
};

static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	const struct ssm_args *args = ctx->args;
	json_t *action;

	if (!automation_is_there(ctx, args->region)) {
		automation_pause(ctx, ret);
		return;
	}
	action = automation_add(ret, NULL, "aws:executeAutomation",
	    json_pack("{s:s, s:s*, s:o*}", "DocumentName", args->document, "DocumentVersion",
		args->version, "RuntimeParameters", parameters(ctx)));
	json_object_set_new(action, "timeoutSeconds",
	    json_integer(ret->spec->deadline / MSEC_SECOND));
}

const struct step_kind ssm_automation_step = {
	.name = "ssm-automation",
	.help = "Runs an Automation document of Systems Manager and waits for its end. It is "
		"started once for the run, whatever answers are lost.",
	.claim = "the Automation has ended well",
	.undo = "see how far it came, end it if it still goes on, and take back what it did: aws "
		"ssm describe-automation-executions and stop-automation-execution, in {to} unless "
		"the step names another Region",
	.manual = "aws ssm describe-automation-executions --region {to} shows how far it came. If "
		  "it was never started: aws ssm start-automation-execution --region {to} "
		  "--document-name NAME.",
	.options = options,
	.args_size = sizeof(struct ssm_args),
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.check = &check,
	.rights = rights,
	.every = 5 * MSEC_SECOND,
	.deadline = 30 * MSEC_MINUTE,
	.settle = 5 * MSEC_SECOND,
	.automate = automate,
};
