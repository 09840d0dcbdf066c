/* SPDX-License-Identifier: MIT */
/*
 * Writers are kept off the Region that is left, before the database moves by force.
 *
 * There is little that can be done about a Region that may be dead, from outside of
 * it. What would revoke the rights of its writers lives in it, as its security groups
 * do, or behind a control plane of another Region, as IAM does, and leaves alive the
 * sessions and connections that exist. Aurora blocks the old writer by itself, as well
 * as it can; how that went, aurora-fencing finds out. What does survive is a routing
 * control: five endpoints of which three live, one call, all or nothing.
 *
 * Best are gates: controls of their own, one for each Region, that the application
 * asks, or a health check of its own, before it takes writes. The target's is opened by
 * the same call, for it may have been closed when that Region was left.
 *
 * Without gates it is the control of the traffic that goes Off, alone. That is weaker,
 * and why it is no part of the built-in runbooks: until the traffic is moved all are
 * Off, which a rule may refuse and which Route 53 takes for all healthy, so that it
 * stops only those whose records are of another kind. A rule is never overridden here;
 * refused, it is told, and the run goes on.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/automation.h"
#include "aws/controls.h"
#include "aws/fault.h"
#include "aws/fence_private.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/right.h"
#include "core/run.h"

struct fence_args {
	struct option_map controls;
};

static bool
has_gates(const struct step_ctx *ctx)
{
	const struct fence_args *args = ctx->args;

	return args->controls.n > 0;
}

static const char *
gate_of(const struct step_ctx *ctx, size_t region)
{
	const struct option_map *gates = &((const struct fence_args *)ctx->args)->controls;

	for (size_t i = 0; i < gates->n; i++)
		if (strcmp(gates->keys[i], ctx->app->regions[region].name) == 0)
			return gates->values[i];
	return NULL;
}

const char *
fence_control(const struct step_ctx *ctx, size_t region)
{
	if (has_gates(ctx))
		return gate_of(ctx, region);
	return region == ctx->move->from ? ctx->app->regions[region].routing_control : NULL;
}

/* What a planned move does to traffic, routing-controls does; and Aurora loses no write by it. */
static bool
is_idle(const struct step_ctx *ctx)
{
	return ctx->move->kind != MOVE_FAILOVER && !has_gates(ctx);
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *from = &ctx->app->regions[ctx->move->from];
	const char *control = fence_control(ctx, ctx->move->from);

	if (is_idle(ctx)) {
		ret->kind = CALL_NONE;
		return true;
	}
	if (!control)
		return error_set(err,
		    "%s has no control to turn Off: give \"controls\" a member %s, or "
		    "regions.%s.routing_control",
		    from->name, from->name, from->name);
	return controls_ask_panel(ctx->app, control, controls_turn(ctx), ret, err);
}

/* All as they should be; unknown: the list lacks one, which err names. */
static enum trit
judge_list(const struct step_ctx *ctx, const json_t *list, struct error *err)
{
	enum trit right = TRIT_YES;

	for (size_t r = 0; r < ctx->app->n_regions; r++) {
		const char *arn = fence_control(ctx, r);
		enum trit state = arn ? controls_state(list, arn) : TRIT_UNKNOWN;

		if (!arn)
			continue;
		if (state == TRIT_UNKNOWN) {
			error_set(err, "the panel does not tell the state of %.160s", arn);
			return TRIT_UNKNOWN;
		}
		if (state != trit_of(r == ctx->move->to))
			right = TRIT_NO;
	}
	return right;
}

static enum verdict
judge_states(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	json_t *body = query_answer(answer);
	const json_t *list = json_object_get(body, "RoutingControls");
	enum trit right = judge_list(ctx, list, err);

	if (right == TRIT_NO)
		fence_remember(ctx, list);
	json_decref(body);
	if (right == TRIT_UNKNOWN)
		return VERDICT_RETRY; /* by another endpoint */
	snprintf(ctx->detail, DETAIL_TEXT, "%s of %.60s is %s",
	    has_gates(ctx) ? "the gate" : "the traffic's control",
	    ctx->app->regions[ctx->move->from].name, right == TRIT_YES ? "Off" : "not Off yet");
	return right == TRIT_YES ? VERDICT_DONE : VERDICT_NOT_YET;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;

	if (is_idle(ctx)) {
		snprintf(ctx->detail, DETAIL_TEXT, "a planned move needs no fence");
		return VERDICT_DONE;
	}
	aws_error_read(answer, &error);
	return error.fault == FAULT_NONE ? judge_states(ctx, answer, err)
					 : aws_look_verdict(&error, answer, err);
}

