/* SPDX-License-Identifier: MIT */
/*
 * A fence is taken back: each control that the step has set is as it was before.
 * What that was is noted in the run before the act; where it could not be, the
 * Region that was to be left is opened again, and the others are let alone.
 */
#include <stdio.h>
#include <string.h>

#include "aws/controls.h"
#include "aws/fault.h"
#include "aws/fence_private.h"
#include "aws/query.h"

#define WAS "fence-was" /* a letter for each Region: 1 On, 0 Off, - has none or is not known */

static const char *
was_name(const struct step_ctx *ctx, char ret[MEMO_NAME])
{
	return memo_name(WAS, ctx->token, ret);
}

void
fence_remember(const struct step_ctx *ctx, const json_t *list)
{
	char name[MEMO_NAME], was[REGIONS_MOST + 1] = "";

	if (memo_get(ctx->memo, was_name(ctx, name)))
		return;
	for (size_t r = 0; r < ctx->app->n_regions && r < REGIONS_MOST; r++) {
		const char *arn = fence_control(ctx, r);

		was[r] = "-01"[arn ? controls_state(list, arn) : TRIT_UNKNOWN];
	}
	/* Without room for it, the Region itself is opened again, and that is what counts. */
	if (!memo_put(ctx->memo, name, was))
		return;
}

/* What the Region's control is to be again; unknown: it is let alone. */
static enum trit
wanted(const struct step_ctx *ctx, size_t region)
{
	char name[MEMO_NAME];
	const char *was = memo_get(ctx->memo, was_name(ctx, name));

	if (!fence_control(ctx, region))
		return TRIT_UNKNOWN;
	if (!was || strlen(was) <= region)
		return region == ctx->move->from ? TRIT_YES : TRIT_UNKNOWN;
	return was[region] == '-' ? TRIT_UNKNOWN : trit_of(was[region] == '1');
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const char *control = fence_control(ctx, ctx->move->from);

	if (!control)
		return error_set(err, "%s has no control any more",
		    ctx->app->regions[ctx->move->from].name);
	return controls_ask_panel(ctx->app, control, controls_turn(ctx), ret, err);
}

static enum verdict
judge_list(const struct step_ctx *ctx, const json_t *list, struct error *err)
{
	bool right = true;

	for (size_t r = 0; r < ctx->app->n_regions; r++) {
		enum trit is, should = wanted(ctx, r);

		if (should == TRIT_UNKNOWN)
			continue;
		is = controls_state(list, fence_control(ctx, r));
		if (is == TRIT_UNKNOWN) {
			error_set(err, "the panel does not tell the state of %.160s",
			    fence_control(ctx, r));
			return VERDICT_RETRY; /* by another endpoint */
		}
		right = right && is == should;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "the controls %s as they were before the fence",
	    right ? "are" : "are not yet");
	return right ? VERDICT_DONE : VERDICT_NOT_YET;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	enum verdict verdict;
	json_t *body;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return aws_look_verdict(&error, answer, err);
	body = query_answer(answer);
	verdict = judge_list(ctx, json_object_get(body, "RoutingControls"), err);
	json_decref(body);
	return verdict;
}

/* ---- act ---- */

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	json_t *entries = json_array();

	for (size_t r = 0; r < ctx->app->n_regions; r++)
		if (wanted(ctx, r) != TRIT_UNKNOWN)
			controls_entry(entries, fence_control(ctx, r), wanted(ctx, r) == TRIT_YES);
	return controls_send(ctx->app, controls_turn(ctx), ret,
	    "ToggleCustomerAPI.UpdateRoutingControlStates",
	    json_pack("{s:o}", "UpdateRoutingControlStateEntries", entries), err);
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	char rule[CONTROLS_RULE];

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE) {
		snprintf(ctx->detail, DETAIL_TEXT, "accepted");
		return VERDICT_NOT_YET; /* an empty answer proves little */
	}
	if (error.fault != FAULT_CONFLICT)
		return aws_act_verdict(&error, answer, err);
	/* A rule refuses everything for a while after a change: asked again it may pass. */
	controls_rule(answer, rule);
	error_set(err, "%s refuses (%.100s)", rule[0] ? rule : "a safety rule", error.message);
	return VERDICT_RETRY;
}

const struct step_kind fence_back_step = {
	.name = "fence-back",
	.help = "Sets the controls of a fence back to what they were before it.",
	.claim = "writers are let into {from} again",
	.manual =
	    "Turn the control of {from} On again, at any of the cluster's five endpoints: aws "
	    "route53-recovery-cluster update-routing-control-state --endpoint-url URL --region "
	    "REGION --routing-control-arn ARN-OF-{from} --routing-control-state On.",
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.every = MSEC_SECOND,
	.deadline = 2 * MSEC_MINUTE,
	.settle = 2 * MSEC_SECOND,
};
