/* SPDX-License-Identifier: MIT */
/* The guards that look at what the other observers say. */
#include "observed.h"

static struct guard guards[GUARD_COUNT];

static void
weigh(const struct story *s, enum move_kind kind, size_t to)
{
	const struct proposal p = {
		.kind = kind, .from = EAST, .to = to, .automatic = true, .held = 10 * M
	};

	guard_all(&s->engine, &p, guards, s->now);
}

static void
expect(const char *what, enum guard_id id, enum trit value, const char *text)
{
	if (guards[id].value != value || strcmp(guards[id].text, text) != 0)
		fail_msg("%s: %s is %s: %s", what, guards[id].name, trit_name(guards[id].value),
		    guards[id].text);
}

static void
a_verdict_must_last(void **state)
{
	struct story s;

	begin(&s);
	play(&s, well, 10 * M);
	story_region(&s, EAST, SAYS_BAD);
	play(&s, (struct others){ VOTE_NONE, VOTE_DOWN }, 60 * S);
	weigh(&s, MOVE_FAILOVER, WEST);
	expect("half a minute", GUARD_QUORUM, TRIT_NO,
	    "2 of 3 say down, 0 up, 1 silent for 30s, 1m needed");
	assert_int_equal(guards[GUARD_QUORUM].clears_at, s.now.boot + 30 * S);
	expect("half a minute", GUARD_HOLD, TRIT_NO, "down for 30s, 1m 30s needed");
	assert_int_equal(guards[GUARD_HOLD].clears_at, s.now.boot + 60 * S);
	play(&s, (struct others){ VOTE_NONE, VOTE_DOWN }, 30 * S);
	weigh(&s, MOVE_FAILOVER, WEST);
	expect("a minute", GUARD_QUORUM, TRIT_YES, "2 of 3 say down, 0 up, 1 silent");
	play(&s, (struct others){ VOTE_UP, VOTE_DOWN }, 30 * S);
	weigh(&s, MOVE_FAILOVER, WEST);
	expect("contested", GUARD_HOLD, TRIT_NO, "down for 1m 30s, 2m 30s needed");
	story_done(&s);
}

static void
planned_moves_go_where_all_is_well(void **state)
{
	struct story s;

	begin(&s);
	play(&s, well, 10 * M);
	weigh(&s, MOVE_SWITCHOVER, WEST);
	expect("well", GUARD_QUORUM, TRIT_YES,
	    "us-west-2: 0 of 3 say down, 3 up, 0 silent: east-1 sees it up");
	play(&s, (struct others){ VOTE_NONE, VOTE_NONE }, 20 * S);
	weigh(&s, MOVE_SWITCHOVER, WEST);
	expect("alone", GUARD_QUORUM, TRIT_UNKNOWN,
	    "us-west-2: 0 of 3 say down, 1 up, 2 silent: witness sees it up");
	weigh(&s, MOVE_SWITCHOVER, REGION_NONE);
	expect("nowhere", GUARD_QUORUM, TRIT_NO, "no Region to move to");
	story_done(&s);
}

static void
a_target_must_be_up_for_its_judges(void **state)
{
	struct story s;
	struct ballot *beside;

	begin(&s);
	play(&s, well, 10 * M);
	beside = &s.engine.ballots[BESIDE];
	beside->votes[EAST] = VOTE_DOWN;
	weigh(&s, MOVE_FAILOVER, WEST);
	assert_int_equal(guards[GUARD_TARGET].value, TRIT_YES);
	beside->votes[WEST] = VOTE_NONE;
	weigh(&s, MOVE_FAILOVER, WEST);
	expect("silent of it", GUARD_TARGET, TRIT_UNKNOWN,
	    "not all who call us-east-1 down see us-west-2 up");
	beside->votes[WEST] = VOTE_DOWN;
	weigh(&s, MOVE_FAILOVER, WEST);
	assert_int_equal(guards[GUARD_TARGET].value, TRIT_NO);
	story_done(&s);
}

static void
those_who_decide_together_must_agree(void **state)
{
	static const struct {
		const char *theirs, *ours;
		int version;
		bool silent;
		enum trit value;
		const char *text;
	} cases[] = {
		{ "0123456789abcdef", "0123456789abcdef", BALLOT_VERSION, false, TRIT_YES,
		    "all who are heard have configuration 01234567" },
		{ "fedcba9876543210", "0123456789abcdef", BALLOT_VERSION, false, TRIT_NO,
		    "west-1 has another configuration, fedcba98 and not 01234567" },
		{ "fedcba9876543210", "0123456789abcdef", BALLOT_VERSION, true, TRIT_YES,
		    "all who are heard have configuration 01234567" },
		{ "", "0123456789abcdef", BALLOT_VERSION, false, TRIT_UNKNOWN,
		    "the configuration of west-1 is not known" },
		{ "0123456789abcdef", "", BALLOT_VERSION, false, TRIT_UNKNOWN,
		    "the configuration of witness is not known" },
		{ "0123456789abcdef", "0123456789abcdef", BALLOT_VERSION + 1, false, TRIT_NO,
		    "west-1 speaks version 2, we speak 1" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		struct ballot *ballot;

		begin(&s);
		play(&s, well, 10 * M);
		ballot = &s.engine.ballots[BESIDE];
		snprintf(s.engine.config, sizeof(s.engine.config), "%s", cases[i].ours);
		snprintf(ballot->config, sizeof(ballot->config), "%s", cases[i].theirs);
		ballot->version = cases[i].version;
		if (cases[i].silent)
			ballot->at = s.now.boot - M;
		weigh(&s, MOVE_FAILOVER, WEST);
		expect(cases[i].theirs, GUARD_AGREEMENT, cases[i].value, cases[i].text);
		story_done(&s);
	}
}

static void
nobody_has_a_lease_before_it_is_given_to_it(void **state)
{
	struct story s;

	begin(&s);
	story_restart(&s);
	weigh(&s, MOVE_FAILOVER, WEST);
	expect("at first", GUARD_LEASE, TRIT_UNKNOWN, "whose it is cannot be verified");
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_verdict_must_last),
		cmocka_unit_test(planned_moves_go_where_all_is_well),
		cmocka_unit_test(a_target_must_be_up_for_its_judges),
		cmocka_unit_test(those_who_decide_together_must_agree),
		cmocka_unit_test(nobody_has_a_lease_before_it_is_given_to_it),
	};

	return cmocka_run_group_tests_name("guard_quorum", tests, NULL, NULL);
}
