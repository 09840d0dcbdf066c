/* SPDX-License-Identifier: MIT */
/* Each guard: when it is yes, when no, when unknown; whom it holds back, and who may pass. */
#include <ctype.h>

#include "story.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

static struct guard guards[GUARD_COUNT];

/* An application that has been well for two hours, and may move either way by itself. */
static void
well(struct story *s)
{
	story_init(s);
	story_play(s, 2 * H);
	s->app.limits.stable = H;
}

static enum trit
weigh(const struct story *s, enum move_kind kind, bool automatic, bool force)
{
	const struct proposal p = { .kind = kind,
		.from = EAST,
		.to = WEST,
		.automatic = automatic,
		.force = force,
		.actor = "ann",
		.held = automatic ? 150 * S : 0 };

	return guard_all(&s->engine, &p, guards, s->now);
}

/* ---- what makes a guard what it is ---- */

static void
as_it_is(struct story *s)
{
}

static void
failing(struct story *s)
{
	story_region(s, EAST, SAYS_BAD);
	story_play(s, M);
}

static void
observing(struct story *s)
{
	s->app.mode = MODE_OBSERVE;
}

static void
proposing(struct story *s)
{
	s->app.mode = MODE_PROPOSE;
}

static void
switched_off(struct story *s)
{
	s->engine.kill_switch = TRIT_NO;
	s->app.limits.kill_switch = "/run/failoverd/stop";
}

static void
switch_unread(struct story *s)
{
	s->engine.kill_switch = TRIT_UNKNOWN;
}

static void
paused(struct story *s)
{
	s->engine.memory.pause = (struct pause){ .on = true, .until = s->now.wall + H };
}

static void
pause_over(struct story *s)
{
	s->engine.memory.pause = (struct pause){ .on = true, .until = s->now.wall };
}

static void
isolated(struct story *s)
{
	s->engine.references.asked = 3;
}

static void
tilted(struct story *s)
{
	engine_tilt(&s->engine, s->now.boot);
}

static void
warming_up(struct story *s)
{
	s->engine.started = s->now.boot - 59 * S;
}

static void
few_samples(struct story *s)
{
	engine_series(&s->engine, UI, WEST)->count = 2;
}

static void
moved(struct story *s, msec_t ago, enum move_kind kind, bool automatic)
{
	memory_moved(&s->engine.memory, kind, automatic, s->now.wall - ago);
	s->engine.memory.latched = false;
}

static void
moved_just_now(struct story *s)
{
	moved(s, H - 1, MOVE_FAILBACK, false);
}

static void
moved_an_hour_ago(struct story *s)
{
	moved(s, H, MOVE_FAILBACK, false);
}

static void
moved_and_acked(struct story *s)
{
	moved_just_now(s);
	s->engine.memory.acked = s->now.wall;
}

static void
failed_over_today(struct story *s)
{
	moved(s, MSEC_DAY - 1, MOVE_FAILOVER, true);
}

static void
failed_over_yesterday(struct story *s)
{
	moved(s, MSEC_DAY, MOVE_FAILOVER, true);
}

static void
failed_over_twice_this_week(struct story *s)
{
	moved(s, 7 * MSEC_DAY - 1, MOVE_FAILOVER, true);
	moved(s, 2 * MSEC_DAY, MOVE_FAILOVER, true);
}

static void
failed_over_by_hand(struct story *s)
{
	moved(s, 2 * H, MOVE_FAILOVER, false);
}

static void
failed_back_today(struct story *s)
{
	moved(s, 2 * H, MOVE_FAILBACK, true);
}

static void
latched(struct story *s)
{
	s->engine.memory.latched = true;
	s->app.limits.failback = FAILBACK_APPROVE;
}

static void
latched_but_auto(struct story *s)
{
	s->engine.memory.latched = true;
}

static void
held_by_hand(struct story *s)
{
	memory_moved(&s->engine.memory, MOVE_SWITCHOVER, false, s->now.wall - 2 * H);
}

static void
lagging(struct story *s)
{
	s->lag[WEST] = 10001;
	story_play(s, 2 * M);
}

static void
lagging_a_little(struct story *s)
{
	s->lag[WEST] = 2001;
	story_play(s, 2 * M);
}

