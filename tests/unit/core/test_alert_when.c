/* SPDX-License-Identifier: MIT */
/* Alerts of several observers, and when an alert is held to be the same, or over, or none. */
#include "core/alert.h"

#include "alerted.h"

#define M 60L

/* ---- several observers ---- */

enum {
	INSIDE,
	BESIDE,
	WITNESS, /* we */
	N_OBSERVERS
};

static const struct observer_spec observers[N_OBSERVERS] = {
	[INSIDE] = { "east-1", EAST },
	[BESIDE] = { "west-1", WEST },
	[WITNESS] = { "witness", REGION_NONE },
};

static void
hear(struct story *s, size_t observer, enum vote of_east, bool sound)
{
	struct ballot ballot = { .votes = { [EAST] = of_east, [WEST] = VOTE_UP },
		.sound = sound,
		.sequence = s->engine.ballots[observer].sequence + 1,
		.version = BALLOT_VERSION };

	engine_heard(&s->engine, observer, &ballot, s->now);
}

static void
all_are_well(struct story *s)
{
	hear(s, INSIDE, VOTE_UP, true);
	hear(s, BESIDE, VOTE_UP, true);
}

static void
one_is_silent(struct story *s)
{
	hear(s, BESIDE, VOTE_UP, true);
}

static void
one_is_unsound(struct story *s)
{
	hear(s, INSIDE, VOTE_UP, true);
	hear(s, BESIDE, VOTE_NONE, false);
}

static void
one_says_down(struct story *s)
{
	hear(s, INSIDE, VOTE_UP, true);
	hear(s, BESIDE, VOTE_DOWN, true);
}

static void
none_is_heard(struct story *s)
{
}

static void
both_say_down(struct story *s)
{
	story_region(s, EAST, SAYS_BAD);
	hear(s, INSIDE, VOTE_DOWN, true);
	hear(s, BESIDE, VOTE_DOWN, true);
}

static void
several_begin(struct alerted *a)
{
	*a = (struct alerted){ .hear = all_are_well };
	story_write(&a->s);
	a->s.app.observers =
	    (struct observers_spec){ observers, N_OBSERVERS, WITNESS, MSEC_MINUTE };
	story_begin(&a->s);
	alerted_play(a, 10 * M);
	assert_int_equal(a->total, 0);
}

/* A ballot is fresh for 15 s. */
static const struct {
	void (*hear)(struct story *s);
	enum alert_id id;
	long after;
	const char *text;
} cases[] = {
	{ one_is_silent, ALERT_OBSERVER, 3 * M + 15, "the observer east-1 is silent" },
	{ one_is_unsound, ALERT_OBSERVER, 3 * M + 1,
	    "the observer west-1 does not vouch for itself" },
	{ one_says_down, ALERT_OBSERVER, 3 * M + 1,
	    "us-east-1: 1 of 3 say down, 2 up, 0 silent: west-1 alone says so, look after it" },
	{ none_is_heard, ALERT_QUORUM, M + 15,
	    "1 of 3 observers are left: no failover is decided by them" },
	/* we have doubts after 10 s, and do not refute them any more */
	{ both_say_down, ALERT_LOSS, 40,
	    "us-east-1 is down (3 of 3 say down, 0 up, 0 silent); failover to us-west-2 is blocked "
	    "by G18 lease, G19 agreement." },
};

static void
observers_that_are_ill_or_alone_are_told_of(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct alerted a;
		const struct told *told = &a.told[cases[i].id];
		long after;

		several_begin(&a);
		a.hear = cases[i].hear;
		after = alerted_until(&a, &told->begins, 10 * M);
		if (after != cases[i].after)
			fail_msg("%zu: told after %ld s", i, after);
		if (strcmp(told->alert.text, cases[i].text) != 0)
			fail_msg("%zu: it says: %s", i, told->alert.text);
		a.hear = all_are_well;
		story_region(&a.s, EAST, SAYS_GOOD);
		assert_true(alerted_until(&a, &told->ends, 20 * M) > 0);
		alerted_end(&a);
	}
}

/* ---- the same, over, or none ---- */

static void
a_quiet_day_tells_nothing(void **state)
{
	struct alerted a;

	alerted_begin(&a);
	alerted_play(&a, 24 * 60L * M);
	assert_int_equal(a.total, 0);
	alerted_end(&a);
}

static void
what_comes_and_goes_is_one_trouble(void **state)
{
	struct alerted a;
	const struct told *loss = &a.told[ALERT_LOSS];

	alerted_begin(&a);
	for (int i = 0; i < 6; i++) {
		story_region(&a.s, EAST, SAYS_BAD);
		alerted_play(&a, 2 * M);
		story_region(&a.s, EAST, SAYS_GOOD);
		alerted_play(&a, 5 * M);
	}
	assert_int_equal(loss->begins, 1);
	assert_int_equal(loss->ends, 0);
	alerted_play(&a, 6 * M);
	assert_int_equal(loss->ends, 1);
	/* and another one is another */
	story_region(&a.s, EAST, SAYS_BAD);
	alerted_play(&a, 2 * M);
	assert_int_equal(loss->begins, 2);
	alerted_end(&a);
}

