/* SPDX-License-Identifier: MIT */
/*
 * Whole runs of the runbooks that are shipped, and of others that have each kind of
 * step: those of the example, of one application with all kinds, and of some that keep
 * their secret in other ways. Each is played in the cloud of the tests.
 */
#ifndef TESTS_UNIT_DAEMON_WHOLE_H
#define TESTS_UNIT_DAEMON_WHOLE_H

#include "cloud_world.h"
#include "daemon/catalog.h"
#include "daemon/configuration.h"

#define WHOLE_MOST ((size_t)16)
/* No step waits for longer here: what is under test is that it ends, not when. */
#define DEADLINE_MOST MSEC_MINUTE

static const char *const whole_places[] = { "conf", "tests/data/every-kind", "tests/data/runs" };

/* A move by one of the runbooks. */
struct whole {
	const struct app *app;
	const struct runbook *book;
	struct move move;
};

static struct {
	struct config *configs[COUNT(whole_places)];
	struct whole list[WHOLE_MOST];
	size_t n;
} wholes;

/* ---- loading ---- */

/* Two ways to keep one secret are for the eyes of the checks; nobody could go both. */
static inline bool
can_be_done(const struct runbook *book)
{
	const char *const way = "strategy";
	const int *first = NULL;

	for (size_t i = 0; i < book->n_steps; i++) {
		const int *is = cloud_option(&book->steps[i], way);

		if (is && first && *is != *first)
			return false;
		first = is ? is : first;
	}
	return true;
}

static inline void
whole_add(const struct app *app, const struct runbook *book, enum move_kind kind)
{
	size_t from = kind == MOVE_FAILBACK ? 1 - app->home : app->home;
	struct whole *whole = &wholes.list[wholes.n];

	assert_int_equal(app->n_regions, CLOUD_REGIONS);
	if (!can_be_done(book))
		return;
	assert_in_range(wholes.n, 0, WHOLE_MOST - 1);
	*whole = (struct whole){ app, book,
		{ .kind = kind, .from = from, .to = 1 - from, .actor = "alice" } };
	snprintf(whole->move.run, RUN_ID, "r-%04zu", ++wholes.n);
}

static inline int
whole_load(void **state)
{
	for (size_t i = 0; i < COUNT(whole_places); i++) {
		struct diagnostics diags = { 0 };
		struct sources sources = { 0 };
		struct error err = { "" };
		struct config *config = configuration_load(whole_places[i], &diags, &sources, &err);

		if (!config)
			fail_msg("%s", err.text);
		diagnostics_done(&diags);
		sources_done(&sources);
		wholes.configs[i] = config;
		for (size_t a = 0; config && a < config->n_apps; a++) {
			const struct app *app = &config->apps[a];

			whole_add(app, app->failover, MOVE_FAILOVER);
			whole_add(app, app->switchover, MOVE_SWITCHOVER);
			whole_add(app, app->switchover, MOVE_FAILBACK);
		}
	}
	return 0;
}

static inline int
whole_unload(void **state)
{
	for (size_t i = 0; i < COUNT(whole_places); i++)
		config_free(wholes.configs[i]);
	wholes.n = 0;
	return 0;
}

/* ---- one history ---- */

struct history {
	struct drive d;
	struct cloud cloud;
	struct step_spec steps[RUN_ALL_MOST];
	struct runbook book;
	struct move move;
};

/* What points into it, does so after it was copied, too. */
static inline void
history_settle(struct history *h)
{
	h->book.steps = h->steps;
	h->d.world = &h->cloud;
	h->d.run.book = h->d.stored.book = h->d.durable.book = &h->book;
	h->cloud.book = &h->book;
	h->cloud.move = &h->move;
}

static inline void
history_start(struct history *h, const struct whole *whole)
{
	*h = (struct history){ .book = *whole->book, .move = whole->move };
	for (size_t i = 0; i < h->book.n_steps + h->book.n_undo; i++) {
		msec_t most = DEADLINE_MOST + 3 * whole->book->steps[i].kind->settle;

		h->steps[i] = whole->book->steps[i];
		if (h->steps[i].deadline > most)
			h->steps[i].deadline = most;
	}
	h->book.steps = h->steps;
	cloud_init(&h->cloud, whole->app, &h->book, &h->move);
	h->d.of = &cloud_of;
	drive_start(&h->d, whole->app, &h->book, &h->move);
	history_settle(h);
}

static inline void
history_fails(const struct history *h, const char *why)
{
	const struct drive *d = &h->d;

	fail_msg(
	    "%s %s: %s of step %s answered \"%s\" %d times%s, died at %d and %d, kept %d: %s %s; "
	    "%s",
	    h->cloud.app->name, move_name(h->move.kind), d->trouble.act ? "act" : "look",
	    h->steps[d->trouble.step].name, d->trouble.bad ? d->trouble.bad->name : "well",
	    d->trouble.times, d->trouble.done ? ", and done" : "", d->deaths_at[0], d->deaths_at[1],
	    d->kept, run_status_name(d->run.status), d->run.why.text, why);
}

/* The step that ended it. */
static inline size_t
history_failed(const struct history *h)
{
	size_t step = 0;

	while (step + 1 < h->book.n_steps &&
	    (h->d.run.steps[step].status != STEP_FAILED || run_may_fail(&h->steps[step])))
		step++;
	return step;
}

/* What holds however it ends. */
static inline void
history_check(struct history *h)
{
	const struct drive *d = &h->d;
	const struct run *run = &d->run;

	if (d->wrong[0] || run->status == RUN_RUNNING)
		history_fails(h, d->wrong);
	if (cloud_twice(&h->cloud))
		history_fails(h, cloud_twice(&h->cloud));
	if (run->status == RUN_DONE && cloud_moved(&h->cloud))
		history_fails(h, cloud_moved(&h->cloud));
	if (run->status == RUN_ABANDONED &&
	    (h->cloud.writer == h->move.to || h->cloud.moving_since))
		history_fails(h, "yet the writer has moved");
	if (memmem(run, sizeof(*run), "hunter2", 7))
		history_fails(h, "the run has kept a secret");
}

#endif
