/* SPDX-License-Identifier: MIT */
#include "aws/metric_data.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static size_t
count_of(const char *text, const char *what)
{
	size_t n = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		n++;
	return n;
}

static void
says_a_metric_as_cloudwatch_takes_it(void **state)
{
	autofree(call_done) struct call call = { 0 };
	json_t *data = json_array();

	metric_data_add(data, &(struct metric_datum){ "Heartbeat", "None", 1, "shop" });
	metric_data_add(data,
	    &(struct metric_datum){
		"ReplicationLag", "Seconds", 0.25, "shop", "Region", "us-west-2" });
	metric_data_ask(&call, "us-west-2", data);
	assert_string_equal(call.name, "cloudwatch:PutMetricData");
	assert_string_equal(call.region, "us-west-2");
	assert_false(call.acts);
	assert_string_equal(http_header(&call.http.headers, "X-Amz-Target"),
	    "GraniteServiceVersion20100801.PutMetricData");
	assert_string_equal(buf_text(&call.http.body),
	    "{\"Namespace\":\"failoverd\",\"MetricData\":[{\"MetricName\":\"Heartbeat\","
	    "\"Dimensions\":[{\"Name\":\"Application\",\"Value\":\"shop\"}],\"Value\":1.0,"
	    "\"Unit\":\"None\"},{\"MetricName\":\"ReplicationLag\",\"Dimensions\":[{\"Name\":"
	    "\"Application\",\"Value\":\"shop\"},{\"Name\":\"Region\",\"Value\":\"us-west-2\"}],"
	    "\"Value\":0.25,\"Unit\":\"Seconds\"}]}");
	json_decref(data);
}

/* Each of them once, and no call with more than it may have. */
static void
many_go_in_several_calls(void **state)
{
	static const size_t sizes[] = { METRIC_DATA_MOST, METRIC_DATA_MOST, 5 };
	json_t *data = json_array();

	for (size_t i = 0; i < 2 * METRIC_DATA_MOST + 5; i++) {
		char name[32];

		snprintf(name, sizeof(name), "app-%zu", i);
		metric_data_add(data, &(struct metric_datum){ "Heartbeat", "None", 1, name });
	}
	for (size_t i = 0; i < COUNT(sizes); i++) {
		autofree(call_done) struct call call = { 0 };
		char first[32];

		metric_data_ask(&call, "us-west-2", data);
		assert_int_equal(count_of(buf_text(&call.http.body), "MetricName"), sizes[i]);
		snprintf(first, sizeof(first), "\"app-%zu\"", i * METRIC_DATA_MOST);
		assert_int_equal(count_of(buf_text(&call.http.body), first), 1);
	}
	assert_int_equal(json_array_size(data), 0);
	json_decref(data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_a_metric_as_cloudwatch_takes_it),
		cmocka_unit_test(many_go_in_several_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
