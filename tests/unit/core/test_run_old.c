/* SPDX-License-Identifier: MIT */
/* What a run does when time has passed that it did not notice: it was asleep, or dead. */
#include "run_script.h"

/* Dies, and is read back after so long, as the disk has it. */
static void
die(struct script *s, msec_t away)
{
	script_wait(s, away);
	run_resume(&s->run, s->now);
}

/*
 * A run that died between its recheck and its first intent went on where it had
 * been, with hours in between: it moved a Region that had long recovered.
 */
static void
before_the_point_of_no_return_it_begins_anew(void **state)
{
	static const msec_t aways[] = { 0, 3000, 3600000 };

	for (size_t i = 0; i < COUNT(aways); i++) {
		struct script s;

		script_start(&s, 1);
		script_play(&s, "lD lN");
		assert_int_equal(s.run.at, 1);
		die(&s, aways[i]);
		assert_int_equal(s.run.at, 0);
		assert_int_equal(s.run.steps[0].status, STEP_RUNNING);
		assert_int_equal(s.run.steps[1].status, STEP_WAITING);
		script_play(&s, "lF .");
		assert_int_equal(s.run.status, RUN_ABANDONED);
	}
}

/* What it may have done before is looked for, given time to show, and intended anew. */
static void
what_was_done_before_is_not_done_twice(void **state)
{
	struct script s;

	script_start(&s, 1);
	script_play(&s, "lN i+ aN lD lN");
	die(&s, 1000);
	assert_true(s.run.steps[0].unsure);
	assert_false(s.run.steps[0].intended);
	script_play(&s, "lN z lN z lN z lN z lN z lN i+ aD lD");
	assert_int_equal(s.run.steps[0].acts, 2);
	run_done(&s.run);
}

/* An abandoned or ended run stays what it is. */
static void
what_has_ended_is_not_taken_up(void **state)
{
	struct script s;

	script_start(&s, 1);
	script_play(&s, "lF .");
	die(&s, 1000);
	script_play(&s, ".");
	assert_int_equal(s.run.status, RUN_ABANDONED);
}

/*
 * Nobody knows whether the intended act was sent. Soon after, it is sent when the
 * world shows nothing; when its time was over meanwhile, the decision is too old.
 */
static void
an_old_intent_of_no_return_is_not_acted_on(void **state)
{
	static const struct {
		msec_t away;
		const char *text;
		enum run_status status;
	} cases[] = {
		{ 50000, "lN z lN z lN z lN z lN z lN aD lD .", RUN_DONE },
		{ 60001, "lN .", RUN_FAILED },
		{ 3600000, "lN .", RUN_FAILED },
		{ 3600000, "lD .", RUN_DONE },      /* it was sent */
		{ 3600000, "lU z lD .", RUN_DONE }, /* and is under way */
		{ 3600000, "lR z lN .", RUN_FAILED },
		{ -3600000, "lN z lN z lN z lN z lN z lN aD lD .", RUN_DONE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, 1);
		script_play(&s, "lD lN i+");
		s.now.wall += cases[i].away;
		run_resume(&s.run, s.now);
		script_play(&s, cases[i].text);
		if (s.run.status != cases[i].status)
			fail_msg("case %zu: %s", i, s.run.why.text);
		if (s.run.status == RUN_FAILED)
			assert_non_null(strstr(s.run.why.text, "step second: "));
		run_done(&s.run);
	}
}

/* After it there is only forward, however long it took. */
static void
past_it_old_intents_are_acted_on(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lD lN i+");
	die(&s, 3600000);
	assert_int_equal(s.run.at, 1);
	script_play(&s, "lN z lN z lN z lN z lN z lN aD lD .");
	assert_int_equal(s.run.status, RUN_DONE);
}

/*
 * A disk that took minutes to keep an intent, or a machine that slept, let an act
 * go that rested on a look of long ago.
 */
static void
an_act_rests_on_a_look_of_just_now(void **state)
{
	static const struct {
		size_t no_return;
		msec_t asleep;
		const char *text;
		enum run_status status;
	} cases[] = {
		{ 1, 15000, "aD lD lD .", RUN_DONE },
		{ 1, 15001, "lN aD lD lD .", RUN_DONE },
		{ 1, 30000, "lD lD .", RUN_DONE },
		{ 0, 15000, "aD lD lD .", RUN_DONE },
		{ 0, 15001, ".", RUN_ABANDONED },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, cases[i].no_return);
		script_play(&s, "lN");
		assert_int_equal(run_want(&s.run, s.now), RUN_WANT_INTENT);
		script_wait(&s, cases[i].asleep);
		run_intended(&s.run, s.run.next, true, s.now);
		script_play(&s, cases[i].text);
		if (s.run.status != cases[i].status)
			fail_msg("case %zu: %s", i, s.run.why.text);
		run_done(&s.run);
	}
}

/* What was sent once is no longer without consequence: it is looked at again, and not given up. */
static void
an_act_that_was_sent_before_is_not_given_up(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lN i+ aR z lN");
	script_wait(&s, 20000);
	script_play(&s, "lN aD lD lD .");
	assert_int_equal(s.run.status, RUN_DONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_point_of_no_return_it_begins_anew),
		cmocka_unit_test(what_was_done_before_is_not_done_twice),
		cmocka_unit_test(what_has_ended_is_not_taken_up),
		cmocka_unit_test(an_old_intent_of_no_return_is_not_acted_on),
		cmocka_unit_test(past_it_old_intents_are_acted_on),
		cmocka_unit_test(an_act_rests_on_a_look_of_just_now),
		cmocka_unit_test(an_act_that_was_sent_before_is_not_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
