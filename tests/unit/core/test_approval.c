/* SPDX-License-Identifier: MIT */
/* An operator's word: for one decision, for a while, and for nothing else. */
#include "core/approval.h"

#include "story.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

/* East is lost, and all holds but the word of an operator. */
static void
ask(struct story *s)
{
	story_settle(s);
	story_region(s, EAST, SAYS_BAD);
	assert_true(story_until(s, DECIDE_PROPOSE, 10 * M) > 0);
}

static void
proposing(struct story *s)
{
	s->app.mode = MODE_PROPOSE;
}

static void
always(struct story *s)
{
	s->app.limits.approval = APPROVAL_ALWAYS;
}

static void
unknown_loss(struct story *s)
{
	s->app.limits.unknown_loss = POLICY_ASK;
	s->lag[WEST] = -1;
}

static void
loss_and_mode(struct story *s)
{
	unknown_loss(s);
	proposing(s);
}

/* Whoever asks, the answer is the same. */
static void
what_is_approved_begins(void **state)
{
	static void (*const reasons[])(struct story * s) = { proposing, always, unknown_loss,
		loss_and_mode };

	for (size_t i = 0; i < COUNT(reasons); i++) {
		struct story s;
		struct error err;
		const struct approval *approval = &s.engine.memory.approval;

		story_write(&s);
		reasons[i](&s);
		story_begin(&s);
		ask(&s);
		assert_true(s.decision.remember);
		assert_int_equal(approval->expires - approval->asked, MSEC_HOUR);
		assert_false(approval->given);
		story_play(&s, 5 * M);
		assert_int_equal(s.heard[DECIDE_PROPOSE], 1);
		assert_int_equal(s.heard[DECIDE_MOVE], 0);

		assert_true(engine_approve(&s.engine, approval->hash, "ann", s.now, &err));
		assert_string_equal(approval->by, "ann");
		story_second(&s);
		assert_int_equal(s.decision.verb, DECIDE_MOVE);
		assert_true(s.decision.proposal.automatic);
		engine_begin(&s.engine, &s.decision, s.now);
		assert_string_equal(approval->hash, "");
		story_done(&s);
	}
}

static void
an_id_is_the_beginning_of_a_hash(void **state)
{
	struct story s;
	struct error err;
	char id[DIGEST_HEX], expected[128];

	story_write(&s);
	always(&s);
	story_begin(&s);
	assert_false(engine_approve(&s.engine, "01234567", "ann", s.now, &err));
	assert_string_equal(err.text, "nothing waits for an approval");
	ask(&s);
	snprintf(id, sizeof(id), "%.*s", APPROVAL_ID, s.engine.memory.approval.hash);

	id[APPROVAL_ID - 1] = '\0';
	assert_false(engine_approve(&s.engine, id, "ann", s.now, &err));
	snprintf(expected, sizeof(expected), "\"%s\" is not what waits for an approval; %.8s is",
	    id, s.engine.memory.approval.hash);
	assert_string_equal(err.text, expected);
	assert_false(engine_approve(&s.engine, "zzzzzzzz", "ann", s.now, &err));

	snprintf(id, sizeof(id), "%.*s", APPROVAL_ID, s.engine.memory.approval.hash);
	assert_true(engine_approve(&s.engine, id, "ann", s.now, &err));
	assert_false(engine_approve(&s.engine, id, "bob", s.now, &err));
	snprintf(expected, sizeof(expected), "%s was approved already, by ann", id);
	assert_string_equal(err.text, expected);
	story_done(&s);
}

static void
silence_means_what_the_policy_says(void **state)
{
	static const struct {
		int timeout;
		bool goes;
	} cases[] = { { TIMEOUT_HOLD, false }, { TIMEOUT_GO, true } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		struct error err;
		char text[DETAIL_TEXT];

		story_write(&s);
		always(&s);
		s.app.limits.approval_timeout = cases[i].timeout;
		s.app.limits.approval_for = 10 * M;
		story_begin(&s);
		ask(&s);
		story_second(&s);
		assert_int_equal(guard_waits(s.decision.guards, GUARD_APPROVAL), false);
		assert_int_equal(s.decision.guards[GUARD_APPROVAL].clears_at,
		    cases[i].goes ? s.now.boot + 10 * M - S : MSEC_NEVER);
		story_play(&s, 10 * M - 2 * S);
		assert_int_equal(s.heard[DECIDE_MOVE], 0);
		story_second(&s);
		assert_int_equal(s.heard[DECIDE_MOVE], cases[i].goes);
		snprintf(text, sizeof(text),
		    cases[i].goes ? "nobody objected to %.8s within 10m"
				  : "%.8s was not approved within 10m; "
				    "give the command yourself",
		    s.engine.memory.approval.hash);
		assert_string_equal(s.decision.guards[GUARD_APPROVAL].text, text);
		assert_false(engine_approve(&s.engine, s.engine.memory.approval.hash, "ann", s.now,
		    &err));
		assert_non_null(strstr(err.text, "has expired"));
		story_play(&s, 5 * M);
		assert_int_equal(s.heard[DECIDE_PROPOSE], 1);
		story_done(&s);
	}
}

