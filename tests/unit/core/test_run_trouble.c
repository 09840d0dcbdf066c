/* SPDX-License-Identifier: MIT */
/*
 * For each runbook, each step, each bad answer: the run ends as it must, within
 * its deadlines, and nothing is done twice or in the wrong order.
 */
#include "sim.h"

/* ---- one history ---- */

static char *
describe(const struct drive *d)
{
	return xasprintf("%s, %s of step %s answered \"%s\" %d times%s: %s %s%s", d->run.book->name,
	    d->trouble.act ? "act" : "look", d->run.book->steps[d->trouble.step].name,
	    d->trouble.bad->name, d->trouble.times, d->trouble.done ? ", and done" : "",
	    run_status_name(d->run.status), d->run.why.text, d->wrong);
}

/* What is passing leads to the end of the move; what is not is told by the point of no return. */
static enum run_status
expected(const struct drive *d)
{
	const struct step_spec *step = &d->run.book->steps[d->trouble.step];
	bool back = d->trouble.step < d->run.book->no_return ||
	    (d->trouble.step == d->run.book->no_return && !d->trouble.act);

	if (d->met == 0 || step->kind->best_effort || d->trouble.bad->twice)
		return RUN_DONE;
	if (d->trouble.times < ALWAYS && !bad_lasts(d->trouble.bad))
		return RUN_DONE;
	return back ? RUN_ABANDONED : RUN_FAILED;
}

static void
check(const struct drive *d, const struct sim *sim)
{
	autofree(xfree) char *text = describe(d);
	bool hidden = d->trouble.times == ALWAYS && d->trouble.done && d->trouble.act;

	if (d->wrong[0] || d->run.status == RUN_RUNNING)
		fail_msg("%s", text);
	if (d->now.boot - DRIVE_BOOT > drive_limit(d->run.book))
		fail_msg("%s; too long", text);
	/* An act that is done, whatever its answer says, is seen to be done. */
	if (d->run.status != (hidden ? RUN_DONE : expected(d)))
		fail_msg("%s", text);
	if (d->run.status == RUN_DONE && sim_moved(sim))
		fail_msg("%s; %s", text, sim_moved(sim));
	if (d->run.status == RUN_ABANDONED && (sim->moves || sim->turns || sim->writes[WEST]))
		fail_msg("%s; yet something has changed", text);
	if (sim->moves > 1 || sim->turns > 1 || sim->writes[WEST] > 1 || sim->writes[EAST] > 1 ||
	    sim->again)
		fail_msg("%s; twice", text);
	if (d->run.status != RUN_DONE && !d->run.why.text[0])
		fail_msg("%s; without a word", text);
}

static int
play(const struct runbook *book, size_t step, const struct bad *bad, int variant)
{
	static const int times[] = { 1, 2, 7, ALWAYS };
	struct drive d;
	struct sim sim;

	sim_start(&d, &sim, book);
	d.trouble.bad = bad;
	d.trouble.step = step;
	d.trouble.act = variant & 1;
	d.trouble.done = variant & 2;
	d.trouble.times = times[variant >> 2];
	if (!bad_fits(bad, d.trouble.done))
		return 0;
	drive_to_end(&d);
	check(&d, &sim);
	return d.met > 0;
}

static void
each_bad_answer_at_each_step_ends_as_it_must(void **state)
{
	for (size_t book = 0; book < COUNT(sim_books); book++) {
		int met = 0;

		for (size_t step = 0; step < sim_books[book].n_steps; step++)
			for (size_t b = 0; b < COUNT(bads); b++)
				for (int variant = 0; variant < 16; variant++)
					met += play(&sim_books[book], step, &bads[b], variant);
		assert_in_range(met, 500, 5000);
	}
}

static void
without_trouble_all_is_done_once(void **state)
{
	for (size_t book = 0; book < COUNT(sim_books); book++) {
		struct drive d;
		struct sim sim;

		sim_start(&d, &sim, &sim_books[book]);
		drive_to_end(&d);
		assert_string_equal(d.wrong, "");
		assert_int_equal(d.run.status, RUN_DONE);
		assert_null(sim_moved(&sim));
		for (size_t i = 0; i < sim_books[book].n_steps; i++)
			assert_int_equal(d.run.steps[i].status, STEP_DONE);
	}
}

/* Somebody else has done it all, or half of it. */
static void
what_others_have_done_is_adopted(void **state)
{
	for (unsigned done = 0; done < 16; done++) {
		unsigned writer = done & 1, west = done >> 1 & 1, east = done >> 2 & 1,
			 traffic = done >> 3;
		struct drive d;
		struct sim sim;

		sim_start(&d, &sim, &sim_books[1]);
		sim.writer = writer;
		sim.secret[WEST] = west;
		sim.secret[EAST] = east;
		sim.traffic = traffic;
		drive_to_end(&d);
		assert_string_equal(d.wrong, "");
		assert_int_equal(d.run.status, RUN_DONE);
		assert_int_equal(sim.moves, 1 - writer);
		assert_int_equal(sim.writes[WEST], 1 - west);
		assert_int_equal(sim.writes[EAST], 1 - east);
		assert_int_equal(sim.turns, 1 - traffic);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_trouble_all_is_done_once),
		cmocka_unit_test(what_others_have_done_is_adopted),
		cmocka_unit_test(each_bad_answer_at_each_step_ends_as_it_must),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
