/* SPDX-License-Identifier: MIT */
/* Outages, played in virtual time: when it moves, and when it does not. */
#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

/* ---- a Region is lost ---- */

static void
a_lost_region_is_left_exactly_after_the_hold(void **state)
{
	struct story s;
	long down, moved;

	story_init(&s);
	story_settle(&s);
	assert_int_equal(s.decision.verb, DECIDE_NOTHING);
	assert_false(s.decision.weighed);
	story_region(&s, EAST, SAYS_BAD);
	for (down = 1; story_second(&s), !s.decision.weighed; down++)
		;
	assert_int_equal(down, 30);
	moved = story_until(&s, DECIDE_MOVE, 10 * M);
	assert_int_equal(moved, 150);
	assert_int_equal(s.decision.proposal.kind, MOVE_FAILOVER);
	assert_int_equal(s.decision.proposal.from, EAST);
	assert_int_equal(s.decision.proposal.to, WEST);
	assert_int_equal(s.decision.proposal.held, 150 * S);
	assert_true(s.decision.proposal.automatic);
	story_done(&s);
}

static void
a_blip_moves_nothing(void **state)
{
	static const int seconds[] = { 10, 43, 95, 130, 170 };

	for (size_t i = 0; i < COUNT(seconds); i++) {
		struct story s;

		story_init(&s);
		story_settle(&s);
		story_region(&s, EAST, SAYS_BAD);
		story_play(&s, seconds[i] * S);
		story_region(&s, EAST, SAYS_GOOD);
		story_play(&s, 10 * M);
		assert_int_equal(s.heard[DECIDE_MOVE], 0);
		story_done(&s);
	}
}

static void
an_unknown_lag_holds_asks_or_goes_by_policy(void **state)
{
	static const struct {
		int policy;
		enum decide verb;
	} cases[] = {
		{ POLICY_HOLD, DECIDE_NOTHING },
		{ POLICY_ASK, DECIDE_PROPOSE },
		{ POLICY_GO, DECIDE_MOVE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		story_write(&s);
		s.app.limits.unknown_loss = cases[i].policy;
		s.lag[WEST] = -1;
		story_begin(&s);
		story_settle(&s);
		story_region(&s, EAST, SAYS_BAD);
		story_play(&s, 181 * S - S);
		assert_int_equal(s.decision.verb, cases[i].verb);
		assert_true(s.decision.weighed);
		assert_int_equal(s.decision.guards[GUARD_LOSS].value,
		    cases[i].policy == POLICY_GO ? TRIT_YES : TRIT_UNKNOWN);
		story_done(&s);
	}
}

static void
lag_after_the_onset_does_not_count(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	s.lag[WEST] = 3600000;
	s.lag_late = 0;
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 180);
	story_done(&s);
}

static void
lag_before_the_onset_does(void **state)
{
	struct story s;

	story_init(&s);
	s.lag[WEST] = 10001;
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), -1);
	assert_int_equal(s.decision.guards[GUARD_LOSS].value, TRIT_NO);
	story_done(&s);
}

static void
two_lost_regions_are_no_reason_to_move(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_region(&s, WEST, SAYS_BAD);
	story_play(&s, 30 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_done(&s);
}

static void
silence_and_doubt_are_no_outage(void **state)
{
	static const enum says says[] = { SAYS_NOTHING, SAYS_SILENCE };

	for (size_t i = 0; i < COUNT(says); i++) {
		struct story s;

		story_init(&s);
		story_settle(&s);
		story_region(&s, EAST, says[i]);
		story_play(&s, 30 * M);
		assert_int_equal(s.heard[DECIDE_MOVE], 0);
		assert_false(s.decision.weighed);
		story_done(&s);
	}
}

/* ---- the time that a rule has held ---- */

static void
doubt_freezes_a_hold_and_no_resets_it(void **state)
{
	struct story s;
	msec_t held;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 120 * S);
	held = s.engine.pending[0].held;
	assert_true(held > 80 * S);

	/* the target cannot be seen for two minutes: no time is gained, none is lost */
	story_region(&s, WEST, SAYS_NOTHING);
	story_play(&s, 30 * S);
	held = s.engine.pending[0].held;
	assert_int_equal(engine_fact(&s.engine, UP, WEST)->value, TRIT_YES);
	story_play(&s, 90 * S);
	assert_int_equal(engine_fact(&s.engine, UP, WEST)->value, TRIT_UNKNOWN);
	assert_true(s.engine.pending[0].holding);
	assert_true(s.engine.pending[0].held - held <= 10 * S);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);

	/* the Region comes back: all of it is gone */
	story_region(&s, EAST, SAYS_GOOD);
	story_region(&s, WEST, SAYS_GOOD);
	story_play(&s, 60 * S);
	assert_false(s.engine.pending[0].holding);
	assert_int_equal(s.engine.pending[0].held, 0);
	story_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_region_is_left_exactly_after_the_hold),
		cmocka_unit_test(a_blip_moves_nothing),
		cmocka_unit_test(an_unknown_lag_holds_asks_or_goes_by_policy),
		cmocka_unit_test(lag_after_the_onset_does_not_count),
		cmocka_unit_test(lag_before_the_onset_does),
		cmocka_unit_test(two_lost_regions_are_no_reason_to_move),
		cmocka_unit_test(silence_and_doubt_are_no_outage),
		cmocka_unit_test(doubt_freezes_a_hold_and_no_resets_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
