/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include <jansson.h>

#include "scene.h"

static const struct probe_kind *const probe = &cloudwatch_metric_probe;

static const char *const names[] = { "ApiName", "Stage" };
static const char *const values[] = { "remittance-{region}", "live" };

static const char **
text(struct scene *s, const char *name)
{
	return scene_option(s, probe->options, name);
}

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*text(s, "namespace") = "AWS/ApiGateway";
	*text(s, "metric") = "5XXError";
	*text(s, "statistic") = "Average";
	*(struct option_map *)scene_option(s, probe->options, "dimensions") =
	    (struct option_map){ names, values, 2 };
	*(msec_t *)scene_option(s, probe->options, "period") = MSEC_MINUTE;
	*(msec_t *)scene_option(s, probe->options, "fresh") = 5 * MSEC_MINUTE;
}

/* The whole body: wall time is 1795528830, half past a minute. */
#define BODY(unit)                                                                               \
	"{\"MetricDataQueries\":[{\"Id\":\"m\",\"MetricStat\":{\"Metric\":{"                     \
	"\"Namespace\":\"AWS/ApiGateway\",\"MetricName\":\"5XXError\",\"Dimensions\":["          \
	"{\"Name\":\"ApiName\",\"Value\":\"remittance-us-west-2\"},"                             \
	"{\"Name\":\"Stage\",\"Value\":\"live\"}]},\"Period\":60,\"Stat\":\"Average\"" unit "}," \
	"\"ReturnData\":true}],\"StartTime\":1795528140,\"EndTime\":1795528860,"                 \
	"\"ScanBy\":\"TimestampDescending\",\"MaxDatapoints\":100}"

static void
asks_for_one_metric_of_the_region(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_AWS);
	assert_string_equal(s.call.name, "cloudwatch:GetMetricData");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(scene_body(&s), BODY(""));
	*text(&s, "unit") = "Count";
	*text(&s, "region") = "us-east-1";
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.region, "us-east-1");
	assert_string_equal(scene_body(&s), BODY(",\"Unit\":\"Count\""));
	((struct option_map *)scene_option(&s, probe->options, "dimensions"))->n = 31;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "at most 30 dimensions"));
	scene_done(&s);
}

#define ANSWER(times, values)                                                                  \
	"{\"MetricDataResults\":[{\"Id\":\"m\",\"Timestamps\":[" times "],\"Values\":[" values \
	"],\"StatusCode\":\"Complete\"}]}"

static const struct {
	const char *body;
	enum reason reason;
	double value;
	msec_t age;
	const char *detail;
} cases[] = {
	{ ANSWER("1795528740,1795528680", "0.25,0.5"), REASON_OK, 0.25, 30000,
	    "5XXError 0.25, measured 30s ago" },
	{ ANSWER("1795528740", "-3"), REASON_OK, -3, 30000, "5XXError -3, measured 30s ago" },
	{ ANSWER("1795528470", "7"), REASON_OK, 7, 300000, "5XXError 7, measured 5m ago" },
	{ ANSWER("1795528469", "7"), REASON_STALE, 0, 0,
	    "5XXError 7, measured 5m 1s ago: too old" },
	{ ANSWER("", ""), REASON_NO_DATA, 0, 0, "no datapoint (Complete)" },
	{ ANSWER("1795529000", "1"), REASON_SKEW, 0, 0,
	    "a datapoint of 2026-11-24T14:03:20.000Z lies in the future: set our clock" },
	{ ANSWER("1795528740", ""), REASON_GARBLED, 0, 0,
	    "timestamps and values do not fit together" },
	{ "[]", REASON_GARBLED, 0, 0, "the answer has no MetricDataResults" },
};

static void
a_fresh_datapoint_is_its_value(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sample *sample;
		struct scene s;

		start(&s);
		assert_int_equal(scene_probe_says(&s, probe, 200, cases[i].body), cases[i].reason);
		assert_string_equal(s.sighting.detail, cases[i].detail);
		sample = &s.sighting.sample;
		assert_int_equal(sample->outcome,
		    cases[i].reason == REASON_OK ? OUTCOME_OK : OUTCOME_UNKNOWN);
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
	struct scene s;

	start(&s);
	assert_int_equal(scene_probe_says(&s, probe, 400,
			     "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"),
	    REASON_DENIED);
	assert_string_equal(s.sighting.detail,
	    "HTTP 400 AccessDeniedException: no; allow it in the IAM policy of failoverd's role");
	assert_int_equal(scene_probe_says(&s, probe, 503, ""), REASON_SERVICE);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_one_metric_of_the_region),
		cmocka_unit_test(a_fresh_datapoint_is_its_value),
		cmocka_unit_test(trouble_of_the_api_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
