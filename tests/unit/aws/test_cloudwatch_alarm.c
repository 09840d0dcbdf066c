/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &cloudwatch_alarm_probe;

static const char *const alarms[] = { "api-5xx-{region}", "queue-depth", "overall" };

static struct option_list *
names(struct scene *s)
{
	return scene_option(s, probe->options, "alarms");
}

static void
start(struct scene *s, size_t n)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, probe->args_size);
	*names(s) = (struct option_list){ alarms, n };
}

static void
asks_for_the_alarms_by_name(void **state)
{
	struct scene s;

	start(&s, 2);
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_AWS);
	assert_string_equal(s.call.name, "cloudwatch:DescribeAlarms");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(http_header(&s.call.http.headers, "X-Amz-Target"),
	    "GraniteServiceVersion20100801.DescribeAlarms");
	assert_string_equal(http_header(&s.call.http.headers, "Content-Type"),
	    "application/x-amz-json-1.0");
	assert_string_equal(scene_body(&s),
	    "{\"AlarmNames\":[\"api-5xx-us-west-2\",\"queue-depth\"],"
	    "\"AlarmTypes\":[\"MetricAlarm\",\"CompositeAlarm\"],\"MaxRecords\":100}");
	*(const char **)scene_option(&s, probe->options, "region") = "us-east-1";
	assert_true(scene_probe_asks(&s, probe));
	assert_string_equal(s.call.region, "us-east-1");
	names(&s)->n = 101;
	assert_false(scene_probe_asks(&s, probe));
	assert_non_null(strstr(s.err.text, "from 1 to 100"));
	names(&s)->n = 0;
	assert_false(scene_probe_asks(&s, probe));
	scene_done(&s);
}

#define ALARM(name, state)                                          \
	"{\"AlarmName\":\"" name "\",\"StateValue\":\"" state "\"," \
	"\"StateReason\":\"Threshold Crossed\",\"ActionsEnabled\":true}"
#define LISTS(metric, composite) \
	"{\"MetricAlarms\":[" metric "],\"CompositeAlarms\":[" composite "]}"
#define API(state)     ALARM("api-5xx-us-west-2", state)
#define QUEUE(state)   ALARM("queue-depth", state)
#define OVERALL(state) ALARM("overall", state)

static const struct {
	size_t n;
	const char *body;
	enum reason reason;
	int value; /* -1: none */
	const char *detail;
} cases[] = {
	{ 1, LISTS(API("OK"), ""), REASON_OK, 0, "api-5xx-us-west-2 is OK" },
	{ 1, LISTS(API("ALARM"), ""), REASON_VALUE, 1,
	    "api-5xx-us-west-2 is ALARM: Threshold Crossed" },
	{ 1, LISTS(API("INSUFFICIENT_DATA"), ""), REASON_NO_DATA, -1,
	    "api-5xx-us-west-2 is INSUFFICIENT_DATA: Threshold Crossed" },
	{ 1, LISTS(API("DREAMING"), ""), REASON_OTHER, -1,
	    "api-5xx-us-west-2 is DREAMING: Threshold Crossed" },
	{ 1, LISTS("{\"AlarmName\":\"api-5xx-us-west-2\"}", ""), REASON_OTHER, -1,
	    "api-5xx-us-west-2 is stateless" },
	{ 1, LISTS(QUEUE("ALARM"), ""), REASON_MISSING, -1, "there is no alarm api-5xx-us-west-2" },
	{ 1, "{\"CompositeAlarms\":[" API("ALARM") "]}", REASON_VALUE, 1,
	    "api-5xx-us-west-2 is ALARM: Threshold Crossed" },
	{ 3, LISTS(QUEUE("OK") "," API("OK"), OVERALL("OK")), REASON_OK, 0, "3 alarms are OK" },
	{ 3, LISTS(QUEUE("OK") "," API("OK"), OVERALL("ALARM")), REASON_VALUE, 1,
	    "overall is ALARM: Threshold Crossed" },
	{ 3, LISTS(QUEUE("ALARM") "," API("ALARM"), OVERALL("OK")), REASON_VALUE, 2,
	    "api-5xx-us-west-2 is ALARM: Threshold Crossed" },
	{ 3, LISTS(QUEUE("ALARM"), OVERALL("INSUFFICIENT_DATA")), REASON_VALUE, 1,
	    "queue-depth is ALARM: Threshold Crossed" },
	{ 3, LISTS(API("OK") "," QUEUE("INSUFFICIENT_DATA"), ""), REASON_NO_DATA, -1,
	    "queue-depth is INSUFFICIENT_DATA: Threshold Crossed" },
	{ 1, "{\"MetricAlarms\":{}}", REASON_GARBLED, -1, "the answer has no list of alarms" },
	{ 1, "<html>", REASON_GARBLED, -1, "the answer has no list of alarms" },
};

static void
one_that_rings_is_a_failure_and_one_that_does_not_know_is_unknown(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		start(&s, cases[i].n);
		assert_int_equal(scene_probe_says(&s, probe, 200, cases[i].body), cases[i].reason);
		assert_string_equal(s.sighting.detail, cases[i].detail);
		assert_int_equal(s.sighting.sample.has_value, cases[i].value >= 0);
		if (cases[i].value >= 0)
			assert_true(s.sighting.sample.value == cases[i].value);
		scene_done(&s);
	}
}

static void
trouble_of_the_api_is_unknown(void **state)
{
	struct scene s;

	start(&s, 1);
	assert_int_equal(scene_probe_says(&s, probe, 400, "{\"__type\":\"ThrottlingException\"}"),
	    REASON_THROTTLED);
	assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_the_alarms_by_name),
		cmocka_unit_test(one_that_rings_is_a_failure_and_one_that_does_not_know_is_unknown),
		cmocka_unit_test(trouble_of_the_api_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
