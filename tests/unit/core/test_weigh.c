/* SPDX-License-Identifier: MIT */
/* Rules: which of them is weighed, and what they hold. */
#include "core/weigh.h"

#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

/* A second way to leave, slow and planned, before the first one in the list. */
static void
add_slow_rule(struct story *s, msec_t hold)
{
	s->states[HOME].rules[1] = s->states[HOME].rules[0];
	s->states[HOME].rules[0] = (struct rule_spec){ .when = { { ROLE_ACTIVE, UP, true } },
		.n_when = 1,
		.hold = hold,
		.go = SWITCHING_OVER };
	s->states[HOME].n_rules = 2;
}

static void
a_rule_that_waits_hides_none_that_may_go(void **state)
{
	struct story s;

	story_write(&s);
	add_slow_rule(&s, 15 * M);
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 180);
	assert_int_equal(s.decision.rule, 1);
	assert_int_equal(s.decision.proposal.kind, MOVE_FAILOVER);
	story_done(&s);
}

static void
a_rule_that_a_guard_holds_back_hides_none_that_may_go(void **state)
{
	struct story s;

	story_write(&s);
	add_slow_rule(&s, 0);
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	/* G21 asks six hours of the target before a planned move */
	assert_int_equal(story_until(&s, DECIDE_MOVE, 10 * M), 180);
	assert_int_equal(s.decision.rule, 1);
	story_done(&s);
}

/* Each question is put once for as long as its rule holds, be it one of several. */
static void
two_rules_that_nobody_answers_are_asked_about_once_each(void **state)
{
	struct story s;

	story_write(&s);
	s.app.mode = MODE_PROPOSE;
	add_slow_rule(&s, 0);
	s.app.limits.stable = s.app.limits.lag_for = 0;
	story_begin(&s);
	story_settle(&s);
	for (int outage = 1; outage <= 2; outage++) {
		story_region(&s, EAST, SAYS_BAD);
		assert_true(story_until(&s, DECIDE_PROPOSE, 10 * M) > 0);
		assert_int_equal(s.engine.memory.approval.rule, 0);
		story_play(&s, 4 * H);
		assert_int_equal(s.engine.memory.approval.rule, 1);
		assert_int_equal(s.heard[DECIDE_PROPOSE], 2 * outage);
		story_region(&s, EAST, SAYS_GOOD);
		story_play(&s, 10 * M);
	}
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_done(&s);
}

static void
the_first_of_two_that_may_go_wins(void **state)
{
	struct story s;

	story_write(&s);
	add_slow_rule(&s, 3 * M);
	s.app.limits.stable = s.app.limits.lag_for = 0;
	s.app.limits.hold = 10 * M;
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_true(story_until(&s, DECIDE_MOVE, 10 * M) > 0);
	assert_int_equal(s.decision.rule, 0);
	assert_int_equal(s.decision.proposal.kind, MOVE_SWITCHOVER);
	story_done(&s);
}

static void
a_rule_in_doubt_is_told_and_not_acted_on(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 140 * S);
	story_region(&s, EAST, SAYS_NOTHING);
	story_play(&s, 60 * S); /* it would have been due after 180 s */
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	assert_true(s.decision.weighed);
	assert_int_equal(s.decision.holds, TRIT_UNKNOWN);
	assert_int_equal(s.decision.verb, DECIDE_NOTHING);
	story_done(&s);
}

static void
a_proposal_is_told_again_when_it_is_another(void **state)
{
	struct story s;

	story_write(&s);
	s.app.mode = MODE_PROPOSE;
	add_slow_rule(&s, 5 * M);
	s.app.limits.stable = s.app.limits.lag_for = 0;
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_PROPOSE, 10 * M), 180);
	assert_int_equal(s.decision.rule, 1);
	assert_true(story_until(&s, DECIDE_PROPOSE, 10 * M) > 0);
	assert_int_equal(s.decision.rule, 0);
	assert_int_equal(story_until(&s, DECIDE_PROPOSE, 10 * M), -1);
	story_done(&s);
}

static void
it_says_when_to_look_again(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	assert_int_equal(s.decision.next, s.now.boot + S);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 179 * S);
	s.now.boot += 300;
	s.now.wall += 300;
	engine_tick(&s.engine, &s.decision, s.now);
	assert_int_equal(s.decision.verb, DECIDE_NOTHING);
	assert_int_equal(s.decision.next, s.now.boot + 700);
	story_done(&s);
}

/* ---- near misses ---- */

