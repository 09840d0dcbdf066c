/* SPDX-License-Identifier: MIT */
/* Steps beside each other: each by itself, and the run as good as the worst of them. */
#include "group_scene.h"

static void
all_of_a_group_begin_at_once_and_the_run_waits_for_the_last(void **state)
{
	bool orders[STEPS] = { false };

	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct scene s;

		begin(&s, 0, seed);
		play(&s);
		assert_int_equal(s.run.status, RUN_DONE);
		for (size_t i = 0; i < STEPS; i++) {
			assert_int_equal(world.acts[i], 1);
			assert_int_equal(s.run.steps[i].status, STEP_DONE);
			assert_int_equal(world.scratch[i], '0' + i);
		}
		assert_int_equal(s.run.steps[1].started, s.run.steps[2].started);
		assert_int_equal(s.run.steps[1].started, s.run.steps[3].started);
		for (size_t i = 1; i <= 3; i++) {
			assert_true(s.run.steps[i].started >= s.run.steps[0].ended);
			assert_true(s.run.steps[4].started >= s.run.steps[i].ended);
		}
		for (size_t i = 1; i <= 3; i++)
			if (s.run.steps[i].ended == s.run.steps[4].started)
				orders[i] = true;
	}
	if (!orders[1] || !orders[2] || !orders[3])
		fail_msg("always the same is last: %d %d %d", orders[1], orders[2], orders[3]);
}

/* One history, with a death at that event or without (0); how many events it had. */
static int
play_through(size_t no_return, uint64_t seed, int dies_at)
{
	struct scene s;

	begin(&s, no_return, seed);
	s.dies_at = dies_at;
	play(&s);
	for (size_t i = 0; i < STEPS; i++)
		if (s.run.status != RUN_DONE || world.acts[i] != 1)
			fail_msg("no return %zu, seed %d, died at %d: step %zu acted %d times; %s",
			    no_return, (int)seed, dies_at, i, world.acts[i], s.run.why.text);
	return s.events;
}

/* At each event of many interleavings. */
static void
a_death_at_any_event_changes_nothing(void **state)
{
	static const size_t no_returns[] = { 0, 1, 4 };

	for (size_t i = 0; i < COUNT(no_returns); i++)
		for (uint64_t seed = 1; seed <= 12; seed++) {
			int events = play_through(no_returns[i], seed, 0);

			assert_in_range(events, 40, 400);
			for (int at = 1; at <= events; at++)
				play_through(no_returns[i], seed, at);
		}
}

/* Behind the point of no return the others go on to their end; then each reason is said. */
static void
one_that_fails_lets_the_others_end_and_each_reason_is_named(void **state)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct scene s;

		begin(&s, 0, seed);
		s.refuses[1] = VERDICT_FAIL;
		play(&s);
		assert_int_equal(s.run.status, RUN_FAILED);
		assert_string_equal(s.run.why.text, "step a: refused 1");
		assert_int_equal(world.acts[2] + world.acts[3], 2);
		assert_int_equal(s.run.steps[2].status, STEP_DONE);
		assert_int_equal(s.run.steps[3].status, STEP_DONE);
		assert_int_equal(s.run.steps[4].status, STEP_WAITING);

		begin(&s, 0, seed);
		s.refuses[1] = s.looks[3] = VERDICT_FAIL;
		play(&s);
		assert_int_equal(s.run.status, RUN_FAILED);
		assert_string_equal(s.run.why.text, "step a: refused 1; step c: trouble 3");
		assert_int_equal(world.acts[2], 1);
		assert_int_equal(world.acts[3], 0);
	}
}

/* Also when it dies in between: the failure of before is not forgotten. */
static void
nor_does_a_death_make_a_failure_good(void **state)
{
	struct scene s;
	int events;

	begin(&s, 0, 3);
	s.refuses[2] = VERDICT_FAIL;
	play(&s);
	events = s.events;
	for (int at = 1; at <= events; at++) {
		begin(&s, 0, 3);
		s.refuses[2] = VERDICT_FAIL;
		s.dies_at = at;
		play(&s);
		assert_int_equal(s.run.status, RUN_FAILED);
		assert_non_null(strstr(s.run.why.text, "step b: refused 2"));
		assert_int_equal(world.acts[1] + world.acts[3], 2);
		assert_int_equal(world.acts[4], 0);
	}
}

