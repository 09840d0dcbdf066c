/* SPDX-License-Identifier: MIT */
#include "core/inject.h"

#include <string.h>

#include "core/inputs.h"

#define STEP MSEC_SECOND

/* ---- what is answered ---- */

/* A metric that nobody writes any more has no new datapoint, and what is no longer measured is not
 * there to fail. */
static bool
falls_silent(const struct app *app, size_t probe, const struct sample *newest, bool lost)
{
	const struct probe_spec *spec = &app->probes[probe];

	return strcmp(spec->kind->name, "aurora-lag") == 0 ||
	    (lost && newest->has_value && !spec->critical);
}

static void
answer_at(struct engine *engine, size_t probe, size_t region, bool lost, msec_t at)
{
	const struct sample *newest = series_at(engine_series(engine, probe, region), 0);
	struct sighting said = { .sample = *newest };

	said.sample.at = at;
	if (said.sample.has_value)
		said.sample.value_at += at - newest->at;
	if (lost) {
		said.sample.has_value = false;
		said.sample.latency = (int32_t)engine->app->probes[probe].timeout;
		sample_judge(&said.sample, REASON_TIMEOUT);
	}
	engine_sample(engine, probe, region, &said);
}

/* What was due since the tick before; what is overdue since longer, once. */
static void
answer(struct engine *engine, size_t probe, size_t region, bool lost, msec_t now)
{
	const struct sample *newest = series_at(engine_series(engine, probe, region), 0);
	msec_t every = engine->app->probes[probe].every, due;

	if (!newest || falls_silent(engine->app, probe, newest, lost))
		return;
	due = newest->at + every > now - STEP ? newest->at + every : now;
	for (; due <= now; due += every)
		answer_at(engine, probe, region, lost, due);
}

static void
answer_all(struct engine *engine, size_t lost, msec_t now)
{
	const struct app *app = engine->app;

	for (size_t p = 0; p < app->n_probes; p++) {
		bool global = app->probes[p].kind->global;

		for (size_t r = 0; r < (global ? 1 : app->n_regions); r++)
			answer(engine, p, r, !global && r == lost, now);
	}
}

/* ---- what is seen of the world ---- */

static void
renew(msec_t *at, msec_t passed)
{
	if (*at > 0)
		*at += passed;
}

/* The lost Region says nothing of the writer any more; the others say what they said. */
static void
stay(struct engine *engine, size_t lost, msec_t passed)
{
	struct world *world = &engine->world;

	renew(&world->topology_at, passed);
	renew(&world->controls_at, passed);
	renew(&world->answer_at, passed);
	renew(&engine->preflight.at, passed);
	for (size_t r = 0; r < engine->app->n_regions; r++) {
		if (r == lost)
			continue;
		renew(&world->regions[r].secret_at, passed);
		renew(&world->regions[r].writer_at, passed);
	}
}

/* ---- second by second ---- */

static bool
decided(const struct decision *decision)
{
	return decision->verb == DECIDE_MOVE || decision->verb == DECIDE_PROPOSE ||
	    decision->verb == DECIDE_OBSERVE;
}

static void
look(struct engine *copy, const struct decision *decision, struct injection *ret, struct now began,
    struct now now)
{
	double lag, age;

	if (!decision->weighed)
		return;
	ret->decision = *decision;
	if (ret->detected < 0)
		ret->detected = now.boot - began.boot;
	if (copy->outage.at != 0)
		ret->onset = copy->outage.at - began.boot;
	if (decision->proposal.to != REGION_NONE)
		ret->loss_ms = engine_loss(copy, decision->proposal.from, decision->proposal.to,
		    now.boot, &lag, &age);
	engine_sentence(copy, decision, ret->sentence, now);
	if (decided(decision))
		ret->after = now.boot - began.boot;
}

static void
play(struct engine *copy, struct injection *ret, struct now began)
{
	struct decision decision = { 0 };

	for (msec_t t = STEP; t <= ret->lasting && ret->after < 0; t += STEP) {
		struct now now = { began.boot + t, began.wall + t };

		stay(copy, ret->region, STEP);
		answer_all(copy, ret->region, now.boot);
		engine_tick(copy, &decision, now);
		look(copy, &decision, ret, began, now);
	}
	if (ret->detected < 0)
		engine_sentence(copy, &decision, ret->sentence,
		    (struct now){ began.boot + ret->lasting, began.wall + ret->lasting });
}

void
inject_down(const struct engine *engine, msec_t lasting, struct injection *ret, struct now now)
{
	autofree(inputs_done) struct inputs inputs = { 0 };
	struct engine copy;

	*ret = (struct injection){ .region = engine->memory.active,
		.lasting = lasting,
		.detected = -1,
		.after = -1,
		.onset = -1,
		.loss_ms = -1 };
	inputs_init(&inputs, engine->app);
	inputs_take(&inputs, engine, now);
	inputs_begin(&inputs, &copy);
	play(&copy, ret, now);
	engine_done(&copy);
}
