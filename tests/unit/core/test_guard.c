/* SPDX-License-Identifier: MIT */
/* Each guard: when it is yes, when no, when unknown, and when it clears. */
#include <ctype.h>

#include "guarded_by.h"

/* What each says when things are so. */
static const struct sight {
	enum guard_id id;
	enum move_kind kind;
	enum trit value;
	void (*set)(struct story *s);
} sights[] = {
	{ GUARD_MODE, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_MODE, MOVE_FAILOVER, TRIT_NO, observing },
	{ GUARD_MODE, MOVE_FAILBACK, TRIT_NO, proposing },
	{ GUARD_KILL_SWITCH, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_KILL_SWITCH, MOVE_FAILOVER, TRIT_NO, switched_off },
	{ GUARD_KILL_SWITCH, MOVE_FAILOVER, TRIT_UNKNOWN, switch_unread },
	{ GUARD_PAUSE, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_PAUSE, MOVE_FAILOVER, TRIT_YES, pause_over },
	{ GUARD_PAUSE, MOVE_FAILBACK, TRIT_NO, paused },
	{ GUARD_SOUND, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_SOUND, MOVE_FAILOVER, TRIT_NO, isolated },
	{ GUARD_SOUND, MOVE_FAILOVER, TRIT_NO, tilted },
	{ GUARD_SOUND, MOVE_FAILOVER, TRIT_NO, warming_up },
	{ GUARD_SOUND, MOVE_FAILOVER, TRIT_NO, few_samples },
	{ GUARD_QUORUM, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_HOLD, MOVE_FAILOVER, TRIT_YES, failing },
	{ GUARD_HOLD, MOVE_FAILOVER, TRIT_NO, as_it_is },
	{ GUARD_COOLDOWN, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_COOLDOWN, MOVE_FAILOVER, TRIT_NO, moved_just_now },
	{ GUARD_COOLDOWN, MOVE_FAILBACK, TRIT_NO, moved_just_now },
	{ GUARD_COOLDOWN, MOVE_FAILOVER, TRIT_YES, moved_an_hour_ago },
	{ GUARD_COOLDOWN, MOVE_FAILOVER, TRIT_YES, moved_and_acked },
	{ GUARD_BUDGET, MOVE_FAILOVER, TRIT_NO, failed_over_today },
	{ GUARD_BUDGET, MOVE_FAILBACK, TRIT_YES, failed_over_today },
	{ GUARD_BUDGET, MOVE_FAILOVER, TRIT_YES, failed_over_yesterday },
	{ GUARD_BUDGET, MOVE_FAILOVER, TRIT_NO, failed_over_twice_this_week },
	{ GUARD_BUDGET, MOVE_FAILOVER, TRIT_YES, failed_over_by_hand },
	{ GUARD_BUDGET, MOVE_FAILBACK, TRIT_NO, failed_back_today },
	{ GUARD_BUDGET, MOVE_FAILOVER, TRIT_YES, failed_back_today },
	{ GUARD_LATCH, MOVE_FAILBACK, TRIT_YES, as_it_is },
	{ GUARD_LATCH, MOVE_FAILBACK, TRIT_NO, latched },
	{ GUARD_LATCH, MOVE_FAILOVER, TRIT_NO, latched },
	{ GUARD_LATCH, MOVE_FAILBACK, TRIT_YES, latched_but_auto },
	{ GUARD_LATCH, MOVE_FAILBACK, TRIT_NO, held_by_hand },
	{ GUARD_LATCH, MOVE_FAILOVER, TRIT_YES, held_by_hand },
	{ GUARD_LATCH, MOVE_FAILBACK, TRIT_YES, failed_over_by_hand },
	{ GUARD_LATCH, MOVE_FAILBACK, TRIT_NO, failed_over_by_hand_unless_approved },
	{ GUARD_LATCH, MOVE_FAILOVER, TRIT_YES, failed_over_by_hand_unless_approved },
	{ GUARD_LATCH, MOVE_FAILBACK, TRIT_YES, failed_over_by_hand_and_acked },
	{ GUARD_LOSS, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_LOSS, MOVE_FAILOVER, TRIT_NO, lagging },
	{ GUARD_LOSS, MOVE_FAILOVER, TRIT_NO, lag_absurd },
	{ GUARD_LOSS, MOVE_FAILOVER, TRIT_UNKNOWN, lag_unknown },
	{ GUARD_LOSS, MOVE_FAILOVER, TRIT_YES, lag_unknown_and_go },
	{ GUARD_LOSS, MOVE_FAILOVER, TRIT_YES, no_database },
	{ GUARD_LAG, MOVE_FAILBACK, TRIT_YES, as_it_is },
	{ GUARD_LAG, MOVE_FAILBACK, TRIT_NO, lagging_a_little },
	{ GUARD_LAG, MOVE_FAILBACK, TRIT_NO, lag_absurd },
	{ GUARD_LAG, MOVE_FAILBACK, TRIT_UNKNOWN, lag_unknown },
	{ GUARD_LAG, MOVE_FAILBACK, TRIT_YES, no_database },
	{ GUARD_PREFLIGHT, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_PREFLIGHT, MOVE_FAILOVER, TRIT_YES, preflight_good },
	{ GUARD_PREFLIGHT, MOVE_FAILBACK, TRIT_UNKNOWN, preflight_missing },
	{ GUARD_PREFLIGHT, MOVE_FAILOVER, TRIT_UNKNOWN, preflight_old },
	{ GUARD_PREFLIGHT, MOVE_FAILOVER, TRIT_UNKNOWN, preflight_in_doubt },
	{ GUARD_PREFLIGHT, MOVE_FAILOVER, TRIT_NO, preflight_bad },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_NO, target_down },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_UNKNOWN, target_unseen },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_NO, target_just_up },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_NO, target_no_member },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_YES, target_out_of_sync },
	{ GUARD_TARGET, MOVE_FAILBACK, TRIT_NO, target_out_of_sync },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_UNKNOWN, world_unseen },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_YES, no_database },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_NO, running },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_NO, modifying },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_NO, drifting },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_UNKNOWN, world_unseen },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_NO, waiting_for_an_operator },
	{ GUARD_FLAPPING, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_FLAPPING, MOVE_FAILOVER, TRIT_YES, turned_six_times },
	{ GUARD_FLAPPING, MOVE_FAILOVER, TRIT_NO, turned_seven_times },
	{ GUARD_FLAPPING, MOVE_FAILBACK, TRIT_NO, target_turned_seven_times },
	{ GUARD_FLAPPING, MOVE_FAILOVER, TRIT_YES, target_turned_down_seven_times },
	{ GUARD_FLAPPING, MOVE_FAILOVER, TRIT_YES, turned_seven_times_long_ago },
	{ GUARD_WINDOW, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_WINDOW, MOVE_FAILOVER, TRIT_YES, windows_open },
	{ GUARD_WINDOW, MOVE_FAILBACK, TRIT_YES, windows_open },
	{ GUARD_WINDOW, MOVE_FAILOVER, TRIT_NO, windows_closed },
	{ GUARD_WINDOW, MOVE_FAILBACK, TRIT_NO, windows_closed },
	{ GUARD_WINDOW, MOVE_FAILOVER, TRIT_YES, windows_closed_in_berlin },
	{ GUARD_WINDOW, MOVE_FAILBACK, TRIT_NO, windows_closed_in_berlin },
	{ GUARD_WINDOW, MOVE_FAILOVER, TRIT_YES, frozen },
	{ GUARD_WINDOW, MOVE_FAILBACK, TRIT_NO, frozen },
	{ GUARD_WINDOW, MOVE_FAILOVER, TRIT_NO, all_frozen },
	{ GUARD_WINDOW, MOVE_FAILBACK, TRIT_UNKNOWN, calendar_unread },
	{ GUARD_APPROVAL, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_APPROVAL, MOVE_FAILOVER, TRIT_YES, observing },
	{ GUARD_APPROVAL, MOVE_FAILOVER, TRIT_NO, proposing },
	{ GUARD_APPROVAL, MOVE_FAILOVER, TRIT_NO, needs_approval },
	{ GUARD_APPROVAL, MOVE_FAILOVER, TRIT_YES, failback_needs_approval },
	{ GUARD_APPROVAL, MOVE_FAILBACK, TRIT_NO, failback_needs_approval },
	{ GUARD_APPROVAL, MOVE_FAILOVER, TRIT_NO, unknown_loss_asks },
	{ GUARD_LEASE, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_LEASE, MOVE_FAILOVER, TRIT_YES, leased_long_enough },
	{ GUARD_LEASE, MOVE_FAILBACK, TRIT_NO, leased_not_long_enough },
	{ GUARD_LEASE, MOVE_FAILOVER, TRIT_NO, leased_to_another },
	{ GUARD_LEASE, MOVE_FAILOVER, TRIT_UNKNOWN, lease_in_doubt },
	{ GUARD_AGREEMENT, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_PLACE, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_PLACE, MOVE_FAILOVER, TRIT_YES, in_the_target },
	{ GUARD_PLACE, MOVE_FAILOVER, TRIT_NO, inside },
	{ GUARD_PLACE, MOVE_FAILOVER, TRIT_UNKNOWN, nobody_knows_where },
	{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_YES, as_it_is },
	{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_NO, target_up_for_less_than_an_hour },
	{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_NO, target_down },
	{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_UNKNOWN, target_unseen },
	{ GUARD_LEDGER, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_LEDGER, MOVE_FAILOVER, TRIT_NO, ledger_lost },
	{ GUARD_READINESS, MOVE_FAILBACK, TRIT_YES, as_it_is },
	{ GUARD_READINESS, MOVE_FAILBACK, TRIT_YES, gates_open },
	{ GUARD_READINESS, MOVE_FAILBACK, TRIT_UNKNOWN, gates_open_long_ago },
	{ GUARD_READINESS, MOVE_FAILBACK, TRIT_NO, gate_closed },
	{ GUARD_READINESS, MOVE_FAILBACK, TRIT_UNKNOWN, gate_in_doubt },
	{ GUARD_READINESS, MOVE_FAILBACK, TRIT_UNKNOWN, gates_unseen },
	{ GUARD_READINESS, MOVE_FAILBACK, TRIT_UNKNOWN, gates_of_another_move },
};

