/* SPDX-License-Identifier: MIT */
#include "core/inputs.h"

#include <string.h>

#include "base/alloc.h"

static size_t
facts_of(const struct app *app)
{
	return app->n_regions * app->n_facts;
}

void
inputs_init(struct inputs *inputs, const struct app *app)
{
	*inputs = (struct inputs){ .before = { .app = app } };
	inputs->before.facts = xcalloc(facts_of(app), sizeof(*inputs->before.facts));
	inputs->before.churns = xcalloc(facts_of(app), sizeof(*inputs->before.churns));
}

void
inputs_done(struct inputs *inputs)
{
	xfree(inputs->before.facts);
	xfree(inputs->before.churns);
	*inputs = (struct inputs){ 0 };
}

void
inputs_plain(struct engine *engine, const struct engine *from)
{
	const struct engine own = *engine;

	*engine = *from;
	engine->app = own.app;
	engine->series = own.series;
	engine->facts = own.facts;
	engine->churns = own.churns;
}

void
inputs_take(struct inputs *inputs, const struct engine *engine, struct now now)
{
	struct engine *before = &inputs->before;
	size_t n = facts_of(engine->app);

	inputs->now = now;
	inputs_plain(before, engine);
	before->series = engine->series;
	memcpy(before->facts, engine->facts, n * sizeof(*before->facts));
	memcpy(before->churns, engine->churns, n * sizeof(*before->churns));
	for (size_t i = 0; i < n; i++)
		before->facts[i].tallies = NULL;
}

/* The tallies of a fact count its series anew: a window holds the same samples whoever counts. */
static void
copy_facts(const struct engine *before, struct engine *ret)
{
	size_t n = facts_of(before->app);

	memcpy(ret->churns, before->churns, n * sizeof(*ret->churns));
	for (size_t i = 0; i < n; i++) {
		struct tally *tallies = ret->facts[i].tallies;

		ret->facts[i] = before->facts[i];
		ret->facts[i].tallies = tallies;
	}
}

static void
copy_series(const struct engine *before, struct engine *ret)
{
	for (size_t i = 0; i < before->app->n_regions * before->app->n_probes; i++) {
		struct sample *ring = ret->series[i].ring;

		memcpy(ring, before->series[i].ring, before->series[i].cap * sizeof(*ring));
		ret->series[i] = before->series[i];
		ret->series[i].ring = ring;
	}
}

void
inputs_begin(const struct inputs *inputs, struct engine *ret)
{
	engine_init(ret, inputs->before.app, inputs->now);
	inputs_plain(ret, &inputs->before);
	copy_facts(&inputs->before, ret);
	copy_series(&inputs->before, ret);
}
