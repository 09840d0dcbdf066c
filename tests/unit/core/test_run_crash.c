/* SPDX-License-Identifier: MIT */
/*
 * The daemon dies, at each moment of a run, and comes back with all that it knew,
 * with what it had given to the disk, or with what the disk had kept. The world
 * keeps what the acts did. The run ends in the same world, each thing done once.
 */
#include "sim.h"

static char *
describe(const struct drive *d)
{
	return xasprintf("%s, died at %d and %d, kept %d, %s%s: %s %s%s", d->run.book->name,
	    d->deaths_at[0], d->deaths_at[1], d->kept, d->trouble.bad ? d->trouble.bad->name : "-",
	    d->trouble.done ? ", and done" : "", run_status_name(d->run.status), d->run.why.text,
	    d->wrong);
}

static void
check(const struct drive *d, const struct sim *sim)
{
	autofree(xfree) char *text = describe(d);

	if (d->wrong[0] || d->run.status != RUN_DONE)
		fail_msg("%s", text);
	if (sim_moved(sim))
		fail_msg("%s; %s", text, sim_moved(sim));
	for (size_t i = 0; i < d->run.book->n_steps; i++)
		if (d->run.steps[i].status != STEP_DONE && d->run.steps[i].status != STEP_ALREADY)
			fail_msg("%s; step %zu is %s", text, i,
			    step_status_name(d->run.steps[i].status));
}

/* One history; how many events it had. */
static int
play(const struct runbook *book, const struct drive *how)
{
	struct drive d;
	struct sim sim;

	sim_start(&d, &sim, book);
	memcpy(d.deaths_at, how->deaths_at, sizeof(d.deaths_at));
	d.kept = how->kept;
	d.trouble.bad = how->trouble.bad;
	d.trouble.step = how->trouble.step;
	d.trouble.act = how->trouble.act;
	d.trouble.done = how->trouble.done;
	d.trouble.times = how->trouble.times;
	drive_to_end(&d);
	check(&d, &sim);
	return d.events;
}

static int
events_of(const struct runbook *book)
{
	return play(book, &(struct drive){ .kept = KEPT_ALL });
}

static void
a_death_at_any_moment_changes_nothing(void **state)
{
	for (size_t book = 0; book < COUNT(sim_books); book++) {
		int events = events_of(&sim_books[book]);

		assert_in_range(events, 60, 1000);
		for (int at = 1; at <= events; at++)
			for (int kept = 0; kept < KEPT_COUNT; kept++)
				play(&sim_books[book],
				    &(struct drive){ .deaths_at = { at, 0 }, .kept = kept });
	}
}

static void
nor_does_a_second_death_soon_after(void **state)
{
	for (size_t book = 0; book < COUNT(sim_books); book++) {
		int events = events_of(&sim_books[book]);

		for (int at = 1; at <= events; at++)
			for (int more = 1; more <= 16; more++)
				for (int kept = 0; kept < KEPT_COUNT; kept++)
					play(&sim_books[book],
					    &(struct drive){
						.deaths_at = { at, at + more }, .kept = kept });
	}
}

/* The answer to the act never came, or said nothing, and then it died too. */
static void
nor_does_a_death_while_an_act_is_in_doubt(void **state)
{
	for (size_t book = 0; book < COUNT(sim_books); book++)
		for (size_t b = 0; b < COUNT(bads); b++)
			for (int variant = 0; variant < 6; variant++) {
				const struct runbook *it = &sim_books[book];
				struct drive how = { .kept = variant / 2 };
				int events;

				if (!bads[b].sent || !bad_fits(&bads[b], variant & 1))
					continue;
				how.trouble.bad = &bads[b];
				how.trouble.step = it->no_return;
				how.trouble.act = true;
				how.trouble.done = variant & 1;
				how.trouble.times = 1;
				events = play(it, &how);
				for (int at = 1; at <= events; at++) {
					how.deaths_at[0] = at;
					play(it, &how);
				}
			}
}

/* It died, and what it comes back to is refused for good. */
static void
play_refused(const struct runbook *book, size_t step, const struct bad *bad, int at)
{
	struct drive d;
	struct sim sim;
	enum run_status status = RUN_FAILED;

	sim_start(&d, &sim, book);
	d.trouble.bad = bad;
	d.trouble.step = step;
	d.trouble.times = ALWAYS;
	d.deaths_at[0] = at;
	drive_to_end(&d);
	assert_string_equal(d.wrong, "");
	if (d.met == 0 || book->steps[step].kind->best_effort)
		status = RUN_DONE;
	else if (step <= book->no_return && sim.moves == 0)
		status = RUN_ABANDONED;
	assert_int_equal(d.run.status, status);
}

static void
a_death_does_not_blur_the_point_of_no_return(void **state)
{
	for (size_t b = 0; b < COUNT(bads); b++)
		for (size_t book = 0; bad_lasts(&bads[b]) && book < COUNT(sim_books); book++)
			for (size_t step = 0; step < sim_books[book].n_steps; step++)
				for (int at = 1; at < 200; at++)
					play_refused(&sim_books[book], step, &bads[b], at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_death_at_any_moment_changes_nothing),
		cmocka_unit_test(nor_does_a_second_death_soon_after),
		cmocka_unit_test(nor_does_a_death_while_an_act_is_in_doubt),
		cmocka_unit_test(a_death_does_not_blur_the_point_of_no_return),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
