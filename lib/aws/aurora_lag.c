/* SPDX-License-Identifier: MIT */
/*
 * How far a Region's cluster is behind the writer. CloudWatch has that in the
 * Region of the secondary only, and late; no datapoint is not a lag of zero.
 */
#include <string.h>

#include "aws/cloudwatch.h"
#include "aws/kinds.h"
#include "aws/right.h"
#include "base/duration.h"
#include "core/app.h"

struct lag_args {
	msec_t period, window;
};

/* The best measure first; older MySQL engines have only the second. */
static const struct cloudwatch_metric metrics[] = {
	{ .id = "rpo", .name = "AuroraGlobalDBRPOLag" },
	{ .id = "rep", .name = "AuroraGlobalDBReplicationLag" },
};

/* Why the lag of this Region cannot be asked for; NULL: it can. */
static const char *
not_applicable(const struct probe_ctx *ctx)
{
	if (!ctx->app->regions[ctx->region].cluster)
		return "no Aurora cluster here";
	if (ctx->world->topology_at > 0 && ctx->world->writer == ctx->region)
		return "the writer is here: it has no lag";
	return NULL;
}

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	static const char *const dimension[] = { "DBClusterIdentifier" };
	const struct region_spec *region = &ctx->app->regions[ctx->region];
	const struct lag_args *args = ctx->args;
	struct cloudwatch_metric own[COUNT(metrics)];
	const char *cluster;

	if (not_applicable(ctx))
		return true; /* CALL_NONE */
	cluster = strrchr(region->cluster, ':');
	cluster = cluster ? cluster + 1 : region->cluster;
	for (size_t i = 0; i < COUNT(metrics); i++) {
		own[i] = metrics[i];
		own[i].namespace = "AWS/RDS";
		own[i].statistic = "Maximum";
		own[i].dimensions = (struct option_map){ dimension, &cluster, 1 };
	}
	cloudwatch_ask(ret, region->name, own, COUNT(own),
	    &(struct cloudwatch_span){ args->period, args->window }, ctx->now.wall);
	return true;
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	const struct lag_args *args = ctx->args;
	char lag[DURATION_TEXT], age[DURATION_TEXT];
	struct cloudwatch_point point;

	if (!answer->http && !answer->trouble) {
		const char *why = not_applicable(ctx);

		sighting_judge(ret, REASON_NOT_APPLICABLE, "%s",
		    why ? why : "the writer has just left");
		return;
	}
	if (!cloudwatch_newest(answer, metrics, COUNT(metrics), args->period, &point, ret))
		return;
	if (point.value < 0) {
		sighting_judge(ret, REASON_NO_DATA,
		    "a negative lag: Aurora does not measure it here");
		return;
	}
	sighting_judge(ret, REASON_OK, "lag %s, measured %s ago",
	    duration_text((msec_t)point.value, lag), duration_text(point.age, age));
	sighting_value(ret, point.value, answer->now.boot - point.age);
}

#define AT(member) offsetof(struct lag_args, member)

static const struct option options[] = {
	{ "period", OPTION_DURATION, AT(period), "\"60s\"",
	    "The metric's period. CloudWatch has datapoints of Aurora once a minute." },
	{ "window", OPTION_DURATION, AT(window), "\"10m\"",
	    "How far back to look for the newest datapoint." },
	{ 0 },
};

msec_t
aurora_lag_period(const struct app *app)
{
	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].kind == &aurora_lag_probe)
			return ((const struct lag_args *)app->probes[p].args)->period;
	return MSEC_MINUTE;
}

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	if (ctx->app->regions[ctx->region].cluster)
		names_add(&ret->regions, ctx->app->regions[ctx->region].name);
}

static const struct right rights[] = {
	{ "cloudwatch:GetMetricData", "WatchMetrics", reach },
	{ 0 },
};

const struct probe_kind aurora_lag_probe = {
	.name = "aurora-lag",
	.help = "The replication lag of a Region's Aurora cluster, as CloudWatch of that Region "
		"measured it last (AuroraGlobalDBRPOLag, else AuroraGlobalDBReplicationLag). The "
		"Region of the writer has none.",
	.options = options,
	.args_size = sizeof(struct lag_args),
	.needs = "aurora",
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