/* ---- act ---- */

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	json_t *entries = json_array();

	for (size_t r = 0; r < ctx->app->n_regions; r++)
		if (fence_control(ctx, r))
			controls_entry(entries, fence_control(ctx, r), r == ctx->move->to);
	return controls_send(ctx->app, controls_turn(ctx), ret,
	    "ToggleCustomerAPI.UpdateRoutingControlStates",
	    json_pack("{s:o}", "UpdateRoutingControlStateEntries", entries), err);
}

/* Asked again it would hold up the move that it is there for. */
static enum verdict
judge_refusal(const struct step_ctx *ctx, const struct answer *answer,
    const struct aws_error *error, struct error *err)
{
	char rule[CONTROLS_RULE];

	controls_rule(answer, rule);
	notice_set(ctx->notice, NOTICE_WARNING,
	    "%s was not fenced: %s refuses. What may still write there, Aurora alone keeps off; "
	    "when %s is back, let no client of it in before aurora-fencing, or the events of its "
	    "cluster, say that its writer was blocked",
	    ctx->app->regions[ctx->move->from].name, rule[0] ? rule : "a safety rule",
	    ctx->app->regions[ctx->move->from].name);
	/* A record's detail has room for the rule, and what the rule says names it once more. */
	error_set(err, "%s refuses, and is not overridden", rule[0] ? rule : error->message);
	return VERDICT_FAIL;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	char text[DETAIL_TEXT];

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE) {
		snprintf(ctx->detail, DETAIL_TEXT, "accepted");
		return VERDICT_NOT_YET; /* an empty answer proves little */
	}
	aws_error_text(&error, answer, text, sizeof(text));
	snprintf(ctx->detail, DETAIL_TEXT, "%s", text);
	if (error.fault == FAULT_CONFLICT)
		return judge_refusal(ctx, answer, &error, err);
	return aws_act_verdict(&error, answer, err);
}

#define AT(member) offsetof(struct fence_args, member)

static const struct option options[] = {
	{ "controls", OPTION_MAP, AT(controls), NULL,
	    "Region -> ARN of a routing control that the application asks before it takes writes "
	    "there: the target's is turned On and the others Off, in any move. Unless given, a "
	    "failover turns the traffic's control of the Region that is left Off.",
	    .form = FORM_CONTROL, .keys = FORM_REGION },
	{ 0 },
};

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct step_ctx step = { .app = ctx->app, .move = ctx->move, .args = ctx->args };

	for (size_t r = 0; r < ctx->app->n_regions && !is_idle(&step); r++)
		if (fence_control(&step, r))
			names_add(&ret->arns, fence_control(&step, r));
}

static void
reach_list(const struct right_ctx *ctx, struct reach *ret)
{
	const struct step_ctx step = { .app = ctx->app, .move = ctx->move, .args = ctx->args };

	if (!is_idle(&step))
		reach_endpoints(ctx, ret);
}

static const struct right rights[] = {
	{ "route53-recovery-cluster:ListRoutingControls", "WatchControls", reach_list },
	{ "route53-recovery-cluster:UpdateRoutingControlStates", "TurnGates", reach,
	    .never = RIGHT_OVERRIDE },
	{ 0 },
};

static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	json_t *entries = json_array();

	for (size_t r = 0; r < ctx->app->n_regions; r++)
		if (fence_control(ctx, r))
			controls_entry(entries, fence_control(ctx, r), r == ctx->move->to);
	if (json_array_size(entries) > 0) {
		automate_controls(ctx, entries, ret);
		return;
	}
	json_decref(entries);
	automation_pause(ctx, ret);
}

const struct step_kind fence_step = {
	.name = "fence",
	.help = "Keeps writers off the Region that is left, by a routing control, before the "
		"database moves. When a safety rule refuses, that is told and the run goes on.",
	.claim = "writers are kept off {from}",
	.manual =
	    "Keep the application in {from} from writing: scale it to nothing, or take away its "
	    "way to the database. By a routing control, at any of the cluster's five endpoints: "
	    "aws route53-recovery-cluster update-routing-control-state --endpoint-url URL "
	    "--region REGION --routing-control-arn ARN-OF-{from} --routing-control-state Off.",
	.options = options,
	.args_size = sizeof(struct fence_args),
	.needs = "routing",
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.every = MSEC_SECOND,
	.deadline = 20 * MSEC_SECOND,
	.settle = 2 * MSEC_SECOND,
	.best_effort = true,
	.undo = "turn the control of {from} On again: aws route53-recovery-cluster "
		"update-routing-control-state --endpoint-url URL --region REGION "
		"--routing-control-arn ARN-OF-{from} --routing-control-state On",
	.back = &fence_back_step,
	.rights = rights,
	.automate = automate,
};
