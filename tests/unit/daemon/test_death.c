/* SPDX-License-Identifier: MIT */
/*
 * The daemon dies before and after every look, intent and act of every runbook, and
 * comes back with all that it knew, with what it had given to the disk, or with what
 * the disk had kept; also while nobody knows what became of an act. The run ends in
 * the same world, each thing done once. With an argument it dies twice, too, and each
 * answer is doubted.
 */
#include "whole.h"

static bool dies_twice;

/* What no look can see may have been done, so it is not done again: a person is asked. */
static bool
is_left_to_a_person(const struct history *h)
{
	const struct run *run = &h->d.run;
	const char *why = run->why.text;

	return run->status == RUN_FAILED &&
	    (strstr(why, "is not known, and it may not be") ||
		strstr(why, "ended with exit status")) &&
	    strstr(why, h->steps[history_failed(h)].name);
}

static void
check(struct history *h)
{
	history_check(h);
	if (h->d.run.status != RUN_DONE && !is_left_to_a_person(h))
		history_fails(h, "it should be done");
}

/* One history from there; at which event it was over. */
static int
play(const struct history *from, const struct drive *how)
{
	static struct history h; /* it is large */

	h = *from;
	history_settle(&h);
	memcpy(h.d.deaths_at, how->deaths_at, sizeof(h.d.deaths_at));
	h.d.kept = how->kept;
	h.d.trouble = how->trouble;
	drive_to_end(&h.d);
	check(&h);
	return h.d.events;
}

/* At that event; and then a second time, soon after. */
static int
play_death(const struct history *from, struct drive *how, int at, enum kept kept)
{
	int seconds = dies_twice && !how->trouble.bad ? 12 : 0;

	how->kept = kept;
	how->deaths_at[0] = at;
	for (int more = 0; more <= seconds; more++) {
		how->deaths_at[1] = more > 0 ? at + more : 0;
		play(from, how);
	}
	return seconds + 1;
}

/* At each event from this moment to that one: with each way to come back, or with one in turn. */
static int
play_deaths(const struct history *from, struct drive *how, int until, bool each_way)
{
	int n = 0;

	for (int at = from->d.events + 1; at <= until; at++)
		for (int kept = 0; kept < KEPT_COUNT; kept++)
			if (each_way || kept == at % KEPT_COUNT)
				n += play_death(from, how, at, kept);
	return n;
}

static void
a_death_at_any_moment_changes_nothing(void **state)
{
	static struct history h;
	int n = 0;

	for (size_t i = 0; i < wholes.n; i++) {
		struct drive how = { .died = 0 };

		history_start(&h, &wholes.list[i]);
		n += play_deaths(&h, &how, play(&h, &how), true);
	}
	assert_in_range(n, 3000, 1000000);
}

/* Of each step whose act meets that: from its beginning to its end. */
static int
play_doubts(struct history *h, const struct bad *bad, bool done)
{
	static struct history next;
	int n = 0;

	for (size_t step = 0; step < h->book.n_steps; step++) {
		struct drive how = { .trouble = { bad, step, true, done, 1 } };

		drive_to_step(&h->d, step);
		next = *h;
		history_settle(&next);
		next.d.trouble = how.trouble;
		drive_past_step(&next.d, step);
		if (next.d.met > 0)
			n += play_deaths(h, &how, next.d.events + 2, dies_twice);
		run_done(&next.d.run);
	}
	drive_to_end(&h->d);
	return n;
}

static void
nor_does_one_while_an_act_is_in_doubt(void **state)
{
	static struct history h;
	int n = 0;

	for (size_t i = 0; i < wholes.n; i++)
		for (size_t b = 0; b < COUNT(bads); b++)
			for (int done = 0; done < 2; done++) {
				bool plain = bads[b].failure == HTTP_RESET;
				bool lies = bads[b].status == 200 && !done;

				if (!bads[b].sent || lies || !bad_fits(&bads[b], done) ||
				    !(plain || dies_twice))
					continue;
				history_start(&h, &wholes.list[i]);
				n += play_doubts(&h, &bads[b], done);
			}
	assert_in_range(n, 1000, 10000000);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_death_at_any_moment_changes_nothing),
		cmocka_unit_test(nor_does_one_while_an_act_is_in_doubt),
	};

	dies_twice = argc > 1;
	return cmocka_run_group_tests(tests, whole_load, whole_unload);
}