static void
lag_unknown(struct story *s)
{
	s->lag[WEST] = -1;
	story_play(s, 10 * M);
}

static void
lag_unknown_and_go(struct story *s)
{
	lag_unknown(s);
	s->app.limits.unknown_loss = POLICY_GO;
}

static void
lag_absurd(struct story *s)
{
	s->lag[WEST] = 1e300;
	story_play(s, 2 * M);
}

static void
no_database(struct story *s)
{
	s->app.aurora.global_cluster = NULL;
	lag_unknown(s);
}

static void
target_down(struct story *s)
{
	story_region(s, WEST, SAYS_BAD);
	story_play(s, M);
}

static void
target_unseen(struct story *s)
{
	story_region(s, WEST, SAYS_SILENCE);
	story_play(s, 2 * M);
}

static void
target_just_up(struct story *s)
{
	engine_fact(&s->engine, UP, WEST)->since = s->now.boot - 59 * S;
}

static void
target_up_for_less_than_an_hour(struct story *s)
{
	engine_fact(&s->engine, UP, WEST)->since = s->now.boot - 59 * M;
}

static void
target_no_member(struct story *s)
{
	s->engine.world.regions[WEST].member = false;
}

static void
world_unseen(struct story *s)
{
	s->engine.world.topology_at = 0;
	s->engine.observed = false;
}

static void
running(struct story *s)
{
	s->engine.running = true;
}

static void
modifying(struct story *s)
{
	s->truth.in_flight = true;
	story_look(s);
}

static void
drifting(struct story *s)
{
	s->truth.traffic = WEST;
	story_play(s, M);
}

static void
inside(struct story *s)
{
	s->engine.place = EAST;
}

static void
in_the_target(struct story *s)
{
	s->engine.place = WEST;
}

static void
ledger_lost(struct story *s)
{
	s->engine.ledger = false;
}

static void
each_guard_says_what_it_sees(void **state)
{
	static const struct {
		enum guard_id id;
		enum move_kind kind;
		enum trit value;
		void (*set)(struct story *s);
	} cases[] = {
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
		{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_YES, as_it_is },
		{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_NO, target_up_for_less_than_an_hour },
		{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_NO, target_down },
		{ GUARD_STABILITY, MOVE_FAILBACK, TRIT_UNKNOWN, target_unseen },
		{ GUARD_LEDGER, MOVE_FAILOVER, TRIT_YES, as_it_is },
		{ GUARD_LEDGER, MOVE_FAILOVER, TRIT_NO, ledger_lost },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct guard *g = &guards[cases[i].id];
		struct story s;
		enum trit all;

		well(&s);
		cases[i].set(&s);
		all = weigh(&s, cases[i].kind, true, false);
		if (g->value != cases[i].value || !g->applies || g->overridden)
			fail_msg("case %zu: %s %s is %s: %s", i, g->code, g->name,
			    trit_name(g->value), g->text);
		/* one that is not yes holds back, whatever the others say */
		assert_true(g->value == TRIT_YES || all != TRIT_YES);
		assert_true((g->clears_at == 0) == (g->value == TRIT_YES));
		assert_true(g->text[0] && g->remedy[0]);
		story_done(&s);
	}
}

/* ---- which apply, and which may be passed ---- */

static void
each_kind_of_move_has_its_guards(void **state)
{
	static const enum guard_id forced[] = { GUARD_HOLD, GUARD_LOSS, GUARD_PLACE };

	static const enum guard_id planned[] = { GUARD_LAG, GUARD_STABILITY };
	struct story s;

	well(&s);
	for (enum move_kind kind = MOVE_FAILOVER; kind <= MOVE_FAILBACK; kind++) {
		weigh(&s, kind, true, false);
		for (size_t i = 0; i < COUNT(forced); i++)
			assert_int_equal(guards[forced[i]].applies, kind == MOVE_FAILOVER);
		for (size_t i = 0; i < COUNT(planned); i++)
			assert_int_equal(guards[planned[i]].applies, kind != MOVE_FAILOVER);
		assert_true(guards[GUARD_TARGET].applies && guards[GUARD_LEDGER].applies);
	}
	story_done(&s);
}