static void
what_is_over_before_its_patience_is_not_told(void **state)
{
	struct alerted a;

	alerted_begin(&a);
	story_region(&a.s, WEST, SAYS_BAD);
	alerted_play(&a, 4 * M);
	story_region(&a.s, WEST, SAYS_GOOD);
	alerted_play(&a, 30 * M);
	assert_int_equal(a.told[ALERT_STANDBY].begins, 0);
	assert_int_equal(a.told[ALERT_STANDBY].ends, 0);
	assert_int_equal(a.total, 0);
	alerted_end(&a);
}

static void
a_loss_is_told_whatever_holds_automation_back(void **state)
{
	struct alerted a;
	const struct told *loss = &a.told[ALERT_LOSS];

	alerted_begin(&a);
	a.s.engine.memory.pause = (struct pause){ true, a.s.now.wall + MSEC_HOUR, "ann", "" };
	a.s.app.mode = MODE_OBSERVE;
	story_region(&a.s, EAST, SAYS_BAD);
	assert_int_equal(alerted_until(&a, &loss->begins, 5 * M), M);
	assert_string_equal(loss->alert.text,
	    "us-east-1 is down; failover to us-west-2 is blocked by G01 mode, G03 pause.");
	alerted_end(&a);
}

static void
a_loss_says_that_there_is_nowhere_to_go(void **state)
{
	struct alerted a;
	const struct told *loss = &a.told[ALERT_LOSS];

	alerted_begin(&a);
	story_region(&a.s, EAST, SAYS_BAD);
	story_region(&a.s, WEST, SAYS_BAD);
	assert_int_equal(alerted_until(&a, &loss->begins, 5 * M), M);
	assert_string_equal(loss->alert.text,
	    "us-east-1 is down; no rule says where to go: failoverctl explain");
	alerted_end(&a);
}

static void
nobody_is_woken_by_a_start(void **state)
{
	struct alerted a = { 0 };

	story_init(&a.s);
	story_region(&a.s, EAST, SAYS_NOTHING);
	story_region(&a.s, WEST, SAYS_NOTHING);
	/* a minute of warming up, and two of patience */
	alerted_play(&a, 3 * M - 1);
	assert_int_equal(a.total, 0);
	alerted_play(&a, 1);
	assert_int_equal(a.told[ALERT_BLIND].begins, 1);
	alerted_end(&a);
}

static void
what_is_asked_more_often_than_once_a_second_counts_once(void **state)
{
	struct alerted a;
	struct alert news[ALERT_COUNT];

	alerted_begin(&a);
	a.s.engine.memory.state = NEEDS_OPERATOR;
	assert_int_equal(alert_look(&a.alerts, &a.s.engine, &a.s.decision, news, a.s.now), 0);
	/* but an adoption is a matter of one tick */
	a.s.decision.verb = DECIDE_ADOPT;
	assert_int_equal(alert_look(&a.alerts, &a.s.engine, &a.s.decision, news, a.s.now), 2);
	alerted_end(&a);
}

static void
a_certificate_is_told_of_by_its_fact(void **state)
{
	struct alerted a;
	const struct told *told = &a.told[ALERT_CERTIFICATE];

	a = (struct alerted){ 0 };
	story_write(&a.s);
	/* whatever makes the fact say no */
	a.s.facts[LAGGING].name = "certificate";
	story_begin(&a.s);
	alerted_play(&a, 10 * M);
	assert_int_equal(told->begins, 0);
	a.s.lag[WEST] = 3000;
	assert_true(alerted_until(&a, &told->begins, M) > 0);
	assert_false(told->alert.page);
	assert_string_equal(told->alert.text, "the certificate of us-west-2: 3s (limit <= 2s)");
	alerted_end(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(observers_that_are_ill_or_alone_are_told_of),
		cmocka_unit_test(a_quiet_day_tells_nothing),
		cmocka_unit_test(what_comes_and_goes_is_one_trouble),
		cmocka_unit_test(what_is_over_before_its_patience_is_not_told),
		cmocka_unit_test(a_loss_is_told_whatever_holds_automation_back),
		cmocka_unit_test(a_loss_says_that_there_is_nowhere_to_go),
		cmocka_unit_test(nobody_is_woken_by_a_start),
		cmocka_unit_test(what_is_asked_more_often_than_once_a_second_counts_once),
		cmocka_unit_test(a_certificate_is_told_of_by_its_fact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
