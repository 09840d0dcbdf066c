/* SPDX-License-Identifier: MIT */
/* What status and explain begin with. */
#include "story.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

static void
says(const struct story *s, const char *expected)
{
	char text[256];

	assert_string_equal(engine_sentence(&s->engine, &s->decision, text, s->now), expected);
}

static void
a_failover_is_told_from_its_beginning_to_its_end(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	says(&s, "us-east-1 is serving; no reason to act.");
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 60 * S);
	says(&s, "us-east-1 is down; failover to us-west-2 in 2m unless it recovers.");
	story_play(&s, 120 * S);
	says(&s, "us-east-1 is down; failover to us-west-2 is due.");
	engine_begin(&s.engine, &s.decision, s.now);
	says(&s, "failing-over: a failover is running.");
	s.truth.writer = s.truth.traffic = WEST;
	engine_end(&s.engine,
	    &(struct run){ .status = RUN_DONE, .move = { MOVE_FAILOVER, EAST, WEST, true } },
	    s.now);
	story_play(&s, 10 * S);
	says(&s, "us-west-2 is serving (not its home); no reason to act.");
	story_region(&s, EAST, SAYS_GOOD);
	story_play(&s, 2 * H);
	says(&s,
	    "us-west-2 is serving, home is sound; failback to us-east-1 in 4h 1m if it stays so.");
	story_done(&s);
}

static void
what_blocks_is_named(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	s.engine.kill_switch = TRIT_NO;
	story_play(&s, 60 * S);
	says(&s,
	    "us-east-1 is down; failover to us-west-2 is blocked by G02 kill-switch (the kill "
	    "switch is on).");
	s.engine.ledger = false;
	story_play(&s, 60 * S);
	says(&s,
	    "us-east-1 is down; failover to us-west-2 is blocked by G02 kill-switch, G22 ledger.");
	story_done(&s);
}

static void
what_blocks_alone_is_told_to_its_end(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	s.engine.memory.pause = (struct pause){ .on = true, .until = s.now.wall + H };
	snprintf(s.engine.memory.pause.owner, sizeof(s.engine.memory.pause.owner), "kim");
	snprintf(s.engine.memory.pause.reason, sizeof(s.engine.memory.pause.reason),
	    "the database of us-east-1 is upgraded tonight");
	story_play(&s, 60 * S);
	says(&s,
	    "us-east-1 is down; failover to us-west-2 is blocked by G03 pause (paused by kim for "
	    "another 59m: the database of us-east-1 is upgraded tonight).");
	story_done(&s);
}

static void
doubt_is_told(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 60 * S);
	story_region(&s, EAST, SAYS_NOTHING);
	story_play(&s, 40 * S);
	says(&s,
	    "not sure any more that us-east-1 is down; the failover to us-west-2 waits until it is "
	    "known.");
	story_done(&s);
}

static void
the_time_of_a_rule_is_told_like_that_of_a_guard(void **state)
{
	struct story s;

	story_write(&s);
	s.states[HOME].rules[0].hold = 15 * M;
	s.states[HOME].rules[0].go = SWITCHING_OVER;
	s.app.limits.lag_for = M;
	s.app.limits.stable_request = s.app.limits.stable = M;
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	story_play(&s, 90 * S);
	says(&s,
	    "a rule moves away from us-east-1; switchover to us-west-2 in 14m if it stays so.");
	story_done(&s);
}

static void
trouble_and_drift_come_first(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.writer = WEST;
	story_play(&s, 20 * S);
	says(&s,
	    "automation is stopped: the writer is in us-west-2, traffic goes to us-east-1 (since "
	    "14:10:40Z).");
	s.engine.memory.state = NEEDS_OPERATOR;
	snprintf(s.engine.memory.trouble, sizeof(s.engine.memory.trouble), "run r-0001: step dns");
	says(&s, "an operator is needed: run r-0001: step dns");
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failover_is_told_from_its_beginning_to_its_end),
		cmocka_unit_test(what_blocks_is_named),
		cmocka_unit_test(what_blocks_alone_is_told_to_its_end),
		cmocka_unit_test(doubt_is_told),
		cmocka_unit_test(the_time_of_a_rule_is_told_like_that_of_a_guard),
		cmocka_unit_test(trouble_and_drift_come_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
