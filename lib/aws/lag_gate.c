/* SPDX-License-Identifier: MIT */
/*
 * The lag of the target: small throughout guards.lag_for, and measured until just
 * now. Writes stop for as long as a switchover waits for it.
 */
#include "aws/checked.h"
#include "aws/cloudwatch.h"
#include "aws/gate.h"
#include "aws/kinds.h"
#include "base/duration.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* The best measure first; older MySQL engines have only the second. */
static const struct cloudwatch_metric metrics[] = {
	{ .id = "rpo", .name = "AuroraGlobalDBRPOLag" },
	{ .id = "rep", .name = "AuroraGlobalDBReplicationLag" },
};

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	static const char *const dimension[] = { "DBClusterIdentifier" };
	const char *cluster = rds_identifier(gate_to(ctx)->cluster);
	const struct limits *limits = &ctx->app->limits;
	msec_t period = aurora_lag_period(ctx->app);
	struct cloudwatch_metric own[COUNT(metrics)];

	for (size_t i = 0; i < COUNT(metrics); i++) {
		own[i] = metrics[i];
		own[i].namespace = "AWS/RDS";
		own[i].statistic = "Maximum";
		own[i].dimensions = (struct option_map){ dimension, &cluster, 1 };
	}
	cloudwatch_ask(ret, gate_to(ctx)->name, own, COUNT(own),
	    &(struct cloudwatch_span){ period, limits->lag_for + limits->loss_age + 2 * period },
	    ctx->now.wall);
	return true;
}

static void
judge_row(const struct check_ctx *ctx, const struct cloudwatch_row *row, struct opinion *ret)
{
	const struct limits *limits = &ctx->app->limits;
	const char *name = gate_to(ctx)->name;

	if (row->worst < 0) {
		opinion_set(ret, HEALTH_UNKNOWN, "Aurora does not measure the lag of %s", name);
	} else if (row->age > limits->loss_age) {
		opinion_set(ret, HEALTH_UNKNOWN,
		    "the lag of %s was last measured %s ago, at most %s", name, D(row->age),
		    D(limits->loss_age));
		opinion_remedy(ret, "see why CloudWatch in %s has nothing newer", name);
	} else if (row->gap > limits->loss_age) {
		opinion_set(ret, HEALTH_UNKNOWN,
		    "the lag of %s was not known for %s within the last %s", name, D(row->gap),
		    D(limits->lag_for));
		opinion_remedy(ret, "wait until it was known for %s", D(limits->lag_for));
	} else if (row->worst > (double)limits->max_lag) {
		opinion_set(ret, HEALTH_FAIL, "up to %s within %s, %s allowed",
		    D((msec_t)(row->worst < 1e12 ? row->worst : 1e12)), D(limits->lag_for),
		    D(limits->max_lag));
		opinion_remedy(ret,
		    "wait until replication has kept up for %s, or relieve the writer",
		    D(limits->lag_for));
	} else {
		opinion_set(ret, HEALTH_OK, "at most %s within %s, measured %s ago",
		    D((msec_t)row->worst), D(limits->lag_for), D(row->age));
	}
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	struct sighting sighting = { .detail = "" };
	const struct cloudwatch_span span = { aurora_lag_period(ctx->app),
		ctx->app->limits.lag_for };
	struct cloudwatch_row row;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	if (cloudwatch_row(answer, metrics, COUNT(metrics), &span, &row, &sighting))
		judge_row(ctx, &row, ret);
	else
		opinion_set(ret, HEALTH_UNKNOWN, "the lag of %s is not known: %s",
		    gate_to(ctx)->name, sighting.detail);
}

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	names_add(&ret->regions, ctx->app->regions[ctx->move->to].name);
}

static const struct right rights[] = {
	{ "cloudwatch:GetMetricData", "WatchMetrics", reach },
	{ 0 },
};

const struct check_kind lag_gate = {
	.name = "lag",
	.why = "writes stop until the target has caught up",
	.count = gate_one,
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
