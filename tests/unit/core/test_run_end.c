/* SPDX-License-Identifier: MIT */
/* How a run ends by itself, and where there is no way back. */
#include "run_script.h"

static void
before_the_point_of_no_return_it_is_abandoned_and_after_it_fails(void **state)
{
	static const struct {
		size_t no_return;
		const char *text;
		enum run_status status;
	} cases[] = {
		{ 1, "lF .", RUN_ABANDONED },
		{ 1, "lN i+ aF .", RUN_ABANDONED },
		{ 1, "lN i+ aD lF .", RUN_ABANDONED },
		{ 1, "lD lF .", RUN_ABANDONED },
		{ 1, "lD lN i+ aF .", RUN_FAILED },
		{ 1, "lD lN i+ aD lF .", RUN_FAILED },
		{ 1, "lD lN i+ aN lF .", RUN_FAILED },
		{ 1, "lD lN i+ aR z lF .", RUN_FAILED },
		{ 0, "lF .", RUN_ABANDONED },
		{ 0, "lN i+ aF .", RUN_FAILED },
		{ 0, "lD lF .", RUN_FAILED },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, cases[i].no_return);
		script_play(&s, cases[i].text);
		if (s.run.status != cases[i].status)
			fail_msg("\"%s\" is %s", cases[i].text, run_status_name(s.run.status));
		assert_int_equal(s.run.steps[s.run.at].status, STEP_FAILED);
		assert_int_equal(s.run.ended, s.now.wall);
		assert_non_null(strstr(s.run.why.text, ": trouble F"));
		assert_int_equal(strncmp(s.run.why.text, s.run.at ? "step second" : "step first",
				     10),
		    0);
	}
}

static void
a_claim_that_does_not_come_true_is_overdue(void **state)
{
	static const struct {
		const char *begin;
		const char *why;
	} cases[] = {
		{ "lU z", "step first: not true after 1m; last seen: said U" },
		{ "lR z", "step first: not true after 1m; last seen: trouble R" },
		{ "lN i+ aD lN z",
		    "step first: not true after 1m; last seen: said N; the last act: said D" },
		{ "lN i+ aR z lN aR z lN",
		    "step first: not true after 1m; last seen: said N; the last act: trouble R" },
		{ "lN i+ aR z lR", "step first: not true after 1m; last seen: trouble R" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, 0);
		script_play(&s, cases[i].begin);
		script_wait(&s, 59999 - (s.now.boot - s.run.courses[s.run.next].entered));
		assert_int_not_equal(run_want(&s.run, s.now), RUN_WANT_END);
		s.run.courses[s.run.next].listening = false;
		script_wait(&s, 1);
		script_play(&s, ".");
		assert_string_equal(s.run.why.text, cases[i].why);
		assert_int_equal(s.run.status,
		    s.run.steps[0].intended ? RUN_FAILED : RUN_ABANDONED);
	}
}

/* What others do cannot be hurried: it is waited for, and told, and not for ever. */
static void
what_is_under_way_is_waited_for_beyond_the_deadline(void **state)
{
	static const struct {
		const char *last; /* what is seen last before the deadline */
		bool waits;
	} cases[] = { { "lU", true }, { "lU z lM lR", true }, { "lU z lN i+ aD lN", false },
		{ "lN i+ aD lU", true } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;
		char text[DETAIL_TEXT];

		script_start(&s, 0);
		s.steps[0].patience = 30000;
		script_play(&s, cases[i].last);
		assert_int_equal(run_overdue(&s.run), 2);
		run_overdue_text(&s.run, text);
		assert_string_equal(text, "");
		script_wait(&s, 60000 - (s.now.boot - s.run.courses[0].entered));
		if (!cases[i].waits) {
			script_play(&s, ".");
			continue;
		}
		script_play(&s, "lU");
		assert_int_equal(run_overdue(&s.run), 0);
		run_overdue_text(&s.run, text);
		assert_string_equal(text, "r-0007: step first is over its time of 1m: said U");
		script_wait(&s, 30000);
		script_play(&s, ".");
		if (!strstr(s.run.why.text, "not true after 1m 30s; last seen: said U"))
			fail_msg("%s: %s", cases[i].last, s.run.why.text);
		assert_int_equal(run_overdue(&s.run), 2);
	}
}

