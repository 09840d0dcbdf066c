/* SPDX-License-Identifier: MIT */
/* Answers that make a fact another one: the newest of its probes become such, step by step, and it
 * turns where its number passes the limit that is named, and nowhere else. */
#ifndef TESTS_UNIT_CORE_FEED_H
#define TESTS_UNIT_CORE_FEED_H

#include "core/otherwise.h"
#include "story.h"

static inline bool
feed_rises(const struct compare *compare)
{
	return compare->op == COMPARE_GT || compare->op == COMPARE_GE;
}

/* The number of a fact, as it is now: rows and shares that speak for `to` where there are two. */
static inline double
feed_number(const struct fact *fact, const struct fact_spec *spec, enum trit to)
{
	const struct because *b = &fact->because;
	int late = 0;

	if (spec->kind == FACT_STREAK)
		return to == TRIT_YES ? b->bad : b->good;
	if (spec->kind != FACT_LATENCY || to == TRIT_YES || spec->clears.op == COMPARE_NONE)
		return b->measured;
	for (size_t i = 0; i < spec->n_probes; i++)
		late += fact->tallies[i].late;
	return (double)late / (b->good + b->bad);
}

/* Whether a number is on the side of the limit where the fact is `to`. */
static inline bool
feed_passed(const struct fact_spec *spec, enum trit to, double number, double limit)
{
	bool clears = to == TRIT_NO && spec->clears.op != COMPARE_NONE;
	struct compare compare = clears ? spec->clears : spec->holds;

	if (spec->kind == FACT_STREAK)
		return number >= limit;
	/* a rank: more than so many answers of all are beyond it, or as many */
	if (spec->kind == FACT_LATENCY)
		return (feed_rises(&spec->holds) ? number > limit : number >= limit) ==
		    (to == TRIT_YES);
	compare.limit = limit;
	return compare_holds(&compare, number) == (to == TRIT_YES || clears);
}

/* An answer that speaks for `to`. */
static inline void
feed_answer(struct sample *sample, const struct fact_spec *spec, enum trit to)
{
	bool high = (to == TRIT_YES) == feed_rises(&spec->holds);

	if (spec->kind == FACT_STREAK)
		high = to == TRIT_YES;
	if (spec->kind == FACT_LATENCY) {
		sample_judge(sample, REASON_OK);
		sample->latency = high ? 60000 : 0;
	} else {
		sample_judge(sample, high ? REASON_TIMEOUT : REASON_OK);
	}
}

/* Looked at anew, with all that is made of the same answers. */
static inline void
feed_look(struct engine *engine, size_t region, msec_t now)
{
	const struct app *app = engine->app;

	for (size_t f = 0; f < app->n_facts; f++) {
		struct fact *fact = engine_fact(engine, f, region);

		for (size_t i = 0; fact->tallies && i < app->facts[f].n_probes; i++)
			fact->tallies[i] = (struct tally){ 0 };
		fact_update(engine_fact(engine, 0, region), f, app,
		    engine_series(engine, 0, region), now);
	}
}

/* After a step: it has turned if and only if its number has passed the limit. */
static inline bool
feed_turned(struct engine *engine, const struct change *change, bool numbered, msec_t now)
{
	const struct fact_spec *spec = &engine->app->facts[change->fact.index];
	const struct fact *fact = engine_fact(engine, change->fact.index, change->fact.region);
	bool turned, passed;

	feed_look(engine, change->fact.region, now);
	turned = fact->value == change->fact.to;
	passed = feed_passed(spec, change->fact.to, feed_number(fact, spec, change->fact.to),
	    change->fact.limit);
	if (numbered && turned != passed)
		fail_msg("%s at %g, limit %g: %s", turned ? "turned" : "not turned",
		    feed_number(fact, spec, change->fact.to), change->fact.limit, change->text);
	return turned;
}

/* The value one step before the limit, at it, and past it. */
static inline void
feed_value(struct engine *engine, const struct change *change, msec_t now)
{
	const struct fact_spec *spec = &engine->app->facts[change->fact.index];
	struct series *series = engine_series(engine, spec->probes[0], change->fact.region);
	int to = (change->fact.to == TRIT_YES) == feed_rises(&spec->holds) ? 1 : -1;

	if (!series->good.has_value || now - series->good.value_at > spec->fresh)
		series->good.value_at = now;
	series->good.has_value = true;
	for (int step = -1; step <= 1; step++) {
		series->good.value = change->fact.limit + step * to;
		if (feed_turned(engine, change, true, now))
			return;
	}
	fail_msg("never turned: %s", change->text);
}

/* So many answers back, of each probe of the fact in turn. */
static inline void
feed_answers(struct engine *engine, const struct change *change, msec_t now)
{
	const struct fact_spec *spec = &engine->app->facts[change->fact.index];
	enum trit was = engine_fact(engine, change->fact.index, change->fact.region)->value;
	bool numbered = was != TRIT_UNKNOWN && change->fact.measured != change->fact.limit;

	if (numbered &&
	    feed_passed(spec, change->fact.to, change->fact.measured, change->fact.limit))
		fail_msg("passed before: %s", change->text);
	for (size_t step = 0;; step++) {
		size_t probe = spec->probes[step % spec->n_probes];
		struct series *series = engine_series(engine, probe, change->fact.region);
		size_t back = step / spec->n_probes;

		if (back >= series->n)
			fail_msg("never turned: %s", change->text);
		feed_answer(&series->ring[(series->next + series->cap - 1 - back) % series->cap],
		    spec, change->fact.to);
		if (feed_turned(engine, change, numbered, now))
			return;
	}
}

static inline void
feed(struct engine *engine, const struct change *change, msec_t now)
{
	assert_true(feed_number(engine_fact(engine, change->fact.index, change->fact.region),
			&engine->app->facts[change->fact.index],
			change->fact.to) == change->fact.measured ||
	    change->fact.measured == change->fact.limit);
	if (engine->app->facts[change->fact.index].kind == FACT_VALUE)
		feed_value(engine, change, now);
	else
		feed_answers(engine, change, now);
}

#endif
