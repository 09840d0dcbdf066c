/* SPDX-License-Identifier: MIT */
/* Whether the samples of a track are alike, and none is missing. */
#include <string.h>

#include "core/rerun_private.h"

#define CLASS_BITS   12 /* below those of the lines: outcome, reason, whether there is a value */
#define REASON_SHIFT 2
#define VALUE_BIT    ((uint64_t)1 << 10)
#define LAG_BIT      ((uint64_t)1 << 11) /* and it is no higher than guards allow */

/* ---- what is asked of a track ---- */

bool
rerun_steady_asks(const struct fact_spec *fact, size_t probe)
{
	for (size_t i = 0; i < fact->n_probes; i++)
		if (fact->probes[i] == probe)
			return true;
	return false;
}

static void
add_line(struct rerun_track *track, const struct compare *limit, bool latency)
{
	if (limit->op == COMPARE_NONE)
		return;
	track->many = track->n_lines == RERUN_LINES;
	if (!track->many)
		track->lines[track->n_lines++] = (struct line){ limit, latency };
}

static void
at_most(msec_t *limit, msec_t value)
{
	if (value < *limit)
		*limit = value;
}

static void
at_least(msec_t *limit, msec_t value)
{
	if (value > *limit)
		*limit = value;
}

/* A gap that leaves so many samples in any window, whose older end does not count. */
static msec_t
gap_for(msec_t over, size_t samples)
{
	return (over - 1) / (msec_t)(samples > 0 ? samples : 1);
}

static void
heed(struct rerun_track *track, const struct fact_spec *fact)
{
	size_t samples = fact->samples > 0 ? (size_t)fact->samples : 1;
	size_t row = (size_t)(fact->fails > fact->passes ? fact->fails : fact->passes);

	switch (fact->kind) {
	case FACT_RATIO:
		at_most(&track->gap, gap_for(fact->over, samples));
		at_least(&track->settle, fact->over);
		break;
	case FACT_LATENCY:
		at_most(&track->gap,
		    gap_for(fact->over, (samples + fact->n_probes - 1) / fact->n_probes));
		at_least(&track->settle, fact->over);
		add_line(track, &fact->holds, true);
		add_line(track, &fact->clears, true);
		break;
	case FACT_STREAK:
		at_most(&track->gap, fact->fresh);
		at_least(&track->settle, fact->fresh);
		track->row = row > track->row ? row : track->row;
		break;
	case FACT_VALUE:
		at_most(&track->fresh, fact->fresh);
		at_least(&track->settle, fact->fresh);
		add_line(track, &fact->holds, false);
		break;
	case FACT_TOGETHER:
		break;
	}
}

/* What guards ask of the lag. */
static void
heed_lag(struct rerun_track *track, const struct app *app)
{
	const struct limits *limits = &app->limits;

	track->max_lag = (struct compare){ COMPARE_LE, UNIT_DURATION, (double)limits->max_lag };
	at_most(&track->fresh, limits->loss_age);
	at_least(&track->settle, limits->lag_for + limits->loss_age);
	track->lag = true;
}

void
rerun_steady_track(struct rerun_track *track, const struct app *app)
{
	track->gap = track->fresh = MSEC_NEVER;
	if (strcmp(app->probes[track->probe].kind->name, "aurora-lag") == 0)
		heed_lag(track, app);
	for (size_t f = 0; f < app->n_facts; f++)
		if (rerun_steady_asks(&app->facts[f], track->probe))
			heed(track, &app->facts[f]);
}

/* ---- what its samples are ---- */

static inline uint64_t
class_of(const struct rerun_track *track, const struct sample *sample)
{
	uint64_t ret = sample->outcome | (uint64_t)sample->reason << REASON_SHIFT;

	if (sample->has_value)
		ret |= VALUE_BIT;
	if (track->lag && sample->has_value && compare_holds(&track->max_lag, sample->value))
		ret |= LAG_BIT;
	for (size_t i = 0; i < track->n_lines; i++) {
		const struct line *line = &track->lines[i];
		double value = line->latency ? sample->latency : sample->value;

		if ((line->latency || sample->has_value) && compare_holds(line->limit, value))
			ret |= (uint64_t)1 << (CLASS_BITS + i);
	}
	return ret;
}

/* A value that was measured then serves until that moment. */
static inline bool
serves(const struct rerun_track *track, uint64_t class, msec_t value_at, msec_t until)
{
	return !(class & VALUE_BIT) || track->fresh == MSEC_NEVER ||
	    until - value_at <= track->fresh;
}

void
rerun_steady_note(struct rerun_track *track, const struct sample *sample)
{
	uint64_t class = class_of(track, sample);

	if (track->last == 0 || class != track->class || sample->at - track->last > track->gap ||
	    !serves(track, class, track->value_at, sample->at)) {
		track->class = class;
		track->since = sample->at;
		track->run = 0;
	}
	track->run++;
	track->last = sample->at;
	if (sample->has_value)
		track->value_at = sample->value_at;
}

bool
rerun_steady_silent(const struct rerun_track *track, msec_t now)
{
	return track->last == 0 ||
	    (now - track->last > track->settle && now - track->last > track->gap);
}

/* No value that is not renewed is about to grow too old. */
static bool
expired(const struct rerun_track *track, msec_t now)
{
	return track->fresh == MSEC_NEVER || track->value_at == 0 ||
	    now - track->value_at > track->fresh;
}

bool
rerun_steady(const struct rerun_track *track, msec_t now)
{
	bool none = rerun_steady_silent(track, now);

	if ((none || !(track->class & VALUE_BIT)) && !expired(track, now))
		return false;
	if (none)
		return true;
	return !track->many && now - track->since >= track->settle && track->run >= track->row &&
	    now - track->last <= track->gap && serves(track, track->class, track->value_at, now);
}

bool
rerun_steady_on(struct rerun_track *track, const struct stretch *stretch, msec_t newest, msec_t now,
    msec_t end)
{
	msec_t last = track->last, value_at = track->value_at;
	msec_t least = newest > end - MSEC_MINUTE ? newest : end - MSEC_MINUTE;

	track->then.last = last;
	track->then.value_at = value_at;
	track->then.run = track->run + stretch->n;
	if (rerun_steady_silent(track, now))
		return stretch->n == 0;
	for (size_t i = 0; i < stretch->n; i++) {
		const struct sample *s = &stretch->samples[i];

		if (s->at < least || s->at < last || s->at - last > track->gap ||
		    class_of(track, s) != track->class ||
		    !serves(track, track->class, value_at, s->at))
			return false;
		last = s->at;
		if (s->has_value)
			value_at = s->value_at;
	}
	track->then.last = last;
	track->then.value_at = value_at;
	return end - last <= track->gap && serves(track, track->class, value_at, end);
}

bool
rerun_steady_low_lag(const struct rerun_track *track)
{
	return track->class & LAG_BIT;
}
