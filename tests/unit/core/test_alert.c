/* SPDX-License-Identifier: MIT */
/* What people are told of one Region and another, when, how often, and when it is over. */
#include "core/alert.h"

#include "alerted.h"

static void
bad_east(struct story *s)
{
	story_region(s, EAST, SAYS_BAD);
}

static void
bad_west(struct story *s)
{
	story_region(s, WEST, SAYS_BAD);
}

static void
mute_west(struct story *s)
{
	story_region(s, WEST, SAYS_NOTHING);
}

static void
mute_all(struct story *s)
{
	story_region(s, EAST, SAYS_NOTHING);
	story_region(s, WEST, SAYS_NOTHING);
}

static void
all_good(struct story *s)
{
	story_region(s, EAST, SAYS_GOOD);
	story_region(s, WEST, SAYS_GOOD);
}

static void
isolated(struct story *s)
{
	s->engine.references.asked = 3;
	s->engine.references.good = 1;
}

static void
not_isolated(struct story *s)
{
	s->engine.references.good = 3;
}

static void
half_moved(struct story *s)
{
	s->truth.writer = WEST;
}

static void
moved(struct story *s)
{
	s->truth.writer = s->truth.traffic = WEST;
}

static void
at_home(struct story *s)
{
	s->truth.writer = s->truth.traffic = EAST;
}

static void
in_trouble(struct story *s)
{
	s->engine.memory.state = NEEDS_OPERATOR;
	snprintf(s->engine.memory.trouble, sizeof(s->engine.memory.trouble),
	    "run r-0007: the writer did not come");
}

static void
acked(struct story *s)
{
	engine_ack(&s->engine, "seen to", s->now);
}

static void
topology_says(struct story *s, enum reason reason)
{
	struct sighting sighting = { .sample = { .at = s->now.boot } };

	sample_judge(&sighting.sample, reason);
	engine_sample(&s->engine, TOPOLOGY, WEST, &sighting);
}

static void
refused(struct story *s)
{
	topology_says(s, REASON_DENIED);
}

static void
not_refused(struct story *s)
{
	topology_says(s, REASON_OK);
}

static void
unproved(struct story *s)
{
	s->app.limits.preflight = 30 * MSEC_MINUTE;
	s->engine.preflight = (struct preflight){ TRIT_NO, s->now.boot, "rds refuses us" };
}

static void
proved(struct story *s)
{
	s->engine.preflight.good = TRIT_YES;
}

static void
lagging(struct story *s)
{
	s->lag[WEST] = 5100;
}

static void
no_lag(struct story *s)
{
	s->lag[WEST] = -1;
}

static void
usual_lag(struct story *s)
{
	s->lag[WEST] = 300;
}

static void
tilted(struct story *s)
{
	s->now.boot += 10 * MSEC_SECOND;
}

static void
waits_on(struct story *s)
{
	snprintf(s->engine.overdue, DETAIL_TEXT, "r-0007: step aurora-writer is over its time");
}

static void
has_waited(struct story *s)
{
	s->engine.overdue[0] = '\0';
}

static void
nothing(struct story *s)
{
}

#define S 1L
#define M 60L

/* After `make`, it is told after so many seconds and not before; after `mend`, that it is over
 * within `over`. Probes ask every 5 s, and answers are counted every 10 s. */
