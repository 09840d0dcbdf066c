/* SPDX-License-Identifier: MIT */
/*
 * A plan of ARC Region switch as the actuator: its execution is started in the
 * Region that is to serve, and watched to its end.
 *
 * The comment of an execution carries the token of the step, so that one whose
 * answer was lost is found among the plan's executions, and none is started twice.
 * https://docs.aws.amazon.com/arc-region-switch/latest/api/Welcome.html
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

#define SERVICE   "arc-region-switch"
#define EXECUTION "switch" /* its id */
#define NEWEST    20       /* executions that are searched for ours */

struct switch_args {
	const char *plan;
	int mode; /* index of modes */
	bool approve;
};

enum {
	MODE_BY_MOVE,
	MODE_GRACEFUL,
	MODE_UNGRACEFUL,
};

static const char *const modes[] = { "by-move", "graceful", "ungraceful", NULL };

/* A failover has no time for what a sound Region would grant. */
static const char *
mode(const struct step_ctx *ctx)
{
	const struct switch_args *args = ctx->args;

	if (args->mode != MODE_BY_MOVE)
		return modes[args->mode];
	return modes[ctx->move->kind == MOVE_FAILOVER ? MODE_UNGRACEFUL : MODE_GRACEFUL];
}

static const char *
target(const struct step_ctx *ctx)
{
	return ctx->app->regions[ctx->move->to].name;
}

static const char *
execution(const struct step_ctx *ctx)
{
	char name[MEMO_NAME];

	return memo_get(ctx->memo, memo_name(EXECUTION, ctx->token, name));
}

static bool
keep(const struct step_ctx *ctx, const char *id, struct error *err)
{
	char name[MEMO_NAME];

	return memo_put(ctx->memo, memo_name(EXECUTION, ctx->token, name), id) ||
	    error_set(err, "execution %s was started, and there is no room to note it", id);
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct switch_args *args = ctx->args;
	const char *id = execution(ctx);

	if (id)
		query_json(ret, SERVICE, target(ctx), "ArcRegionSwitch.GetPlanExecution", "1.0",
		    json_pack("{s:s, s:s}", "planArn", args->plan, "executionId", id));
	else
		query_json(ret, SERVICE, target(ctx), "ArcRegionSwitch.ListPlanExecutions", "1.0",
		    json_pack("{s:s, s:i}", "planArn", args->plan, "maxResults", NEWEST));
	return true;
}

/* Ours among the plan's executions, or none of them is. */
static enum verdict
judge_list(const struct step_ctx *ctx, const json_t *body, struct error *err)
{
	const json_t *items = json_object_get(body, "items");
	const json_t *item;
	size_t i;

	if (!json_is_array(items)) {
		error_set(err, "the answer has no list of executions");
		return VERDICT_RETRY;
	}
	json_array_foreach(items, i, item)
	{
		if (!strstr(query_text(item, "comment"), ctx->token))
			continue;
		return keep(ctx, query_text(item, "executionId"), err) ? VERDICT_MORE
								       : VERDICT_FAIL;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "not started");
	return VERDICT_NOT_YET;
}

/* States that are not here, a new one among them, are waited for. */
static const struct {
	const char *name;
	enum verdict verdict;
	const char *remedy;
} states[] = {
	{ "completed", VERDICT_DONE, "" },
	{ "completedMonitoringApplicationHealth", VERDICT_DONE, "" },
	{ "completedWithExceptions", VERDICT_DONE, "" },
	{ "pausedByFailedStep", VERDICT_UNDER_WAY, "; it waits for a retry, a skip or an end" },
	{ "pausedByOperator", VERDICT_UNDER_WAY, "; it waits for an operator" },
	{ "pendingManualApproval", VERDICT_UNDER_WAY, "; it waits for an approval" },
	{ "canceled", VERDICT_FAIL, "" },
	{ "planExecutionTimedOut", VERDICT_FAIL, "" },
	{ "failed", VERDICT_FAIL, "" },
};

/* The step of the plan that waits for an approval; into the scratch, for the act. */
static bool
find_waiting(const struct step_ctx *ctx, const json_t *body)
{
	const json_t *step;
	size_t i;

	buf_clear(ctx->scratch);
	json_array_foreach(json_object_get(body, "stepStates"), i, step)
	{
		if (strcmp(query_text(step, "status"), "pendingApproval") != 0)
			continue;
		buf_puts(ctx->scratch, query_text(step, "name"));
		return ctx->scratch->len > 0;
	}
	return false;
}

