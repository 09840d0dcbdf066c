/* SPDX-License-Identifier: MIT */
/* What outlives a restart and a reload, and what a first start does not know. */
#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

/* ---- an outage ---- */

/* East is lost, and with it the lag: what was known of it is all there is. */
static void
lose_east(struct story *s)
{
	story_init(s);
	story_settle(s);
	story_region(s, EAST, SAYS_BAD);
	s->lag[WEST] = -1;
	story_play(s, M);
	assert_true(s->engine.outage.at > 0);
}

static void
a_restart_does_not_forget_the_lag_at_the_onset(void **state)
{
	struct story s;
	struct outage was;

	lose_east(&s);
	was = s.engine.outage;
	story_restart(&s);
	assert_int_equal(s.engine.outage.at, was.at);
	assert_int_equal(s.engine.outage.lag[WEST].at, was.lag[WEST].at);
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	assert_int_equal(s.decision.guards[GUARD_LOSS].value, TRIT_YES);
	story_done(&s);
}

/* The boot clock begins anew, before the onset. */
static void
a_reboot_does_not_either(void **state)
{
	struct story s;

	lose_east(&s);
	s.now.wall += 2 * M;
	s.now.boot = 10 * S;
	story_restart(&s);
	assert_true(s.engine.outage.at < 0);
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	assert_int_equal(s.decision.guards[GUARD_LOSS].value, TRIT_YES);
	story_done(&s);
}

/* It may have ended, and another one begun. */
static void
an_outage_that_was_not_seen_for_long_is_another(void **state)
{
	struct story s;

	lose_east(&s);
	s.now.wall += 10 * M;
	s.now.boot += 10 * M;
	story_restart(&s);
	assert_int_equal(s.engine.outage.at, 0);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), -1);
	assert_int_equal(s.decision.guards[GUARD_LOSS].value, TRIT_UNKNOWN);
	story_done(&s);
}

static void
an_outage_is_remembered_as_long_as_it_lasts(void **state)
{
	struct story s;
	int written = 0;

	lose_east(&s);
	s.app.limits.hold = H;
	for (msec_t passed = 0; passed < 10 * M; passed += S) {
		story_second(&s);
		written += s.decision.remember;
		assert_in_range(s.now.wall - s.engine.memory.outage.seen, 0, M);
	}
	assert_in_range(written, 9, 12);
	story_region(&s, EAST, SAYS_GOOD);
	story_play(&s, 2 * M);
	assert_int_equal(s.engine.memory.outage.at, 0);
	story_done(&s);
}

static void
an_outage_follows_a_clock_that_is_set(void **state)
{
	struct story s;
	struct outage was;

	lose_east(&s);
	was = s.engine.memory.outage;
	s.now.wall -= H;
	story_second(&s);
	assert_int_equal(s.engine.memory.outage.at, was.at - H);
	assert_int_equal(s.engine.memory.outage.lag[WEST].at, was.lag[WEST].at - H);
	story_restart(&s);
	assert_true(s.engine.outage.at > 0);
	s.engine.memory.outage = was; /* from the future: it cannot have been */
	assert_true(memory_shift(&s.engine.memory, 0, s.now.wall));
	assert_true(s.engine.memory.outage.seen <= s.now.wall);
	story_done(&s);
}

/* ---- near misses ---- */

static void
a_reload_keeps_the_near_misses_of_rules_that_are_still_there(void **state)
{
	struct story s, after;

	story_init(&s);
	story_settle(&s);
	for (int i = 0; i < MISSES_MOST + 2; i++) {
		story_region(&s, EAST, SAYS_BAD);
		story_play(&s, M);
		story_region(&s, EAST, SAYS_GOOD);
		story_play(&s, 3 * M);
	}
	assert_int_equal(s.engine.n_misses, MISSES_MOST + 2);
	story_init(&after);
	engine_inherit(&after.engine, &s.engine);
	assert_int_equal(after.engine.n_misses, MISSES_MOST);
	for (size_t i = 0; i < MISSES_MOST; i++) {
		const struct miss *was = &s.engine.misses[(s.engine.n_misses + i) % MISSES_MOST];

		assert_int_equal(after.engine.misses[i].at, was->at);
		assert_int_equal(after.engine.misses[i].held, was->held);
	}
	story_done(&after);

	story_write(&after);
	after.states[HOME].rules[0].go = SWITCHING_OVER;
	story_begin(&after);
	engine_inherit(&after.engine, &s.engine);
	assert_int_equal(after.engine.n_misses, 0);
	after.states[HOME].name = "another";
	engine_inherit(&after.engine, &s.engine);
	assert_int_equal(after.engine.n_misses, 0);
	story_done(&after);
	story_done(&s);
}

