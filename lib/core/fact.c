/* SPDX-License-Identifier: MIT */
#include "core/fact.h"

#include <stdio.h>

#include "base/duration.h"

/* What one probe's samples of the window say. */
struct tally {
	int good, bad, unknown;
};

static bool
conclusive(const struct sample *sample)
{
	return sample->outcome != OUTCOME_UNKNOWN;
}

static struct tally
count(const struct series *series, msec_t since)
{
	struct tally tally = { 0 };
	const struct sample *s;

	for (size_t i = 0; (s = series_at(series, i)) && s->at > since; i++) {
		if (s->outcome == OUTCOME_OK)
			tally.good++;
		else if (s->outcome == OUTCOME_FAIL)
			tally.bad++;
		else
			tally.unknown++;
	}
	return tally;
}

static bool
rises(const struct compare *compare)
{
	return compare->op == COMPARE_GT || compare->op == COMPARE_GE;
}

/* Between the two thresholds a ratio keeps what it said last. */
static enum trit
with_hysteresis(const struct fact *fact, const struct fact_spec *spec, double share)
{
	if (compare_holds(&spec->holds, share))
		return TRIT_YES;
	if (fact->value == TRIT_YES && spec->clears.op != COMPARE_NONE &&
	    !compare_holds(&spec->clears, share))
		return TRIT_YES;
	return TRIT_NO;
}

struct ratio {
	double weight, share; /* of the probes with enough to say */
	double total;         /* weight of all */
	double worst;
	size_t told, holding; /* probes with enough to say; those that alone pass the limit */
};

static void
add_probe(struct ratio *ratio, struct because *because, const struct fact_spec *spec,
    const struct tally *tally, double weight, size_t i)
{
	int answered = tally->good + tally->bad;
	double share = answered > 0 ? (double)tally->bad / answered : 0;

	ratio->total += weight;
	because->good += tally->good;
	because->bad += tally->bad;
	because->unknown += tally->unknown;
	if (answered == 0 || answered < spec->samples)
		return;
	ratio->told++;
	ratio->weight += weight;
	ratio->share += weight * share;
	if (compare_holds(&spec->holds, share))
		ratio->holding++;
	if (share >= ratio->worst) {
		ratio->worst = share;
		because->worst = i;
	}
}

/*
 * A Region is down when the mean share crosses the limit and half of its
 * endpoints cross it each: one dead endpoint of many is the grey band.
 */
static enum trit
judge_ratio(const struct fact *fact, const struct fact_spec *spec, const struct app *app,
    const struct series *series, struct because *because, msec_t now)
{
	struct ratio ratio = { 0 };
	double share;

	for (size_t i = 0; i < spec->n_probes; i++) {
		size_t probe = spec->probes[i];
		struct tally tally = count(&series[probe], now - spec->over);

		add_probe(&ratio, because, spec, &tally, app->probes[probe].weight, i);
	}
	if (ratio.told == 0 || ratio.weight * 2 < ratio.total)
		return TRIT_UNKNOWN;

	share = ratio.share / ratio.weight;
	because->measured = share;
	if (rises(&spec->holds) && fact->value != TRIT_YES && ratio.holding * 2 < spec->n_probes)
		return TRIT_NO;
	return with_hysteresis(fact, spec, share);
}

/* Answers that say nothing neither advance nor break a row. */
static enum trit
judge_streak(const struct fact *fact, const struct fact_spec *spec, const struct series *series,
    struct because *because, msec_t now)
{
	const struct series *probe = &series[spec->probes[0]];
	const struct sample *s, *first = NULL;
	int row = 0;

	for (size_t i = 0; (s = series_at(probe, i)); i++) {
		if (!conclusive(s))
			continue;
		if (!first)
			first = s;
		if (s->outcome != first->outcome)
			break;
		row++;
	}
	if (!first || now - first->at > spec->fresh)
		return TRIT_UNKNOWN;

	because->measured = row;
	*(first->outcome == OUTCOME_FAIL ? &because->bad : &because->good) = row;
	if (first->outcome == OUTCOME_FAIL && row >= spec->fails)
		return TRIT_YES;
	if (first->outcome == OUTCOME_OK && row >= spec->passes)
		return TRIT_NO;
	return fact->value;
}

static enum trit
judge_value(const struct fact_spec *spec, const struct series *series, struct because *because,
    msec_t now)
{
	const struct series *probe = &series[spec->probes[0]];

	if (!probe->good.has_value || now - probe->good.value_at > spec->fresh)
		return TRIT_UNKNOWN;
	because->measured = probe->good.value;
	because->good = 1;
	return trit_of(compare_holds(&spec->holds, probe->good.value));
}

bool
fact_update(struct fact *fact, const struct fact_spec *spec, const struct app *app,
    const struct series *series, msec_t now)
{
	struct because because = { 0 };
	enum trit value = TRIT_UNKNOWN;

	switch (spec->kind) {
	case FACT_RATIO:
		value = judge_ratio(fact, spec, app, series, &because, now);
		break;
	case FACT_STREAK:
		value = judge_streak(fact, spec, series, &because, now);
		break;
	case FACT_VALUE:
		value = judge_value(spec, series, &because, now);
		break;
	}
	fact->because = because;
	if (fact->value == value && fact->since != 0)
		return false;
	fact->value = value;
	fact->since = now;
	return true;
}

static void
ratio_text(const struct fact *fact, const struct fact_spec *spec, const struct app *app, char *ret)
{
	const struct because *b = &fact->because;
	char over[DURATION_TEXT], limit[32];

	duration_text(spec->over, over);
	if (fact->value == TRIT_UNKNOWN)
		snprintf(ret, DETAIL_TEXT,
		    "too few answers to tell: %d clear and %d unclear over %s", b->good + b->bad,
		    b->unknown, over);
	else
		snprintf(ret, DETAIL_TEXT,
		    "%.0f%% of %d answers failed over %s (limit %s; worst: %s)", b->measured * 100,
		    b->good + b->bad, over, compare_text(&spec->holds, limit),
		    app->probes[spec->probes[b->worst]].name);
}

static void
streak_text(const struct fact *fact, const struct fact_spec *spec, char *ret)
{
	const struct because *b = &fact->because;

	if (b->bad > 0)
		snprintf(ret, DETAIL_TEXT, "%d failed in a row (limit %d)", b->bad, spec->fails);
	else if (b->good > 0)
		snprintf(ret, DETAIL_TEXT, "%d passed in a row (%d clear it)", b->good,
		    spec->passes);
	else
		snprintf(ret, DETAIL_TEXT, "no clear answer that is recent enough");
}

static void
value_text(const struct fact *fact, const struct fact_spec *spec, char *ret)
{
	char value[32], limit[32], fresh[DURATION_TEXT];

	if (fact->value == TRIT_UNKNOWN)
		snprintf(ret, DETAIL_TEXT, "no value within the last %s",
		    duration_text(spec->fresh, fresh));
	else
		snprintf(ret, DETAIL_TEXT, "%s (limit %s)",
		    compare_value_text(&spec->holds, fact->because.measured, value),
		    compare_text(&spec->holds, limit));
}

const char *
fact_text(const struct fact *fact, const struct fact_spec *spec, const struct app *app,
    char ret[DETAIL_TEXT])
{
	switch (spec->kind) {
	case FACT_RATIO:
		ratio_text(fact, spec, app, ret);
		break;
	case FACT_STREAK:
		streak_text(fact, spec, ret);
		break;
	case FACT_VALUE:
		value_text(fact, spec, ret);
		break;
	}
	return ret;
}
