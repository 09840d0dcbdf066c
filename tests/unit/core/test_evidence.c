/* SPDX-License-Identifier: MIT */
/* What answers are worth: while we are cut off, in the last moment, and for how long a lag is. */
#include "core/evidence.h"

#include "story.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

/* ---- the newest answers, and the recheck ---- */

/*
 * The guard of the hold counted all answers of a Region in one heap, and wanted
 * more bad ones than good ones. A Region of two endpoints of which one was dead
 * was down for ever and never left.
 */
static void
half_of_the_endpoints_dead_is_failing(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.says[EAST][API] = SAYS_BAD;
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	story_done(&s);
}

/* For the same reason an endpoint that stands for its Region alone was outvoted by the others. */
static void
an_endpoint_that_stands_alone_is_failing(void **state)
{
	struct story s;
	char text[DETAIL_TEXT];
	msec_t since;
	struct move move = { MOVE_FAILOVER, EAST, WEST, .automatic = true };

	story_write(&s);
	s.probes[API].alone = true;
	s.probes[UI].weight = 9;
	story_begin(&s);
	story_settle(&s);
	s.says[EAST][API] = SAYS_BAD;
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	since = s.now.boot;
	assert_int_equal(engine_recheck(&s.engine, &move, since, text, s.now.boot), TRIT_UNKNOWN);
	story_play(&s, 10 * S);
	assert_int_equal(engine_recheck(&s.engine, &move, since, text, s.now.boot), TRIT_YES);
	assert_string_equal(text,
	    "fresh answers: us-east-1 2 good, 2 bad; us-west-2 4 good, 0 bad");
	story_done(&s);
}

/*
 * The first good answer ended a run, before the other endpoints had said a word:
 * a Region that fails in two answers of three was hardly ever left.
 */
static void
a_recheck_hears_every_endpoint(void **state)
{
	static const struct {
		int api, ui; /* answers since: -1 bad, 1 good, 0 none yet */
		enum trit value;
	} cases[] = {
		{ 0, 0, TRIT_UNKNOWN }, { 1, 0, TRIT_UNKNOWN }, { 0, 1, TRIT_UNKNOWN },
		{ 1, 1, TRIT_NO }, { -1, 1, TRIT_YES }, { -1, -1, TRIT_YES },
		{ -1, 0, TRIT_YES }, /* whatever the other says */
	};
	struct move move = { MOVE_FAILOVER, EAST, WEST, .automatic = true };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		const int said[] = { cases[i].api, cases[i].ui };
		char text[DETAIL_TEXT];
		msec_t since;

		story_init(&s);
		story_settle(&s);
		since = s.now.boot;
		s.now.boot += S;
		story_ask(&s, WEST, API);
		for (size_t p = API; p <= UI; p++) {
			s.says[EAST][p] = said[p] < 0 ? SAYS_BAD : SAYS_GOOD;
			if (said[p])
				story_ask(&s, EAST, p);
		}
		if (engine_recheck(&s.engine, &move, since, text, s.now.boot) != cases[i].value)
			fail_msg("case %zu: %s", i, text);
		story_done(&s);
	}
}

static void
a_recheck_wants_the_target_well(void **state)
{
	static const struct {
		enum says west;
		enum trit planned, forced;
	} cases[] = {
		{ SAYS_GOOD, TRIT_YES, TRIT_YES },
		{ SAYS_BAD, TRIT_NO, TRIT_NO },
		{ SAYS_NOTHING, TRIT_UNKNOWN, TRIT_UNKNOWN },
		{ SAYS_SILENCE, TRIT_UNKNOWN, TRIT_UNKNOWN },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		struct move move = { MOVE_SWITCHOVER, EAST, WEST };
		char text[DETAIL_TEXT];
		msec_t since;

		story_init(&s);
		story_settle(&s);
		since = s.now.boot;
		story_region(&s, WEST, cases[i].west);
		story_play(&s, 10 * S);
		assert_int_equal(engine_recheck(&s.engine, &move, since, text, s.now.boot),
		    cases[i].planned);
		story_region(&s, EAST, SAYS_BAD);
		since = s.now.boot;
		story_play(&s, 10 * S);
		move.kind = MOVE_FAILOVER;
		assert_int_equal(engine_recheck(&s.engine, &move, since, text, s.now.boot),
		    cases[i].forced);
		move.automatic = true;
		assert_int_equal(engine_recheck(&s.engine, &move, since, text, s.now.boot),
		    cases[i].forced);
		story_done(&s);
	}
}

