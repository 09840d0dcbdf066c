/* SPDX-License-Identifier: MIT */
/* A run that is aborted, and what a person must undo of one that stopped half-way. */
#include "run_script.h"

static void
an_abort_is_for_what_has_changed_nothing(void **state)
{
	static const struct {
		const char *text;
		bool heard;
	} cases[] = {
		{ "", true },
		{ "lU z", true },
		{ "lN i+ aD lN", true }, /* of a step before the point of no return */
		{ "lD lU", true },
		{ "lD lN i+", false },
		{ "lD lN i+ aR", false },
		{ "lD lN i+ aD lU", false },
		{ "lD lD .", false },
		{ "lF .", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;
		enum run_status before;

		script_start(&s, 1);
		script_play(&s, cases[i].text);
		before = s.run.status;
		if (run_abort(&s.run, "by alice", s.now) != cases[i].heard)
			fail_msg("\"%s\": %s", cases[i].text, run_status_name(s.run.status));
		assert_int_equal(s.run.status, cases[i].heard ? RUN_ABANDONED : before);
		if (cases[i].heard) {
			script_play(&s, ".");
			assert_string_equal(s.run.why.text, "by alice");
			assert_int_equal(s.run.steps[s.run.at].status, STEP_FAILED);
		}
		run_done(&s.run);
	}
}

static void
an_intent_on_its_way_is_past_the_point_of_no_return(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lN");
	assert_false(run_committed(&s.run));
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_INTENT);
	assert_true(run_committed(&s.run));
	assert_false(run_abort(&s.run, "by alice", s.now));
	run_intended(&s.run, s.run.next, false, s.now);
	assert_false(run_committed(&s.run));
	assert_true(run_abort(&s.run, "by alice", s.now));
	run_done(&s.run);
}

/* ---- what a person must undo ---- */

/* The first of two steps has acted, or not; the second fails before its act. */
static void
a_run_that_left_something_behind_is_not_abandoned(void **state)
{
	static const struct {
		const char *text;
		enum run_status status;
	} cases[] = {
		{ "lN i+ aD lD lF", RUN_FAILED },      /* taken */
		{ "lN i+ aN lD lF", RUN_FAILED },      /* perhaps taken */
		{ "lN i+ aM lD lF", RUN_FAILED },      /* a part of it */
		{ "lD lF", RUN_ABANDONED },            /* it was so before */
		{ "lN i+ aF lF", RUN_ABANDONED },      /* refused */
		{ "lN i+ aR z lD lF", RUN_ABANDONED }, /* never taken */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, 1);
		s.kinds[0].undo = "turn {from} On";
		s.kinds[0].best_effort = true;
		script_play(&s, cases[i].text);
		assert_int_equal(run_want(&s.run, s.now), RUN_WANT_END);
		if (s.run.status != cases[i].status)
			fail_msg("\"%s\": %s", cases[i].text, run_status_name(s.run.status));
		assert_int_equal(strstr(s.run.why.text, "turn us-east-1 On") != NULL,
		    cases[i].status == RUN_FAILED);
		assert_non_null(strstr(s.run.why.text, "trouble F"));
		run_done(&s.run);
	}
}

static void
an_abort_says_what_is_left_to_undo(void **state)
{
	static const struct {
		const char *text;
		enum run_status status;
	} cases[] = {
		{ "lN i+", RUN_ABANDONED },       /* intended, and not sent */
		{ "lN i+ aD", RUN_FAILED },       /* still watched */
		{ "lN i+ aD lD lN", RUN_FAILED }, /* in the step after it */
		{ "lD", RUN_ABANDONED },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, 1);
		s.kinds[0].undo = "turn {from} On";
		script_play(&s, cases[i].text);
		assert_true(run_abort(&s.run, "by alice", s.now));
		if (s.run.status != cases[i].status)
			fail_msg("\"%s\": %s", cases[i].text, run_status_name(s.run.status));
		assert_int_equal(strncmp(s.run.why.text, "by alice", 8), 0);
		run_done(&s.run);
	}
}

/* Whether the act was made before the death, the one who comes back does not know. */
static void
an_act_that_was_intended_may_have_to_be_undone(void **state)
{
	struct script s;

	script_start(&s, 1);
	s.kinds[0].undo = "turn {from} On";
	script_play(&s, "lN i+");
	run_resume(&s.run, s.now);
	script_play(&s, "lD lF");
	assert_int_equal(s.run.status, RUN_FAILED);
	assert_non_null(strstr(s.run.why.text, "undo"));
	run_done(&s.run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_abort_is_for_what_has_changed_nothing),
		cmocka_unit_test(an_intent_on_its_way_is_past_the_point_of_no_return),
		cmocka_unit_test(a_run_that_left_something_behind_is_not_abandoned),
		cmocka_unit_test(an_abort_says_what_is_left_to_undo),
		cmocka_unit_test(an_act_that_was_intended_may_have_to_be_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
