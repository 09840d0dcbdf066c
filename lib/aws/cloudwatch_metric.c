/* SPDX-License-Identifier: MIT */
/* The newest value of any metric of CloudWatch. What it means is for a fact to say. */
#include "aws/cloudwatch.h"

#include "aws/kinds.h"
#include "aws/right.h"
#include "base/alloc.h"
#include "base/duration.h"
#include "core/app.h"
#include "core/place.h"

#define DIMENSIONS_MOST 30 /* CloudWatch's own limit */

struct metric_args {
	const char *namespace, *metric;
	struct option_map dimensions;
	const char *statistic, *unit, *region;
	msec_t period, fresh;
};

#define ID "m"

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct metric_args *args = ctx->args;
	const char *region = ctx->app->regions[ctx->region].name;
	const struct option_map *dimensions = &args->dimensions;
	const char *values[DIMENSIONS_MOST];
	char *filled[DIMENSIONS_MOST];

	if (dimensions->n > DIMENSIONS_MOST)
		return error_set(err, "a metric has at most %d dimensions", DIMENSIONS_MOST);
	for (size_t i = 0; i < dimensions->n; i++)
		values[i] = filled[i] = place_fill(dimensions->values[i], region);
	/* Twice as far as is fresh, to tell what is late from what is not there. */
	cloudwatch_ask(ret, args->region ? args->region : region,
	    &(struct cloudwatch_metric){ ID, args->namespace, args->metric, args->statistic,
		args->unit, { dimensions->keys, values, dimensions->n } },
	    1, &(struct cloudwatch_span){ args->period, 2 * (args->fresh + args->period) },
	    ctx->now.wall);
	for (size_t i = 0; i < dimensions->n; i++)
		xfree(filled[i]);
	return true;
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	const struct metric_args *args = ctx->args;
	struct cloudwatch_point point;
	char age[DURATION_TEXT];

	if (!cloudwatch_newest(answer, &(struct cloudwatch_metric){ .id = ID }, 1, args->period,
		&point, ret))
		return;
	duration_text(point.age, age);
	if (point.age > args->fresh) {
		sighting_judge(ret, REASON_STALE, "%.40s %.6g, measured %s ago: too old",
		    args->metric, point.value, age);
		return;
	}
	sighting_judge(ret, REASON_OK, "%.40s %.6g, measured %s ago", args->metric, point.value,
	    age);
	sighting_value(ret, point.value, answer->now.boot - point.age);
}

#define AT(member) offsetof(struct metric_args, member)

static const struct option options[] = {
	{ "namespace", OPTION_STRING, AT(namespace), NULL,
	    "The metric's namespace: \"AWS/Lambda\".", .required = true },
	{ "metric", OPTION_STRING, AT(metric), NULL, "The metric's name: \"Errors\".",
	    .required = true },
	{ "dimensions", OPTION_MAP, AT(dimensions), NULL,
	    "All of the metric's dimensions, or there is no data; {region} stands for the Region's "
	    "name." },
	{ "statistic", OPTION_STRING, AT(statistic), "\"Average\"",
	    "Average, Sum, Minimum, Maximum, SampleCount, or a percentile such as p99." },
	{ "unit", OPTION_STRING, AT(unit), NULL,
	    "Only datapoints of that unit: \"Milliseconds\". Unless given, of any." },
	{ "region", OPTION_STRING, AT(region), NULL,
	    "Where to ask: \"us-east-1\" for CloudFront. Unless given, the Region that is watched." },
	{ "period", OPTION_DURATION, AT(period), "\"60s\"",
	    "What one datapoint covers: 1, 5, 10 or 30 seconds, or whole minutes." },
	{ "fresh", OPTION_DURATION, AT(fresh), "\"5m\"",
	    "A newest datapoint whose period ended earlier is unknown: CloudWatch is late by a "
	    "minute or more." },
	{ 0 },
};

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct metric_args *args = ctx->args;

	names_add(&ret->regions, args->region ? args->region : ctx->app->regions[ctx->region].name);
}

static const struct right rights[] = {
	{ "cloudwatch:GetMetricData", "WatchMetrics", reach },
	{ 0 },
};

const struct probe_kind cloudwatch_metric_probe = {
	.name = "cloudwatch-metric",
	.help = "The newest datapoint of a metric, as CloudWatch has it: a value for facts, in the "
		"metric's own unit. The answer itself is ok, or unknown when there is no fresh "
		"datapoint; it never says that a Region is down.",
	.options = options,
	.args_size = sizeof(struct metric_args),
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
