/* SPDX-License-Identifier: MIT */
/* How long it took the last times, by what the ledger has of runs. */
#include "daemon/ledger_durations.h"

#include <stdio.h>

#include "test.h"

#include "base/alloc.h"

static struct ledger_durations
of_failover(void)
{
	return (struct ledger_durations){ .application = "remittance",
		.kind = "failover",
		.from = "us-east-1",
		.to = "us-west-2" };
}

/* A run with one step: that many milliseconds the one and the other. */
static json_t *
record(const char *kind, const char *to, const char *status, msec_t whole, msec_t step)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:[{s:s, s:s, s:I, s:I}]}", "id",
	    "r-0007", "application", "remittance", "kind", kind, "from", "us-east-1", "to", to,
	    "status", status, "started", (json_int_t)1000, "ended", (json_int_t)1000 + whole,
	    "steps", "step", "aurora-writer", "status", "done", "started", (json_int_t)2000,
	    "ended", (json_int_t)2000 + step);
}

static bool
add(struct ledger_durations *durations, json_t *json)
{
	bool ret = ledger_durations_add(durations, json);

	json_decref(json);
	return ret;
}

static void
what_was_never_done_has_no_history(void **state)
{
	struct ledger_durations durations = of_failover();

	assert_int_equal(ledger_durations_whole(&durations).n, 0);
	assert_int_equal(ledger_durations_step(&durations, "aurora-writer", 0).n, 0);
}

static void
only_moves_like_it_that_were_done_count(void **state)
{
	static const struct {
		const char *kind, *to, *status;
		bool counts;
	} rows[] = {
		{ "failover", "us-west-2", "done", true },
		{ "failover", "us-west-2", "failed", false },
		{ "failover", "us-west-2", "running", false },
		{ "failover", "us-west-2", "abandoned", false },
		{ "failover", "eu-west-1", "done", false },
		{ "switchover", "us-west-2", "done", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ledger_durations durations = of_failover();
		json_t *json = record(rows[i].kind, rows[i].to, rows[i].status, 9, 5);

		assert_int_equal(add(&durations, json), rows[i].counts);
		assert_int_equal(ledger_durations_whole(&durations).n, rows[i].counts);
	}
}

static void
a_run_does_not_count_for_itself(void **state)
{
	struct ledger_durations durations = of_failover();

	durations.but = "r-0007";
	assert_false(add(&durations, record("failover", "us-west-2", "done", 9, 5)));
	durations.but = "r-0008";
	assert_true(add(&durations, record("failover", "us-west-2", "done", 9, 5)));
}

static void
the_middle_and_both_ends_are_told(void **state)
{
	static const struct {
		msec_t took[4];
		struct ledger_took is;
	} rows[] = {
		{ { 60 }, { 1, 60, 60, 60 } },
		{ { 70, 50 }, { 2, 60, 50, 70 } },
		{ { 90, 50, 55 }, { 3, 55, 50, 90 } },
		{ { 55, 900, 50, 65 }, { 4, 60, 50, 900 } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ledger_durations durations = of_failover();
		struct ledger_took took;

		for (size_t t = 0; t < 4 && rows[i].took[t]; t++)
			add(&durations,
			    record("failover", "us-west-2", "done", 1000, rows[i].took[t]));
		took = ledger_durations_step(&durations, "aurora-writer", 0);
		assert_int_equal(took.n, rows[i].is.n);
		assert_int_equal(took.median, rows[i].is.median);
		assert_int_equal(took.least, rows[i].is.least);
		assert_int_equal(took.most, rows[i].is.most);
		assert_int_equal(ledger_durations_whole(&durations).median, 1000);
	}
}

static void
steps_of_one_name_are_told_apart_by_their_order(void **state)
{
	struct ledger_durations durations = of_failover();
	json_t *json = record("failover", "us-west-2", "done", 100, 5);

	json_array_append_new(json_object_get(json, "steps"),
	    json_pack("{s:s, s:I, s:I}", "step", "aurora-writer", "started", (json_int_t)10,
		"ended", (json_int_t)(10 + 70)));
	add(&durations, json);
	assert_int_equal(ledger_durations_step(&durations, "aurora-writer", 0).median, 5);
	assert_int_equal(ledger_durations_step(&durations, "aurora-writer", 1).median, 70);
	assert_int_equal(ledger_durations_step(&durations, "aurora-writer", 2).n, 0);
	assert_int_equal(ledger_durations_step(&durations, "secret", 0).n, 0);
}

static void
a_step_that_never_ended_has_taken_nothing(void **state)
{
	struct ledger_durations durations = of_failover();
	json_t *json = record("failover", "us-west-2", "done", 100, 5);

	json_object_set_new(json_array_get(json_object_get(json, "steps"), 0), "ended",
	    json_integer(0));
	assert_true(add(&durations, json));
	assert_int_equal(ledger_durations_step(&durations, "aurora-writer", 0).n, 0);
	assert_int_equal(ledger_durations_whole(&durations).n, 1);
}

static void
only_the_newest_runs_count_and_only_so_many_steps(void **state)
{
	struct ledger_durations durations = of_failover();

	for (size_t i = 0; i < LEDGER_DURATIONS_MOST; i++)
		assert_true(add(&durations, record("failover", "us-west-2", "done", 100, 5)));
	assert_false(add(&durations, record("failover", "us-west-2", "done", 100, 900)));
	assert_int_equal(ledger_durations_step(&durations, "aurora-writer", 0).most, 5);

	durations = of_failover();
	for (int i = 0; i < RUN_STEPS_MOST + 1; i++) {
		json_t *json = record("failover", "us-west-2", "done", 100, 5);
		char name[16];

		snprintf(name, sizeof(name), "step-%d", i % 100);
		json_object_set_new(json_array_get(json_object_get(json, "steps"), 0), "step",
		    json_string(name));
		durations.whole.n = 0;
		assert_true(add(&durations, json));
	}
	assert_int_equal(ledger_durations_step(&durations, "step-0", 0).n, 1);
	assert_int_equal(ledger_durations_step(&durations, "step-23", 0).n, 1);
	assert_int_equal(ledger_durations_step(&durations, "step-24", 0).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_never_done_has_no_history),
		cmocka_unit_test(only_moves_like_it_that_were_done_count),
		cmocka_unit_test(a_run_does_not_count_for_itself),
		cmocka_unit_test(the_middle_and_both_ends_are_told),
		cmocka_unit_test(steps_of_one_name_are_told_apart_by_their_order),
		cmocka_unit_test(a_step_that_never_ended_has_taken_nothing),
		cmocka_unit_test(only_the_newest_runs_count_and_only_so_many_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
