/* SPDX-License-Identifier: MIT */
/* Whole outages, played in virtual time: when it moves, and when it does not. */
#include "story.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

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

/* Away from home for `away`, after a failover. */
static void
story_away(struct story *s, msec_t away)
{
	story_init(s);
	story_settle(s);
	story_region(s, EAST, SAYS_BAD);
	assert_int_equal(story_until(s, DECIDE_MOVE, 10 * M), 180);
	story_move(s, RUN_DONE);
	story_region(s, EAST, SAYS_GOOD);
	story_play(s, away);
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

/* ---- what people do ---- */

static void
a_move_by_hand_is_adopted_and_not_undone(void **state)
{
	struct story s;

	story_init(&s);
	story_play(&s, 7 * H);
	s.truth.writer = s.truth.traffic = WEST;
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_string_equal(s.decision.why,
	    "us-west-2 is serving and has the writer, where us-east-1 was remembered");
	assert_int_equal(s.engine.memory.state, AWAY);
	assert_int_equal(s.engine.memory.active, WEST);
	/* home has been sound for hours, and failback is auto: but who moved it brings it home */
	story_play(&s, 9 * H);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	assert_int_equal(s.decision.guards[GUARD_LATCH].value, TRIT_NO);
	engine_ack(&s.engine, "go home", s.now);
	assert_int_equal(story_until(&s, DECIDE_MOVE, M), 1);
	assert_int_equal(s.decision.proposal.kind, MOVE_FAILBACK);
	story_done(&s);
}

static void
a_switchover_on_command_is_not_undone_either(void **state)
{
	struct story s;

	story_init(&s);
	story_play(&s, 7 * H);
	story_command(&s, MOVE_SWITCHOVER, EAST, WEST, false);
	assert_int_equal(s.decision.verb, DECIDE_MOVE);
	story_move(&s, RUN_DONE);
	story_play(&s, 9 * H);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	engine_ack(&s.engine, "go home", s.now);
	assert_int_equal(story_until(&s, DECIDE_MOVE, M), 1);
	story_done(&s);
}

static void
a_half_made_move_stops_everything_until_it_is_whole(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.writer = WEST;
	assert_true(story_until(&s, DECIDE_DRIFT, 10 * M) > 0);
	assert_string_equal(s.decision.why,
	    "the writer is in us-west-2, traffic goes to us-east-1 (since 14:10:40Z)");
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 20 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	assert_int_equal(s.heard[DECIDE_DRIFT], 1);
	assert_int_equal(s.decision.guards[GUARD_IN_FLIGHT].value, TRIT_NO);

	s.truth.traffic = WEST;
	story_play(&s, M);
	assert_int_equal(s.heard[DECIDE_MENDED] + s.heard[DECIDE_ADOPT], 2);
	assert_int_equal(s.engine.memory.active, WEST);
	story_done(&s);
}

static void
a_world_that_was_not_seen_for_long_is_not_known(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.unseen = true;
	story_play(&s, 10 * M);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 20 * M), -1);
	assert_int_equal(s.decision.guards[GUARD_IN_FLIGHT].value, TRIT_UNKNOWN);
	s.truth.unseen = false;
	assert_true(story_until(&s, DECIDE_MOVE, M) > 0);
	story_done(&s);
}

/* ---- and back ---- */

static void
it_comes_home_after_six_sound_hours(void **state)
{
	struct story s;
	long came;

	story_away(&s, 0);
	assert_int_equal(s.engine.memory.state, AWAY);
	assert_true(s.engine.memory.latched);
	came = story_until(&s, DECIDE_MOVE, 10 * H);
	/* up again when two answers of twelve are not left in the window */
	assert_true(came >= 6L * 3600 && came <= 6L * 3600 + 70);
	assert_int_equal(s.decision.proposal.kind, MOVE_FAILBACK);
	assert_int_equal(s.decision.proposal.from, WEST);
	assert_int_equal(s.decision.proposal.to, EAST);
	story_move(&s, RUN_DONE);
	story_play(&s, M);
	assert_int_equal(s.engine.memory.state, HOME);
	assert_int_equal(s.engine.memory.active, EAST);
	assert_false(s.engine.memory.latched);
	story_done(&s);
}

static void
a_relapse_begins_the_six_hours_anew(void **state)
{
	struct story s;

	story_away(&s, 5 * H);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, M);
	story_region(&s, EAST, SAYS_GOOD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 6 * H), -1);
	assert_true(story_until(&s, DECIDE_MOVE, 5 * M) > 0);
	story_done(&s);
}

static void
a_failback_waits_for_an_ack_where_the_policy_says_so(void **state)
{
	struct story s;

	story_away(&s, 0);
	s.app.limits.failback = FAILBACK_APPROVE;
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * H), -1);
	assert_int_equal(s.decision.guards[GUARD_LATCH].value, TRIT_NO);
	engine_ack(&s.engine, "looked at", s.now);
	assert_int_equal(story_until(&s, DECIDE_MOVE, M), 1);
	story_done(&s);
}

