/* SPDX-License-Identifier: MIT */
/*
 * Whole runs of the kinds of step that ask AWS: each bad answer at each call, once,
 * a few times, for ever; and a death at each moment. Nothing is done twice, and
 * traffic does not go before the writer.
 */
#include "aws/kinds.h"

#include "test.h"

#include "small_aws.h"

static const struct step_kind *const forced[] = { &aurora_writer_step, &secret_step,
	&routing_controls_step };
static const struct step_kind *const planned[] = { &aurora_writer_step, &aurora_replication_step,
	&secret_step, &routing_controls_step };

/* ---- one history ---- */

struct history {
	struct drive d;
	struct small_aws aws;
	struct scene scene;
	struct step_spec steps[4];
	struct runbook book;
	bool planned;
};

static void
history_start(struct history *h, bool is_planned)
{
	const struct step_kind *const *kinds = is_planned ? planned : forced;

	*h = (struct history){ .planned = is_planned };
	small_aws_init(&h->aws);
	scene_init(&h->scene, is_planned ? MOVE_SWITCHOVER : MOVE_FAILOVER);
	scene_args(&h->scene, 256);
	h->book = (struct runbook){ .name = move_name(h->scene.move.kind),
		.steps = h->steps,
		.n_steps = is_planned ? COUNT(planned) : COUNT(forced) };
	for (size_t i = 0; i < h->book.n_steps; i++)
		h->steps[i] = (struct step_spec){ kinds[i]->name, kinds[i], h->scene.args,
			kinds[i]->every, kinds[i]->deadline };
	h->d.of = &small_aws_world;
	h->d.world = &h->aws;
	drive_start(&h->d, &h->scene.app, &h->book, &h->scene.move);
}

static void
history_fails(const struct history *h, const char *why)
{
	const struct drive *d = &h->d;

	fail_msg("%s, %s of %s answered \"%s\" %d times%s, died at %d and %d, kept %d: %s %s; %s",
	    h->book.name, d->trouble.act ? "act" : "look", h->steps[d->trouble.step].name,
	    d->trouble.bad ? d->trouble.bad->name : "well", d->trouble.times,
	    d->trouble.done ? ", and done" : "", d->deaths_at[0], d->deaths_at[1], d->kept,
	    run_status_name(d->run.status), d->run.why.text, why);
}

static void
check_ended(const struct history *h)
{
	const struct drive *d = &h->d;
	const struct small_aws *aws = &h->aws;

	if (d->wrong[0] || d->run.status == RUN_RUNNING)
		history_fails(h, d->wrong);
	if (d->run.status == RUN_DONE && small_aws_moved(aws, h->planned))
		history_fails(h, small_aws_moved(aws, h->planned));
	if (d->run.status == RUN_ABANDONED && (aws->moves || aws->turns))
		history_fails(h, "yet something has changed");
	if (aws->moves > 1 || aws->again || aws->turns > 1 || aws->secrets[WEST].writes > 1 ||
	    aws->secrets[EAST].writes > 1)
		history_fails(h, "something was done twice");
	if (memmem(&d->run, sizeof(d->run), "hunter2", 7))
		history_fails(h, "the run has kept a secret");
}

static void
history_done(struct history *h)
{
	run_done(&h->d.run);
	scene_done(&h->scene);
}

/* ---- bad answers ---- */

static void
check_trouble(const struct history *h)
{
	const struct drive *d = &h->d;
	const struct step_kind *kind = h->steps[d->trouble.step].kind;
	bool lasting = d->trouble.times == ALWAYS || bad_lasts(d->trouble.bad);
	bool seen = d->trouble.act && d->trouble.done && !bad_lasts(d->trouble.bad);

	if (d->now.boot - DRIVE_BOOT > drive_limit(&h->book))
		history_fails(h, "it took too long");
	if (d->met == 0 || !lasting || seen || kind->best_effort || d->trouble.bad->twice) {
		if (d->run.status != RUN_DONE)
			history_fails(h, "it should be done");
	} else if (d->trouble.step == 0 && !d->trouble.act) {
		if (d->run.status != RUN_ABANDONED)
			history_fails(h, "it should be abandoned");
	} else if (d->run.status != RUN_FAILED) {
		history_fails(h, "it should have failed");
	}
	if (d->run.status != RUN_DONE && !d->run.why.text[0])
		history_fails(h, "without a word");
}

static int
play(bool is_planned, size_t step, const struct bad *bad, int variant)
{
	static const int times[] = { 1, 3, ALWAYS };
	struct history h;
	int met = 0;

	history_start(&h, is_planned);
	h.d.trouble.bad = bad;
	h.d.trouble.step = step;
	h.d.trouble.act = variant & 1;
	h.d.trouble.done = variant & 2;
	h.d.trouble.times = times[variant >> 2];
	if (step < h.book.n_steps && bad_fits(bad, h.d.trouble.done)) {
		drive_to_end(&h.d);
		check_ended(&h);
		check_trouble(&h);
		met = h.d.met > 0;
	}
	history_done(&h);
	return met;
}

static void
each_bad_answer_ends_as_it_must(void **state)
{
	int met = 0;

	for (int is_planned = 0; is_planned < 2; is_planned++)
		for (size_t step = 0; step < 4; step++)
			for (size_t b = 0; b < COUNT(bads); b++)
				for (int variant = 0; variant < 12; variant++)
					met += play(is_planned, step, &bads[b], variant);
	assert_in_range(met, 500, 5000);
}

/* ---- deaths ---- */

static int
play_death(const struct drive *how, bool is_planned)
{
	struct history h;
	int events;

	history_start(&h, is_planned);
	memcpy(h.d.deaths_at, how->deaths_at, sizeof(h.d.deaths_at));
	h.d.kept = how->kept;
	h.d.trouble = how->trouble;
	drive_to_end(&h.d);
	check_ended(&h);
	if (h.d.run.status != RUN_DONE)
		history_fails(&h, "it should be done");
	events = h.d.events;
	history_done(&h);
	return events;
}

static void
a_death_at_any_moment_changes_nothing(void **state)
{
	for (int is_planned = 0; is_planned < 2; is_planned++) {
		int events = play_death(&(struct drive){ 0 }, is_planned);

		assert_in_range(events, 60, 1000);
		for (int at = 1; at <= events; at++)
			for (int more = 0; more < 4; more++)
				for (int kept = 0; kept < KEPT_COUNT; kept++)
					play_death(&(struct drive){ .kept = kept,
						       .deaths_at = { at, at + more } },
					    is_planned);
	}
}

/* The worst: the move was accepted, the answer was lost, and then it died. */
static void
nor_does_a_death_while_the_move_is_in_doubt(void **state)
{
	for (int variant = 0; variant < 4; variant++) {
		struct drive how = { .kept = KEPT_DURABLE };
		int events;

		how.trouble.bad = &bads[5];
		assert_string_equal(how.trouble.bad->name, "too late");
		how.trouble.act = true;
		how.trouble.done = variant & 2;
		how.trouble.times = 1;
		events = play_death(&how, variant & 1);
		for (int at = 1; at <= events; at++) {
			how.deaths_at[0] = at;
			play_death(&how, variant & 1);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bad_answer_ends_as_it_must),
		cmocka_unit_test(a_death_at_any_moment_changes_nothing),
		cmocka_unit_test(nor_does_a_death_while_the_move_is_in_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
