/* SPDX-License-Identifier: MIT */
#include "aws/cloudwatch.h"

#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/query.h"

#define SKEW_MOST (2 * MSEC_MINUTE) /* a datapoint of a later time says that a clock is wrong */

/* ---- asking ---- */

static json_t *
query_for(const struct cloudwatch_metric *metric, msec_t period)
{
	json_t *dimensions = json_array();
	json_t *stat;

	for (size_t i = 0; i < metric->dimensions.n; i++)
		json_array_append_new(dimensions,
		    json_pack("{s:s, s:s}", "Name", metric->dimensions.keys[i], "Value",
			metric->dimensions.values[i]));
	stat = json_pack("{s:{s:s, s:s, s:o}, s:I, s:s}", "Metric", "Namespace", metric->namespace,
	    "MetricName", metric->name, "Dimensions", dimensions, "Period", (json_int_t)period,
	    "Stat", metric->statistic);
	if (metric->unit)
		json_object_set_new(stat, "Unit", json_string(metric->unit));
	return json_pack("{s:s, s:o, s:b}", "Id", metric->id, "MetricStat", stat, "ReturnData", 1);
}

void
cloudwatch_call(struct call *ret, const char *region, const char *action, json_t *body)
{
	char target[CALL_NAME];

	snprintf(target, sizeof(target), "GraniteServiceVersion20100801.%s", action);
	query_json(ret, "cloudwatch", region, target, "1.0", body);
	/* The codes of errors are then those that the documentation has. */
	http_header_add(&ret->http.headers, "x-amzn-query-mode", "true");
}

void
cloudwatch_ask(struct call *ret, const char *region, const struct cloudwatch_metric *metrics,
    size_t n, const struct cloudwatch_span *span, msec_t wall)
{
	msec_t period = span->period < MSEC_SECOND ? 1 : span->period / MSEC_SECOND;
	msec_t end = (wall / MSEC_SECOND / period + 1) * period;
	msec_t periods = span->back / MSEC_SECOND / period;
	msec_t most = (periods + 1) * (msec_t)n;
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, query_for(&metrics[i], period));
	cloudwatch_call(ret, region, "GetMetricData",
	    json_pack("{s:o, s:I, s:I, s:s, s:I}", "MetricDataQueries", list, "StartTime",
		(json_int_t)(end - (periods > 0 ? periods : 1) * period), "EndTime",
		(json_int_t)end, "ScanBy", "TimestampDescending", "MaxDatapoints",
		(json_int_t)(most > 100 ? most : 100)));
}

/* ---- reading ---- */

struct datapoint {
	msec_t at; /* wall time of the period's begin */
	double value;
};

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

/* Unknown: there is no datapoint. No: it is not what the protocol says. */
static enum trit
newest_of(const json_t *result, struct datapoint *ret)
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
		*ret = (struct datapoint){ (msec_t)(seconds * 1000), json_number_value(value) };
	}
	return found;
}

/* NULL: sighting says why there is none. */
static const json_t *
find(const json_t *body, const struct cloudwatch_metric *metrics, size_t n, struct datapoint *ret,
    struct sighting *sighting)
{
	const char *code;

	if (!json_is_array(json_object_get(body, "MetricDataResults"))) {
		sighting_judge(sighting, REASON_GARBLED, "the answer has no MetricDataResults");
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *result = result_of(body, metrics[i].id);
		enum trit found = newest_of(result, ret);

		if (found == TRIT_YES)
			return result;
		if (found == TRIT_NO) {
			sighting_judge(sighting, REASON_GARBLED,
			    "timestamps and values do not fit together");
			return NULL;
		}
	}
	code = json_string_value(json_object_get(result_of(body, metrics[0].id), "StatusCode"));
	if (code && strcmp(code, "Forbidden") == 0)
		sighting_judge(sighting, REASON_DENIED, "CloudWatch says Forbidden");
	else
		sighting_judge(sighting, REASON_NO_DATA, "no datapoint (%.40s)",
		    code ? code : "no result");
	return NULL;
}

/* What the newest says of the time since. */
static bool
age_of(const struct answer *answer, const struct datapoint *newest, msec_t period, msec_t *ret,
    struct sighting *sighting)
{
	char when[CLOCK_TEXT];

	if (newest->at > answer->now.wall + SKEW_MOST) {
		sighting_judge(sighting, REASON_SKEW,
		    "a datapoint of %s lies in the future: set our clock",
		    clock_text(newest->at, when));
		return false;
	}
	*ret = answer->now.wall - newest->at - period;
	if (*ret < 0)
		*ret = 0;
	return true;
}

bool
cloudwatch_newest(const struct answer *answer, const struct cloudwatch_metric *metrics, size_t n,
    msec_t period, struct cloudwatch_point *ret, struct sighting *sighting)
{
	struct datapoint point = { 0 };
	json_t *body;
	bool found;

	if (!aws_answered(answer, sighting))
		return false;
	body = query_answer(answer);
	found = find(body, metrics, n, &point, sighting) != NULL;
	json_decref(body);
	ret->value = point.value;
	return found && age_of(answer, &point, period, &ret->age, sighting);
}

/* ---- a row of them ---- */

/* The newest that began before; at 0: there is none. find() has seen that they are sound. */
static struct datapoint
before(const json_t *result, msec_t limit)
{
	const json_t *times = json_object_get(result, "Timestamps");
	const json_t *values = json_object_get(result, "Values");
	struct datapoint ret = { 0 };

	for (size_t i = 0; i < json_array_size(times); i++) {
		msec_t at = (msec_t)(json_number_value(json_array_get(times, i)) * 1000);

		if (at < limit && at > ret.at)
			ret =
			    (struct datapoint){ at, json_number_value(json_array_get(values, i)) };
	}
	return ret;
}

/* From the newest back. */
static void
walk(const json_t *result, const struct datapoint *newest, const struct cloudwatch_span *span,
    struct cloudwatch_row *ret)
{
	msec_t start = newest->at + span->period - span->back;
	struct datapoint last = *newest;

	ret->worst = newest->value;
	ret->gap = 0;
	while (last.at > start) {
		struct datapoint next = before(result, last.at);
		msec_t end = next.at + span->period;
		msec_t gap = last.at - (end > start ? end : start);

		if (gap > ret->gap)
			ret->gap = gap;
		if (end <= start)
			return;
		if (ret->worst >= 0 && (next.value < 0 || next.value > ret->worst))
			ret->worst = next.value;
		last = next;
	}
}

bool
cloudwatch_row(const struct answer *answer, const struct cloudwatch_metric *metrics, size_t n,
    const struct cloudwatch_span *span, struct cloudwatch_row *ret, struct sighting *sighting)
{
	struct datapoint newest = { 0 };
	const json_t *result;
	json_t *body;
	bool good;

	if (!aws_answered(answer, sighting))
		return false;
	body = query_answer(answer);
	result = find(body, metrics, n, &newest, sighting);
	good = result && age_of(answer, &newest, span->period, &ret->age, sighting);
	if (good)
		walk(result, &newest, span, ret);
	json_decref(body);
	return good;
}
