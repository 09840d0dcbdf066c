/* SPDX-License-Identifier: MIT */
#include "core/fact.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "core/fact_window.h"

void
fact_init(struct fact *fact, const struct fact_spec *spec)
{
	*fact = (struct fact){ 0 };
	if (spec->kind == FACT_RATIO || spec->kind == FACT_LATENCY)
		fact->tallies = xcalloc(spec->n_probes, sizeof(*fact->tallies));
}

void
fact_done(struct fact *fact)
{
	xfree(fact->tallies);
	*fact = (struct fact){ 0 };
}

/* Answers that say nothing neither advance nor break a row. */
static enum trit
judge_streak(const struct fact_spec *spec, const struct series *series, enum trit before,
    struct because *because, msec_t now)
{
	const struct series *probe = &series[spec->probes[0]];
	const struct sample *s, *first = NULL;
	int row = 0;

	for (size_t i = 0; (s = series_at(probe, i)); i++) {
		if (s->outcome == OUTCOME_UNKNOWN)
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
	return before;
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

static enum trit
judge_together(const struct fact_spec *spec, const struct fact *facts, struct because *because)
{
	for (size_t i = 0; i < spec->n_of; i++) {
		enum trit value = facts[spec->of[i]].value;

		because->good += value == TRIT_YES;
		because->bad += value == TRIT_NO;
		because->unknown += value == TRIT_UNKNOWN;
		because->holding |= (uint32_t)(value == TRIT_YES) << i;
	}
	because->measured = because->good;
	if (because->good >= spec->at_least)
		return TRIT_YES;
	return because->good + because->unknown < spec->at_least ? TRIT_NO : TRIT_UNKNOWN;
}

/*
 * A moment of doubt does not make a fact forget on which side of its thresholds
 * it was; once everything it was made of is past, it does.
 */
static enum trit
before(const struct fact *fact, const struct fact_spec *spec, msec_t now)
{
	msec_t kept = spec->over > spec->fresh ? spec->over : spec->fresh;

	return now - fact->known_at <= kept ? fact->known : TRIT_UNKNOWN;
}

static enum trit
judge(struct fact *facts, size_t f, const struct app *app, const struct series *series, msec_t now)
{
	const struct fact_spec *spec = &app->facts[f];
	struct because *because = &facts[f].because;
	enum trit was = before(&facts[f], spec, now);

	switch (spec->kind) {
	case FACT_RATIO:
		return fact_window_ratio(&facts[f], spec, app, series, was, now);
	case FACT_STREAK:
		return judge_streak(spec, series, was, because, now);
	case FACT_VALUE:
		return judge_value(spec, series, because, now);
	case FACT_LATENCY:
		return fact_window_latency(&facts[f], spec, series, was, now);
	case FACT_TOGETHER:
		return judge_together(spec, facts, because);
	}
	return TRIT_UNKNOWN;
}

bool
fact_update(struct fact *facts, size_t f, const struct app *app, const struct series *series,
    msec_t now)
{
	struct fact *fact = &facts[f];
	enum trit value;

	fact->because = (struct because){ 0 };
	value = judge(facts, f, app, series, now);
	if (value != TRIT_UNKNOWN) {
		fact->known = value;
		fact->known_at = now;
	}
	if (fact->value == value && fact->since != 0)
		return false;
	fact->value = value;
	fact->since = now;
	return true;
}

/* ---- in words ---- */

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

static void
together_text(const struct fact *fact, const struct fact_spec *spec, const struct app *app,
    char *ret)
{
	const struct because *b = &fact->because;
	size_t len;
	const char *between = ": ";

	len = (size_t)snprintf(ret, DETAIL_TEXT, "%d of %zu hold, %d unknown (at least %d)",
	    b->good, spec->n_of, b->unknown, spec->at_least);
	for (size_t i = 0; i < spec->n_of && len < DETAIL_TEXT; i++)
		if (b->holding >> i & 1) {
			len += (size_t)snprintf(ret + len, DETAIL_TEXT - len, "%s%s", between,
			    app->facts[spec->of[i]].name);
			between = ", ";
		}
}

const char *
fact_text(const struct fact *fact, const struct fact_spec *spec, const struct app *app,
    char ret[DETAIL_TEXT])
{
	switch (spec->kind) {
	case FACT_RATIO:
		fact_window_ratio_text(fact, spec, app, ret);
		break;
	case FACT_STREAK:
		streak_text(fact, spec, ret);
		break;
	case FACT_VALUE:
		value_text(fact, spec, ret);
		break;
	case FACT_LATENCY:
		fact_window_latency_text(fact, spec, ret);
		break;
	case FACT_TOGETHER:
		together_text(fact, spec, app, ret);
		break;
	}
	return ret;
}