static const struct {
	enum alert_id id;
	void (*make)(struct story *s), (*mend)(struct story *s);
	long after, over;
	bool page;
	const char *text;
} cases[] = {
	/* half of the answers of a minute, and half a minute more */
	{ ALERT_LOSS, bad_east, all_good, 60 * S, 10 * M + 45 * S, true,
	    "us-east-1 is down; failover to us-west-2 in 2m unless it recovers." },
	{ ALERT_FAILING, bad_east, all_good, 50 * S, 15 * M, true,
	    "20 of 120 answers of us-east-1 failed within 5m: failoverctl explain" },
	{ ALERT_GREY, bad_east, all_good, 20 * S, 15 * M, false,
	    "8 of 120 answers of us-east-1 failed within 5m: failoverctl explain" },
	/* too few of a minute's answers are left after 35 s */
	{ ALERT_BLIND, mute_all, all_good, 2 * M + 35 * S, 11 * M, true,
	    "nothing is known of any Region, while references answer: our resolver gave no "
	    "address" },
	{ ALERT_UNWATCHED, mute_west, all_good, 2 * M + 35 * S, 11 * M, false,
	    "nothing is known of us-west-2: our resolver gave no address" },
	{ ALERT_OBSERVER, isolated, not_isolated, 3 * M + 1, 10 * M, false,
	    "isolated: 1 of 3 references answer" },
	{ ALERT_DRIFT, half_moved, at_home, 80 * S, 11 * M, true, /* seen in two looks */
	    "automation is stopped: the writer is in us-west-2, traffic goes to us-east-1 (since "
	    "14:10:40Z); finish or take back by hand what was begun" },
	{ ALERT_OPERATOR, in_trouble, acked, 1 * S, 10 * M, true,
	    "an operator is needed: run r-0007: the writer did not come" },
	{ ALERT_OVERDUE, waits_on, has_waited, 1 * S, 10 * M, true,
	    "r-0007: step aurora-writer is over its time; the run waits on, and nothing it could send "
	    "would hasten it: see what AWS does" },
	{ ALERT_HANDS, refused, not_refused, 2 * M + 1, 10 * M, true,
	    "a move could not be made now: the probe topology: we are not permitted "
	    "to ask" },
	{ ALERT_HANDS, unproved, proved, 2 * M + 1, 10 * M, true,
	    "a move could not be made now: rds refuses us" },
	{ ALERT_ADOPTED, moved, nothing, 10 * S, 10 * M, false,
	    "somebody else moved it: us-west-2 is serving and has the writer, where us-east-1 was "
	    "remembered" },
	/* 15 % of a minute's answers after 10 s */
	{ ALERT_STANDBY, bad_west, all_good, 5 * M + 10 * S, 12 * M, false,
	    "us-east-1 serves, and there is nowhere to go" },
	/* asked every 30 s */
	{ ALERT_LAG, lagging, usual_lag, 2 * M + 30 * S, 11 * M, false,
	    "the lag of us-west-2 is 5.1s, and a failover may lose 10s" },
	/* the newest is 40 s old, and counts for 180 s */
	{ ALERT_LAG_UNKNOWN, no_lag, usual_lag, 7 * M + 21 * S, 11 * M, false,
	    "the lag of us-west-2 is not known, nor what a failover would lose" },
	{ ALERT_TILT, tilted, nothing, 1 * S, 11 * M, false,
	    "time jumped, or this process was stopped: every hold begins anew" },
};

static void
each_begins_after_its_patience_is_told_once_and_ends_after_a_calm(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct alerted a;
		const struct told *told = &a.told[cases[i].id];
		const char *name = alert_name(cases[i].id);
		long made, mended;

		alerted_begin(&a);
		cases[i].make(&a.s);
		made = alerted_until(&a, &told->begins, cases[i].after + 5 * M);
		if (made != cases[i].after)
			fail_msg("%s is told after %ld s, not %ld", name, made, cases[i].after);
		if (told->alert.page != cases[i].page)
			fail_msg("%s: a page: %d", name, told->alert.page);
		if (strcmp(told->alert.text, cases[i].text) != 0)
			fail_msg("%s says: %s", name, told->alert.text);
		alerted_play(&a, 30 * M);
		if (told->begins != 1)
			fail_msg("%s is told %d times", name, told->begins);
		cases[i].mend(&a.s);
		mended = told->ends ? 0 : alerted_until(&a, &told->ends, 30 * M);
		if (mended < 0 || mended > cases[i].over)
			fail_msg("%s is over after %ld s", name, mended);
		assert_string_equal(told->alert.text, "not so any more for 10m");
		alerted_end(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_begins_after_its_patience_is_told_once_and_ends_after_a_calm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