/* ---- the first start ---- */

/* Nobody has seen a move: no cooldown keeps it from a failover. Yet somebody wanted it there. */
static void
a_first_start_away_from_home_is_no_move(void **state)
{
	struct story s;

	story_init(&s);
	s.truth.writer = s.truth.traffic = WEST;
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_true(s.decision.remember);
	assert_true(s.engine.memory.placed);
	story_settle(&s);
	story_region(&s, WEST, SAYS_BAD);
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	assert_string_equal(s.decision.guards[GUARD_COOLDOWN].text, "no move was seen yet");
	story_done(&s);

	story_init(&s);
	s.truth.writer = s.truth.traffic = WEST;
	story_play(&s, 9 * H);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	assert_int_equal(s.decision.guards[GUARD_LATCH].value, TRIT_NO);
	/* and what is moved after that was moved */
	s.truth.writer = s.truth.traffic = EAST;
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_int_equal(s.engine.memory.moves[1].at, s.now.wall);
	story_done(&s);
}

static void
what_was_moved_while_we_were_stopped_was_moved(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.writer = s.truth.traffic = WEST;
	story_restart(&s);
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_int_equal(s.engine.memory.moves[0].at, s.now.wall);
	story_done(&s);
}

static void
what_is_waived_is_for_one_move_and_not_for_long(void **state)
{
	struct memory memory = { 0 };
	struct waiver waiver = { "class", 1000, "bob", "it will do" };
	char name[GATE_NAME];

	assert_null(memory_waiver(&memory, "class", 0));
	assert_true(memory_waive(&memory, &waiver));
	assert_string_equal(memory_waiver(&memory, "class", 999)->owner, "bob");
	assert_null(memory_waiver(&memory, "class", 1000));
	assert_null(memory_waiver(&memory, "engine", 999));
	/* Said again it is said anew. */
	waiver.until = 2000;
	assert_true(memory_waive(&memory, &waiver));
	assert_int_equal(memory.n_waivers, 1);
	assert_non_null(memory_waiver(&memory, "class", 1999));
	/* A clock that is set back makes it no longer than it could be. */
	assert_true(memory_shift(&memory, 2 * MSEC_DAY, 0));
	assert_int_equal(memory.waivers[0].until, MSEC_DAY);
	while (memory.n_waivers < WAIVERS_MOST) {
		snprintf(name, sizeof(name), "gate-%zu", memory.n_waivers);
		snprintf(waiver.gate, sizeof(waiver.gate), "%s", name);
		assert_true(memory_waive(&memory, &waiver));
	}
	snprintf(waiver.gate, sizeof(waiver.gate), "one more");
	assert_false(memory_waive(&memory, &waiver));
	memory_moved(&memory, MOVE_FAILBACK, false, 5);
	assert_null(memory_waiver(&memory, "class", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_waived_is_for_one_move_and_not_for_long),
		cmocka_unit_test(a_restart_does_not_forget_the_lag_at_the_onset),
		cmocka_unit_test(a_reboot_does_not_either),
		cmocka_unit_test(an_outage_that_was_not_seen_for_long_is_another),
		cmocka_unit_test(an_outage_is_remembered_as_long_as_it_lasts),
		cmocka_unit_test(an_outage_follows_a_clock_that_is_set),
		cmocka_unit_test(a_reload_keeps_the_near_misses_of_rules_that_are_still_there),
		cmocka_unit_test(a_first_start_away_from_home_is_no_move),
		cmocka_unit_test(what_was_moved_while_we_were_stopped_was_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
