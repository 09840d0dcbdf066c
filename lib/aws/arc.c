/* SPDX-License-Identifier: MIT */
/*
 * Routing controls of Application Recovery Controller: where the traffic goes.
 *
 * The cluster has five endpoints, any of which may be away for maintenance at any
 * time. Each call takes the next one, beginning somewhere, so a look after an act
 * is answered by another endpoint than the act was. States are absolute and
 * change in one call: sending it twice is sending it once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "aws/automation.h"
#include "aws/controls.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/right.h"
#include "core/run.h"

/* A rule refuses everything for a while after a change; if it still does, it means it. */
#define REFUSALS      "arc-refusals"
#define REFUSALS_MOST 3
#define OVERRIDES     "arc-override" /* whatever it holds: a safety rule is overridden */

/* ---- the probe ---- */

static bool
probe_ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	return controls_ask(ctx->app, controls_start(ctx->app->name) + ctx->turn, ret, err);
}

static void
probe_judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	enum trit states[REGIONS_MOST];
	enum reason reason;
	struct error err;

	ret->takes_turns = (int)ctx->app->routing.endpoints.n;
	if (!aws_answered(answer, ret))
		return;
	reason = controls_read(ctx->app, answer, states, &err);
	sample_judge(&ret->sample, reason);
	if (reason != REASON_OK) {
		snprintf(ret->detail, sizeof(ret->detail), "%.150s", err.text);
		return;
	}
	for (size_t r = 0; r < ctx->app->n_regions; r++)
		world->regions[r].control = states[r];
	world->controls_at = answer->now.boot;
	controls_tell(ctx->app, states, ret->detail);
}

/* ---- the step ---- */

struct arc_args {
	struct option_list override;
};

static const struct option step_options[] = {
	{ "override_safety_rules", OPTION_LIST, offsetof(struct arc_args, override), NULL,
	    "ARNs of safety rules that a failover, and no other move, overrides when they still "
	    "refuse after their pause. Each time is told as critical. The role needs "
	    "route53-recovery-cluster:AllowSafetyRulesOverrides. Unless given, none is." },
	{ 0 },
};

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];

	if (!to->routing_control)
		return error_set(err, "%s has no routing control: give regions.%s.routing_control",
		    to->name, to->name);
	return controls_ask(ctx->app, controls_turn(ctx), ret, err);
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	enum trit states[REGIONS_MOST];
	bool right = true;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return aws_look_verdict(&error, answer, err);
	if (controls_read(ctx->app, answer, states, err) != REASON_OK)
		return VERDICT_RETRY; /* by another endpoint */
	for (size_t r = 0; r < ctx->app->n_regions; r++)
		if (ctx->app->regions[r].routing_control)
			right = right && states[r] == trit_of(r == ctx->move->to);
	controls_tell(ctx->app, states, ctx->detail);
	return right ? VERDICT_DONE : VERDICT_NOT_YET;
}

static json_t *
override_rules(const struct step_ctx *ctx)
{
	const struct arc_args *args = ctx->args;
	json_t *rules = json_array();

	for (size_t i = 0; i < args->override.n; i++)
		json_array_append_new(rules, json_string(args->override.items[i]));
	return rules;
}

static json_t *
entries_of(const struct step_ctx *ctx)
{
	json_t *ret = json_array();

	for (size_t r = 0; r < ctx->app->n_regions; r++)
		if (ctx->app->regions[r].routing_control)
			controls_entry(ret, ctx->app->regions[r].routing_control,
			    r == ctx->move->to);
	return ret;
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	return controls_send(ctx->app, controls_turn(ctx), ret,
	    "ToggleCustomerAPI.UpdateRoutingControlStates",
	    json_pack("{s:o, s:o*}", "UpdateRoutingControlStateEntries", entries_of(ctx),
		"SafetyRulesToOverride",
		memo_get(ctx->memo, OVERRIDES) ? override_rules(ctx) : NULL),
	    err);
}

/* It has refused for longer than a pause. An operator may have said that it is overridden then. */
static bool
may_override(const struct step_ctx *ctx, const char *rule)
{
	const struct arc_args *args = ctx->args;
	bool listed = !*rule && args->override.n > 0; /* the refusal does not say which it is */

	for (size_t i = 0; i < args->override.n; i++)
		listed = listed || strcmp(args->override.items[i], rule) == 0;
	return listed && ctx->move->kind == MOVE_FAILOVER && !memo_get(ctx->memo, OVERRIDES) &&
	    memo_put(ctx->memo, OVERRIDES, rule);
}

static void
tell_override(const struct step_ctx *ctx, const char *rule, const char *message)
{
	notice_set(ctx->notice, NOTICE_CRITICAL,
	    "%s refused (%.100s), and is overridden, for \"override_safety_rules\" of this step in "
	    "the configuration says so; the run is by %s. Look why it refused, and whether it "
	    "should be there",
	    *rule ? rule : "a safety rule", message, ctx->move->actor);
}