/* A Region that recovered is left alone, though its window still says down. */
static void
what_recovered_in_the_last_moment_is_not_left(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 172 * S);
	story_region(&s, EAST, SAYS_GOOD);
	story_play(&s, 10 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_done(&s);
}

/* An endpoint that is asked too rarely to say anything within `newest` is not waited for. */
static void
a_slow_probe_does_not_hold_the_others_back(void **state)
{
	struct story s;

	story_write(&s);
	s.probes[UI].every = 30 * S;
	s.facts[DOWN].over = s.facts[UP].over = 4 * M;
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	story_done(&s);
}

/* ---- cut off ---- */

/*
 * While we were cut off from our references, what failed was taken for the
 * Region's fault, and the hold ran on: the move came in the second in which the
 * references were back.
 */
static void
what_fails_while_we_are_cut_off_is_no_evidence(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.engine.references.asked = 3;
	s.engine.references.good = 1;
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 2 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	assert_false(s.engine.pending[0].holding);
	assert_int_equal(engine_fact(&s.engine, DOWN, EAST)->value, TRIT_UNKNOWN);
	assert_int_equal(engine_series(&s.engine, API, EAST)->ring[0].outcome, OUTCOME_UNKNOWN);

	/* then the outage is real: it takes what an outage takes */
	s.engine.references.good = 2;
	assert_in_range(story_until(&s, DECIDE_MOVE, 10 * M), 150 + 30, 150 + 60);
	story_done(&s);
}

/* The references fail a little later than the Region does: the hold has begun, and stands still. */
static void
being_cut_off_freezes_a_hold(void **state)
{
	struct story s;
	msec_t held;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 100 * S);
	held = s.engine.pending[0].held;
	assert_true(held >= 60 * S);
	s.engine.references.asked = 3;
	story_play(&s, 20 * S);
	assert_int_equal(s.engine.pending[0].held, held);
	assert_true(s.engine.pending[0].holding);
	assert_int_equal(s.decision.holds, TRIT_UNKNOWN);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_done(&s);
}

static void
good_answers_count_even_then(void **state)
{
	struct story s;

	story_init(&s);
	s.engine.references.asked = 3;
	story_settle(&s);
	assert_true(evidence_isolated(&s.engine));
	assert_int_equal(engine_fact(&s.engine, UP, EAST)->value, TRIT_YES);
	story_done(&s);
}

static void
fewer_than_two_references_of_three_are_none(void **state)
{
	static const struct {
		size_t asked, good;
		bool isolated;
	} cases[] = {
		{ 0, 0, false },
		{ 1, 0, true },
		{ 1, 1, false },
		{ 3, 1, true },
		{ 3, 2, false },
		{ 4, 2, true },
		{ 4, 3, false },
		{ 6, 4, false },
	};
	struct engine engine = { 0 };

	for (size_t i = 0; i < COUNT(cases); i++) {
		engine.references.asked = cases[i].asked;
		engine.references.good = cases[i].good;
		assert_int_equal(evidence_isolated(&engine), cases[i].isolated);
	}
}

/* ---- what no word but a command may cause ---- */

/* A pause that ran out let a failover go in that very second. */
static void
a_pause_that_ends_begins_the_hold_anew(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.engine.memory.pause = (struct pause){ .on = true, .until = s.now.wall + 20 * M };
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 20 * M - S);
	assert_true(s.engine.memory.pause.on);
	story_second(&s);
	assert_false(s.engine.memory.pause.on);
	assert_true(s.decision.remember);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 150);
	story_done(&s);
}