static bool
approves(const struct step_ctx *ctx)
{
	return ((const struct switch_args *)ctx->args)->approve;
}

static enum verdict
judge_execution(const struct step_ctx *ctx, const json_t *body, struct error *err)
{
	const char *state = query_text(body, "executionState");

	snprintf(ctx->detail, DETAIL_TEXT, "execution %.40s is %.40s", execution(ctx),
	    *state ? state : "without a state");
	for (size_t i = 0; i < COUNT(states); i++) {
		if (strcmp(states[i].name, state) != 0)
			continue;
		snprintf(ctx->detail, DETAIL_TEXT, "execution %.40s is %s%s", execution(ctx), state,
		    states[i].remedy);
		if (strcmp(state, "pendingManualApproval") == 0 && approves(ctx) &&
		    find_waiting(ctx, body))
			return VERDICT_NOT_YET;
		if (states[i].verdict == VERDICT_FAIL)
			error_set(err, "execution %s has ended as %s", execution(ctx), state);
		return states[i].verdict;
	}
	return VERDICT_UNDER_WAY;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	enum verdict verdict = VERDICT_RETRY;
	json_t *body;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return aws_look_verdict(&error, answer, err);
	body = query_answer(answer);
	if (!body)
		error_set(err, "the answer is not JSON");
	else if (execution(ctx))
		verdict = judge_execution(ctx, body, err);
	else
		verdict = judge_list(ctx, body, err);
	json_decref(body);
	return verdict;
}

/* ---- act ---- */

/* Of one that was started already. */
static bool
ask_approval(const struct step_ctx *ctx, const char *comment, struct call *ret, struct error *err)
{
	const struct switch_args *args = ctx->args;

	if (ctx->scratch->len == 0)
		return error_set(err, "it is not known which step of the plan waits");
	query_json(ret, SERVICE, target(ctx), "ArcRegionSwitch.ApprovePlanExecutionStep", "1.0",
	    json_pack("{s:s, s:s, s:s, s:s, s:s}", "planArn", args->plan, "executionId",
		execution(ctx), "stepName", buf_text(ctx->scratch), "approval", "approve",
		"comment", comment));
	return true;
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct switch_args *args = ctx->args;
	autofree(xfree) char *comment = xasprintf("failoverd %s %s", ctx->move->run, ctx->token);

	if (execution(ctx))
		return ask_approval(ctx, comment, ret, err);
	query_json(ret, SERVICE, target(ctx), "ArcRegionSwitch.StartPlanExecution", "1.0",
	    json_pack("{s:s, s:s, s:s, s:s, s:s}", "planArn", args->plan, "targetRegion",
		target(ctx), "action", "activate", "mode", mode(ctx), "comment", comment));
	return true;
}

/* More acts may follow, if the plan waits for approvals and we are to give them. */
static enum verdict
judge_start(const struct step_ctx *ctx, const char *id, struct error *err)
{
	if (!*id) {
		snprintf(ctx->detail, DETAIL_TEXT, "the answer names no execution");
		return VERDICT_NOT_YET;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "the execution was started");
	if (!keep(ctx, id, err))
		return VERDICT_FAIL;
	return approves(ctx) ? VERDICT_MORE : VERDICT_DONE;
}

/* An execution that is under way forbids another, be it ours: the looks will find it or not. */
static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	enum verdict verdict;
	json_t *body;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_CONFLICT) {
		snprintf(ctx->detail, DETAIL_TEXT, "refused for now: %.140s", error.message);
		return VERDICT_NOT_YET;
	}
	if (error.fault != FAULT_NONE)
		return aws_act_verdict(&error, answer, err);
	if (execution(ctx)) {
		snprintf(ctx->detail, DETAIL_TEXT, "step %.60s of the plan was approved",
		    buf_text(ctx->scratch));
		return VERDICT_MORE;
	}
	body = query_answer(answer);
	verdict = judge_start(ctx, query_text(body, "executionId"), err);
	json_decref(body);
	return verdict;
}

/* ---- whether it could ---- */