static void
each_guard_says_what_it_sees(void **state)
{
	for (size_t i = 0; i < COUNT(sights); i++) {
		const struct guard *g = &guards[sights[i].id];
		struct story s;
		enum trit all;

		well(&s);
		sights[i].set(&s);
		all = weigh(&s, sights[i].kind, true, false);
		if (g->value != sights[i].value || !g->applies || g->overridden)
			fail_msg("case %zu: %s %s is %s: %s", i, g->code, g->name,
			    trit_name(g->value), g->text);
		/* one that is not yes holds back, whatever the others say */
		assert_true(g->value == TRIT_YES || all != TRIT_YES);
		assert_true((g->clears_at == 0) == (g->value == TRIT_YES));
		assert_true(g->text[0] && g->remedy[0]);
		story_done(&s);
	}
}

static void
nowhere_to_go_is_no(void **state)
{
	struct story s;
	struct proposal p = { .kind = MOVE_FAILOVER, .from = EAST, .to = REGION_NONE };

	well(&s);
	assert_int_equal(guard_all(&s.engine, &p, guards, s.now), TRIT_NO);
	assert_string_equal(guards[GUARD_TARGET].text, "no Region to move to");
	p.kind = MOVE_FAILBACK;
	assert_int_equal(guard_all(&s.engine, &p, guards, s.now), TRIT_NO);
	assert_string_equal(guards[GUARD_STABILITY].text, "no Region to move to");
	story_done(&s);
}

