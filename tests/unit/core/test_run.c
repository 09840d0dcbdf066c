/* SPDX-License-Identifier: MIT */
#include "core/run.h"

#include "run_script.h"

static void
it_looks_acts_and_looks(void **state)
{
	struct script s;

	script_start(&s, 0);
	assert_string_equal(run_step(&s.run)->name, "first");
	script_play(&s, "lN i+ aD lD");
	assert_string_equal(run_step(&s.run)->name, "second");
	script_play(&s, "lN i+ aD lD .");
	assert_int_equal(s.run.status, RUN_DONE);
	assert_int_equal(s.run.ended, s.now.wall);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(s.run.steps[i].status, STEP_DONE);
		assert_int_equal(s.run.steps[i].looks, 2);
		assert_int_equal(s.run.steps[i].acts, 1);
		assert_true(s.run.steps[i].ended >= s.run.steps[i].started);
	}
	assert_string_equal(s.run.steps[0].request_id, "req-D");
	run_done(&s.run);
}

static void
what_is_true_already_is_left_alone(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lD lD .");
	assert_int_equal(s.run.status, RUN_DONE);
	assert_int_equal(s.run.steps[0].status, STEP_ALREADY);
	assert_int_equal(s.run.steps[0].acts, 0);
	assert_false(s.run.steps[0].intended);
}

static void
a_step_without_an_act_only_waits(void **state)
{
	struct script s;

	script_start(&s, 1);
	s.kinds[0].act = (struct action){ 0 };
	script_play(&s, "lN z lU z lR z lN z lD");
	assert_int_equal(s.run.steps[0].status, STEP_DONE);
	assert_int_equal(s.run.steps[0].looks, 5);
	run_done(&s.run);
}

/* A table of what may happen in one step, and how often it was acted until it was done. */
static void
each_answer_leads_on(void **state)
{
	static const struct {
		const char *text;
		int looks, acts;
	} cases[] = {
		/* others are at it: it looks again, and acts only when they are not */
		{ "lU z lU z lD", 3, 0 },
		{ "lU z lN i+ aD lD", 3, 1 },
		/* accepted: it looks at its pace, and never sends again */
		{ "lN i+ aD lN z lN z lU z lN z lD", 6, 1 },
		{ "lN i+ aD lR z lN z lD", 4, 1 },
		/* not taken: sent again after a pause and a look */
		{ "lN i+ aR z lN aD lD", 3, 2 },
		{ "lN i+ aR z lN aR z lN aR z lN aD lN z lD", 6, 4 },
		{ "lN i+ aR z lD", 2, 1 },
		/* not taken, while others were at it: once they are not, it is still for us to act
		 */
		{ "lN i+ aR z lU z lN aD lD", 4, 2 },
		/* one of several acts */
		{ "lN i+ aM lN aM lN aD lD", 4, 3 },
		{ "lN i+ aM lU z lN aD lD", 4, 2 },
		{ "lN i+ aM lM lN aR z lN aD lD", 5, 3 },
		/* one of several looks */
		{ "lM lM lN i+ aD lM lM lD", 6, 1 },
		/* a look that could not be made */
		{ "lR z lR z lN i+ aD lD", 4, 1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, 0);
		script_play(&s, cases[i].text);
		if (s.run.at != 1)
			fail_msg("\"%s\" does not end the step", cases[i].text);
		assert_int_equal(s.run.steps[0].looks, cases[i].looks);
		assert_int_equal(s.run.steps[0].acts, cases[i].acts);
		run_done(&s.run);
	}
}

/* Until "settle" is over nothing is sent that may have been taken. */
static void
an_unclear_answer_is_resolved_by_looking(void **state)
{
	struct script s;
	int looks = 0;

	script_start(&s, 0);
	script_play(&s, "lN i+ aN lN");
	assert_true(s.run.steps[0].unsure);
	while (s.now.boot - s.run.courses[s.run.next].acted < script_kind.settle && looks++ < 10)
		script_play(&s, "z lN");
	assert_in_range(looks, 4, 6);
	assert_int_equal(s.run.steps[0].acts, 1);
	script_play(&s, "aN lN z lD");
	assert_int_equal(s.run.steps[0].acts, 2);
	assert_string_equal(run_step(&s.run)->name, "second");
	run_done(&s.run);
}

