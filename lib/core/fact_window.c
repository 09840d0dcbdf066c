/* SPDX-License-Identifier: MIT */
#include "core/fact_window.h"

#include <stdio.h>

#include "base/duration.h"

/* A share of failures at which an endpoint that stands for its Region is lost. */
#define LOST 0.9

static bool
rises(const struct compare *compare)
{
	return compare->op == COMPARE_GT || compare->op == COMPARE_GE;
}

/* ---- ratio ---- */

/* What the probes with enough to say make together. */
struct mean {
	double total, told;  /* weight of all, and of those */
	double sum;          /* of their weighted shares */
	double worst, alone; /* the greatest share; the same of those that stand for the Region */
	bool lost_unseen;    /* one that stands for the Region has not enough to say */
	size_t n_told, holding; /* those, and those that alone pass the limit */
};

static void
add_probe(struct mean *mean, struct because *because, const struct fact_spec *spec,
    const struct tally *tally, const struct probe_spec *probe, size_t i)
{
	int answers = tally->good + tally->bad;
	double share = answers > 0 ? (double)tally->bad / answers : 0;

	mean->total += probe->weight;
	because->good += tally->good;
	because->bad += tally->bad;
	because->unknown += tally->unknown;
	if (answers == 0 || answers < spec->samples) {
		because->silent = i;
		mean->lost_unseen = mean->lost_unseen || probe->alone;
		return;
	}
	mean->n_told++;
	mean->told += probe->weight;
	mean->sum += probe->weight * share;
	mean->holding += compare_holds(&spec->holds, share);
	if (probe->alone && share > mean->alone)
		mean->alone = share;
	if (share >= mean->worst) {
		mean->worst = share;
		because->worst = i;
	}
}

/*
 * A Region is down when the mean share crosses the limit and half of its
 * endpoints cross it each: one dead endpoint of many is the grey band, unless it
 * is one that stands for the Region alone. Between the thresholds a ratio keeps
 * what it said last.
 */
static enum trit
judge_mean(const struct mean *mean, const struct fact_spec *spec, double share, size_t holding,
    enum trit before)
{
	bool alone =
	    mean->alone >= LOST || (mean->alone > 0 && before == TRIT_YES && rises(&spec->holds));
	bool kept = before == TRIT_YES && spec->clears.op != COMPARE_NONE;

	if (alone && mean->alone > share)
		share = mean->alone;
	if (kept && !compare_holds(&spec->clears, share))
		return TRIT_YES;
	if (spec->half && rises(&spec->holds) && before != TRIT_YES && mean->alone < LOST &&
	    holding * 2 < spec->n_probes)
		return TRIT_NO;
	return trit_of(compare_holds(&spec->holds, share));
}

/* It is known when it would be the same whatever the silent probes had to say. */
enum trit
fact_window_ratio(struct fact *fact, const struct fact_spec *spec, const struct app *app,
    const struct series *series, enum trit before, msec_t now)
{
	static const struct measure measure = { .latency = false };
	struct because *because = &fact->because;
	struct mean mean = { 0 };
	enum trit least, most;
	size_t silent;

	because->silent = spec->n_probes;
	for (size_t i = 0; i < spec->n_probes; i++) {
		size_t probe = spec->probes[i];

		tally_slide(&fact->tallies[i], &series[probe], &measure, now - spec->over);
		add_probe(&mean, because, spec, &fact->tallies[i], &app->probes[probe], i);
	}
	if (mean.n_told == 0)
		return TRIT_UNKNOWN;
	silent = spec->n_probes - mean.n_told;
	because->measured = mean.sum / mean.told;
	if (silent == 0)
		return judge_mean(&mean, spec, because->measured, mean.holding, before);
	least = judge_mean(&mean, spec, mean.sum / mean.total, mean.holding, before);
	if (mean.lost_unseen)
		mean.alone = 1;
	most = judge_mean(&mean, spec, (mean.sum + mean.total - mean.told) / mean.total,
	    mean.holding + silent, before);
	return least == most ? least : TRIT_UNKNOWN;
}

void
fact_window_ratio_text(const struct fact *fact, const struct fact_spec *spec, const struct app *app,
    char ret[DETAIL_TEXT])
{
	const struct because *b = &fact->because;
	char over[DURATION_TEXT], limit[32];

	duration_text(spec->over, over);
	if (fact->value != TRIT_UNKNOWN)
		snprintf(ret, DETAIL_TEXT,
		    "%.0f%% of %d answers failed over %s (limit %s; worst: %s)", b->measured * 100,
		    b->good + b->bad, over, compare_text(&spec->holds, limit),
		    app->probes[spec->probes[b->worst]].name);
	else
		snprintf(ret, DETAIL_TEXT,
		    "too few answers to tell: %d clear and %d unclear over %s; %.40s has fewer "
		    "than %d",
		    b->good + b->bad, b->unknown, over,
		    b->silent < spec->n_probes ? app->probes[spec->probes[b->silent]].name
					       : "no probe",
		    spec->samples > 0 ? spec->samples : 1);
}

/* ---- latency ---- */

/*
 * A quantile need not be found to be held against a limit: p95 is above it when
 * more than one answer of twenty is. The rank is the nearest one.
 */
static bool
passes(const struct compare *compare, int passing, int answers, double quantile)
{
	int rank = (int)(quantile * answers);

	/* 0.95 is none of the numbers that a double can be. */
	if (quantile * answers - rank > 1e-9)
		rank++;
	return rises(compare) ? passing > answers - rank : passing >= rank;
}

enum trit
fact_window_latency(struct fact *fact, const struct fact_spec *spec, const struct series *series,
    enum trit before, msec_t now)
{
	struct because *because = &fact->because;
	struct measure measure = { true, &spec->holds, &spec->clears };
	int answers, late = 0;

	for (size_t i = 0; i < spec->n_probes; i++) {
		struct tally *tally = &fact->tallies[i];

		tally_slide(tally, &series[spec->probes[i]], &measure, now - spec->over);
		because->good += tally->good;
		because->bad += tally->bad;
		because->unknown += tally->unknown;
		late += tally->late;
	}
	answers = because->good + because->bad;
	if (answers == 0 || answers < spec->samples)
		return TRIT_UNKNOWN;
	because->measured = (double)because->bad / answers;
	if (passes(&spec->holds, because->bad, answers, spec->quantile))
		return TRIT_YES;
	if (before == TRIT_YES && spec->clears.op != COMPARE_NONE &&
	    !passes(&spec->clears, answers - late, answers, spec->quantile))
		return TRIT_YES;
	return TRIT_NO;
}

void
fact_window_latency_text(const struct fact *fact, const struct fact_spec *spec,
    char ret[DETAIL_TEXT])
{
	const struct because *b = &fact->because;
	char over[DURATION_TEXT], limit[32];

	duration_text(spec->over, over);
	compare_text(&spec->holds, limit);
	if (fact->value == TRIT_UNKNOWN)
		snprintf(ret, DETAIL_TEXT, "too few answers to tell: %d over %s, %d needed",
		    b->good + b->bad, over, spec->samples > 0 ? spec->samples : 1);
	else
		snprintf(ret, DETAIL_TEXT, "%.0f%% of %d answers over %s took %s (limit p%g %s)",
		    b->measured * 100, b->good + b->bad, over, limit, spec->quantile * 100, limit);
}
