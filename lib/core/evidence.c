/* SPDX-License-Identifier: MIT */
#include "core/evidence.h"

#include "base/alloc.h"
#include "core/fact_window.h"

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

static bool
probes_enough(const struct engine *engine, const struct fact_spec *spec, size_t region)
{
	for (size_t i = 0; i < spec->n_probes; i++)
		if (engine_series(engine, spec->probes[i], region)->count < SAMPLES_NEEDED)
			return false;
	return true;
}

/* Of a fact that counts others, too: those are all below it. */
static bool
fact_enough(const struct engine *engine, size_t fact, size_t region)
{
	bool *asked = xcalloc(fact + 1, sizeof(*asked)), enough = true;

	asked[fact] = true;
	for (size_t f = fact + 1; enough && f-- > 0;) {
		const struct fact_spec *spec = &engine->app->facts[f];

		enough = !asked[f] || probes_enough(engine, spec, region);
		for (size_t i = 0; asked[f] && i < spec->n_of; i++)
			asked[spec->of[i]] = true;
	}
	xfree(asked);
	return enough;
}

static bool
rule_enough(const struct engine *engine, const struct proposal *proposal)
{
	const struct rule_spec *rule = proposal->rule;
	const size_t regions[] = { [ROLE_HOME] = engine->app->home,
		[ROLE_ACTIVE] = proposal->from,
		[ROLE_TARGET] = proposal->to };

	for (size_t i = 0; rule && i < rule->n_when; i++) {
		size_t region = regions[rule->when[i].role];

		if (region != REGION_NONE && !fact_enough(engine, rule->when[i].fact, region))
			return false;
	}
	return true;
}

bool
evidence_enough(const struct engine *engine, const struct proposal *proposal)
{
	return region_enough(engine, proposal->from) &&
	    (proposal->to == REGION_NONE || region_enough(engine, proposal->to)) &&
	    rule_enough(engine, proposal);
}

bool
evidence_isolated(const struct engine *engine)
{
	return engine->references.asked > 0 &&
	    engine->references.good * 3 < engine->references.asked * 2;
}

/* The probes that can have answered within a moment; all of them, if none can. */
static size_t
quick_probes(const struct engine *engine, const struct fact_spec *spec, msec_t moment, size_t *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < spec->n_probes; i++)
		if (engine->app->probes[spec->probes[i]].every <= moment)
			ret[n++] = spec->probes[i];
	for (size_t i = 0; n == 0 && i < spec->n_probes; i++)
		ret[i] = spec->probes[i];
	return n > 0 ? n : spec->n_probes;
}

/* A ratio over the answers since a moment, as if it had never held before. */
static enum trit
ratio_since(const struct engine *engine, const struct fact_spec *spec, size_t region, msec_t since,
    msec_t now)
{
	size_t *probes = xcalloc(spec->n_probes, sizeof(*probes));
	struct fact_spec newest = *spec;
	struct fact fact;
	enum trit value;

	newest.n_probes = quick_probes(engine, spec, engine->app->limits.newest, probes);
	newest.probes = probes;
	newest.over = now - since;
	newest.samples = 1;
	fact_init(&fact, &newest);
	value = fact_window_ratio(&fact, &newest, engine->app, engine_series(engine, 0, region),
	    TRIT_UNKNOWN, now);
	fact_done(&fact);
	xfree(probes);
	return value;
}

/* A row among the answers since a moment: so many failures as the fact asks for, or all there are.
 * One good answer ends it, however many the fact asks for. */
static enum trit
row_since(const struct engine *engine, const struct fact_spec *spec, size_t region, msec_t since)
{
	const struct series *series = engine_series(engine, spec->probes[0], region);
	const struct sample *s;
	int row = 0;

	for (size_t i = 0; (s = series_at(series, i)) && s->at > since; i++) {
		if (s->outcome == OUTCOME_OK)
			return row == 0 ? TRIT_NO : row >= spec->fails ? TRIT_YES : TRIT_UNKNOWN;
		row += s->outcome == OUTCOME_FAIL;
	}
	return row > 0 ? TRIT_YES : TRIT_UNKNOWN;
}