static bool
check_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct switch_args *args = ctx->args;

	query_json(ret, SERVICE, ctx->app->regions[ctx->move->to].name,
	    "ArcRegionSwitch.ListPlanExecutions", "1.0",
	    json_pack("{s:s, s:i}", "planArn", args->plan, "maxResults", 1));
	return true;
}

static void
check_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	json_t *body;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	body = query_answer(answer);
	if (json_is_array(json_object_get(body, "items")))
		opinion_set(ret, HEALTH_OK, "the plan is there");
	else
		checked_garbled(ret, "it has no list of executions");
	json_decref(body);
}

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	names_add(&ret->arns, ((const struct switch_args *)ctx->args)->plan);
}

static void
reach_approved(const struct right_ctx *ctx, struct reach *ret)
{
	if (((const struct switch_args *)ctx->args)->approve)
		reach(ctx, ret);
}

static const struct right rights[] = {
	{ "arc-region-switch:ListPlanExecutions", "WatchPlan", reach },
	{ "arc-region-switch:GetPlanExecution", "WatchPlan", reach },
	{ "arc-region-switch:StartPlanExecution", "StartPlan", reach },
	{ "arc-region-switch:ApprovePlanExecutionStep", "ApprovePlan", reach_approved },
	{ 0 },
};

static const struct right check_rights[] = {
	{ "arc-region-switch:ListPlanExecutions", "WatchPlan", reach },
	{ 0 },
};

static const struct check_kind check = {
	.name = "region-switch",
	.why = "a step runs the plan",
	.unproved = "arc-region-switch:StartPlanExecution has no dry run",
	.rights = check_rights,
	.ask = check_ask,
	.judge = check_judge,
};

static bool
loses(const void *args)
{
	return args && ((const struct switch_args *)args)->mode == MODE_UNGRACEFUL;
}

#define AT(member) offsetof(struct switch_args, member)

static const struct option options[] = {
	{ "plan", OPTION_STRING, AT(plan), NULL, "The plan's ARN.", .required = true },
	{ "mode", OPTION_WORD, AT(mode), "\"by-move\"",
	    "How the plan runs: graceful, ungraceful, or ungraceful for a failover and graceful "
	    "for every other move. A block of it whose behavior is \"failover\" loses writes even "
	    "when graceful: for planned moves it must be \"switchoverOnly\".",
	    modes },
	{ "approve", OPTION_BOOL, AT(approve), "false",
	    "Steps of the plan that wait for an approval are approved: who has begun the move has "
	    "given it. Unless given, a person approves them." },
	{ 0 },
};

static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	const struct switch_args *args = ctx->args;
	char id[AUTOMATION_NAME + 16];

	automation_output(automation_call(ret, NULL, SERVICE, "StartPlanExecution",
			      json_pack("{s:s, s:s, s:s, s:s}", "planArn", args->plan,
				  "targetRegion", target(ctx), "action", "activate", "mode",
				  mode(ctx))),
	    "id", "$.executionId");
	snprintf(id, sizeof(id), "{{%s.id}}", ret->name);
	automation_await(ret, "ended", SERVICE, "GetPlanExecution",
	    json_pack("{s:s, s:s}", "planArn", args->plan, "executionId", id),
	    (struct automation_wish){ "$.executionState", "completed" });
}

const struct step_kind region_switch_step = {
	.name = "region-switch",
	.help = "Has a plan of ARC Region switch activate {to} and waits for its end. The steps "
		"around it see for themselves whether that is true.",
	.claim = "the Region switch plan has activated {to}",
	.undo = "see how far its plan came, end it if it still goes on, and that the writer and "
		"traffic are in {from}: aws arc-region-switch list-plan-executions and "
		"cancel-plan-execution --region {to} --plan-arn ARN",
	.manual = "aws arc-region-switch list-plan-executions --region {to} --plan-arn ARN shows "
		  "how far it came. If it was never started: aws arc-region-switch "
		  "start-plan-execution --region {to} --plan-arn ARN --target-region {to} --action "
		  "activate. If it waits for an approval: aws arc-region-switch "
		  "approve-plan-execution-step. If it must not go on: aws arc-region-switch "
		  "cancel-plan-execution.",
	.options = options,
	.args_size = sizeof(struct switch_args),
	.loses = loses,
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.check = &check,
	.rights = rights,
	.every = 5 * MSEC_SECOND,
	.deadline = 30 * MSEC_MINUTE,
	.settle = 15 * MSEC_SECOND,
	.automate = automate,
};
