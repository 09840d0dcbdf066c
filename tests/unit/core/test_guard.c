/* SPDX-License-Identifier: MIT */
/* Each guard: when it is yes, when no, when unknown, and when it clears. */
#include <ctype.h>

#include "guarded.h"

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
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_NO, target_down },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_UNKNOWN, target_unseen },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_NO, target_just_up },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_NO, target_no_member },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_UNKNOWN, world_unseen },
	{ GUARD_TARGET, MOVE_FAILOVER, TRIT_YES, no_database },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_YES, as_it_is },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_NO, running },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_NO, modifying },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_NO, drifting },
	{ GUARD_IN_FLIGHT, MOVE_FAILOVER, TRIT_UNKNOWN, world_unseen },
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
		{ GUARD_SOUND, isolated, MSEC_NEVER, false },
		{ GUARD_LEDGER, ledger_lost, MSEC_NEVER, false },
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
		cmocka_unit_test(codes_are_in_order_and_none_is_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