/* What may be passed: by nothing, by a failover, or by a forced one only. */
static void
commands_pass_what_they_are_said_to_and_no_more(void **state)
{
	static const enum guard_id failover[] = { GUARD_HOLD, GUARD_COOLDOWN, GUARD_BUDGET,
		GUARD_LATCH };

	static const struct {
		enum move_kind kind;
		bool automatic, force;
		bool passes, passes_loss;
	} cases[] = {
		{ MOVE_FAILOVER, true, false, false, false },
		{ MOVE_FAILOVER, true, true, false, false },
		{ MOVE_FAILOVER, false, false, true, false },
		{ MOVE_FAILOVER, false, true, true, true },
		{ MOVE_SWITCHOVER, false, false, false, false },
		{ MOVE_SWITCHOVER, false, true, false, false },
		{ MOVE_FAILBACK, false, true, false, false },
	};
	struct story s;

	well(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool expected[GUARD_COUNT] = { [GUARD_LOSS] = cases[i].passes_loss };

		for (size_t g = 0; g < COUNT(failover); g++)
			expected[failover[g]] = cases[i].passes;
		weigh(&s, cases[i].kind, cases[i].automatic, cases[i].force);
		for (size_t g = 0; g < GUARD_COUNT; g++)
			if (guards[g].overridden != expected[g])
				fail_msg("case %zu: %s", i, guards[g].name);
	}
	story_done(&s);
}

static void
a_command_goes_through_what_it_passes(void **state)
{
	static const struct {
		void (*set)(struct story *s);
		enum trit failover, force, switchover;
	} cases[] = {
		{ as_it_is, TRIT_YES, TRIT_YES, TRIT_YES },
		{ observing, TRIT_YES, TRIT_YES, TRIT_YES },
		{ moved_just_now, TRIT_YES, TRIT_YES, TRIT_NO },
		{ failed_over_today, TRIT_YES, TRIT_YES, TRIT_YES },
		{ failed_back_today, TRIT_YES, TRIT_YES, TRIT_NO },
		{ latched, TRIT_YES, TRIT_YES, TRIT_NO },
		{ held_by_hand, TRIT_YES, TRIT_YES, TRIT_YES },
		{ lagging, TRIT_NO, TRIT_YES, TRIT_NO },
		{ lag_unknown, TRIT_UNKNOWN, TRIT_YES, TRIT_UNKNOWN },
		{ switched_off, TRIT_NO, TRIT_NO, TRIT_NO },
		{ switch_unread, TRIT_UNKNOWN, TRIT_UNKNOWN, TRIT_UNKNOWN },
		{ paused, TRIT_NO, TRIT_NO, TRIT_NO },
		{ isolated, TRIT_NO, TRIT_NO, TRIT_NO },
		{ tilted, TRIT_NO, TRIT_NO, TRIT_NO },
		{ target_down, TRIT_NO, TRIT_NO, TRIT_NO },
		{ running, TRIT_NO, TRIT_NO, TRIT_NO },
		{ drifting, TRIT_NO, TRIT_NO, TRIT_NO },
		{ world_unseen, TRIT_UNKNOWN, TRIT_UNKNOWN, TRIT_UNKNOWN },
		{ inside, TRIT_NO, TRIT_NO, TRIT_YES },
		{ ledger_lost, TRIT_NO, TRIT_NO, TRIT_NO },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		well(&s);
		cases[i].set(&s);
		if (weigh(&s, MOVE_FAILOVER, false, false) != cases[i].failover ||
		    weigh(&s, MOVE_FAILOVER, false, true) != cases[i].force ||
		    weigh(&s, MOVE_SWITCHOVER, false, false) != cases[i].switchover)
			fail_msg("case %zu", i);
		story_done(&s);
	}
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

/* ---- when they clear, and how they are called ---- */

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
		cmocka_unit_test(each_kind_of_move_has_its_guards),
		cmocka_unit_test(commands_pass_what_they_are_said_to_and_no_more),
		cmocka_unit_test(a_command_goes_through_what_it_passes),
		cmocka_unit_test(an_operator_waits_less_for_a_sound_home),
		cmocka_unit_test(nowhere_to_go_is_no),
		cmocka_unit_test(what_clears_by_itself_says_when),
		cmocka_unit_test(codes_are_in_order_and_none_is_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