static void
an_operator_waits_less_for_a_sound_home(void **state)
{
	struct story s;

	well(&s);
	s.app.limits.stable = 6 * H;
	weigh(&s, MOVE_FAILBACK, true, false);
	assert_int_equal(guards[GUARD_STABILITY].value, TRIT_NO);
	weigh(&s, MOVE_FAILBACK, false, false);
	assert_int_equal(guards[GUARD_STABILITY].value, TRIT_YES);
	story_done(&s);
}

static void
what_clears_by_itself_says_when(void **state)
{
	static const struct {
		enum guard_id id;
		void (*set)(struct story *s);
		msec_t in;
		bool waits; /* as before every move */
	} cases[] = {
		{ GUARD_PAUSE, paused, H, false },
		{ GUARD_SOUND, tilted, 30 * S, true },
		{ GUARD_SOUND, warming_up, S, true },
		{ GUARD_COOLDOWN, moved_just_now, 1, false },
		{ GUARD_TARGET, target_just_up, S, true },
		{ GUARD_STABILITY, target_up_for_less_than_an_hour, M, true },
		{ GUARD_BUDGET, failed_back_today, 22 * H, false },
		{ GUARD_FLAPPING, target_turned_seven_times, 2 * M - 6 * S, false },
		{ GUARD_SOUND, isolated, MSEC_NEVER, false },
		{ GUARD_LEASE, leased_not_long_enough, MSEC_NEVER, false },
		{ GUARD_PREFLIGHT, preflight_bad, MSEC_NEVER, false },
		{ GUARD_APPROVAL, needs_approval, MSEC_NEVER, false },
		{ GUARD_LEDGER, ledger_lost, MSEC_NEVER, false },
		{ GUARD_READINESS, gate_closed, MSEC_NEVER, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct guard *g = &guards[cases[i].id];
		struct story s;
		msec_t at;

		well(&s);
		cases[i].set(&s);
		at = cases[i].in == MSEC_NEVER ? MSEC_NEVER : s.now.boot + cases[i].in;
		weigh(&s, MOVE_FAILBACK, true, false);
		if (g->clears_at != at || guard_waits(guards, cases[i].id) != cases[i].waits)
			fail_msg("case %zu: %s", i, g->text);
		story_done(&s);
	}
}

/* The value and its limit, and what else a person needs to judge it. */
static void
each_guard_says_it_in_words(void **state)
{
	static const struct {
		enum guard_id id;
		enum move_kind kind;
		void (*set)(struct story *s);
		const char *text;
	} cases[] = {
		{ GUARD_QUORUM, MOVE_FAILOVER, as_it_is,
		    "a single observer decides by its own facts" },
		{ GUARD_LOSS, MOVE_FAILOVER, as_it_is,
		    "lag 300ms, at most 10s; with the 40s until the onset, 40s of writes" },
		{ GUARD_PREFLIGHT, MOVE_FAILOVER, as_it_is, "not asked for" },
		{ GUARD_PREFLIGHT, MOVE_FAILOVER, preflight_missing,
		    "nothing was proved yet; 30m at most" },
		{ GUARD_PREFLIGHT, MOVE_FAILOVER, preflight_bad, "1m ago: rds refuses us" },
		{ GUARD_PREFLIGHT, MOVE_FAILOVER, preflight_good, "proved 30m ago, 30m at most" },
		{ GUARD_FLAPPING, MOVE_FAILOVER, turned_seven_times,
		    "down of us-east-1 turned 7 times in 10m, at most 6" },
		{ GUARD_WINDOW, MOVE_FAILOVER, as_it_is, "at any time" },
		{ GUARD_WINDOW, MOVE_FAILBACK, windows_open, "open for another 59m 30s" },
		{ GUARD_WINDOW, MOVE_FAILBACK, windows_closed,
		    "outside the windows; opens in 7h 59m" },
		{ GUARD_WINDOW, MOVE_FAILBACK, frozen,
		    "frozen by 2026-11-20/2026-11-30; opens in 6d 7h" },
		{ GUARD_WINDOW, MOVE_FAILBACK, calendar_unread,
		    "\"Europe/Berlin\" is not the rule of a time zone: write one such as \"UTC0\" "
		    "or \"CET-1CEST,M3.5.0,M10.5.0/3\"" },
		{ GUARD_APPROVAL, MOVE_FAILOVER, as_it_is, "not needed" },
		{ GUARD_APPROVAL, MOVE_FAILOVER, needs_approval,
		    "needed, and asked for once nothing else is in the way" },
		{ GUARD_LEASE, MOVE_FAILOVER, as_it_is, "a single observer needs none" },
		{ GUARD_LEASE, MOVE_FAILOVER, leased_long_enough,
		    "held for another 15s, 15s needed; epoch 7" },
		{ GUARD_LEASE, MOVE_FAILOVER, leased_to_another, "another observer has it" },
		{ GUARD_LEASE, MOVE_FAILOVER, lease_in_doubt, "whose it is cannot be verified" },
		{ GUARD_AGREEMENT, MOVE_FAILOVER, as_it_is,
		    "a single observer agrees with itself" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		well(&s);
		cases[i].set(&s);
		weigh(&s, cases[i].kind, true, false);
		assert_string_equal(guards[cases[i].id].text, cases[i].text);
		story_done(&s);
	}
}

/* Whoever gives a command has seen what happened. */
static void
a_command_is_the_word_that_the_latch_waits_for(void **state)
{
	static const enum move_kind kinds[] = { MOVE_FAILOVER, MOVE_SWITCHOVER, MOVE_FAILBACK };
	struct story s;

	well(&s);
	latched(&s);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		weigh(&s, kinds[i], true, false);
		assert_int_equal(guards[GUARD_LATCH].value, TRIT_NO);
		weigh(&s, kinds[i], false, false);
		assert_int_equal(guards[GUARD_LATCH].value, TRIT_YES);
		assert_string_equal(guards[GUARD_LATCH].text, "commanded by ann");
	}
	story_done(&s);
}

static void
a_closed_window_says_when_it_opens(void **state)
{
	struct story s;

	well(&s);
	windows_closed(&s);
	weigh(&s, MOVE_FAILBACK, true, false);
	assert_int_equal(guards[GUARD_WINDOW].clears_at - s.now.boot,
	    1795564800000 - s.now.wall); /* 2026-11-25T00:00Z */
	assert_true(guard_waits(guards, GUARD_WINDOW));
	story_done(&s);
}

/* What may never happen again is not waited for. */
static void
a_budget_of_none_never_clears(void **state)
{
	struct story s;

	well(&s);
	s.app.limits.budget_day = 0;
	weigh(&s, MOVE_FAILOVER, true, false);
	assert_int_equal(guards[GUARD_BUDGET].value, TRIT_NO);
	assert_int_equal(guards[GUARD_BUDGET].clears_at, MSEC_NEVER);
	story_done(&s);
}

/* What would help is not the same whatever is in the way. */
static void
the_remedy_is_of_what_is_in_the_way(void **state)
{
	struct story s;

	well(&s);
	drifting(&s);
	weigh(&s, MOVE_FAILOVER, false, true);
	assert_string_equal(guards[GUARD_IN_FLIGHT].remedy,
	    "wait, or finish by hand what was begun");
	s.engine.memory.state = NEEDS_OPERATOR;
	weigh(&s, MOVE_FAILOVER, false, true);
	assert_int_equal(guards[GUARD_IN_FLIGHT].value, TRIT_NO);
	assert_string_equal(guards[GUARD_IN_FLIGHT].text, "needs-operator waits for an operator");
	assert_string_equal(guards[GUARD_IN_FLIGHT].remedy,
	    "see to what it waits for, then failoverctl ack --reason ...");
	story_done(&s);
}

static void
it_does_not_move_to_where_it_is(void **state)
{
	struct story s;
	struct proposal p = { .kind = MOVE_FAILBACK, .from = EAST, .to = EAST, .automatic = true };

	well(&s);
	no_database(&s);
	assert_int_equal(guard_all(&s.engine, &p, guards, s.now), TRIT_NO);
	assert_string_equal(guards[GUARD_TARGET].text, "us-east-1 is serving already");
	story_done(&s);
}

static void
codes_are_in_order_and_none_is_twice(void **state)
{
	struct story s;

	well(&s);
	weigh(&s, MOVE_FAILOVER, true, false);
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const char *code = guards[i].code;

		assert_true(code[0] == 'G' && isdigit(code[1]) && isdigit(code[2]) && !code[3]);
		assert_true(i == 0 || strcmp(guards[i - 1].code, code) < 0);
	}
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_guard_says_what_it_sees),
		cmocka_unit_test(nowhere_to_go_is_no),
		cmocka_unit_test(an_operator_waits_less_for_a_sound_home),
		cmocka_unit_test(what_clears_by_itself_says_when),
		cmocka_unit_test(each_guard_says_it_in_words),
		cmocka_unit_test(a_command_is_the_word_that_the_latch_waits_for),
		cmocka_unit_test(a_closed_window_says_when_it_opens),
		cmocka_unit_test(a_budget_of_none_never_clears),
		cmocka_unit_test(the_remedy_is_of_what_is_in_the_way),
		cmocka_unit_test(it_does_not_move_to_where_it_is),
		cmocka_unit_test(codes_are_in_order_and_none_is_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