static void
what_was_waited_for_may_still_come(void **state)
{
	struct script s;

	script_start(&s, 0);
	s.steps[0].patience = 30000;
	script_play(&s, "lN i+ aD lU");
	script_wait(&s, 70000);
	script_play(&s, "lD lD .");
	assert_int_equal(s.run.status, RUN_DONE);
}

static void
nothing_seen_at_all_is_said_so(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_wait(&s, 60000);
	script_play(&s, ".");
	assert_string_equal(s.run.why.text, "step first: not true after 1m; last seen: nothing");
}

/* An answer that was on its way at the deadline may still bring good news. */
static void
an_answer_at_the_deadline_counts(void **state)
{
	struct script s;
	struct call call = { 0 };

	script_start(&s, 0);
	script_play(&s, "lN i+ aD");
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LOOK);
	assert_true(run_ask(&s.run, false, &call, s.now));
	script_wait(&s, 65000);
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LISTEN);
	run_answer(&s.run, s.run.next, false,
	    &(struct answer){ .http = &(struct http_response){ .status = 'D' }, .now = s.now });
	script_play(&s, "lD .");
	assert_int_equal(s.run.status, RUN_DONE);
}

static void
what_is_only_worth_a_try_stops_nothing(void **state)
{
	static const char *const cases[] = { "lF", "lN i+ aF", "lN i+ aD lF" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct script s;

		script_start(&s, 1);
		s.kinds[0].best_effort = true;
		script_play(&s, cases[i]);
		assert_int_equal(s.run.steps[0].status, STEP_FAILED);
		assert_string_equal(s.run.steps[0].detail, "trouble F");
		script_play(&s, "lD .");
		assert_int_equal(s.run.status, RUN_DONE);
		assert_string_equal(s.run.why.text, "");
	}
}

static void
a_try_ends_at_its_deadline_too(void **state)
{
	struct script s;

	script_start(&s, 1);
	s.kinds[0].best_effort = s.kinds[1].best_effort = true;
	script_play(&s, "lU");
	script_wait(&s, 60000);
	script_play(&s, "lU");
	assert_string_equal(s.run.steps[0].detail, "not true after 1m; last seen: said U");
	script_wait(&s, 60000);
	script_play(&s, ".");
	assert_int_equal(s.run.status, RUN_DONE);
	assert_int_equal(s.run.steps[1].status, STEP_FAILED);
}

static void
a_call_that_cannot_be_written_fails_the_step(void **state)
{
	struct script s;
	struct call call = { 0 };

	script_start(&s, 0);
	script_seen.unable = true;
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LOOK);
	assert_false(run_ask(&s.run, false, &call, s.now));
	script_play(&s, ".");
	assert_int_equal(s.run.status, RUN_ABANDONED);
	assert_string_equal(s.run.why.text, "step first: nothing says where to ask");
}

/* ---- intents ---- */

static void
an_intent_that_is_refused_sends_nothing(void **state)
{
	struct script s;

	script_start(&s, 1);
	script_play(&s, "lN i- z i- z i- .");
	assert_int_equal(s.run.status, RUN_ABANDONED);
	assert_int_equal(s.run.steps[0].acts, 0);
	assert_false(s.run.steps[0].intended);
	assert_non_null(strstr(s.run.why.text, "could not be written to the ledger"));
}

static void
before_the_last_try_an_intent_may_still_be_kept(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lN i- z i- z i+ aD lD lD .");
	assert_int_equal(s.run.status, RUN_DONE);
}

/* Half-way there is no giving up: it tries until the deadline. */
static void
after_the_point_of_no_return_intents_are_tried_until_the_deadline(void **state)
{
	struct script s;
	int tries = 0;

	script_start(&s, 0);
	script_play(&s, "lN i+ aD lD lN");
	while (run_want(&s.run, s.now) == RUN_WANT_INTENT && tries++ < 1000) {
		run_intended(&s.run, s.run.next, false, s.now);
		script_wait(&s, s.run.courses[1].wake - s.now.boot);
	}
	assert_in_range(tries, 10, 999);
	script_play(&s, ".");
	assert_int_equal(s.run.status, RUN_FAILED);
	assert_int_equal(s.run.steps[1].acts, 0);
}

