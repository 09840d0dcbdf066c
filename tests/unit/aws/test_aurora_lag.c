/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include <jansson.h>

#include "scene.h"

static const struct probe_kind *const probe = &aurora_lag_probe;

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*(msec_t *)scene_option(s, probe->options, "period") = MSEC_MINUTE;
	*(msec_t *)scene_option(s, probe->options, "window") = 10 * MSEC_MINUTE;
}

static json_int_t
number(const json_t *json, const char *name)
{
	return json_integer_value(json_object_get(json, name));
}

static void
asks_the_region_of_the_secondary_for_both_metrics(void **state)
{
	static const char *const metrics[] = { "AuroraGlobalDBRPOLag",
		"AuroraGlobalDBReplicationLag" };
	struct scene s;
	json_t *body;

	start(&s);
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_AWS);
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(s.call.service, "cloudwatch");
	assert_string_equal(http_header(&s.call.http.headers, "X-Amz-Target"),
	    "GraniteServiceVersion20100801.GetMetricData");
	body = json_loads(scene_body(&s), 0, NULL);
	for (size_t i = 0; i < 2; i++) {
		const json_t *query = json_array_get(json_object_get(body, "MetricDataQueries"), i);
		const json_t *stat = json_object_get(query, "MetricStat");
		const json_t *metric = json_object_get(stat, "Metric");
		const json_t *dimension = json_array_get(json_object_get(metric, "Dimensions"), 0);

		assert_string_equal(json_string_value(json_object_get(metric, "MetricName")),
		    metrics[i]);
		assert_string_equal(json_string_value(json_object_get(dimension, "Value")),
		    "dbcluster2");
		assert_int_equal(number(stat, "Period"), 60);
	}
	/* Whole minutes around 14:00:30. */
	assert_int_equal(number(body, "EndTime"), 1795528860);
	assert_int_equal(number(body, "StartTime"), 1795528260);
	json_decref(body);
	scene_done(&s);
}

static void
does_not_ask_where_there_is_no_lag(void **state)
{
	const struct answer nothing = { .now = { BOOT, WALL } };
	struct scene s;

	start(&s);
	s.probe.region = EAST;
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_probe_answer(&s, probe, &nothing), REASON_NOT_APPLICABLE);
	assert_string_equal(s.sighting.detail, "the writer is here: it has no lag");

	/* Until the topology is known, both are asked. */
	s.world.topology_at = 0;
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_AWS);

	s.regions[EAST].cluster = NULL;
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_probe_answer(&s, probe, &nothing), REASON_NOT_APPLICABLE);
	assert_string_equal(s.sighting.detail, "no Aurora cluster here");
	scene_done(&s);
}

#define RESULT(id, times, values, code)                                                     \
	"{\"Id\":\"" id "\",\"Label\":\"x\",\"Timestamps\":[" times "],\"Values\":[" values \
	"],\"StatusCode\":\"" code "\"}"
#define ANSWER(results) "{\"MetricDataResults\":[" results "],\"Messages\":[]}"

