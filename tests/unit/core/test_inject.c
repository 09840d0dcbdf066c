/* SPDX-License-Identifier: MIT */
/* An outage that is only supposed ends as a real one would. */
#include "core/inject.h"

#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

static void
settled(struct story *s)
{
	story_init(s);
	story_settle(s);
}

static void
it_decides_when_and_what_a_real_outage_would(void **state)
{
	struct injection said;
	struct story s;
	long real;

	settled(&s);
	inject_down(&s.engine, 10 * M, &said, s.now);
	story_region(&s, EAST, SAYS_BAD);
	real = story_until(&s, DECIDE_MOVE, 10 * M);
	assert_true(real > 0);
	/* Answers come when they are due; here and there a second or an interval apart. */
	assert_in_range(said.after, (real - 6) * S, (real + 6) * S);
	assert_in_range(said.detected, 20 * S, 40 * S);
	assert_in_range(said.onset, 0, 6 * S);
	assert_int_equal(said.region, EAST);
	assert_int_equal(said.decision.verb, DECIDE_MOVE);
	assert_int_equal(said.decision.proposal.kind, MOVE_FAILOVER);
	assert_int_equal(said.decision.proposal.to, WEST);
	assert_true(said.loss_ms >= 0);
	assert_non_null(strstr(said.sentence, "us-east-1 is down"));
	story_done(&s);
}

/* It goes on as if nobody had asked. */
static void
the_engine_is_not_touched(void **state)
{
	struct injection said;
	struct story s, other;
	long asked, not ;

	settled(&s);
	settled(&other);
	inject_down(&s.engine, 10 * M, &said, s.now);
	assert_int_equal(s.engine.memory.outage.at, 0);
	assert_int_equal(s.engine.n_misses, 0);
	story_play(&s, 5 * M);
	story_play(&other, 5 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_region(&s, EAST, SAYS_BAD);
	story_region(&other, EAST, SAYS_BAD);
	asked = story_until(&s, DECIDE_MOVE, 10 * M);
	not = story_until(&other, DECIDE_MOVE, 10 * M);
	assert_int_equal(asked, not );
	story_done(&s);
	story_done(&other);
}

static void
in_observe_it_only_would(void **state)
{
	struct injection said;
	struct story s;

	settled(&s);
	s.app.mode = MODE_OBSERVE;
	inject_down(&s.engine, 10 * M, &said, s.now);
	assert_int_equal(said.decision.verb, DECIDE_OBSERVE);
	assert_true(said.after > 0);
	story_done(&s);
}

static void
a_short_one_ends_before_it_is_decided(void **state)
{
	struct injection said;
	struct story s;

	settled(&s);
	inject_down(&s.engine, 1 * M, &said, s.now);
	assert_int_equal(said.after, -1);
	assert_true(said.detected > 0);
	assert_true(said.decision.weighed);
	assert_int_equal(said.decision.guards[GUARD_HOLD].value, TRIT_NO);
	inject_down(&s.engine, 5 * S, &said, s.now);
	assert_int_equal(said.detected, -1);
	assert_false(said.decision.weighed);
	assert_true(said.sentence[0]);
	story_done(&s);
}

static void
what_stands_in_the_way_is_told(void **state)
{
	struct injection said;
	struct story s;

	settled(&s);
	s.engine.memory.pause = (struct pause){ .on = true, .until = s.now.wall + 60 * M };
	inject_down(&s.engine, 10 * M, &said, s.now);
	assert_int_equal(said.after, -1);
	assert_int_equal(said.decision.guards[GUARD_PAUSE].value, TRIT_NO);
	assert_int_equal(said.decision.guards[GUARD_HOLD].value, TRIT_YES);
	story_done(&s);
}

static void
with_nowhere_to_go_nothing_is_decided(void **state)
{
	struct injection said;
	struct story s;

	story_init(&s);
	story_region(&s, WEST, SAYS_BAD);
	story_settle(&s);
	inject_down(&s.engine, 10 * M, &said, s.now);
	assert_int_equal(said.after, -1);
	story_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_decides_when_and_what_a_real_outage_would),
		cmocka_unit_test(the_engine_is_not_touched),
		cmocka_unit_test(in_observe_it_only_would),
		cmocka_unit_test(a_short_one_ends_before_it_is_decided),
		cmocka_unit_test(what_stands_in_the_way_is_told),
		cmocka_unit_test(with_nowhere_to_go_nothing_is_decided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