/*
 * A refusal may be a rule's last word, or the pause that every rule makes after a
 * change. The second passes: it is told from the first by asking again.
 */
static enum verdict
judge_refusal(const struct step_ctx *ctx, const struct answer *answer,
    const struct aws_error *error, struct error *err)
{
	const char *before = memo_get(ctx->memo, REFUSALS);
	long refusals = (before ? strtol(before, NULL, 10) : 0) + 1;
	char number[24], rule[CONTROLS_RULE];

	controls_rule(answer, rule);
	snprintf(number, sizeof(number), "%ld", refusals);
	if (refusals < REFUSALS_MOST && memo_put(ctx->memo, REFUSALS, number))
		return VERDICT_NOT_YET;
	if (may_override(ctx, rule)) {
		tell_override(ctx, rule, error->message);
		error_set(err, "%s is overridden", rule[0] ? rule : "a safety rule");
		return VERDICT_RETRY;
	}
	error_set(err,
	    "%s refuses (%.100s). It exists to stop automation and is not overridden: look why it "
	    "holds, then change the controls by hand",
	    rule[0] ? rule : "a safety rule", error->message);
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
		snprintf(ctx->detail, DETAIL_TEXT, "%.60s On, the others Off: accepted",
		    ctx->app->regions[ctx->move->to].name);
		/* An empty answer proves little, and what is absolute may be sent again. */
		return VERDICT_NOT_YET;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "%s",
	    aws_error_text(&error, answer, text, sizeof(text)));
	switch (error.fault) {
	case FAULT_CONFLICT:
		return judge_refusal(ctx, answer, &error, err);
	case FAULT_NO_ANSWER:
	case FAULT_SERVER:
	case FAULT_UNAVAILABLE:
	case FAULT_THROTTLED:
	case FAULT_GARBLED:
		/* Taken or not, it may be sent again, and to the next endpoint. */
		error_set(err, "%s", text);
		return VERDICT_RETRY;
	default:
		return aws_act_verdict(&error, answer, err);
	}
}

static const struct option options[] = { { 0 } };

static const struct right probe_rights[] = {
	{ "route53-recovery-cluster:ListRoutingControls", "WatchControls", reach_endpoints },
	{ 0 },
};

const struct probe_kind routing_controls_probe = {
	.name = "routing-controls",
	.help = "Asks one of the cluster's endpoints which Region's routing control is On. It "
		"informs the guards and finds moves that a person made; it never says that a "
		"Region is down.",
	.options = options,
	.global = true,
	.needs = "routing",
	.ask = probe_ask,
	.judge = probe_judge,
	.rights = probe_rights,
};

static bool
overrides(const struct right_ctx *ctx)
{
	const struct arc_args *args = ctx->args;

	return ctx->move->kind == MOVE_FAILOVER && args->override.n > 0;
}

static void
reach_obedient(const struct right_ctx *ctx, struct reach *ret)
{
	if (!overrides(ctx))
		reach_controls(ctx, ret);
}

static void
reach_overriding(const struct right_ctx *ctx, struct reach *ret)
{
	if (overrides(ctx))
		reach_controls(ctx, ret);
}

static const struct right step_rights[] = {
	{ "route53-recovery-cluster:ListRoutingControls", "WatchControls", reach_endpoints },
	{ "route53-recovery-cluster:UpdateRoutingControlStates", "TurnOurControls", reach_obedient,
	    .never = RIGHT_OVERRIDE },
	{ "route53-recovery-cluster:UpdateRoutingControlStates", "OverrideSafetyRules",
	    reach_overriding },
	{ 0 },
};

/* A rule that refuses stops the document: to override it is for a person to say. */
static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	automate_controls(ctx, entries_of(ctx), ret);
}

const struct step_kind routing_controls_step = {
	.name = "routing-controls",
	.help = "Turns the target's routing control On and all others of the application Off, in "
		"one call, and has another endpoint of the cluster confirm it. Safety rules are "
		"not overridden, unless an option names them.",
	.claim = "the routing control of {to} is On and the others are Off",
	.manual =
	    "Take any of the cluster's five endpoints, URL and REGION as in the application's "
	    "routing.endpoints, and try the next when one does not answer: aws "
	    "route53-recovery-cluster update-routing-control-states --endpoint-url URL --region "
	    "REGION --update-routing-control-state-entries "
	    "'[{\"RoutingControlArn\":\"ARN-OF-{from}\",\"RoutingControlState\":\"Off\"},"
	    "{\"RoutingControlArn\":\"ARN-OF-{to}\",\"RoutingControlState\":\"On\"}]'. Confirm at "
	    "another endpoint with list-routing-controls --control-panel-arn PANEL.",
	.options = step_options,
	.args_size = sizeof(struct arc_args),
	.needs = "routing",
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.every = MSEC_SECOND,
	.deadline = 5 * MSEC_MINUTE,
	.settle = 6 * MSEC_SECOND,
	.rights = step_rights,
	.automate = automate,
};