/* And so did an ack, by ending the cooldown that held it back. */
static void
an_ack_begins_the_hold_of_a_failover_anew(void **state)
{
	struct story s;

	story_init(&s);
	memory_moved(&s.engine.memory, MOVE_SWITCHOVER, false, s.now.wall);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 10 * M);
	assert_int_equal(s.decision.guards[GUARD_COOLDOWN].value, TRIT_NO);
	engine_ack(&s.engine, "seen", s.now);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 151);
	story_done(&s);
}

/* What an ack is the approval of goes at once, for its rule has held all the time. */
static void
an_ack_does_not_make_a_failback_wait_anew(void **state)
{
	struct story s;

	story_init(&s);
	s.engine.memory.state = AWAY;
	s.engine.memory.active = s.truth.writer = s.truth.traffic = WEST;
	memory_moved(&s.engine.memory, MOVE_FAILOVER, true, s.now.wall);
	s.app.limits.failback = FAILBACK_APPROVE;
	s.states[AWAY].rules[1].hold = H;
	story_play(&s, 8 * H);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	engine_ack(&s.engine, "go", s.now);
	assert_int_equal(story_until(&s, DECIDE_MOVE, M), 1);
	assert_int_equal(s.decision.proposal.kind, MOVE_FAILBACK);
	story_done(&s);
}

/* ---- lag ---- */

static void
a_lag_is_kept_with_its_time(void **state)
{
	struct story s;
	double lag, age;

	story_init(&s);
	assert_true(engine_loss(&s.engine, EAST, WEST, s.now.boot, &lag, &age) < 0);
	s.lag[WEST] = 700;
	story_settle(&s);
	s.lag[WEST] = -1;
	story_play(&s, 20 * S);
	/* the last one was told when the ten minutes were over, 40 s late */
	assert_true(engine_loss(&s.engine, EAST, WEST, s.now.boot, &lag, &age) == 700 + 60000);
	assert_true(lag == 700 && age == 60000);
	assert_false(evidence_lag(&s.engine, REGION_NONE, s.now.boot).known);
	story_done(&s);
}

static void
the_worst_lag_needs_an_unbroken_window(void **state)
{
	static const struct {
		msec_t silent; /* in the middle of the window */
		bool known;
	} cases[] = { { 60 * S, true }, { 150 * S, true }, { 240 * S, false } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		struct lag lag;

		story_init(&s);
		s.lag[WEST] = 1500;
		story_settle(&s);
		s.lag[WEST] = -1;
		story_play(&s, cases[i].silent);
		s.lag[WEST] = 300;
		story_play(&s, M);
		lag = evidence_worst_lag(&s.engine, WEST, 6 * M, s.now.boot);
		if (lag.known != cases[i].known)
			fail_msg("case %zu", i);
		assert_true(!lag.known || lag.value == 1500);
		story_done(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_of_the_endpoints_dead_is_failing),
		cmocka_unit_test(an_endpoint_that_stands_alone_is_failing),
		cmocka_unit_test(a_recheck_hears_every_endpoint),
		cmocka_unit_test(a_recheck_wants_the_target_well),
		cmocka_unit_test(what_recovered_in_the_last_moment_is_not_left),
		cmocka_unit_test(a_slow_probe_does_not_hold_the_others_back),
		cmocka_unit_test(what_fails_while_we_are_cut_off_is_no_evidence),
		cmocka_unit_test(being_cut_off_freezes_a_hold),
		cmocka_unit_test(good_answers_count_even_then),
		cmocka_unit_test(fewer_than_two_references_of_three_are_none),
		cmocka_unit_test(a_pause_that_ends_begins_the_hold_anew),
		cmocka_unit_test(an_ack_begins_the_hold_of_a_failover_anew),
		cmocka_unit_test(an_ack_does_not_make_a_failback_wait_anew),
		cmocka_unit_test(a_lag_is_kept_with_its_time),
		cmocka_unit_test(the_worst_lag_needs_an_unbroken_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
