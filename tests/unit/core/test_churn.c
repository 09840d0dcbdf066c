/* SPDX-License-Identifier: MIT */
/* How often a fact turned: the ring, and what of it the engine writes. */
#include "core/churn.h"

#include "story.h"

#define LAST (3 * (msec_t)CHURN_MOST)

static void
the_newest_are_kept(void **state)
{
	struct churn churn = { 0 };

	assert_int_equal(churn_at(&churn, 0), 0);
	assert_int_equal(churn_since(&churn, 0), 0);
	for (msec_t at = 1; at <= LAST; at++)
		churn_add(&churn, at);
	assert_int_equal(churn_at(&churn, 0), LAST);
	assert_int_equal(churn_at(&churn, CHURN_MOST - 1), LAST - CHURN_MOST + 1);
	assert_int_equal(churn_at(&churn, CHURN_MOST), 0);
	assert_int_equal(churn_since(&churn, 0), CHURN_MOST);
	assert_int_equal(churn_since(&churn, LAST - 2), 2);
	assert_int_equal(churn_since(&churn, LAST), 0);
}

/* Two minutes so, two minutes so: each letter one of them. */
static void
a_turn_is_from_yes_to_no_or_back(void **state)
{
	static const struct {
		const char *says; /* + good, - bad, ? unknown */
		int turns;        /* of "down" */
	} cases[] = { { "+", 0 }, { "?+", 0 }, { "-", 0 }, { "+-", 1 }, { "+-+", 2 }, { "+?+", 0 },
		{ "+?-", 1 }, { "-?-+-", 2 } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		story_init(&s);
		for (const char *c = cases[i].says; *c; c++) {
			story_region(&s, EAST,
			    *c == '+'       ? SAYS_GOOD
				: *c == '-' ? SAYS_BAD
					    : SAYS_NOTHING);
			story_play(&s, 2 * MSEC_MINUTE);
		}
		assert_int_equal(churn_since(&s.engine.churns[EAST * N_FACTS + DOWN], 0),
		    cases[i].turns);
		story_done(&s);
	}
}

/* A Region that is up for two minutes and down for two is never left, for it is not gone. */
static void
what_comes_and_goes_is_not_left(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.app.limits.hold = s.app.limits.hold_single = 30 * MSEC_SECOND;
	s.app.limits.flaps = 4;
	for (int i = 0; i < 4; i++) {
		story_region(&s, EAST, i % 2 ? SAYS_GOOD : SAYS_BAD);
		story_play(&s, 65 * MSEC_SECOND);
	}
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 2 * MSEC_MINUTE);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	assert_int_equal(s.decision.guards[GUARD_FLAPPING].value, TRIT_NO);
	/* it goes when the first of its turns is ten minutes old, and it has stayed down */
	story_until(&s, DECIDE_MOVE, 10 * MSEC_MINUTE);
	assert_int_equal(s.heard[DECIDE_MOVE], 1);
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_are_kept),
		cmocka_unit_test(a_turn_is_from_yes_to_no_or_back),
		cmocka_unit_test(what_comes_and_goes_is_not_left),
	};

	return cmocka_run_group_tests_name("churn", tests, NULL, NULL);
}