static void
an_answer_that_is_clear_ends_the_doubt(void **state)
{
	struct script s;

	script_start(&s, 0);
	s.kinds[0].settle = 0;
	script_play(&s, "lN i+ aN lN z lN aD");
	assert_false(s.run.steps[0].unsure);
	script_play(&s, "lN z lN z lD");
	assert_int_equal(s.run.steps[0].acts, 2);
	run_done(&s.run);
}

static void
one_of_several_acts_that_is_taken_ends_the_doubt(void **state)
{
	struct script s;

	script_start(&s, 0);
	s.kinds[0].settle = 0;
	script_play(&s, "lN i+ aN lN z lN aM");
	s.kinds[0].settle = 5000;
	script_play(&s, "lN aD lD");
	run_done(&s.run);
}

/* The second of two acts was refused in passing: whether the first was taken is still not known. */
static void
a_doubt_outlives_a_second_act_that_was_not_taken(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lN i+ aN lN");
	script_wait(&s, script_kind.settle);
	script_play(&s, "lN aR");
	assert_true(s.run.steps[0].unsure);
	script_wait(&s, 5000);
	script_play(&s, "lU z lD");
	run_done(&s.run);
}

static void
the_same_step_has_the_same_token_and_each_look_another_turn(void **state)
{
	struct script s;
	char first[UUID_TEXT];
	uint32_t turn;

	script_start(&s, 0);
	script_play(&s, "lN");
	snprintf(first, sizeof(first), "%s", script_seen.token);
	turn = script_seen.turn;
	script_play(&s, "i+ aR");
	assert_int_equal(script_seen.turn, turn); /* an act goes where its look was answered */
	script_play(&s, "z lN aD");
	assert_int_equal(script_seen.turn, turn + 1);
	script_play(&s, "lN z");
	assert_string_equal(script_seen.token, first);
	assert_int_equal(script_seen.turn, turn + 2);
	run_resume(&s.run, s.now);
	script_play(&s, "lD");
	assert_string_equal(script_seen.token, first);
	script_play(&s, "lD .");
	assert_string_not_equal(script_seen.token, first);
	assert_int_equal(script_seen.turn, turn + 4);
}

static void
the_scratch_is_the_steps_own(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lM lM");
	assert_true(script_seen.scratch);
	script_play(&s, "lD");
	assert_null(s.run.courses[s.run.next].scratch.data);
	script_play(&s, "lM");
	assert_false(script_seen.scratch);
	script_play(&s, "lF .");
	assert_null(s.run.courses[s.run.next].scratch.data);
}

static void
it_waits_for_an_answer_and_sleeps_between(void **state)
{
	struct script s;
	struct call call = { 0 };

	script_start(&s, 0);
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LOOK);
	assert_true(run_ask(&s.run, false, &call, s.now));
	script_wait(&s, 59000);
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LISTEN);
	run_answer(&s.run, s.run.next, false,
	    &(struct answer){ .http = &(struct http_response){ .status = 'U' }, .now = s.now });
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_SLEEP);
	assert_int_equal(s.run.wake, s.now.boot + script_kind.every);
	script_wait(&s, script_kind.every - 1);
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_SLEEP);
	run_done(&s.run);
}

