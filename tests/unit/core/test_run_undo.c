/* SPDX-License-Identifier: MIT */
/* How a run that is given up before the point of no return goes back, whatever happens meanwhile.
 */
#include "undo_way.h"

static enum verdict
failing(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	error_set(err, "exit status 3");
	return VERDICT_FAIL;
}

static void
expect(struct way *w, enum run_status status, const char *why)
{
	if (w->s.run.status != status)
		fail_msg("%s: %s", run_status_name(w->s.run.status), w->s.run.why.text);
	assert_string_equal(w->s.run.why.text, why);
	run_done(&w->s.run);
}

static void
what_was_done_is_taken_back_by_an_abort(void **state)
{
	struct way w;

	way_start(&w);
	script_play(&w.s, "lN i+ aD lD lU");
	way_abort(&w);
	assert_true(w.s.run.undoing);
	assert_int_equal(w.s.run.at, 2);
	assert_string_equal(w.s.run.steps[1].detail, "given up; last seen: said U");
	assert_false(run_committed(&w.s.run));
	script_play(&w.s, "lN i+ aD lU z lD .");
	expect(&w, RUN_ABANDONED, "by alice; taken back: first");
	assert_int_equal(w.s.run.steps[2].status, STEP_DONE);
}

static void
and_when_a_later_step_fails(void **state)
{
	struct way w;

	way_start(&w);
	script_play(&w.s, "lN i+ aD lD lF");
	script_play(&w.s, "lN i+ aD lD .");
	expect(&w, RUN_ABANDONED, "step second: trouble F; taken back: first");
}

static void
what_did_nothing_has_nothing_to_take_back(void **state)
{
	static const char *const cases[] = { "lD", "lN i+ aF", "lN", "lN i+", "lN i+ aR z lD" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct way w;

		way_start(&w);
		script_play(&w.s, cases[i]);
		way_abort(&w);
		script_play(&w.s, ".");
		expect(&w, RUN_ABANDONED, "by alice");
		assert_int_equal(w.s.run.steps[2].status, STEP_WAITING);
	}
}

/* It is gone already, by somebody else, or it never arrived. */
static void
what_is_as_it_was_needs_no_act(void **state)
{
	struct way w;

	way_start(&w);
	script_play(&w.s, "lN i+ aD lD lU");
	way_abort(&w);
	script_play(&w.s, "lD .");
	expect(&w, RUN_ABANDONED, "by alice; taken back: first");
	assert_int_equal(w.s.run.steps[2].acts, 0);
	assert_int_equal(w.s.run.steps[2].status, STEP_ALREADY);
}

/* The act was sent and not answered: that nothing is seen of it yet proves nothing. */
static void
an_act_that_may_still_arrive_is_waited_for(void **state)
{
	static const char *const cases[] = { "lN i+ aN", "lN i+" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct way w;
		struct call call = { 0 };

		way_start(&w);
		script_play(&w.s, cases[i]);
		if (i == 1) {
			assert_int_equal(run_want(&w.s.run, w.s.now), RUN_WANT_ACT);
			assert_true(run_ask(&w.s.run, true, &call, w.s.now));
		}
		way_abort(&w);
		script_play(&w.s, "lD z lD z");
		assert_int_equal(w.s.run.status, RUN_RUNNING);
		script_wait(&w.s, script_kind.settle);
		script_play(&w.s, "lN i+ aD lD .");
		expect(&w, RUN_ABANDONED, "by alice; taken back: first");
	}
}

static void
what_cannot_be_taken_back_is_left_to_a_person(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "lF .",
		    "by alice; step first has acted, and could not be taken back (trouble F), so "
		    "that is yours to undo: turn us-east-1 On" },
		{ "lN i+ aF .",
		    "by alice; step first has acted, and could not be taken back (trouble F), so "
		    "that is yours to undo: turn us-east-1 On" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct way w;

		way_start(&w);
		script_play(&w.s, "lN i+ aD lD lU");
		way_abort(&w);
		script_play(&w.s, cases[i].text);
		expect(&w, RUN_FAILED, cases[i].why);
		assert_int_equal(w.s.run.steps[2].status, STEP_FAILED);
	}
}

/* A command, a function: there is no step that takes back what they did. */
static void
what_has_no_way_back_is_named(void **state)
{
	char text[64];
	struct way w;

	way_start(&w);
	w.s.book.n_undo = 0;
	script_play(&w.s, "lN i+ aD lD lU");
	way_abort(&w);
	script_play(&w.s, ".");
	assert_int_equal(run_left(&w.s.run, 0), 0);
	assert_int_equal(run_left(&w.s.run, 1), 2);
	assert_string_equal(run_left_text(&w.s.run, 0, text, sizeof(text)), "turn us-east-1 On");
	expect(&w, RUN_FAILED,
	    "by alice; step first has acted, and that is yours to undo: turn us-east-1 On");
}