/* It comes too late when something else is in the way until it is too old. */
static void
an_approval_grows_old(void **state)
{
	struct story s;
	struct error err;

	story_write(&s);
	always(&s);
	story_begin(&s);
	ask(&s);
	s.engine.kill_switch = TRIT_NO;
	assert_true(engine_approve(&s.engine, s.engine.memory.approval.hash, "ann", s.now, &err));
	story_play(&s, MSEC_HOUR);
	s.engine.kill_switch = TRIT_YES;
	story_play(&s, 5 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	assert_non_null(strstr(s.decision.guards[GUARD_APPROVAL].text,
	    "was approved, but could not begin within 1h"));
	/* to approve it now would be too late */
	assert_string_equal(s.decision.guards[GUARD_APPROVAL].remedy,
	    "give the command yourself; it is asked again when the rule has held anew");
	story_done(&s);
}

/* What makes it another decision makes the approval none of it. */
static void
another_decision_needs_another_approval(void **state)
{
	struct story s;
	struct error err;
	const char *const reload = "another configuration";

	story_write(&s);
	always(&s);
	story_begin(&s);
	ask(&s);
	s.engine.kill_switch = TRIT_NO;
	assert_true(engine_approve(&s.engine, s.engine.memory.approval.hash, "ann", s.now, &err));
	snprintf(s.engine.config, sizeof(s.engine.config), "%s", reload);
	s.engine.kill_switch = TRIT_YES;
	story_second(&s);
	assert_int_equal(s.decision.verb, DECIDE_PROPOSE);
	assert_false(s.engine.memory.approval.given);
	story_done(&s);
}

static void
a_hash_is_of_all_that_matters(void **state)
{
	struct story s;
	struct guard guards[GUARD_COUNT] = { [GUARD_LOSS] = { .code = "G10" } };
	struct proposal p = { .kind = MOVE_FAILOVER, .from = EAST, .to = WEST };
	char hashes[8][DIGEST_HEX];
	size_t n = 0;

	story_init(&s);
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	p.kind = MOVE_SWITCHOVER;
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	p.to = REGION_NONE;
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	p.rule = &s.states[HOME].rules[0];
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	p.rule = &s.states[AWAY].rules[1];
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	guards[GUARD_LOSS].asks = true;
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	s.engine.memory.state = AWAY;
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	snprintf(s.engine.config, sizeof(s.engine.config), "c");
	approval_hash(&s.engine, &p, guards, hashes[n++]);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(hashes[i], hashes[j]);
	/* what was measured is no part of it: it changes with each answer */
	p.held = M;
	guards[GUARD_LOSS].value = TRIT_NO;
	approval_hash(&s.engine, &p, guards, hashes[0]);
	assert_string_equal(hashes[0], hashes[n - 1]);
	story_done(&s);
}

static void
what_has_healed_is_not_asked_about_any_more(void **state)
{
	struct story s;
	struct error err;

	story_write(&s);
	proposing(&s);
	story_begin(&s);
	ask(&s);
	s.engine.kill_switch = TRIT_NO;
	assert_true(engine_approve(&s.engine, s.engine.memory.approval.hash, "ann", s.now, &err));
	story_region(&s, EAST, SAYS_GOOD);
	for (int i = 0; i < 120 && s.engine.memory.approval.hash[0]; i++)
		story_second(&s);
	assert_string_equal(s.engine.memory.approval.hash, "");
	assert_true(s.decision.remember);
	/* and the next outage is another question */
	s.engine.kill_switch = TRIT_YES;
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_true(story_until(&s, DECIDE_PROPOSE, 10 * M) > 0);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_done(&s);
}

/* Nobody had to look at it, so silence meant nothing. */
static void
the_end_of_a_pause_asks_anew(void **state)
{
	static const bool ends_by_itself[] = { false, true };

	for (size_t i = 0; i < COUNT(ends_by_itself); i++) {
		struct story s;
		msec_t asked;

		story_write(&s);
		always(&s);
		s.app.limits.approval_timeout = TIMEOUT_GO;
		story_begin(&s);
		ask(&s);
		asked = s.engine.memory.approval.asked;
		s.engine.memory.pause =
		    (struct pause){ .on = true, .until = s.now.wall + 5 * MSEC_HOUR };
		story_play(&s, ends_by_itself[i] ? 5 * MSEC_HOUR : 4 * MSEC_HOUR);
		if (!ends_by_itself[i])
			engine_resume(&s.engine);
		assert_string_equal(s.engine.memory.approval.hash, "");
		assert_true(story_until(&s, DECIDE_PROPOSE, 10 * M) > 0);
		assert_true(s.engine.memory.approval.asked > asked + 4 * MSEC_HOUR);
		story_play(&s, 59 * M);
		assert_int_equal(s.heard[DECIDE_MOVE], 0);
		assert_true(story_until(&s, DECIDE_MOVE, 2 * M) > 0);
		story_done(&s);
	}
}

/* Silence is a word for as long as a word is one. */
static void
silence_grows_old(void **state)
{
	struct story s;

	story_write(&s);
	always(&s);
	s.app.limits.approval_timeout = TIMEOUT_GO;
	s.app.limits.approval_for = 10 * M;
	story_begin(&s);
	ask(&s);
	s.engine.kill_switch = TRIT_NO;
	story_play(&s, 20 * M - S);
	assert_non_null(strstr(s.decision.guards[GUARD_APPROVAL].text, "nobody objected"));
	story_play(&s, M);
	assert_non_null(strstr(s.decision.guards[GUARD_APPROVAL].text, "was not approved"));
	s.engine.kill_switch = TRIT_YES;
	story_play(&s, 10 * M);
	assert_int_equal(s.heard[DECIDE_MOVE], 0);
	story_done(&s);
}

static void
what_has_expired_is_asked_again_when_its_facts_have_changed(void **state)
{
	struct story s;
	char text[256];

	story_write(&s);
	always(&s);
	story_begin(&s);
	ask(&s);
	story_play(&s, 2 * MSEC_HOUR);
	assert_int_equal(s.heard[DECIDE_PROPOSE], 1);
	/* while they stay as they are, status says what to do */
	engine_sentence(&s.engine, &s.decision, text, s.now);
	assert_non_null(strstr(text, "give the command yourself"));
	story_region(&s, EAST, SAYS_NOTHING);
	story_play(&s, 5 * M);
	story_region(&s, EAST, SAYS_BAD);
	assert_true(story_until(&s, DECIDE_PROPOSE, 5 * M) > 0);
	story_done(&s);
}

/* Doubt, a restart and a clock that is set take nothing back, and give nothing. */
static void
what_was_asked_outlives_a_restart_and_a_clock(void **state)
{
	struct story s;
	msec_t left;

	story_write(&s);
	always(&s);
	story_begin(&s);
	ask(&s);
	story_restart(&s);
	story_play(&s, M);
	assert_true(s.engine.memory.approval.hash[0] != '\0');
	left = s.engine.memory.approval.expires - s.now.wall;
	s.now.wall += 3 * MSEC_HOUR;
	story_second(&s);
	assert_int_equal(s.engine.memory.approval.expires - s.now.wall, left - S);
	s.now.wall -= MSEC_DAY;
	story_second(&s);
	assert_int_equal(s.engine.memory.approval.expires - s.now.wall, left - 2 * S);
	story_done(&s);
}

static void
in_mode_observe_nobody_is_asked(void **state)
{
	struct story s;

	story_write(&s);
	always(&s);
	s.app.mode = MODE_OBSERVE;
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_true(story_until(&s, DECIDE_OBSERVE, 10 * M) > 0);
	assert_string_equal(s.engine.memory.approval.hash, "");
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_approved_begins),
		cmocka_unit_test(an_id_is_the_beginning_of_a_hash),
		cmocka_unit_test(silence_means_what_the_policy_says),
		cmocka_unit_test(an_approval_grows_old),
		cmocka_unit_test(another_decision_needs_another_approval),
		cmocka_unit_test(a_hash_is_of_all_that_matters),
		cmocka_unit_test(what_has_healed_is_not_asked_about_any_more),
		cmocka_unit_test(the_end_of_a_pause_asks_anew),
		cmocka_unit_test(silence_grows_old),
		cmocka_unit_test(what_has_expired_is_asked_again_when_its_facts_have_changed),
		cmocka_unit_test(what_was_asked_outlives_a_restart_and_a_clock),
		cmocka_unit_test(in_mode_observe_nobody_is_asked),
	};

	return cmocka_run_group_tests_name("approval", tests, NULL, NULL);
}
