/* SPDX-License-Identifier: MIT */
/* Which Region a role is, and to which of several a move would go. */
#include "core/weigh.h"

#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

static void
three_regions(struct story *s)
{
	story_write(s);
	s->app.n_regions = 3;
}

static void
roles_are_bound_when_they_are_asked_for(void **state)
{
	struct story s;

	three_regions(&s);
	story_begin(&s);
	assert_int_equal(weigh_role(&s.engine, ROLE_HOME, s.now.boot), EAST);
	assert_int_equal(weigh_role(&s.engine, ROLE_ACTIVE, s.now.boot), EAST);
	assert_int_equal(weigh_role(&s.engine, ROLE_TARGET, s.now.boot), WEST);
	s.engine.memory.active = WEST;
	assert_int_equal(weigh_role(&s.engine, ROLE_HOME, s.now.boot), EAST);
	assert_int_equal(weigh_role(&s.engine, ROLE_ACTIVE, s.now.boot), WEST);
	assert_int_equal(weigh_role(&s.engine, ROLE_TARGET, s.now.boot), EAST);
	s.app.n_regions = 1;
	s.engine.memory.active = EAST;
	assert_int_equal(weigh_role(&s.engine, ROLE_TARGET, s.now.boot), REGION_NONE);
	s.app.n_regions = 3; /* as many as the engine frees */
	story_done(&s);
}

static void
the_target_is_the_best_candidate(void **state)
{
	static const struct {
		enum says west, south;
		double lag_west, lag_south;
		size_t target;
	} cases[] = {
		{ SAYS_GOOD, SAYS_GOOD, 300, 300, WEST },
		{ SAYS_GOOD, SAYS_GOOD, 900, 100, WEST }, /* less than a second decides nothing */
		{ SAYS_GOOD, SAYS_GOOD, 1900, 900, SOUTH },
		{ SAYS_GOOD, SAYS_GOOD, -1, 900000, SOUTH },
		{ SAYS_GOOD, SAYS_GOOD, -1, -1, WEST },
		{ SAYS_BAD, SAYS_GOOD, 100, 9000, SOUTH },
		{ SAYS_GOOD, SAYS_BAD, 9000, 100, WEST },
		{ SAYS_NOTHING, SAYS_GOOD, 100, 9000, SOUTH },
		{ SAYS_NOTHING, SAYS_BAD, 9000, 100, WEST },
		{ SAYS_BAD, SAYS_NOTHING, 100, 9000, SOUTH },
		{ SAYS_BAD, SAYS_BAD, 100, 100, WEST },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		three_regions(&s);
		story_begin(&s);
		story_region(&s, WEST, cases[i].west);
		story_region(&s, SOUTH, cases[i].south);
		s.lag[WEST] = cases[i].lag_west;
		s.lag[SOUTH] = cases[i].lag_south;
		story_settle(&s);
		if (engine_target(&s.engine, s.now.boot) != cases[i].target)
			fail_msg("case %zu: %zu", i, engine_target(&s.engine, s.now.boot));
		story_done(&s);
	}
}

/* Each question is about one target: it must not change with every breath of the lag. */
static void
the_target_that_was_asked_about_stays_unless_another_is_better(void **state)
{
	static const struct {
		enum says west, south;
		double lag_west, lag_south;
		size_t target;
	} cases[] = {
		{ SAYS_GOOD, SAYS_GOOD, 900, 1500, WEST },
		{ SAYS_GOOD, SAYS_GOOD, 1100, 101, WEST },
		{ SAYS_GOOD, SAYS_GOOD, 1100, 100, SOUTH },
		{ SAYS_GOOD, SAYS_GOOD, -1, 900, SOUTH },
		{ SAYS_BAD, SAYS_GOOD, 100, 9000, SOUTH },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		three_regions(&s);
		s.app.mode = MODE_PROPOSE;
		s.lag[WEST] = 1900;
		s.lag[SOUTH] = 2100;
		story_begin(&s);
		story_settle(&s);
		story_region(&s, EAST, SAYS_BAD);
		assert_true(story_until(&s, DECIDE_PROPOSE, 10 * M) > 0);
		for (int turn = 0; turn < 20; turn++) {
			s.lag[SOUTH] = turn % 2 == 0 ? 900 + 10 : 2100;
			story_play(&s, 30 * S);
		}
		assert_int_equal(s.heard[DECIDE_PROPOSE], 1);
		story_region(&s, WEST, cases[i].west);
		story_region(&s, SOUTH, cases[i].south);
		s.lag[WEST] = cases[i].lag_west;
		s.lag[SOUTH] = cases[i].lag_south;
		story_settle(&s);
		if (s.engine.memory.approval.to != cases[i].target)
			fail_msg("case %zu: %zu", i, s.engine.memory.approval.to);
		story_done(&s);
	}
}

static void
what_rules_ask_of_a_target_chooses_it(void **state)
{
	struct story s;

	three_regions(&s);
	/* "target.lag" means at most 2 s; the order alone would take us-west-2 */
	s.states[HOME].rules[0].when[2] = (struct fact_ref){ ROLE_TARGET, LAGGING, false };
	s.states[HOME].rules[0].n_when = 3;
	s.lag[WEST] = 2500;
	s.lag[SOUTH] = 2000;
	story_begin(&s);
	story_settle(&s);
	assert_int_equal(engine_target(&s.engine, s.now.boot), SOUTH);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 180);
	assert_int_equal(s.decision.proposal.to, SOUTH);
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_are_bound_when_they_are_asked_for),
		cmocka_unit_test(the_target_is_the_best_candidate),
		cmocka_unit_test(the_target_that_was_asked_about_stays_unless_another_is_better),
		cmocka_unit_test(what_rules_ask_of_a_target_chooses_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