static void
lag_that_stopped_coming_holds_a_failback(void **state)
{
	struct story s;

	story_away(&s, 5 * H);
	s.says[EAST][LAG] = SAYS_SILENCE;
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * H), -1);
	assert_int_equal(s.decision.guards[GUARD_LAG].value, TRIT_UNKNOWN);
	s.says[EAST][LAG] = SAYS_GOOD;
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) >= 240);
	story_done(&s);
}

static void
one_lag_that_was_not_told_does_not_hold_it(void **state)
{
	struct story s;

	story_away(&s, 6 * H - M);
	s.lag[EAST] = -1;
	story_play(&s, 30 * S);
	s.lag[EAST] = 300;
	assert_true(story_until(&s, DECIDE_MOVE, 3 * M) > 0);
	story_done(&s);
}

static void
a_cooldown_and_a_budget_hold_the_next_failover(void **state)
{
	struct story s;

	story_away(&s, 10 * M);
	story_region(&s, WEST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 45 * M), -1);
	assert_int_equal(s.decision.guards[GUARD_COOLDOWN].value, TRIT_NO);
	story_play(&s, 10 * M);
	assert_int_equal(s.decision.guards[GUARD_COOLDOWN].value, TRIT_YES);
	assert_int_equal(s.decision.guards[GUARD_BUDGET].value, TRIT_NO);
	assert_int_equal(story_until(&s, DECIDE_MOVE, H), -1);
	story_done(&s);
}

/* ---- how runs end ---- */

static void
a_run_that_failed_needs_an_operator(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_until(&s, DECIDE_MOVE, 10 * M);
	story_move(&s, RUN_FAILED);
	assert_int_equal(s.engine.memory.state, NEEDS_OPERATOR);
	story_play(&s, 10 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 1);
	engine_ack(&s.engine, "mended", s.now);
	assert_int_equal(s.engine.memory.state, HOME);
	assert_string_equal(s.engine.memory.trouble, "");
	story_done(&s);
}

static void
a_run_that_was_given_up_leaves_all_as_it_was(void **state)
{
	struct story s;

	story_away(&s, 10 * M);
	s.app.limits.cooldown = 0;
	s.app.limits.budget_day = s.app.limits.budget_week = 9;
	story_region(&s, WEST, SAYS_BAD);
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	story_move(&s, RUN_ABANDONED);
	/* the runbook's state says "home", but home is not where it is */
	assert_int_equal(s.engine.memory.state, AWAY);
	assert_int_equal(s.engine.memory.active, WEST);
	assert_int_equal(s.engine.memory.n_moves, 1);
	story_done(&s);
}

static void
a_run_leads_where_its_state_says(void **state)
{
	struct story s;

	story_write(&s);
	s.states[FAILING_OVER].done = SWITCHING_OVER;
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_until(&s, DECIDE_MOVE, 10 * M);
	story_move(&s, RUN_DONE);
	assert_int_equal(s.engine.memory.state, SWITCHING_OVER);
	story_done(&s);
}

static void
moves_are_remembered_up_to_a_number(void **state)
{
	struct story s;
	struct run run = { .status = RUN_DONE, .move = { .to = WEST, .from = EAST } };

	story_init(&s);
	for (int i = 0; i < MOVES_MOST + 3; i++) {
		s.engine.memory.state = SWITCHING_OVER;
		s.now.wall += S;
		engine_end(&s.engine, &run, s.now);
	}
	assert_int_equal(s.engine.memory.n_moves, MOVES_MOST);
	assert_int_equal(s.engine.memory.moves[MOVES_MOST - 1].at, s.now.wall);
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_region_is_left_exactly_after_the_hold),
		cmocka_unit_test(a_blip_moves_nothing),
		cmocka_unit_test(an_unknown_lag_holds_asks_or_goes_by_policy),
		cmocka_unit_test(lag_after_the_onset_does_not_count),
		cmocka_unit_test(lag_before_the_onset_does),
		cmocka_unit_test(two_lost_regions_are_no_reason_to_move),
		cmocka_unit_test(silence_and_doubt_are_no_outage),
		cmocka_unit_test(doubt_freezes_a_hold_and_no_resets_it),
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
		cmocka_unit_test(a_move_by_hand_is_adopted_and_not_undone),
		cmocka_unit_test(a_switchover_on_command_is_not_undone_either),
		cmocka_unit_test(a_half_made_move_stops_everything_until_it_is_whole),
		cmocka_unit_test(a_world_that_was_not_seen_for_long_is_not_known),
		cmocka_unit_test(it_comes_home_after_six_sound_hours),
		cmocka_unit_test(a_relapse_begins_the_six_hours_anew),
		cmocka_unit_test(a_failback_waits_for_an_ack_where_the_policy_says_so),
		cmocka_unit_test(lag_that_stopped_coming_holds_a_failback),
		cmocka_unit_test(one_lag_that_was_not_told_does_not_hold_it),
		cmocka_unit_test(a_cooldown_and_a_budget_hold_the_next_failover),
		cmocka_unit_test(a_run_that_failed_needs_an_operator),
		cmocka_unit_test(a_run_that_was_given_up_leaves_all_as_it_was),
		cmocka_unit_test(a_run_leads_where_its_state_says),
		cmocka_unit_test(moves_are_remembered_up_to_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