/* What the answers since a moment say of a fact; of one that counts others: what it is now. */
static enum trit
plain_since(const struct engine *engine, size_t fact, size_t region, msec_t since, msec_t now)
{
	const struct fact_spec *spec = &engine->app->facts[fact];

	if (spec->kind == FACT_RATIO)
		return ratio_since(engine, spec, region, since, now);
	if (spec->kind == FACT_STREAK)
		return row_since(engine, spec, region, since);
	return engine_fact(engine, fact, region)->value;
}

static enum trit
fact_since(const struct engine *engine, size_t fact, size_t region, msec_t since, msec_t now)
{
	const struct fact_spec *spec = &engine->app->facts[fact];
	int yes = 0, unknown = 0;

	if (spec->kind != FACT_TOGETHER)
		return plain_since(engine, fact, region, since, now);
	for (size_t i = 0; i < spec->n_of; i++) {
		enum trit value = plain_since(engine, spec->of[i], region, since, now);

		yes += value == TRIT_YES;
		unknown += value == TRIT_UNKNOWN;
	}
	if (yes >= spec->at_least)
		return TRIT_YES;
	return yes + unknown < spec->at_least ? TRIT_NO : TRIT_UNKNOWN;
}

/* What a rule asks of the active Region. */
static enum trit
still(const struct engine *engine, const struct rule_spec *rule, size_t region, msec_t since,
    msec_t now)
{
	enum trit all = TRIT_YES;

	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];
		enum trit value;

		if (ref->role != ROLE_ACTIVE)
			continue;
		value = fact_since(engine, ref->fact, region, since, now);
		all = trit_and(all, ref->negate ? trit_not(value) : value);
	}
	return all;
}

enum trit
evidence_failing(const struct engine *engine, size_t region, msec_t since, msec_t now)
{
	const struct app *app = engine->app;
	enum trit none = TRIT_YES;

	for (size_t s = 0; s < app->n_states; s++)
		for (size_t i = 0; i < app->states[s].n_rules; i++) {
			const struct rule_spec *rule = &app->states[s].rules[i];
			const struct state_spec *go = &app->states[rule->go];

			if (go->run && go->move == MOVE_FAILOVER)
				none = trit_and(none,
				    trit_not(still(engine, rule, region, since, now)));
		}
	return trit_not(none);
}

bool
evidence_newest_failing(const struct engine *engine, size_t region, msec_t newest, msec_t now)
{
	return evidence_failing(engine, region, now - newest, now) == TRIT_YES;
}

enum trit
evidence_up(const struct engine *engine, size_t region)
{
	return engine->up < engine->app->n_facts ? engine_fact(engine, engine->up, region)->value
						 : TRIT_UNKNOWN;
}

msec_t
evidence_up_for(const struct engine *engine, size_t region, msec_t now)
{
	if (evidence_up(engine, region) != TRIT_YES)
		return 0;
	return now - engine_fact(engine, engine->up, region)->since;
}

const struct series *
evidence_lag_series(const struct engine *engine, size_t region)
{
	if (engine->lag_probe >= engine->app->n_probes || region == REGION_NONE)
		return NULL;
	return engine_series(engine, engine->lag_probe, region);
}

struct lag
evidence_worst_lag(const struct engine *engine, size_t region, msec_t window, msec_t now)
{
	const struct series *series = evidence_lag_series(engine, region);
	struct lag worst = { 0 };
	msec_t later = now;
	const struct sample *s;

	for (size_t i = 0; series && (s = series_at(series, i)); i++) {
		if (!s->has_value)
			continue;
		if (later - s->value_at > engine->app->limits.loss_age)
			break;
		if (!worst.known || s->value > worst.value)
			worst = (struct lag){ true, s->value, now - s->value_at };
		/* Since it was told, that is: a late datapoint was not known when it was measured.
		 */
		if (s->at <= now - window)
			return worst;
		later = s->value_at;
	}
	return (struct lag){ 0 }; /* it was not known for that long */
}

struct lag
evidence_lag(const struct engine *engine, size_t region, msec_t now)
{
	const struct series *series = evidence_lag_series(engine, region);

	if (!series || !series->good.has_value)
		return (struct lag){ 0 };
	return (struct lag){ true, series->good.value, now - series->good.value_at };
}