/* It was not refused: it ran, and failed. */
static void
what_failed_half_way_is_named(void **state)
{
	const struct process_answer process = { .status = 3 };
	const struct http_response rsp = { .failure = HTTP_ANSWERED, .status = 200 };
	const struct answer answers[] = { { .process = &process }, { .http = &rsp } };

	for (size_t i = 0; i < COUNT(answers); i++) {
		struct call call = { 0 };
		struct answer answer = answers[i];
		struct way w;

		way_start(&w);
		w.s.book.n_undo = 0;
		w.s.kinds[0].best_effort = false;
		w.s.kinds[0].act.judge = failing;
		script_play(&w.s, "lN i+");
		assert_int_equal(run_want(&w.s.run, w.s.now), RUN_WANT_ACT);
		assert_true(run_ask(&w.s.run, true, &call, w.s.now));
		answer.now = w.s.now;
		run_answer(&w.s.run, 0, true, &answer);
		expect(&w, RUN_FAILED,
		    "step first: exit status 3; step first has acted, and that is yours to undo: "
		    "turn us-east-1 On");
	}
}

static void
all_that_has_none_is_named(void **state)
{
	struct way w;

	way_start(&w);
	w.s.kinds[1].undo = "stop it";
	w.steps[2] = w.steps[1];
	w.steps[2].name = "third";
	w.s.book = (struct runbook){ "failover", w.steps, 3, 2 };
	script_play(&w.s, "lN i+ aD lD lN i+ aD lD lU");
	way_abort(&w);
	script_play(&w.s, ".");
	expect(&w, RUN_FAILED,
	    "by alice; 2 steps have acted, and that is yours to undo: first, second; failoverctl "
	    "runs show r-0007 says how");
}

static void
the_way_back_has_a_deadline(void **state)
{
	struct way w;

	way_start(&w);
	script_play(&w.s, "lN i+ aD lD lU");
	way_abort(&w);
	script_play(&w.s, "lU");
	script_wait(&w.s, script_kind.deadline);
	script_play(&w.s, ".");
	assert_int_equal(w.s.run.status, RUN_FAILED);
	assert_non_null(strstr(w.s.run.why.text, "not true after 1m; last seen: said U"));
	run_done(&w.s.run);
}

/* No intent, no act; and the disk may come back. */
static void
a_disk_that_refuses_the_intent_is_asked_until_the_deadline(void **state)
{
	struct way w;

	way_start(&w);
	script_play(&w.s, "lN i+ aD lD lU");
	way_abort(&w);
	script_play(&w.s, "lN i- z i- z i- z i- z i+ aD lD .");
	expect(&w, RUN_ABANDONED, "by alice; taken back: first");
}

static void
a_second_abort_is_told_that_it_goes_back_already(void **state)
{
	struct error err;
	struct way w;

	way_start(&w);
	script_play(&w.s, "lN i+ aD lD lU");
	way_abort(&w);
	assert_false(run_abort(&w.s.run, "by bob", w.s.now));
	assert_false(run_no_way_back(&w.s.run, &err));
	assert_string_equal(err.text, "r-0007 goes back already; failoverctl runs watch r-0007");
	script_play(&w.s, "lN i+ aD lD .");
	assert_false(run_no_way_back(&w.s.run, &err));
	assert_string_equal(err.text, "r-0007 has ended: it is abandoned");
	run_done(&w.s.run);
}

static void
after_the_point_of_no_return_it_says_what_to_do_instead(void **state)
{
	struct error err;
	struct way w;

	way_start(&w);
	script_play(&w.s, "lN i+ aD lD lN i+ aD");
	assert_false(run_abort(&w.s.run, "by alice", w.s.now));
	assert_false(w.s.run.undoing);
	assert_false(run_no_way_back(&w.s.run, &err));
	assert_non_null(strstr(err.text, "has passed its point of no return, second: it can only"));
	assert_non_null(strstr(err.text, "failoverctl failback --to us-east-1"));
	run_done(&w.s.run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_done_is_taken_back_by_an_abort),
		cmocka_unit_test(and_when_a_later_step_fails),
		cmocka_unit_test(what_did_nothing_has_nothing_to_take_back),
		cmocka_unit_test(what_is_as_it_was_needs_no_act),
		cmocka_unit_test(an_act_that_may_still_arrive_is_waited_for),
		cmocka_unit_test(what_cannot_be_taken_back_is_left_to_a_person),
		cmocka_unit_test(what_has_no_way_back_is_named),
		cmocka_unit_test(what_failed_half_way_is_named),
		cmocka_unit_test(all_that_has_none_is_named),
		cmocka_unit_test(the_way_back_has_a_deadline),
		cmocka_unit_test(a_disk_that_refuses_the_intent_is_asked_until_the_deadline),
		cmocka_unit_test(a_second_abort_is_told_that_it_goes_back_already),
		cmocka_unit_test(after_the_point_of_no_return_it_says_what_to_do_instead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
