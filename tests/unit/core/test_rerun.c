/* SPDX-License-Identifier: MIT */
/* What is left out changes nothing: with and without it the same is decided, tick for tick. */
#include "core/rerun.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "rerun_scene.h"

#define SEEDS   20
#define MINUTES 480
#define SPOTS   ((size_t)REGIONS * FACTS)
#define TICKS   ((size_t)MINUTES * 240)

/* A tick, as far as somebody can see what it did. */
struct seen {
	msec_t at, next;
	enum decide verb;
	bool weighed, waits; /* a rule holds; and what is in its way is more than time */
	struct miss missed;
	struct fact facts[SPOTS];
	struct pending pending[RULES_MOST];
	struct outage outage;
	size_t active, state;
	char guards[GUARD_COUNT][DETAIL_TEXT];
};

struct book {
	struct seen *list;
	size_t n, at;
	size_t moves, misses, compared, left_out, waited;
};

static void
see(const struct rerun *rerun, const struct decision *decision, struct now now, struct seen *ret)
{
	const struct engine *engine = &rerun->engine;
	size_t n = engine->app->n_regions * FACTS;

	*ret = (struct seen){ .at = now.wall,
		.next = decision->next,
		.verb = decision->verb,
		.weighed = decision->weighed,
		.waits = decision->weighed && decision->allowed == TRIT_NO,
		.missed = decision->missed,
		.outage = engine->outage,
		.active = engine->memory.active,
		.state = engine->memory.state };
	memcpy(ret->facts, engine->facts, n * sizeof(*ret->facts));
	for (size_t i = 0; i < n; i++)
		ret->facts[i].tallies = NULL;
	memcpy(ret->pending, engine->pending, sizeof(ret->pending));
	for (size_t i = 0; decision->weighed && i < GUARD_COUNT; i++)
		memcpy(ret->guards[i], decision->guards[i].text, DETAIL_TEXT);
}

static void
on_exact(const struct rerun *rerun, const struct decision *decision, struct now now, void *arg)
{
	struct book *book = arg;

	assert_true(book->n < TICKS);
	see(rerun, decision, now, &book->list[book->n++]);
	book->moves += decision->verb == DECIDE_MOVE;
	book->misses += decision->missed.at > 0;
}

static void
assert_needless(const struct seen *seen)
{
	assert_int_equal(seen->verb, DECIDE_NOTHING);
	assert_int_equal(seen->weighed, seen->waits);
	assert_int_equal(seen->missed.at, 0);
}

/* Doubt does not count in a rule that does not hold: when it was last looked at is of no use. */
static void
assert_same_pending(const struct seen *a, const struct seen *b)
{
	for (size_t i = 0; i < RULES_MOST; i++) {
		assert_int_equal(a->pending[i].holding, b->pending[i].holding);
		if (a->pending[i].holding)
			assert_memory_equal(&a->pending[i], &b->pending[i], sizeof(*a->pending));
	}
}

static void
assert_same(const struct seen *a, const struct seen *b)
{
	assert_int_equal(a->at, b->at);
	assert_int_equal(a->next, b->next);
	assert_int_equal(a->verb, b->verb);
	assert_int_equal(a->weighed, b->weighed);
	assert_memory_equal(&a->missed, &b->missed, sizeof(a->missed));
	assert_memory_equal(a->facts, b->facts, sizeof(a->facts));
	assert_memory_equal(&a->outage, &b->outage, sizeof(a->outage));
	assert_int_equal(a->active, b->active);
	assert_int_equal(a->state, b->state);
	assert_same_pending(a, b);
	assert_memory_equal(a->guards, b->guards, sizeof(a->guards));
}

static void
on_quick(const struct rerun *rerun, const struct decision *decision, struct now now, void *arg)
{
	struct book *book = arg;
	struct seen seen;

	see(rerun, decision, now, &seen);
	for (; book->at < book->n && book->list[book->at].at < seen.at; book->at++) {
		assert_needless(&book->list[book->at]);
		book->left_out++;
		book->waited += book->list[book->at].weighed;
	}
	assert_true(book->at < book->n);
	assert_same(&seen, &book->list[book->at++]);
	book->compared++;
}

static void
play(struct book *book, unsigned seed, bool exact)
{
	struct rerun_options options = { .run = 3 * MSEC_MINUTE,
		.back = seed % 2 ? MSEC_HOUR : 5 * MSEC_HOUR,
		.stand = REGION_NONE,
		.exact = exact };
	struct rerun rerun;
	struct scene *scene = xcalloc(1, sizeof(*scene));

	scene_init(scene, 2 + seed % 2, seed);
	if (seed % 3 == 0)
		scene->app.limits.failback = FAILBACK_APPROVE;
	rerun_init(&rerun, &scene->app, &options, exact ? on_exact : on_quick, book);
	scene_tracks(scene, &rerun);
	for (int i = 0; i < MINUTES; i++) {
		struct minute minute = scene_minute(scene);

		rerun_minute(&rerun, &minute);
	}
	rerun_done(&rerun);
	xfree(scene);
}

static void
it_decides_the_same_with_and_without_the_ticks_that_are_left_out(void **state)
{
	struct book book = { .list = xcalloc(TICKS, sizeof(*book.list)) };
	size_t moves = 0, misses = 0, left_out = 0, compared = 0, waited = 0;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		book.n = book.at = book.moves = book.misses = book.left_out = book.compared = 0;
		play(&book, seed, true);
		play(&book, seed, false);
		while (book.at < book.n)
			assert_needless(&book.list[book.at++]);
		moves += book.moves;
		misses += book.misses;
		left_out += book.left_out;
		waited += book.waited;
		book.waited = 0;
		compared += book.compared;
	}
	xfree(book.list);
	assert_true(moves > SEEDS / 2);
	assert_true(misses > SEEDS);
	assert_true(left_out > compared / 10);
	assert_true(waited > left_out / 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_decides_the_same_with_and_without_the_ticks_that_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