static void
what_held_for_nothing_is_kept(void **state)
{
	struct story s;
	const struct miss *miss;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 120 * S);
	story_region(&s, EAST, SAYS_GOOD);
	while (s.decision.missed.at == 0)
		story_second(&s);
	miss = &s.decision.missed;
	assert_int_equal(miss->at, s.now.wall);
	assert_int_equal(miss->state, HOME);
	assert_int_equal(miss->rule, 0);
	assert_int_equal(miss->needed, 150 * S);
	assert_true(miss->held >= 120 * S && miss->held < 150 * S);
	assert_int_equal(s.engine.n_misses, 1);
	assert_memory_equal(&s.engine.misses[0], miss, sizeof(*miss));
	story_second(&s);
	assert_int_equal(s.decision.missed.at, 0);
	story_done(&s);
}

static void
the_last_misses_are_kept_and_no_more(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	for (int i = 0; i < MISSES_MOST + 2; i++) {
		story_region(&s, EAST, SAYS_BAD);
		story_play(&s, 40 * S + i * S);
		story_region(&s, EAST, SAYS_GOOD);
		story_play(&s, 2 * M);
	}
	assert_int_equal(s.engine.n_misses, MISSES_MOST + 2);
	/* the oldest two have made room */
	assert_true(s.engine.misses[1].at > s.engine.misses[2].at);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_done(&s);
}

static void
a_move_is_no_miss(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 180);
	story_move(&s, RUN_DONE);
	story_play(&s, 5 * M);
	assert_int_equal(s.engine.n_misses, 0);
	story_done(&s);
}

/* ---- commands ---- */

static void
a_command_is_weighed_like_a_rule(void **state)
{
	static const struct {
		enum move_kind kind;
		size_t from, to;
		enum decide verb;
		const char *why;
	} cases[] = {
		{ MOVE_FAILOVER, EAST, WEST, DECIDE_MOVE, "" },
		{ MOVE_SWITCHOVER, EAST, WEST, DECIDE_MOVE, "" },
		{ MOVE_FAILOVER, WEST, EAST, DECIDE_NOTHING,
		    "us-west-2 is not serving; us-east-1 is" },
		{ MOVE_FAILOVER, EAST, EAST, DECIDE_NOTHING, "us-east-1 is serving already" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		story_init(&s);
		story_play(&s, 2 * H);
		story_command(&s, cases[i].kind, cases[i].from, cases[i].to, false);
		assert_int_equal(s.decision.verb, cases[i].verb);
		assert_string_equal(s.decision.why, cases[i].why);
		assert_false(s.decision.proposal.automatic);
		assert_int_equal(s.decision.target_state,
		    cases[i].kind == MOVE_FAILOVER ? FAILING_OVER : SWITCHING_OVER);
		s.engine.ledger = false;
		story_command(&s, MOVE_FAILOVER, EAST, WEST, true);
		assert_int_equal(s.decision.verb, DECIDE_NOTHING);
		assert_string_equal(s.decision.why, "refused by a guard");
		story_done(&s);
	}
}

static void
a_command_knows_how_long_its_rule_has_held(void **state)
{
	struct story s;

	story_write(&s);
	add_slow_rule(&s, 15 * M);
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 100 * S);
	story_command(&s, MOVE_FAILOVER, EAST, WEST, false);
	assert_int_equal(s.decision.proposal.held, s.engine.pending[1].held);
	story_command(&s, MOVE_SWITCHOVER, EAST, WEST, false);
	assert_int_equal(s.decision.proposal.held, s.engine.pending[0].held);
	story_command(&s, MOVE_FAILBACK, EAST, WEST, false);
	assert_int_equal(s.decision.proposal.held, 0);
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_that_waits_hides_none_that_may_go),
		cmocka_unit_test(a_rule_that_a_guard_holds_back_hides_none_that_may_go),
		cmocka_unit_test(two_rules_that_nobody_answers_are_asked_about_once_each),
		cmocka_unit_test(the_first_of_two_that_may_go_wins),
		cmocka_unit_test(a_rule_in_doubt_is_told_and_not_acted_on),
		cmocka_unit_test(a_proposal_is_told_again_when_it_is_another),
		cmocka_unit_test(it_says_when_to_look_again),
		cmocka_unit_test(what_held_for_nothing_is_kept),
		cmocka_unit_test(the_last_misses_are_kept_and_no_more),
		cmocka_unit_test(a_move_is_no_miss),
		cmocka_unit_test(a_command_is_weighed_like_a_rule),
		cmocka_unit_test(a_command_knows_how_long_its_rule_has_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