/* Full jitter: the pauses are within what the number of faults allows, and grow with it. */
static void
faults_in_a_row_make_the_pauses_longer(void **state)
{
	struct script s;
	msec_t most = 200;

	script_start(&s, 0);
	s.steps[0].deadline = MSEC_HOUR;
	for (int i = 0; i < 40; i++) {
		script_play(&s, "lR");
		assert_in_range(s.run.courses[0].wake - s.now.boot, 0, most);
		script_wait(&s, s.run.courses[0].wake - s.now.boot);
		most = 2 * most < 5000 ? 2 * most : 5000;
	}
	assert_string_equal(s.run.steps[0].detail, "trouble R");
	assert_int_equal(s.run.courses[s.run.next].tries, 40);
	script_play(&s, "lU");
	assert_int_equal(s.run.courses[s.run.next].tries, 0);
	script_play(&s, "z lR z lN");
	assert_int_equal(s.run.courses[s.run.next].tries, 0);
	script_play(&s, "i- z i+");
	assert_int_equal(s.run.courses[s.run.next].tries, 0);
	script_play(&s, "aR z lR");
	assert_int_equal(s.run.courses[s.run.next].tries, 2);
	script_play(&s, "z lD");
	assert_int_equal(s.run.courses[s.run.at].tries, 0);
	run_done(&s.run);
}

/* What is dead for acts may answer looks all the time. */
static void
acts_in_vain_make_the_pauses_longer_though_looks_are_answered(void **state)
{
	static const char *const cases[] = { "aR z lN", "aN lN z lN" };

	for (size_t c = 0; c < COUNT(cases); c++) {
		struct script s;
		msec_t began;

		script_start(&s, 0);
		s.steps[0].deadline = MSEC_HOUR;
		s.kinds[0].settle = 0;
		script_play(&s, "lN i+");
		began = s.now.boot;
		for (int i = 0; i < 40; i++)
			script_play(&s, cases[c]);
		/* Forty pauses of at most 5s, half of that in the mean. */
		assert_in_range(s.now.boot - began, 40 * MSEC_SECOND, 200 * MSEC_SECOND);
		script_play(&s, "aM lN");
		assert_int_equal(s.run.courses[0].vain, 0);
		script_play(&s, "aD lD");
		run_done(&s.run);
	}
}

/* Whether an act was taken that was sent before, is asked of the world. */
static void
a_run_that_was_interrupted_begins_its_step_with_a_look(void **state)
{
	static const char *const cases[] = { "lN", "lN i+", "lN i+ aD lN", "lN i+ aN lN z",
		"lN i+ aR z", "lN i+ aM" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;
		bool intended;

		script_start(&s, 0);
		script_play(&s, cases[i]);
		intended = s.run.steps[0].intended;
		script_wait(&s, 30 * MSEC_SECOND);
		buf_wipe(&s.run.courses[s.run.next].scratch);
		run_resume(&s.run, s.now);
		if (!intended) {
			script_play(&s, "lN i+ aD lD");
			continue;
		}
		script_play(&s, "lN z lN z lN z lN z lN z");
		script_play(&s, "lN aD lN z lD");
		run_done(&s.run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_looks_acts_and_looks),
		cmocka_unit_test(what_is_true_already_is_left_alone),
		cmocka_unit_test(a_step_without_an_act_only_waits),
		cmocka_unit_test(each_answer_leads_on),
		cmocka_unit_test(an_unclear_answer_is_resolved_by_looking),
		cmocka_unit_test(an_answer_that_is_clear_ends_the_doubt),
		cmocka_unit_test(one_of_several_acts_that_is_taken_ends_the_doubt),
		cmocka_unit_test(a_doubt_outlives_a_second_act_that_was_not_taken),
		cmocka_unit_test(the_same_step_has_the_same_token_and_each_look_another_turn),
		cmocka_unit_test(the_scratch_is_the_steps_own),
		cmocka_unit_test(it_waits_for_an_answer_and_sleeps_between),
		cmocka_unit_test(faults_in_a_row_make_the_pauses_longer),
		cmocka_unit_test(acts_in_vain_make_the_pauses_longer_though_looks_are_answered),
		cmocka_unit_test(a_run_that_was_interrupted_begins_its_step_with_a_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