/* A disk that hangs: no word comes at all, and what comes later is nobody's. */
static void
an_intent_that_is_not_answered_ends_at_the_deadline(void **state)
{
	struct script s;

	script_start(&s, 0);
	script_play(&s, "lN");
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_INTENT);
	assert_int_equal(s.run.wake, s.run.courses[s.run.next].entered + script_kind.deadline);
	script_wait(&s, s.run.wake - s.now.boot - 1);
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LISTEN);
	script_wait(&s, 1);
	script_play(&s, ".");
	assert_int_equal(s.run.status, RUN_ABANDONED);
	assert_non_null(strstr(s.run.why.text, "nothing was sent"));
	run_intended(&s.run, s.run.next, true, s.now);
	script_play(&s, ".");
	assert_int_equal(s.run.status, RUN_ABANDONED);
	assert_false(s.run.steps[0].intended);
}

/* ---- answers that nobody waits for ---- */

static void
an_answer_that_comes_twice_or_late_changes_nothing(void **state)
{
	const struct http_response rsp = { .status = 'D' };
	struct script s;
	struct call call = { 0 };

	script_start(&s, 1);
	script_play(&s, "lN i+ aD");
	run_answer(&s.run, s.run.next, true, &(struct answer){ .http = &rsp, .now = s.now });
	run_intended(&s.run, s.run.next, false, s.now);
	assert_int_equal(s.run.at, 0);
	assert_true(s.run.steps[0].intended);
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LOOK);
	run_answer(&s.run, s.run.next, true, &(struct answer){ .http = &rsp, .now = s.now });
	assert_int_equal(run_want(&s.run, s.now), RUN_WANT_LISTEN);
	assert_true(run_ask(&s.run, false, &call, s.now));
	assert_true(run_abort(&s.run, "by alice", s.now));
	run_answer(&s.run, s.run.next, false, &(struct answer){ .http = &rsp, .now = s.now });
	assert_int_equal(s.run.status, RUN_ABANDONED);
	assert_int_equal(s.run.at, 0);
	script_play(&s, ".");
}

/* ---- words ---- */

/* They are in the ledger of whoever ran an older version. */
static void
each_status_has_its_name(void **state)
{
	static const char *const runs[] = { "running", "done", "failed", "abandoned" };
	static const char *const steps[] = { "waiting", "running", "done", "already", "failed" };

	for (size_t i = 0; i < COUNT(runs); i++)
		assert_string_equal(run_status_name(i), runs[i]);
	for (size_t i = 0; i < COUNT(steps); i++)
		assert_string_equal(step_status_name(i), steps[i]);
}

static void
a_runbook_without_steps_is_done_at_once(void **state)
{
	struct script s;

	script_start(&s, 0);
	s.book.n_steps = 0;
	run_start(&s.run, &s.app, &s.book, &(struct move){ .to = 1, .run = "r-0008" }, 7, s.now);
	script_play(&s, ".");
	assert_int_equal(s.run.status, RUN_DONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_point_of_no_return_it_is_abandoned_and_after_it_fails),
		cmocka_unit_test(a_claim_that_does_not_come_true_is_overdue),
		cmocka_unit_test(what_is_under_way_is_waited_for_beyond_the_deadline),
		cmocka_unit_test(what_was_waited_for_may_still_come),
		cmocka_unit_test(nothing_seen_at_all_is_said_so),
		cmocka_unit_test(an_answer_at_the_deadline_counts),
		cmocka_unit_test(what_is_only_worth_a_try_stops_nothing),
		cmocka_unit_test(a_try_ends_at_its_deadline_too),
		cmocka_unit_test(a_call_that_cannot_be_written_fails_the_step),
		cmocka_unit_test(an_intent_that_is_refused_sends_nothing),
		cmocka_unit_test(before_the_last_try_an_intent_may_still_be_kept),
		cmocka_unit_test(after_the_point_of_no_return_intents_are_tried_until_the_deadline),
		cmocka_unit_test(an_intent_that_is_not_answered_ends_at_the_deadline),
		cmocka_unit_test(an_answer_that_comes_twice_or_late_changes_nothing),
		cmocka_unit_test(each_status_has_its_name),
		cmocka_unit_test(a_runbook_without_steps_is_done_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
