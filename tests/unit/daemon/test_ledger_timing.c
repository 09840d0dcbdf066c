/* SPDX-License-Identifier: MIT */
/* What monitoring is told of a run that has ended, made of its record. */
#include "daemon/ledger_report.h"

#include "test.h"

#include "daemon/catalog.h"

#define BEGAN 1795528830000

static json_t *
step(const char *name, const char *kind, int from, int until)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:i}", "step", name, "kind", kind, "status",
	    until > 0 ? "done" : "waiting", "started", until > 0 ? (json_int_t)(BEGAN + from) : 0,
	    "ended", until > 0 ? (json_int_t)(BEGAN + until) : 0, "acts", 1);
}

/* ended: after so long; 0: it goes on. Takes the steps over. */
static json_t *
timing(const char *status, int ended, json_t *steps)
{
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:o}", "kind", "failover",
	    "from", "us-east-1", "to", "us-west-2", "application", "shop", "status", status,
	    "started", (json_int_t)BEGAN, "ended", ended > 0 ? (json_int_t)(BEGAN + ended) : 0,
	    "steps", steps);
	json_t *json = ledger_report_timing(record, catalog_all());

	json_decref(record);
	return json;
}

static double
seconds(const json_t *json, const char *name)
{
	const json_t *value = json_object_get(json_object_get(json, "steps"), name);

	assert_non_null(value);
	return json_number_value(value);
}

static void
each_step_and_the_whole_have_their_seconds(void **state)
{
	json_t *json = timing("done", 50000,
	    json_pack("[o, o]", step("writer", "aurora-writer", 0, 40500),
		step("http", "http", 40500, 50000)));

	assert_string_equal(json_string_value(json_object_get(json, "kind")), "failover");
	assert_float_equal(json_number_value(json_object_get(json, "recovery_s")), 50, 0);
	assert_float_equal(seconds(json, "writer"), 40.5, 0);
	assert_float_equal(seconds(json, "http"), 9.5, 0);
	json_decref(json);
}

static void
steps_of_one_name_count_together(void **state)
{
	json_t *json = timing("done", 9000,
	    json_pack("[o, o]", step("wait", "wait", 0, 2000), step("wait", "wait", 3000, 9000)));

	assert_float_equal(seconds(json, "wait"), 8, 0);
	assert_int_equal(json_object_size(json_object_get(json, "steps")), 1);
	json_decref(json);
}

static void
what_was_not_reached_has_no_time(void **state)
{
	json_t *json = timing("failed", 9000,
	    json_pack("[o, o]", step("writer", "aurora-writer", 0, 9000),
		step("http", "http", 0, 0)));

	assert_true(json_is_null(json_object_get(json, "recovery_s")));
	assert_int_equal(json_object_size(json_object_get(json, "steps")), 1);
	json_decref(json);
}

static void
a_run_that_goes_on_is_not_timed(void **state)
{
	assert_null(timing("running", 0, json_pack("[o]", step("http", "http", 0, 9000))));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_and_the_whole_have_their_seconds),
		cmocka_unit_test(steps_of_one_name_count_together),
		cmocka_unit_test(what_was_not_reached_has_no_time),
		cmocka_unit_test(a_run_that_goes_on_is_not_timed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