/* Wall time is 1795528830; a datapoint covers a minute. */
static const struct {
	const char *name, *body;
	enum reason reason;
	double value;
	msec_t age; /* of the value */
	const char *detail;
} cases[] = {
	{ "the newest, whatever the order",
	    ANSWER(RESULT("rpo", "1795528680,1795528740,1795528620", "300,312.5,290", "Complete")),
	    REASON_OK, 312.5, 30000, "lag 312ms, measured 30s ago" },
	{ "a period that is not over is not in the future",
	    ANSWER(RESULT("rpo", "1795528800", "40", "Complete")), REASON_OK, 40, 0,
	    "lag 40ms, measured 0ms ago" },
	{ "the first metric wins",
	    ANSWER(RESULT("rep", "1795528740", "9", "Complete") "," RESULT("rpo", "1795528680", "5",
		"Complete")),
	    REASON_OK, 5, 90000, "lag 5ms" },
	{ "the second will do",
	    ANSWER(RESULT("rpo", "", "", "Complete") "," RESULT("rep", "1795528740", "9",
		"Complete")),
	    REASON_OK, 9, 30000, "lag 9ms" },
	{ "part of the data is data", ANSWER(RESULT("rpo", "1795528740", "9", "PartialData")),
	    REASON_OK, 9, 30000, "lag 9ms" },
	{ "a time with a fraction", ANSWER(RESULT("rpo", "1795528740.5", "9", "Complete")),
	    REASON_OK, 9, 29500, "lag 9ms" },
	{ "zero is a value", ANSWER(RESULT("rpo", "1795528740", "0.0", "Complete")), REASON_OK, 0,
	    30000, "lag 0ms" },
	{ "no datapoint", ANSWER(RESULT("rpo", "", "", "Complete")), REASON_NO_DATA, 0, 0,
	    "no datapoint (Complete)" },
	{ "trouble inside", ANSWER(RESULT("rpo", "", "", "InternalError")), REASON_NO_DATA, 0, 0,
	    "no datapoint (InternalError)" },
	{ "forbidden", ANSWER(RESULT("rpo", "", "", "Forbidden")), REASON_DENIED, 0, 0,
	    "CloudWatch says Forbidden" },
	{ "no result at all", ANSWER(""), REASON_NO_DATA, 0, 0, "no datapoint (no result)" },
	{ "a result without arrays", ANSWER("{\"Id\":\"rpo\"}"), REASON_NO_DATA, 0, 0,
	    "no datapoint" },
	{ "not measured", ANSWER(RESULT("rpo", "1795528740", "-1", "Complete")), REASON_NO_DATA, 0,
	    0, "negative" },
	{ "from the future", ANSWER(RESULT("rpo", "1795528951", "9", "Complete")), REASON_SKEW, 0,
	    0, "2026-11-24T14:02:31" },
	{ "times without values", ANSWER(RESULT("rpo", "1795528740", "", "Complete")),
	    REASON_GARBLED, 0, 0, "do not fit" },
	{ "a text for a number", ANSWER(RESULT("rpo", "1795528740", "\"9\"", "Complete")),
	    REASON_GARBLED, 0, 0, "do not fit" },
	{ "a date for a number", ANSWER(RESULT("rpo", "\"2026-11-24T14:00:00Z\"", "9", "Complete")),
	    REASON_GARBLED, 0, 0, "do not fit" },
	{ "a time beyond all times", ANSWER(RESULT("rpo", "1e300", "9", "Complete")),
	    REASON_GARBLED, 0, 0, "do not fit" },
	{ "another answer", "{}", REASON_GARBLED, 0, 0, "MetricDataResults" },
	{ "half an answer", "{\"MetricDataResults\":[", REASON_GARBLED, 0, 0, "" },
	{ "nothing", "", REASON_GARBLED, 0, 0, "" },
	{ "a page", "<html>", REASON_GARBLED, 0, 0, "" },
};

static void
takes_the_newest_datapoint_and_its_age(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sample *sample;
		struct scene s;

		start(&s);
		scene_probe_says(&s, probe, 200, cases[i].body);
		sample = &s.sighting.sample;
		if (sample->reason != cases[i].reason ||
		    !strstr(s.sighting.detail, cases[i].detail))
			fail_msg("%s: %s (%s)", cases[i].name, reason_name(sample->reason),
			    s.sighting.detail);
		assert_int_equal(sample->has_value, cases[i].reason == REASON_OK);
		if (sample->has_value) {
			assert_true(sample->value == cases[i].value);
			assert_int_equal(sample->value_at, BOOT - cases[i].age);
		}
		scene_done(&s);
	}
}

static void
trouble_of_the_api_is_unknown(void **state)
{
	static const struct {
		int status;
		const char *body;
	} answers[] = {
		{ 500, "{\"__type\":\"com.amazonaws#InternalServiceFault\"}" },
		{ 400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}" },
		{ 400, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}" },
		{ 400, "{\"__type\":\"InvalidParameterValue\",\"message\":\"no\"}" },
	};
	struct scene s;

	for (size_t i = 0; i < COUNT(answers); i++) {
		start(&s);
		scene_probe_says(&s, probe, answers[i].status, answers[i].body);
		assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
		assert_false(s.sighting.sample.has_value);
		assert_true(s.sighting.detail[0]);
		scene_done(&s);
	}
	start(&s);
	scene_probe_answer(&s, probe,
	    &(struct answer){ .trouble = "no AWS credentials", .now = { BOOT, WALL } });
	assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
	assert_non_null(strstr(s.sighting.detail, "no AWS credentials"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_the_region_of_the_secondary_for_both_metrics),
		cmocka_unit_test(does_not_ask_where_there_is_no_lag),
		cmocka_unit_test(takes_the_newest_datapoint_and_its_age),
		cmocka_unit_test(trouble_of_the_api_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