/* Before it, what has not acted does not begin to: it would have to be undone. */
static void
before_the_point_of_no_return_the_others_do_not_begin_to_act(void **state)
{
	struct scene s;

	begin(&s, 4, 5);
	world.is[0] = true;
	s.looks[1] = VERDICT_FAIL;
	s.looks[2] = s.looks[3] = VERDICT_UNDER_WAY;
	play(&s);
	assert_int_equal(s.run.status, RUN_ABANDONED);
	assert_string_equal(s.run.why.text, "step a: trouble 1");
	assert_int_equal(world.acts[2] + world.acts[3], 0);
	assert_int_equal(s.run.steps[2].status, STEP_FAILED);
	assert_string_equal(s.run.steps[2].detail,
	    "not gone on with, for step a beside it has failed");
}

static void
what_is_only_worth_a_try_does_not_end_the_group(void **state)
{
	struct scene s;

	begin(&s, 0, 5);
	s.steps[2].best_effort = true;
	s.refuses[2] = VERDICT_FAIL;
	play(&s);
	assert_int_equal(s.run.status, RUN_DONE);
	assert_int_equal(s.run.steps[2].status, STEP_FAILED);
	assert_string_equal(s.run.steps[2].detail, "refused 2");
	assert_int_equal(world.acts[4], 1);
}

static void
each_has_its_own_deadline(void **state)
{
	struct scene s;

	begin(&s, 0, 5);
	s.steps[2].deadline = 20000;
	s.looks[2] = s.looks[3] = VERDICT_UNDER_WAY;
	play(&s);
	assert_int_equal(s.run.status, RUN_FAILED);
	assert_non_null(strstr(s.run.why.text, "step b: not true after 20s"));
	assert_non_null(strstr(s.run.why.text, "; step c: not true after 1m"));
	assert_in_range(s.run.steps[2].ended - s.run.steps[2].started, 20000, 22000);
	assert_in_range(s.run.steps[3].ended - s.run.steps[3].started, 60000, 62000);
}

/* The first of them that acts makes the group the point of no return. */
static void
a_group_may_be_the_point_of_no_return(void **state)
{
	struct scene s;

	begin(&s, 1, 5);
	world.is[0] = true;
	s.looks[1] = VERDICT_FAIL;
	s.looks[2] = s.looks[3] = VERDICT_UNDER_WAY;
	play(&s);
	assert_int_equal(s.run.status, RUN_ABANDONED);

	begin(&s, 1, 5);
	world.is[0] = true;
	s.looks[1] = VERDICT_UNDER_WAY;
	s.refuses[3] = VERDICT_FAIL;
	while (s.run.steps[2].status != STEP_DONE) {
		(void)pump(&s);
		happen(&s);
	}
	assert_true(run_committed(&s.run));
	assert_false(run_abort(&s.run, "by ann", s.now));
	play(&s);
	assert_int_equal(s.run.status, RUN_FAILED);
}

static void
an_abort_ends_all_of_them(void **state)
{
	struct scene s;

	begin(&s, 4, 5);
	world.is[0] = true;
	s.looks[1] = s.looks[2] = s.looks[3] = VERDICT_UNDER_WAY;
	for (int i = 0; i < 12; i++) {
		(void)pump(&s);
		happen(&s);
	}
	assert_int_equal(s.run.at, 1);
	assert_true(run_abort(&s.run, "by ann", s.now));
	assert_int_equal(s.run.status, RUN_ABANDONED);
	for (size_t i = 1; i <= 3; i++)
		assert_int_equal(s.run.steps[i].status, STEP_FAILED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_a_group_begin_at_once_and_the_run_waits_for_the_last),
		cmocka_unit_test(a_death_at_any_event_changes_nothing),
		cmocka_unit_test(one_that_fails_lets_the_others_end_and_each_reason_is_named),
		cmocka_unit_test(nor_does_a_death_make_a_failure_good),
		cmocka_unit_test(before_the_point_of_no_return_the_others_do_not_begin_to_act),
		cmocka_unit_test(what_is_only_worth_a_try_does_not_end_the_group),
		cmocka_unit_test(each_has_its_own_deadline),
		cmocka_unit_test(a_group_may_be_the_point_of_no_return),
		cmocka_unit_test(an_abort_ends_all_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
