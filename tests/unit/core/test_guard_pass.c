/* SPDX-License-Identifier: MIT */
/* Whom each guard holds back, and who may pass. */
#include "guarded.h"

static void
each_kind_of_move_has_its_guards(void **state)
{
	static const enum guard_id forced[] = { GUARD_HOLD, GUARD_LOSS, GUARD_PLACE };

	static const enum guard_id planned[] = { GUARD_LAG, GUARD_STABILITY, GUARD_READINESS };
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

/* The run looks by itself, and at what is so then. */
static void
a_command_goes_to_the_gates_themselves(void **state)
{
	struct story s;

	well(&s);
	s.engine.readiness = (struct readiness){ .asked = true,
		.good = TRIT_NO,
		.at = s.now.boot - M,
		.from = EAST,
		.to = WEST,
		.text = "member: not in sync" };
	weigh(&s, MOVE_SWITCHOVER, false, false);
	assert_int_equal(guards[GUARD_READINESS].value, TRIT_YES);
	assert_string_equal(guards[GUARD_READINESS].text, "the run looks at each gate first");
	weigh(&s, MOVE_SWITCHOVER, true, false);
	assert_int_equal(guards[GUARD_READINESS].value, TRIT_NO);
	assert_string_equal(guards[GUARD_READINESS].text, "1m ago: member: not in sync");
	story_done(&s);
}

/* What may be passed: by nothing, by a failover, or by a forced one only. */
static void
commands_pass_what_they_are_said_to_and_no_more(void **state)
{
	static const enum guard_id failover[] = { GUARD_HOLD, GUARD_COOLDOWN, GUARD_BUDGET,
		GUARD_LATCH, GUARD_FLAPPING, GUARD_WINDOW };

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
		bool expected[GUARD_COUNT] = {
			[GUARD_LOSS] = cases[i].passes_loss, [GUARD_QUORUM] = cases[i].passes_loss
		};

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
		{ latched, TRIT_YES, TRIT_YES, TRIT_YES },
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_move_has_its_guards),
		cmocka_unit_test(a_command_goes_to_the_gates_themselves),
		cmocka_unit_test(commands_pass_what_they_are_said_to_and_no_more),
		cmocka_unit_test(a_command_goes_through_what_it_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
