/* SPDX-License-Identifier: MIT */
/*
 * How far a Region's cluster is behind the writer. CloudWatch has that in the
 * Region of the secondary only, one datapoint a period, and later than it happened.
 *
 * No datapoint is not a lag of zero: it is no data.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "base/alloc.h"
#include "base/duration.h"
#include "core/app.h"

#define SKEW_MOST (2 * MSEC_MINUTE) /* a datapoint of a later time says that a clock is wrong */

struct lag_args {
	msec_t period, window;
};

/* The best measure first; older MySQL engines have only the second. */
static const struct {
	const char *id, *metric;
} queries[] = {
	{ "rpo", "AuroraGlobalDBRPOLag" },
	{ "rep", "AuroraGlobalDBReplicationLag" },
};

static json_t *
query_for(size_t i, const char *cluster, msec_t period)
{
	const char *colon = strrchr(cluster, ':');

	return json_pack("{s:s, s:{s:{s:s, s:s, s:[{s:s, s:s}]}, s:I, s:s}, s:b}", "Id",
	    queries[i].id, "MetricStat", "Metric", "Namespace", "AWS/RDS", "MetricName",
	    queries[i].metric, "Dimensions", "Name", "DBClusterIdentifier", "Value",
	    colon ? colon + 1 : cluster, "Period", (json_int_t)period, "Stat", "Maximum",
	    "ReturnData", 1);
}

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
	const struct region_spec *region = &ctx->app->regions[ctx->region];
	const struct lag_args *args = ctx->args;
	msec_t period = args->period < MSEC_SECOND ? 1 : args->period / MSEC_SECOND;
	msec_t end = (ctx->now.wall / MSEC_SECOND / period + 1) * period;
	msec_t periods = args->window / MSEC_SECOND / period;
	json_t *list;

	if (not_applicable(ctx))
		return true; /* CALL_NONE */
	list = json_array();
	for (size_t i = 0; i < COUNT(queries); i++)
		json_array_append_new(list, query_for(i, region->cluster, period));
	query_json(ret, "cloudwatch", region->name, "GraniteServiceVersion20100801.GetMetricData",
	    "1.0",
	    json_pack("{s:o, s:I, s:I, s:s, s:i}", "MetricDataQueries", list, "StartTime",
		(json_int_t)(end - (periods > 0 ? periods : 1) * period), "EndTime",
		(json_int_t)end, "ScanBy", "TimestampDescending", "MaxDatapoints", 100));
	return true;
}

static const json_t *
result_of(const json_t *body, const char *id)
{
	const json_t *list = json_object_get(body, "MetricDataResults");
	const char *name;

	for (size_t i = 0; i < json_array_size(list); i++) {
		name = json_string_value(json_object_get(json_array_get(list, i), "Id"));
		if (name && strcmp(name, id) == 0)
			return json_array_get(list, i);
	}
	return NULL;
}

struct point {
	msec_t at; /* wall time of the period's begin */
	double value;
};

/* The newest datapoint. Unknown: there is none. No: it is not what the protocol says. */
static enum trit
newest(const json_t *result, struct point *ret)
{
	const json_t *times = json_object_get(result, "Timestamps");
	const json_t *values = json_object_get(result, "Values");
	enum trit found = TRIT_UNKNOWN;

	if (json_array_size(times) != json_array_size(values))
		return TRIT_NO;
	for (size_t i = 0; i < json_array_size(times); i++) {
		const json_t *time = json_array_get(times, i);
		const json_t *value = json_array_get(values, i);
		double seconds = json_number_value(time);

		if (!json_is_number(time) || !json_is_number(value) || seconds < 0 ||
		    seconds > 1e11)
			return TRIT_NO;
		if (found == TRIT_YES && (msec_t)(seconds * 1000) <= ret->at)
			continue;
		found = TRIT_YES;
		*ret = (struct point){ (msec_t)(seconds * 1000), json_number_value(value) };
	}
	return found;
}

static void
say(struct sighting *ret, enum reason reason, const char *text)
{
	sample_judge(&ret->sample, reason);
	snprintf(ret->detail, sizeof(ret->detail), "%.150s", text);
}

/* A datapoint covers a whole period; its last word is as old as the period's end. */
static void
judge_point(const struct probe_ctx *ctx, const struct point *point, struct now now,
    struct sighting *ret)
{
	const struct lag_args *args = ctx->args;
	msec_t end = point->at + args->period < now.wall ? point->at + args->period : now.wall;
	char lag[DURATION_TEXT], age[DURATION_TEXT], when[CLOCK_TEXT];

	if (point->at > now.wall + SKEW_MOST) {
		sample_judge(&ret->sample, REASON_SKEW);
		snprintf(ret->detail, sizeof(ret->detail),
		    "a datapoint of %s lies in the future: set our clock",
		    clock_text(point->at, when));
		return;
	}
	if (point->value < 0) {
		say(ret, REASON_NO_DATA, "a negative lag: Aurora does not measure it here");
		return;
	}
	sample_judge(&ret->sample, REASON_OK);
	ret->sample.has_value = true;
	ret->sample.value = point->value;
	ret->sample.value_at = now.boot - (now.wall - end);
	snprintf(ret->detail, sizeof(ret->detail), "lag %s, measured %s ago",
	    duration_text((msec_t)point->value, lag), duration_text(now.wall - end, age));
}

static void
judge_nothing(const json_t *body, struct sighting *ret)
{
	const char *code =
	    json_string_value(json_object_get(result_of(body, queries[0].id), "StatusCode"));

	if (code && strcmp(code, "Forbidden") == 0) {
		say(ret, REASON_DENIED, "CloudWatch says Forbidden");
		return;
	}
	sample_judge(&ret->sample, REASON_NO_DATA);
	snprintf(ret->detail, sizeof(ret->detail), "no datapoint (%.40s)",
	    code ? code : "no result");
}

static void
judge_body(const struct probe_ctx *ctx, const json_t *body, struct now now, struct sighting *ret)
{
	struct point point = { 0 };

	if (!json_is_array(json_object_get(body, "MetricDataResults"))) {
		say(ret, REASON_GARBLED, "the answer has no MetricDataResults");
		return;
	}
	for (size_t i = 0; i < COUNT(queries); i++) {
		enum trit found = newest(result_of(body, queries[i].id), &point);

		if (found == TRIT_NO) {
			say(ret, REASON_GARBLED, "timestamps and values do not fit together");
			return;
		}
		if (found == TRIT_YES) {
			judge_point(ctx, &point, now, ret);
			return;
		}
	}
	judge_nothing(body, ret);
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	struct aws_error error;
	json_t *body;

	if (!answer->http && !answer->trouble) {
		const char *why = not_applicable(ctx);

		say(ret, REASON_NOT_APPLICABLE, why ? why : "the writer has just left");
		return;
	}
	aws_error_read(answer, &error);
	snprintf(ret->request_id, sizeof(ret->request_id), "%s", error.request_id);
	if (error.fault != FAULT_NONE) {
		sample_judge(&ret->sample, aws_reason(&error, answer));
		aws_error_text(&error, answer, ret->detail, sizeof(ret->detail));
		return;
	}
	body = query_answer(answer);
	judge_body(ctx, body, answer->now, ret);
	json_decref(body);
}

#define AT(member) offsetof(struct lag_args, member)

static const struct option options[] = {
	{ "period", OPTION_DURATION, AT(period), "\"60s\"",
	    "The metric's period. CloudWatch has datapoints of Aurora once a minute." },
	{ "window", OPTION_DURATION, AT(window), "\"10m\"",
	    "How far back to look for the newest datapoint." },
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
};
