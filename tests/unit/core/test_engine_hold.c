/* SPDX-License-Identifier: MIT */
/* Modes, pauses, switches and clocks: what holds a move back, played in virtual time. */
#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

/* ---- modes, pauses, switches ---- */

static void
a_mode_says_what_a_decision_becomes(void **state)
{
	static const struct {
		enum mode mode;
		enum decide verb;
	} cases[] = {
		{ MODE_OBSERVE, DECIDE_OBSERVE },
		{ MODE_PROPOSE, DECIDE_PROPOSE },
		{ MODE_AUTO, DECIDE_MOVE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		story_write(&s);
		s.app.mode = cases[i].mode;
		story_begin(&s);
		story_settle(&s);
		story_region(&s, EAST, SAYS_BAD);
		assert_int_equal(story_until(&s, cases[i].verb, 10 * M), 180);
		/* and it is said once */
		if (cases[i].mode != MODE_AUTO)
			story_play(&s, 10 * M);
		assert_int_equal(s.heard[cases[i].verb], 1);
		assert_int_equal(s.heard[DECIDE_MOVE], cases[i].mode == MODE_AUTO);
		story_done(&s);
	}
}

static void
a_pause_holds_until_it_ends(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.engine.memory.pause =
	    (struct pause){ .on = true, .until = s.now.wall + 20 * M, .owner = "ann" };
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 19 * M), -1);
	assert_int_equal(s.decision.guards[GUARD_PAUSE].value, TRIT_NO);
	/* then the hold begins anew */
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 60 + 150);
	story_done(&s);
}

static void
the_kill_switch_holds_also_when_it_cannot_be_read(void **state)
{
	static const enum trit values[] = { TRIT_NO, TRIT_UNKNOWN };

	for (size_t i = 0; i < COUNT(values); i++) {
		struct story s;

		story_init(&s);
		s.engine.kill_switch = values[i];
		story_settle(&s);
		story_region(&s, EAST, SAYS_BAD);
		assert_int_equal(story_until(&s, DECIDE_MOVE, 20 * M), -1);
		assert_int_equal(s.decision.guards[GUARD_KILL_SWITCH].value, values[i]);
		story_done(&s);
	}
}

static void
an_isolated_observer_holds(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.engine.references.asked = 3;
	s.engine.references.good = 1;
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 20 * M), -1);
	assert_false(s.decision.weighed);
	story_done(&s);
}

/* ---- time that jumps ---- */

static void
tilt_restarts_what_is_held(void **state)
{
	static const struct {
		msec_t boot, wall;
		bool tilts;
	} cases[] = {
		{ 0, 0, false },
		{ S, S, false },
		{ 2 * S, 2 * S, true }, /* suspended, or starved */
		{ H, H, true },
		{ 0, H, true },
		{ 0, -H, true },
		{ 0, 2 * S, false },
		{ 0, -2 * S, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		story_init(&s);
		story_settle(&s);
		story_region(&s, EAST, SAYS_BAD);
		story_play(&s, 60 * S);
		assert_true(s.engine.pending[0].held >= 30 * S);
		s.now.boot += cases[i].boot;
		s.now.wall += cases[i].wall;
		story_second(&s);
		if ((s.engine.tilt_until > s.now.boot) != cases[i].tilts)
			fail_msg("case %zu", i);
		assert_int_equal(s.engine.pending[0].held < 30 * S, cases[i].tilts);
		story_done(&s);
	}
}

static void
a_clock_that_jumps_ends_no_cooldown(void **state)
{
	static const msec_t jumps[] = { MSEC_DAY, -MSEC_DAY, 8 * MSEC_DAY };

	for (size_t i = 0; i < COUNT(jumps); i++) {
		struct story s;
		const struct guard *g;

		story_away(&s, 10 * M);
		s.now.wall += jumps[i];
		story_second(&s);
		assert_true(s.decision.remember);
		story_play(&s, 2 * M);
		assert_false(s.decision.remember);
		story_region(&s, WEST, SAYS_BAD);
		story_play(&s, 2 * M);
		g = &s.decision.guards[GUARD_COOLDOWN];
		assert_int_equal(g->value, TRIT_NO);
		assert_true(g->clears_at - s.now.boot <= 47 * M);
		assert_true(g->clears_at - s.now.boot >= 45 * M);
		/* nor does it give back what was spent */
		assert_int_equal(s.decision.guards[GUARD_BUDGET].value, TRIT_NO);
		story_done(&s);
	}
}

static void
a_clock_that_jumps_ends_no_pause(void **state)
{
	static const msec_t jumps[] = { MSEC_DAY, -MSEC_DAY };

	for (size_t i = 0; i < COUNT(jumps); i++) {
		struct story s;

		story_init(&s);
		story_settle(&s);
		s.engine.memory.pause = (struct pause){ .on = true, .until = s.now.wall + H };
		s.now.wall += jumps[i];
		story_second(&s);
		assert_int_equal(s.engine.memory.pause.until - s.now.wall, H - S);
		story_done(&s);
	}
}

/* The clock was wrong when we started, with memories of another time, and was set right then. */
static void
a_clock_that_was_wrong_leaves_no_eternal_cooldown(void **state)
{
	struct story s;

	story_away(&s, 10 * M);
	s.now.wall -= 365 * MSEC_DAY;
	story_restart(&s);
	story_play(&s, 2 * M);
	s.now.wall += 365 * MSEC_DAY;
	story_play(&s, 2 * M);
	assert_true(s.engine.memory.moves[0].at <= s.now.wall);
	assert_true(s.now.wall - s.engine.memory.moves[0].at <= 5 * M);
	story_done(&s);
}

/* ---- what an operator's words restart ---- */

static void
a_restart_restarts_the_hold(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 170 * S);
	story_restart(&s);
	/* six answers of each probe make it known again, and then the whole hold */
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 180);
	story_done(&s);
}

static void
holds_begin_anew_when_told(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 170 * S);
	engine_restart_holds(&s.engine);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 151);
	story_done(&s);
}

static void
it_warms_up_first(void **state)
{
	struct story s;

	story_init(&s);
	story_region(&s, EAST, SAYS_BAD);
	s.app.limits.hold = s.app.limits.hold_single = 0;
	s.app.limits.target_up = 0;
	s.app.limits.unknown_loss = POLICY_GO;
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 60);
	story_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mode_says_what_a_decision_becomes),
		cmocka_unit_test(a_pause_holds_until_it_ends),
		cmocka_unit_test(the_kill_switch_holds_also_when_it_cannot_be_read),
		cmocka_unit_test(an_isolated_observer_holds),
		cmocka_unit_test(tilt_restarts_what_is_held),
		cmocka_unit_test(a_clock_that_jumps_ends_no_cooldown),
		cmocka_unit_test(a_clock_that_jumps_ends_no_pause),
		cmocka_unit_test(a_clock_that_was_wrong_leaves_no_eternal_cooldown),
		cmocka_unit_test(a_restart_restarts_the_hold),
		cmocka_unit_test(holds_begin_anew_when_told),
		cmocka_unit_test(it_warms_up_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
