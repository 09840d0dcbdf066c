/* SPDX-License-Identifier: MIT */
/* A fact that would be another: by which number, and in which words. */
#include <stdio.h>

#include "core/otherwise_private.h"

/* One that holds goes on doing so until this is so; NULL: as soon as what it holds by is not. */
static const struct compare *
clearing(const struct fact *fact, const struct fact_spec *spec)
{
	return fact->value == TRIT_YES && spec->clears.op != COMPARE_NONE ? &spec->clears : NULL;
}

static bool
rises(const struct compare *compare)
{
	return compare->op == COMPARE_GT || compare->op == COMPARE_GE;
}

/* The share of answers that are beyond the limit of the fact, or of the one that clears it. */
static double
beyond(const struct fact *fact, const struct fact_spec *spec)
{
	const struct because *b = &fact->because;
	int late = 0;

	if (!clearing(fact, spec))
		return b->measured;
	for (size_t i = 0; i < spec->n_probes; i++)
		late += fact->tallies[i].late;
	return (double)late / (b->good + b->bad);
}

/* The mean share is where it would have to be, and yet the fact is not: one probe, or too few of
 * them, decide. */
static bool
of_few(const struct fact *fact, const struct fact_spec *spec)
{
	const struct compare *clears = clearing(fact, spec);
	bool yes = fact->value == TRIT_YES;

	if (spec->kind != FACT_RATIO || fact->value == TRIT_UNKNOWN)
		return false;
	return clears ? compare_holds(clears, fact->because.measured)
		      : compare_holds(&spec->holds, fact->because.measured) != yes;
}

static void
quantity(const struct fact *fact, const struct fact_spec *spec, struct change *ret)
{
	const struct because *b = &fact->because;
	const struct compare *clears = clearing(fact, spec);

	ret->fact.measured = b->measured;
	switch (spec->kind) {
	case FACT_RATIO:
	case FACT_VALUE:
		ret->fact.limit = clears ? clears->limit : spec->holds.limit;
		break;
	case FACT_LATENCY:
		ret->fact.measured = beyond(fact, spec);
		ret->fact.limit = rises(&spec->holds) ? 1 - spec->quantile : spec->quantile;
		break;
	case FACT_STREAK:
		ret->fact.measured = ret->fact.to == TRIT_YES ? b->bad : b->good;
		ret->fact.limit = ret->fact.to == TRIT_YES ? spec->fails : spec->passes;
		return;
	case FACT_TOGETHER:
		ret->fact.measured += ret->fact.to == TRIT_YES ? 0 : b->unknown;
		ret->fact.limit = spec->at_least;
		return;
	}
	if (fact->value == TRIT_UNKNOWN || of_few(fact, spec))
		ret->fact.measured = ret->fact.limit;
}

/* What turns a fact and is not among its own words. */
static const char *
turning(const struct fact *fact, const struct fact_spec *spec, enum trit to, char ret[64])
{
	const struct compare *clears = clearing(fact, spec);
	const struct because *b = &fact->because;
	char limit[32];

	*ret = '\0';
	if (of_few(fact, spec))
		snprintf(ret, 64, ", %s",
		    fact->value == TRIT_YES ? "and one probe stands for all"
					    : "by too few of its probes");
	else if (clears)
		snprintf(ret, 64, ", cleared by %s", compare_text(clears, limit));
	else if (spec->kind == FACT_STREAK && to == TRIT_YES && b->bad == 0)
		snprintf(ret, 64, ", set by %d failed in a row", spec->fails);
	else if (spec->kind == FACT_STREAK && to == TRIT_NO && b->good == 0)
		snprintf(ret, 64, ", cleared by %d passed in a row", spec->passes);
	return ret;
}

void
otherwise_fact(const struct engine *engine, size_t index, size_t region, enum trit to,
    struct otherwise *ret)
{
	const struct app *app = engine->app;
	const struct fact *fact = engine_fact(engine, index, region);
	struct change *change = &ret->changes[ret->n++];
	char because[DETAIL_TEXT], more[64];

	*change = (struct change){ .kind = CHANGE_FACT,
		.fact = { .index = index, .region = region, .to = to } };
	quantity(fact, &app->facts[index], change);
	snprintf(change->text, sizeof(change->text), "%.40s of %.40s would have to be %s: %.140s%s",
	    app->facts[index].name, app->regions[region].name, trit_name(to),
	    fact_text(fact, &app->facts[index], app, because),
	    turning(fact, &app->facts[index], to, more));
}
