/* SPDX-License-Identifier: MIT */
/* What is worth a record, and what was recorded already. */
#include "daemon/due.h"

#include "test.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

static struct decision
missed(size_t state, size_t rule, msec_t held)
{
	return (struct decision){ .missed = {
				      .at = 1, .state = state, .rule = rule, .held = held } };
}

static void
what_held_for_nothing_is_recorded_when_it_comes_nearer(void **state)
{
	static const struct {
		msec_t at;
		size_t state, rule;
		msec_t held;
		bool due;
	} steps[] = {
		{ 0, 0, 0, 20 * S, true },
		{ M, 0, 0, 20 * S, false },
		{ 2 * M, 0, 0, 19 * S, false },
		{ 3 * M, 0, 0, 21 * S, true }, /* nearer */
		{ 4 * M, 0, 0, 20 * S, false },
		{ 5 * M, 0, 1, 5 * S, true }, /* another rule */
		{ 12 * M, 0, 0, 20 * S, false },
		{ 13 * M, 0, 0, 1 * S, true }, /* ten minutes after the last */
		{ 14 * M, 2, 0, 1 * S, true }, /* of another state */
		{ 15 * M, 0, 0, 1 * S, true },
	};
	struct due_memory memory = { 0 };

	for (size_t i = 0; i < COUNT(steps); i++) {
		struct decision decision = missed(steps[i].state, steps[i].rule, steps[i].held);

		if (due_of(&memory, &decision, 1 + steps[i].at) !=
		    (steps[i].due ? (unsigned)DUE_MISS : 0))
			fail_msg("step %zu", i);
	}
}

/* The guards in the way: p pause, c cooldown, h hold (which only waits), m mode (which asks). */
static struct decision
pending(enum move_kind kind, const char *blockers)
{
	struct decision ret = { .weighed = true, .proposal = { .kind = kind } };

	for (size_t i = 0; i < GUARD_COUNT; i++)
		ret.guards[i] = (struct guard){ .applies = true, .value = TRIT_YES };
	for (; *blockers; blockers++) {
		enum guard_id id = *blockers == 'p' ? GUARD_PAUSE
		    : *blockers == 'c'              ? GUARD_COOLDOWN
		    : *blockers == 'h'              ? GUARD_HOLD
						    : GUARD_MODE;

		ret.guards[id].value = TRIT_NO;
		ret.guards[id].clears_at = *blockers == 'h' ? 100 : MSEC_NEVER;
		ret.guards[id].asks = *blockers == 'm';
	}
	return ret;
}

static void
guards_are_recorded_once_and_when_others_join(void **state)
{
	static const struct {
		msec_t at;
		enum move_kind kind;
		const char *guards; /* NULL: nothing is pending */
		bool due;
	} steps[] = {
		{ 0, MOVE_FAILOVER, "h", false },
		{ 1 * S, MOVE_FAILOVER, "hm", false },
		{ 2 * S, MOVE_FAILOVER, "hp", true },
		{ 3 * S, MOVE_FAILOVER, "hp", false },
		{ 4 * S, MOVE_FAILOVER, "h", false },
		{ 5 * S, MOVE_FAILOVER, "p", false }, /* it was told */
		{ 6 * S, MOVE_FAILOVER, "pc", true },
		{ 7 * S, MOVE_FAILOVER, NULL, false },
		{ 8 * S, MOVE_FAILOVER, "pc", false }, /* the same as just now */
		{ 9 * S, MOVE_FAILBACK, "c", true },
		{ 20 * M, MOVE_FAILBACK, "c", false }, /* pending all the time */
		{ 21 * M, MOVE_FAILBACK, NULL, false },
		{ 22 * M, MOVE_FAILBACK, "c", true },
	};
	struct due_memory memory = { 0 };

	for (size_t i = 0; i < COUNT(steps); i++) {
		struct decision decision = { 0 };

		if (steps[i].guards)
			decision = pending(steps[i].kind, steps[i].guards);
		if (due_of(&memory, &decision, 1 + steps[i].at) !=
		    (steps[i].due ? (unsigned)DUE_BLOCKED : 0))
			fail_msg("step %zu", i);
	}
}

static void
what_was_overridden_holds_nothing_back(void **state)
{
	struct due_memory memory = { 0 };
	struct decision decision = pending(MOVE_FAILOVER, "p");

	decision.guards[GUARD_PAUSE].overridden = true;
	assert_int_equal(due_of(&memory, &decision, 1), 0);
	decision = pending(MOVE_FAILOVER, "p");
	decision.guards[GUARD_PAUSE].applies = false;
	assert_int_equal(due_of(&memory, &decision, 1), 0);
}

static void
every_verb_is_recorded_but_a_move_when_it_begins(void **state)
{
	for (int verb = DECIDE_NOTHING; verb <= DECIDE_MENDED; verb++) {
		struct due_memory memory = { 0 };
		struct decision decision = { .verb = (enum decide)verb };
		bool later = verb == DECIDE_NOTHING || verb == DECIDE_MOVE;

		assert_int_equal(due_of(&memory, &decision, 1), later ? 0 : DUE_VERB);
		assert_int_equal(due_of(&memory, &decision, 2), later ? 0 : DUE_VERB);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_held_for_nothing_is_recorded_when_it_comes_nearer),
		cmocka_unit_test(guards_are_recorded_once_and_when_others_join),
		cmocka_unit_test(what_was_overridden_holds_nothing_back),
		cmocka_unit_test(every_verb_is_recorded_but_a_move_when_it_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
