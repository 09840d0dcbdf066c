/* SPDX-License-Identifier: MIT */
/*
 * For each runbook, each step, each of its looks and acts, each bad answer, once and
 * for ever, done or not: the run ends as it must, within its deadlines, and says why.
 * Nothing is done twice that must not be, and traffic does not go before the writer.
 */
#include "whole.h"

static void
without_trouble_all_is_done_once(void **state)
{
	for (size_t i = 0; i < wholes.n; i++) {
		struct history h;

		history_start(&h, &wholes.list[i]);
		drive_to_end(&h.d);
		history_check(&h);
		if (h.d.run.status != RUN_DONE)
			history_fails(&h, "it should be done");
		for (size_t s = 0; s < h.book.n_steps; s++)
			if (h.d.run.steps[s].status == STEP_FAILED)
				history_fails(&h, h.d.run.steps[s].detail);
	}
}

static void
each_kind_of_step_is_in_a_runbook(void **state)
{
	const struct step_kind *const *kinds = catalog_all()->steps;

	for (; *kinds; kinds++) {
		bool found = false;

		for (size_t i = 0; i < wholes.n; i++)
			for (size_t s = 0; s < wholes.list[i].book->n_steps; s++)
				found = found || wholes.list[i].book->steps[s].kind == *kinds;
		if (!found)
			fail_msg("no runbook has a step %s", (*kinds)->name);
	}
}

/* ---- how it must end ---- */

static const struct step_spec *
troubled(const struct history *h)
{
	return &h->steps[h->d.trouble.step];
}

static bool
is_kind(const struct step_spec *step, const char *name)
{
	return strcmp(step->kind->name, name) == 0;
}

/* Of what no look can tell whether it was done, and which must not be done twice. */
static bool
is_blind(const struct step_spec *step)
{
	const struct option_list *look = cloud_option(step, "look");
	bool runs = is_kind(step, "command") || is_kind(step, "lambda");

	return runs && !cloud_flag(step, "repeatable") && !cloud_flag(step, "looks") &&
	    !(look && look->n > 0);
}

/* Something was run, and nobody knows how far it came. */
static bool
in_the_dark(const struct history *h)
{
	const struct bad *bad = h->d.trouble.bad;

	return h->d.trouble.act && is_blind(troubled(h)) &&
	    (bad->sent || (bad->status && is_kind(troubled(h), "command")));
}

/* Of an answer with a good status any text will do: what it says is the operator's own. */
static bool
takes_any_word(const struct history *h)
{
	return h->d.trouble.bad->status == 200 &&
	    (is_kind(troubled(h), "http") || (is_kind(troubled(h), "lambda") && h->d.trouble.act));
}

/* Others than AWS have no codes. */
static bool
asks_aws(const struct step_spec *step)
{
	return !is_kind(step, "dns") && !is_kind(step, "http") && !is_kind(step, "command");
}

/* Only AWS means for good what it refuses. */
static bool
lasts(const struct history *h)
{
	return h->d.trouble.times == ALWAYS ||
	    (bad_lasts(h->d.trouble.bad) && asks_aws(troubled(h)));
}

static bool
must_be_done(const struct history *h)
{
	if (h->d.met == 0 || h->d.trouble.bad->twice || run_may_fail(troubled(h)))
		return true;
	return !lasts(h) && !in_the_dark(h) && !takes_any_word(h);
}

/* What goes on for ever cannot end well, unless the looks show that it was done after all. */
static bool
may_be_done(const struct history *h)
{
	return must_be_done(h) || (h->d.trouble.act && h->d.trouble.done) || takes_any_word(h);
}

/* What happened, in as few words as it can be told. */
static const char *
word(const struct history *h)
{
	const struct bad *bad = h->d.trouble.bad;

	if (bad->trouble)
		return "no credentials";
	if (bad->failure)
		return bad->name;
	if (bad->status < 400)
		return "";
	return asks_aws(troubled(h)) ? cloud_code(bad) : bad->name;
}

/* Where, what, and what can be done about it. */
static const char *
unclear(const struct history *h)
{
	const struct run *run = &h->d.run;
	const struct bad *bad = h->d.trouble.bad;
	size_t at = history_failed(h);
	const struct step_spec *step = &h->steps[at];
	const char *why = run->why.text;
	char begin[80];

	snprintf(begin, sizeof(begin), "step %s: ", step->name);
	if (strncmp(why, begin, strlen(begin)) != 0)
		return "it does not name its step";
	if (!step->kind->manual || strlen(step->kind->manual) < 60)
		return "nothing says how to do it by hand";
	if (at != h->d.trouble.step)
		return NULL;
	if (!strstr(why, word(h)) && !is_blind(step))
		return "it does not say what happened";
	if (asks_aws(step) && cloud_remedy(bad) && !strstr(why, cloud_remedy(bad)))
		return "it names no remedy";
	return NULL;
}

static void
check(struct history *h)
{
	const struct run *run = &h->d.run;

	history_check(h);
	if (h->d.now.boot - DRIVE_BOOT > drive_limit(&h->book))
		history_fails(h, "it took too long");
	if (must_be_done(h) && run->status != RUN_DONE)
		history_fails(h, "it should be done");
	if (!may_be_done(h) && run->status == RUN_DONE)
		history_fails(h, "it should not be done");
	if (run->status != RUN_DONE && unclear(h))
		history_fails(h, unclear(h));
}

/* ---- all of them ---- */

static int
play(const struct history *from, const struct trouble *trouble)
{
	static struct history h; /* it is large */

	h = *from;
	history_settle(&h);
	h.d.trouble = *trouble;
	drive_to_end(&h.d);
	check(&h);
	return h.d.met > 0;
}

/* Of one step, whose beginning this is. */
static int
play_step(const struct history *from, size_t step)
{
	int met = 0;

	for (size_t b = 0; b < COUNT(bads); b++)
		for (int variant = 0; variant < 8; variant++) {
			const struct trouble trouble = { .bad = &bads[b],
				.step = step,
				.act = variant & 1,
				.done = variant & 2,
				.times = variant & 4 ? ALWAYS : 1 };

			/* To have looked changes nothing. */
			bool idle = trouble.done && !trouble.act && !bad_is_right(&bads[b]);

			if (bad_fits(&bads[b], trouble.done) && !idle)
				met += play(from, &trouble);
		}
	return met;
}

static void
each_bad_answer_ends_as_it_must(void **state)
{
	static struct history h;
	int met = 0;

	for (size_t i = 0; i < wholes.n; i++) {
		history_start(&h, &wholes.list[i]);
		for (size_t step = 0; step < h.book.n_steps; step++) {
			drive_to_step(&h.d, step);
			assert_int_equal(h.d.run.steps[step].status, STEP_RUNNING);
			met += play_step(&h, step);
		}
		drive_to_end(&h.d);
	}
	assert_in_range(met, 5000, 50000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_trouble_all_is_done_once),
		cmocka_unit_test(each_kind_of_step_is_in_a_runbook),
		cmocka_unit_test(each_bad_answer_ends_as_it_must),
	};

	return cmocka_run_group_tests(tests, whole_load, whole_unload);
}
