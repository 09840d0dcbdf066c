/* SPDX-License-Identifier: MIT */
/* What would have had to be different, in numbers and in words, and by which rule. */
#include "core/otherwise.h"

#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

/* ---- numbers ---- */

static void
the_limit_is_where_a_fact_turns(void **state)
{
	struct story s;
	struct otherwise it;
	const struct change *down;

	story_init(&s);
	story_settle(&s);
	/* three of twelve */
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 15 * S);
	otherwise(&s.engine, &it, s.now);
	down = &it.changes[0];
	assert_int_equal(down->kind, CHANGE_FACT);
	assert_int_equal(down->fact.index, DOWN);
	assert_int_equal(down->fact.region, EAST);
	assert_true(down->fact.measured > 0.249 && down->fact.measured < 0.251);
	assert_true(down->fact.limit == 0.5);
	/* at the limit it turns, and not before */
	story_play(&s, 14 * S);
	assert_int_equal(engine_fact(&s.engine, DOWN, EAST)->value, TRIT_NO);
	story_second(&s);
	assert_true(engine_fact(&s.engine, DOWN, EAST)->because.measured == down->fact.limit);
	assert_int_equal(engine_fact(&s.engine, DOWN, EAST)->value, TRIT_YES);
	story_done(&s);
}

static void
each_kind_of_fact_has_its_number(void **state)
{
	static const size_t api[] = { API }, lag[] = { LAG }, of[] = { DOWN, UP };

	static const struct {
		struct fact_spec spec;
		double measured, limit;
	} cases[] = {
		{ { .kind = FACT_STREAK, .probes = api, .fails = 9, .passes = 2, .fresh = M }, 3,
		    9 },
		{ { .kind = FACT_VALUE,
		      .probes = lag,
		      .holds = { COMPARE_GT, UNIT_DURATION, 2000 },
		      .fresh = 3 * M },
		    300, 2000 },
		{ { .kind = FACT_LATENCY,
		      .probes = api,
		      .holds = { COMPARE_GT, UNIT_DURATION, 2000 },
		      .quantile = 0.75,
		      .over = M },
		    0, 0.25 },
		{ { .kind = FACT_TOGETHER, .of = of, .n_of = 2, .at_least = 2 }, 1, 2 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		struct otherwise it;

		story_write(&s);
		s.facts[N_FACTS] = cases[i].spec;
		s.facts[N_FACTS].name = "more";
		s.facts[N_FACTS].n_probes = cases[i].spec.probes ? 1 : 0;
		s.app.n_facts = N_FACTS + 1;
		s.states[HOME].rules[0].when[0].fact = N_FACTS;
		story_begin(&s);
		story_settle(&s);
		s.says[EAST][API] = SAYS_BAD;
		story_play(&s, 15 * S);
		otherwise(&s.engine, &it, s.now);
		assert_int_equal(it.changes[0].kind, CHANGE_FACT);
		assert_int_equal(it.changes[0].fact.index, N_FACTS);
		assert_true(it.changes[0].fact.measured == cases[i].measured);
		assert_true(it.changes[0].fact.limit == cases[i].limit);
		story_done(&s);
	}
}

/* ---- words, and which rule ---- */

static void
it_is_one_sentence(void **state)
{
	struct story s;
	struct otherwise it;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 151 * S);
	otherwise(&s.engine, &it, s.now);
	assert_string_equal(it.text, "29s more, and the failover to us-west-2 would begin.");
	assert_int_equal(story_until(&s, DECIDE_MOVE, M), 29);

	story_done(&s);
	story_init(&s);
	story_settle(&s);
	s.app.mode = MODE_OBSERVE;
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 151 * S);
	s.engine.kill_switch = TRIT_NO;
	story_second(&s);
	otherwise(&s.engine, &it, s.now);
	assert_string_equal(it.text,
	    "the failover to us-west-2 would begin in mode auto if: G02 kill-switch would "
	    "have to hold: the kill switch is on; 28s more.");
	story_done(&s);
}

static void
a_policy_that_asks_makes_a_proposal(void **state)
{
	struct story s;
	struct otherwise it;

	story_write(&s);
	s.app.limits.unknown_loss = POLICY_ASK;
	s.lag[WEST] = -1;
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 151 * S);
	otherwise(&s.engine, &it, s.now);
	assert_int_equal(it.verb, DECIDE_PROPOSE);
	assert_string_equal(it.text, "29s more, and the failover to us-west-2 would be proposed.");
	story_done(&s);
}

static void
the_nearest_rule_is_named(void **state)
{
	struct story s;
	struct otherwise it;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 180);
	story_move(&s, RUN_DONE);
	story_region(&s, EAST, SAYS_GOOD);
	story_play(&s, 5 * H);
	otherwise(&s.engine, &it, s.now);
	/* in some hour home by itself, rather than away again for what is well */
	assert_int_equal(it.rule, 1);
	assert_int_equal(it.proposal.kind, MOVE_FAILBACK);
	assert_int_equal(it.n, 1);
	assert_in_range(it.changes[0].more, 60 * M, 62 * M);
	story_done(&s);
}

static void
where_nothing_is_decided_nothing_could_turn(void **state)
{
	struct story s;
	struct otherwise it;

	story_init(&s);
	story_settle(&s);
	s.engine.memory.state = NEEDS_OPERATOR;
	otherwise(&s.engine, &it, s.now);
	assert_false(it.known);
	s.engine.memory.state = HOME;
	otherwise(&s.engine, &it, s.now);
	assert_true(it.known);
	s.engine.running = true;
	otherwise(&s.engine, &it, s.now);
	assert_false(it.known);
	assert_string_equal(it.text, "");
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_limit_is_where_a_fact_turns),
		cmocka_unit_test(each_kind_of_fact_has_its_number),
		cmocka_unit_test(it_is_one_sentence),
		cmocka_unit_test(a_policy_that_asks_makes_a_proposal),
		cmocka_unit_test(the_nearest_rule_is_named),
		cmocka_unit_test(where_nothing_is_decided_nothing_could_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
