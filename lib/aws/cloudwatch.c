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
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, query_for(&metrics[i], period));
	cloudwatch_call(ret, region, "GetMetricData",
	    json_pack("{s:o, s:I, s:I, s:s, s:i}", "MetricDataQueries", list, "StartTime",
		(json_int_t)(end - (periods > 0 ? periods : 1) * period), "EndTime",
		(json_int_t)end, "ScanBy", "TimestampDescending", "MaxDatapoints", 100));
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

static bool
find(const json_t *body, const struct cloudwatch_metric *metrics, size_t n, struct datapoint *ret,
    struct sighting *sighting)
{
	const char *code;

	if (!json_is_array(json_object_get(body, "MetricDataResults"))) {
		sighting_judge(sighting, REASON_GARBLED, "the answer has no MetricDataResults");
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		enum trit found = newest_of(result_of(body, metrics[i].id), ret);

		if (found == TRIT_YES)
			return true;
		if (found == TRIT_NO) {
			sighting_judge(sighting, REASON_GARBLED,
			    "timestamps and values do not fit together");
			return false;
		}
	}
	code = json_string_value(json_object_get(result_of(body, metrics[0].id), "StatusCode"));
	if (code && strcmp(code, "Forbidden") == 0)
		sighting_judge(sighting, REASON_DENIED, "CloudWatch says Forbidden");
	else
		sighting_judge(sighting, REASON_NO_DATA, "no datapoint (%.40s)",
		    code ? code : "no result");
	return false;
}

bool
cloudwatch_newest(const struct answer *answer, const struct cloudwatch_metric *metrics, size_t n,
    msec_t period, struct cloudwatch_point *ret, struct sighting *sighting)
{
	struct datapoint point = { 0 };
	char when[CLOCK_TEXT];
	json_t *body;
	bool found;

	if (!aws_answered(answer, sighting))
		return false;
	body = query_answer(answer);
	found = find(body, metrics, n, &point, sighting);
	json_decref(body);
	if (!found)
		return false;
	if (point.at > answer->now.wall + SKEW_MOST) {
		sighting_judge(sighting, REASON_SKEW,
		    "a datapoint of %s lies in the future: set our clock",
		    clock_text(point.at, when));
		return false;
	}
	*ret = (struct cloudwatch_point){ point.value, answer->now.wall - point.at - period };
	if (ret->age < 0)
		ret->age = 0;
	return true;
}
