/* SPDX-License-Identifier: MIT */
/* One of several observers: what it says, what it hears, and what it makes of both. */
#include "core/ballot.h"

#include "observed.h"

/* ---- our own ballot ---- */

static void
it_votes_by_its_facts_and_vouches_for_itself(void **state)
{
	static const struct {
		enum says east;
		enum vote vote;
	} cases[] = {
		{ SAYS_GOOD, VOTE_UP },
		{ SAYS_BAD, VOTE_DOWN },
		{ SAYS_NOTHING, VOTE_NONE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		struct ballot ballot;

		begin(&s);
		story_region(&s, EAST, cases[i].east);
		story_settle(&s);
		engine_ballot(&s.engine, &ballot, s.now);
		assert_int_equal(ballot.votes[EAST], cases[i].vote);
		assert_int_equal(ballot.votes[WEST], VOTE_UP);
		assert_true(ballot.sound);
		assert_int_equal(ballot.version, BALLOT_VERSION);
		assert_string_equal(ballot.config, "0123456789abcdef");
		/* each tick is another, or the others would take it for dead */
		assert_true(ballot.sequence > s.engine.ballots[WITNESS].sequence);
		story_done(&s);
	}
}

static void
without_the_usual_facts_it_has_no_vote(void **state)
{
	struct story s;
	struct ballot ballot;

	begin(&s);
	story_settle(&s);
	s.facts[DOWN].name = "gone";
	engine_ballot(&s.engine, &ballot, s.now);
	assert_int_equal(ballot.votes[EAST], VOTE_NONE);
	story_done(&s);
}

static void
tilt(struct story *s)
{
	engine_tilt(&s->engine, s->now.boot);
}

static void
warm_up(struct story *s)
{
	s->engine.started = s->now.boot - M + 1;
}

static void
isolate(struct story *s)
{
	s->engine.references.asked = 3;
	s->engine.references.good = 1;
}

static void
forget(struct story *s)
{
	engine_series(&s->engine, API, WEST)->count = 2;
}

static void
an_observer_that_is_ill_says_so(void **state)
{
	static void (*const ills[])(struct story * s) = { tilt, warm_up, isolate, forget };

	for (size_t i = 0; i < COUNT(ills); i++) {
		struct story s;
		struct ballot ballot;

		begin(&s);
		story_settle(&s);
		ills[i](&s);
		engine_ballot(&s.engine, &ballot, s.now);
		assert_false(ballot.sound);
		story_done(&s);
	}
}

/* ---- what others say ---- */

static void
only_a_change_shows_that_an_observer_lives(void **state)
{
	struct story s;
	struct ballot ballot = { .sound = true, .sequence = 41 };
	const struct ballot *heard;

	begin(&s);
	heard = &s.engine.ballots[BESIDE];
	engine_heard(&s.engine, BESIDE, &ballot, s.now);
	assert_int_equal(heard->at, 0); /* it may have been there for a year */
	s.now.boot += S;
	engine_heard(&s.engine, BESIDE, &ballot, s.now);
	assert_int_equal(heard->at, 0);
	ballot.sequence++;
	engine_heard(&s.engine, BESIDE, &ballot, s.now);
	assert_int_equal(heard->at, s.now.boot);
	s.now.boot += S;
	engine_heard(&s.engine, BESIDE, &ballot, s.now);
	assert_int_equal(heard->at, s.now.boot - S);
	ballot.sequence = 1; /* it was started anew */
	engine_heard(&s.engine, BESIDE, &ballot, s.now);
	assert_int_equal(heard->at, s.now.boot);
	story_done(&s);
}

/* ---- a Region is lost, and three look at it ---- */

static void
what_the_others_say_decides_when_it_is_left(void **state)
{
	static const struct {
		const char *name;
		struct others others;
		long moves; /* seconds after the loss; -1: never */
	} cases[] = {
		{ "dead", { VOTE_NONE, VOTE_DOWN }, 120 },
		{ "dead, and the one inside says so", { VOTE_DOWN, VOTE_DOWN }, 120 },
		{ "contested", { VOTE_UP, VOTE_DOWN }, 180 },
		{ "we are ill", { VOTE_UP, VOTE_UP }, -1 },
		{ "seen from elsewhere", { VOTE_NONE, VOTE_UP }, -1 },
		{ "nobody else is there", { VOTE_NONE, VOTE_NONE }, -1 },
		{ "only the one inside is there", { VOTE_DOWN, VOTE_NONE }, -1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		long moves;

		begin(&s);
		play(&s, well, 10 * M);
		story_region(&s, EAST, SAYS_BAD);
		moves = until_move(&s, cases[i].others, 20 * M);
		if (moves != cases[i].moves)
			fail_msg("%s: %ld; %s", cases[i].name, moves, s.engine.verdicts[EAST].text);
		if (moves < 0)
			assert_int_not_equal(s.decision.guards[GUARD_QUORUM].value, TRIT_YES);
		story_done(&s);
	}
}

static void
tilt_for_a_moment(struct story *s)
{
	s->app.limits.tilt = S;
	engine_tilt(&s->engine, s->now.boot);
}

static void
acknowledge(struct story *s)
{
	engine_ack(&s->engine, "seen", s->now);
}

static void
restart_holds(struct story *s)
{
	engine_restart_holds(&s->engine);
}

/* Neither an ack nor the end of a pause moves anything: what the others have said for long, too,
 * must be so for that long from then on. */
static void
a_hold_that_begins_anew_does_so_for_all(void **state)
{
	static void (*const restarts[])(struct story * s) = { restart_holds, acknowledge,
		tilt_for_a_moment };

	for (size_t i = 0; i < COUNT(restarts); i++) {
		struct story s;

		begin(&s);
		play(&s, well, 10 * M);
		story_region(&s, EAST, SAYS_BAD);
		s.engine.kill_switch = TRIT_NO;
		play(&s, (struct others){ VOTE_NONE, VOTE_DOWN }, 10 * M);
		s.engine.kill_switch = TRIT_YES;
		restarts[i](&s);
		assert_in_range(until_move(&s, (struct others){ VOTE_NONE, VOTE_DOWN }, 10 * M), 91,
		    93);
		story_done(&s);
	}
}

static void
a_contested_case_may_need_an_approval(void **state)
{
	struct story s;
	struct error err;

	begin(&s);
	s.app.limits.contested = CONTESTED_ASK;
	play(&s, well, 10 * M);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(until_move(&s, (struct others){ VOTE_UP, VOTE_DOWN }, 10 * M), -1);
	assert_int_equal(s.heard[DECIDE_PROPOSE], 1);
	assert_true(s.decision.guards[GUARD_QUORUM].asks);
	assert_true(engine_approve(&s.engine, s.engine.memory.approval.hash, "ann", s.now, &err));
	play(&s, (struct others){ VOTE_UP, VOTE_DOWN }, S);
	assert_int_equal(s.decision.verb, DECIDE_MOVE);
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_votes_by_its_facts_and_vouches_for_itself),
		cmocka_unit_test(without_the_usual_facts_it_has_no_vote),
		cmocka_unit_test(an_observer_that_is_ill_says_so),
		cmocka_unit_test(only_a_change_shows_that_an_observer_lives),
		cmocka_unit_test(what_the_others_say_decides_when_it_is_left),
		cmocka_unit_test(a_hold_that_begins_anew_does_so_for_all),
		cmocka_unit_test(a_contested_case_may_need_an_approval),
	};

	return cmocka_run_group_tests_name("ballot", tests, NULL, NULL);
}
