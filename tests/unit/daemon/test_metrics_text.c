/* SPDX-License-Identifier: MIT */
/* The text of metrics, in both of its forms; and what is counted of a probe. */
#include "daemon/metrics_text.h"

#include <math.h>
#include <string.h>

#include "test.h"

#include "daemon/meter.h"
#include "daemon/traffic.h"

static void
a_gauge_is_the_same_in_both_forms(void **state)
{
	for (int open = 0; open < 2; open++) {
		autofree(buf_done) struct buf buf = { 0 };
		struct metrics_text text = { .buf = &buf, .open = open };

		metrics_text_family(&text, "depth", "gauge", "How deep.");
		metrics_text_sample(&text, NULL, 1.5);
		metrics_text_sample(&text, METRICS_LABELS({ "a", "x" }, { "b", "y" }), 2);
		metrics_text_end(&text);
		assert_string_equal(buf_text(&buf),
		    open ? "# HELP depth How deep.\n# TYPE depth gauge\ndepth 1.5\n"
			   "depth{a=\"x\",b=\"y\"} 2\n# EOF\n"
			 : "# HELP depth How deep.\n# TYPE depth gauge\ndepth 1.5\n"
			   "depth{a=\"x\",b=\"y\"} 2\n");
	}
}

static void
a_counter_has_its_suffix_where_each_form_wants_it(void **state)
{
	for (int open = 0; open < 2; open++) {
		autofree(buf_done) struct buf buf = { 0 };
		struct metrics_text text = { .buf = &buf, .open = open };

		metrics_text_family(&text, "runs", "counter", "Runs.");
		metrics_text_sample(&text, NULL, 3);
		assert_string_equal(buf_text(&buf),
		    open ? "# HELP runs Runs.\n# TYPE runs counter\nruns_total 3\n"
			 : "# HELP runs_total Runs.\n# TYPE runs_total counter\nruns_total 3\n");
	}
}

static void
labels_are_escaped_and_odd_numbers_written(void **state)
{
	autofree(buf_done) struct buf buf = { 0 };
	struct metrics_text text = { .buf = &buf, .name = "x" };

	metrics_text_sample(&text, METRICS_LABELS({ "l", "a\\b\"c\nd" }), NAN);
	metrics_text_sample(&text, NULL, INFINITY);
	metrics_text_sample(&text, NULL, -INFINITY);
	metrics_text_part(&text, "_sum", NULL, 1795603604.526);
	assert_string_equal(buf_text(&buf),
	    "x{l=\"a\\\\b\\\"c\\nd\"} NaN\nx +Inf\nx -Inf\nx_sum 1795603604.526\n");
}

static void
answers_are_counted_by_their_latency(void **state)
{
	static const int32_t latencies[] = { 0, 5, 6, 99, 5000, 60000 };
	struct meter meter = { .answers = 0 };

	for (size_t i = 0; i < COUNT(latencies); i++)
		meter_add(&meter,
		    &(struct sample){
			.latency = latencies[i], .outcome = i == 5 ? OUTCOME_FAIL : OUTCOME_OK });
	assert_int_equal(meter.answers, 6);
	assert_int_equal(meter.failures, 1);
	assert_int_equal(meter.buckets[0], 2);
	assert_int_equal(meter.buckets[1], 1);
	assert_int_equal(meter.buckets[4], 1);
	assert_int_equal(meter.buckets[METER_BUCKETS - 1], 1);
	assert_int_equal(meter.buckets[METER_BUCKETS], 1);
	assert_true(meter.sum > 65.10 && meter.sum < 65.12);
}

static void
a_histogram_is_cumulative(void **state)
{
	autofree(buf_done) struct buf buf = { 0 };
	struct metrics_text text = { .buf = &buf, .name = "took" };
	struct meter meter = { .answers = 0 };

	meter_measure(&meter, 5);
	meter_measure(&meter, 6000);
	metrics_text_histogram(&text, METRICS_LABELS({ "service", "rds" }), &meter);
	assert_non_null(strstr(buf_text(&buf), "took_bucket{service=\"rds\",le=\"0.005\"} 1\n"));
	assert_non_null(strstr(buf_text(&buf), "took_bucket{service=\"rds\",le=\"5\"} 1\n"));
	assert_non_null(strstr(buf_text(&buf),
	    "took_bucket{service=\"rds\",le=\"+Inf\"} 2\n"
	    "took_sum{service=\"rds\"} 6.005\n"
	    "took_count{service=\"rds\"} 2\n"));
}

static void
requests_are_counted_by_service_region_and_status(void **state)
{
	struct traffic traffic = { .n_rows = 0 };
	const struct call rds = { .service = "rds", .region = "us-east-1" };
	const struct call sts = { .service = "sts" };
	const struct http_response good = { .status = 200, .took = 20 }, none = { .took = 3000 };

	traffic_add(&traffic, &rds, &good);
	traffic_add(&traffic, &rds, &good);
	traffic_add(&traffic, &rds, &none);
	traffic_add(&traffic, &sts, &good);
	assert_int_equal(traffic.n_rows, 3);
	assert_int_equal(traffic.rows[0].n, 2);
	assert_string_equal(traffic.rows[0].code, "200");
	assert_string_equal(traffic.rows[1].code, "none");
	assert_string_equal(traffic.rows[2].region, "");
	assert_int_equal(traffic.n_services, 2);
	assert_int_equal(traffic.services[0].meter.answers, 3);
	for (int i = 0; i < 2 * TRAFFIC_ROWS_MOST; i++)
		traffic_add(&traffic, &rds, &(struct http_response){ .status = 1000 + i });
	assert_int_equal(traffic.n_rows, TRAFFIC_ROWS_MOST);
	traffic_done(&traffic);
	assert_int_equal(traffic.n_rows, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gauge_is_the_same_in_both_forms),
		cmocka_unit_test(a_counter_has_its_suffix_where_each_form_wants_it),
		cmocka_unit_test(labels_are_escaped_and_odd_numbers_written),
		cmocka_unit_test(answers_are_counted_by_their_latency),
		cmocka_unit_test(a_histogram_is_cumulative),
		cmocka_unit_test(requests_are_counted_by_service_region_and_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
