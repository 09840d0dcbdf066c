/* SPDX-License-Identifier: MIT */
#include "core/evidence.h"

#include <string.h>

#define SAMPLES_NEEDED 3

struct answers
evidence_answers(const struct engine *engine, size_t region, msec_t since)
{
	const struct app *app = engine->app;
	struct answers answers = { 0 };

	for (size_t p = 0; p < app->n_probes; p++) {
		const struct series *series = engine_series(engine, p, region);
		const struct sample *s;

		for (size_t i = 0; app->probes[p].critical && (s = series_at(series, i)); i++) {
			if (s->at <= since)
				break;
			answers.good += s->outcome == OUTCOME_OK;
			answers.bad += s->outcome == OUTCOME_FAIL;
		}
	}
	return answers;
}

static bool
region_enough(const struct engine *engine, size_t region)
{
	for (size_t p = 0; p < engine->app->n_probes; p++)
		if (engine->app->probes[p].critical &&
		    engine_series(engine, p, region)->count < SAMPLES_NEEDED)
			return false;
	return true;
}

bool
evidence_enough(const struct engine *engine, const struct proposal *proposal)
{
	return region_enough(engine, proposal->from) &&
	    (proposal->to == REGION_NONE || region_enough(engine, proposal->to));
}

bool
evidence_newest_failing(const struct engine *engine, size_t region, msec_t newest, msec_t now)
{
	struct answers answers = evidence_answers(engine, region, now - newest);

	return answers.bad > answers.good;
}

enum trit
evidence_up(const struct engine *engine, size_t region)
{
	size_t up = app_fact(engine->app, "up");

	return up < engine->app->n_facts ? engine_fact(engine, up, region)->value : TRIT_UNKNOWN;
}

msec_t
evidence_up_for(const struct engine *engine, size_t region, msec_t now)
{
	size_t up = app_fact(engine->app, "up");

	if (evidence_up(engine, region) != TRIT_YES)
		return 0;
	return now - engine_fact(engine, up, region)->since;
}

static const struct series *
lag_series(const struct engine *engine, size_t region)
{
	for (size_t p = 0; p < engine->app->n_probes && region != REGION_NONE; p++)
		if (strcmp(engine->app->probes[p].kind->name, "aurora-lag") == 0)
			return engine_series(engine, p, region);
	return NULL;
}

/*
 * When the outage began: the last good answer before a total loss, and the
 * moment the Region was called down when good answers still trickle in.
 */
static msec_t
onset(const struct engine *engine, const struct proposal *proposal, msec_t now)
{
	msec_t began = now - proposal->held;
	msec_t last_good = engine->good_at[proposal->from];

	return last_good > 0 && last_good < began ? last_good : began;
}

struct lag
evidence_lag_at_onset(const struct engine *engine, const struct proposal *proposal, msec_t now)
{
	const struct series *series = lag_series(engine, proposal->to);
	msec_t at = onset(engine, proposal, now);
	const struct sample *s;

	for (size_t i = 0; series && (s = series_at(series, i)); i++)
		if (s->has_value && s->value_at <= at)
			return (struct lag){ true, s->value, at - s->value_at };
	return (struct lag){ 0 };
}

struct lag
evidence_worst_lag(const struct engine *engine, size_t region, msec_t window, msec_t now)
{
	const struct series *series = lag_series(engine, region);
	struct lag worst = { 0 };
	const struct sample *s;

	for (size_t i = 0; series && (s = series_at(series, i)); i++) {
		if (!s->has_value)
			return (struct lag){ 0 };
		if (!worst.known || s->value > worst.value)
			worst = (struct lag){ true, s->value, now - s->value_at };
		if (s->at <= now - window)
			return worst;
	}
	return (struct lag){ 0 }; /* it was not watched for that long */
}

struct lag
evidence_lag(const struct engine *engine, size_t region, msec_t now)
{
	const struct series *series = lag_series(engine, region);

	if (!series || !series->good.has_value)
		return (struct lag){ 0 };
	return (struct lag){ true, series->good.value, now - series->good.value_at };
}
