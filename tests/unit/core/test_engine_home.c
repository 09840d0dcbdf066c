/* SPDX-License-Identifier: MIT */
/* What people do, the way home, and how runs end, played in virtual time. */
#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

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

/* What had begun counts once: an ack of it is not undone by seeing where it led. */
static void
a_run_that_was_finished_by_hand_and_acknowledged_is_one_move(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_until(&s, DECIDE_MOVE, 10 * M);
	story_move(&s, RUN_FAILED);
	s.truth.writer = s.truth.traffic = WEST;
	story_region(&s, EAST, SAYS_GOOD);
	story_play(&s, 10 * M);
	engine_ack(&s.engine, "finished by hand", s.now);
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_int_equal(s.engine.memory.state, AWAY);
	assert_int_equal(s.engine.memory.n_moves, 1);
	assert_true(story_until(&s, DECIDE_MOVE, 7 * H) > 0);
	assert_int_equal(s.decision.proposal.kind, MOVE_FAILBACK);
	story_done(&s);
}

/* What is moved later is a move of its own, even when nothing else was done since the ack. */
static void
a_move_by_hand_after_an_ack_is_another_one(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_until(&s, DECIDE_MOVE, 10 * M);
	story_move(&s, RUN_FAILED);
	s.truth.writer = s.truth.traffic = EAST;
	story_region(&s, EAST, SAYS_GOOD);
	engine_ack(&s.engine, "taken back by hand", s.now);
	story_play(&s, M);
	assert_int_equal(s.engine.memory.state, HOME);
	s.truth.writer = s.truth.traffic = WEST;
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_int_equal(s.engine.memory.n_moves, 2);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 7 * H), -1);
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
	static const struct CMUnitTest tests[] = {
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
		cmocka_unit_test(a_run_that_was_finished_by_hand_and_acknowledged_is_one_move),
		cmocka_unit_test(a_move_by_hand_after_an_ack_is_another_one),
		cmocka_unit_test(a_run_that_was_given_up_leaves_all_as_it_was),
		cmocka_unit_test(a_run_leads_where_its_state_says),
		cmocka_unit_test(moves_are_remembered_up_to_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
