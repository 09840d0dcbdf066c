/* SPDX-License-Identifier: MIT */
/*
 * Which ticks need not be made.
 *
 * A decision is made of facts, and of time. As long as each track's samples are
 * alike and none is missing, each window holds only such samples, whatever their
 * number: shares are 0 or 1, all latencies are on the same side of each limit,
 * values too, and so all facts stay what they are. When no rule holds then, none
 * begins to, and no time runs.
 */
#include <stdint.h>

#include "core/evidence.h"
#include "core/rerun_private.h"
#include "core/weigh.h"

#define TICK         MSEC_SECOND
#define CLASS_BITS   11 /* below those of the lines: outcome, reason, whether there is a value */
#define REASON_SHIFT 2
#define VALUE_BIT    ((uint64_t)1 << 10)

/* ---- what is asked of a track ---- */

static bool
looks_at(const struct fact_spec *fact, size_t probe)
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

void
rerun_calm_track(struct rerun_track *track, const struct app *app)
{
	track->gap = track->fresh = MSEC_NEVER;
	for (size_t f = 0; f < app->n_facts; f++)
		if (looks_at(&app->facts[f], track->probe))
			heed(track, &app->facts[f]);
}

/* ---- what its samples are ---- */

static inline uint64_t
class_of(const struct rerun_track *track, const struct sample *sample)
{
	uint64_t ret = sample->outcome | (uint64_t)sample->reason << REASON_SHIFT;

	if (sample->has_value)
		ret |= VALUE_BIT;
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
rerun_calm_note(struct rerun_track *track, const struct sample *sample)
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

/* No sample has come for so long that none counts any more. */
static bool
silent(const struct rerun_track *track, msec_t now)
{
	return track->last == 0 || now - track->last > track->settle;
}

/* No value that is not renewed is about to grow too old. */
static bool
expired(const struct rerun_track *track, msec_t now)
{
	return track->fresh == MSEC_NEVER || track->value_at == 0 ||
	    now - track->value_at > track->fresh;
}

static bool
steady(const struct rerun_track *track, msec_t now)
{
	bool none = silent(track, now);

	if ((none || !(track->class & VALUE_BIT)) && !expired(track, now))
		return false;
	if (none)
		return true;
	return !track->many && now - track->since >= track->settle && track->run >= track->row &&
	    now - track->last <= track->gap && serves(track, track->class, track->value_at, now);
}

/* The samples of a minute go on as those before. */
static bool
goes_on(struct rerun_track *track, const struct stretch *stretch, msec_t newest, msec_t now,
    msec_t end)
{
	msec_t last = track->last, value_at = track->value_at;
	msec_t least = newest > end - MSEC_MINUTE ? newest : end - MSEC_MINUTE;

	track->then.last = last;
	track->then.value_at = value_at;
	track->then.run = track->run + stretch->n;
	if (silent(track, now))
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

/* ---- what the engine makes of them ---- */

/* Hysteresis has nothing left to forget, and would not change its mind. */
static bool
settled(const struct rerun *rerun, size_t f, size_t region)
{
	const struct fact_spec *spec = &rerun->app->facts[f];
	const struct fact *fact = engine_fact(&rerun->engine, f, region);
	msec_t kept = spec->over > spec->fresh ? spec->over : spec->fresh;
	msec_t now = rerun->engine.last_tick;

	if (fact->value != TRIT_UNKNOWN)
		return true;
	return fact->known == TRIT_UNKNOWN || now - fact->known_at > kept;
}

/* The samples that a window over several probes has at least. */
static size_t
sure_samples(const struct rerun *rerun, const struct fact_spec *spec, size_t region)
{
	size_t n = 0;

	for (size_t t = 0; t < rerun->n_tracks; t++) {
		const struct rerun_track *track = &rerun->tracks[t];

		if (track->bound && rerun_feeds(rerun, track, region) &&
		    looks_at(spec, track->probe) && !silent(track, rerun->engine.last_tick))
			n += (size_t)((spec->over - 1) / (track->gap > 0 ? track->gap : 1));
	}
	return n;
}

static bool
known_throughout(const struct rerun *rerun, size_t f, size_t region)
{
	const struct fact_spec *spec = &rerun->app->facts[f];
	const struct fact *fact = engine_fact(&rerun->engine, f, region);
	int answers = fact->because.good + fact->because.bad;

	if (spec->kind != FACT_LATENCY || answers == 0)
		return true;
	return fact->because.unknown == 0 &&
	    sure_samples(rerun, spec, region) >= (size_t)spec->samples;
}

static bool
facts_settled(const struct rerun *rerun)
{
	for (size_t r = 0; r < rerun->app->n_regions; r++)
		for (size_t f = 0; f < rerun->app->n_facts; f++)
			if (!settled(rerun, f, r) || !known_throughout(rerun, f, r))
				return false;
	return true;
}

/* With the target in a certain Region. */
static bool
holds(const struct engine *engine, const struct rule_spec *rule, size_t target, msec_t now)
{
	for (size_t i = 0; i < rule->n_when; i++) {
		const struct fact_ref *ref = &rule->when[i];
		size_t region =
		    ref->role == ROLE_TARGET ? target : weigh_role(engine, ref->role, now);
		enum trit value = engine_fact(engine, ref->fact, region)->value;

		if ((ref->negate ? trit_not(value) : value) != TRIT_YES)
			return false;
	}
	return true;
}

/* Which Region is the target may change with the lag, so it is asked for each. */
static bool
no_rule_holds(const struct engine *engine)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];

	for (size_t i = 0; i < state->n_rules; i++)
		for (size_t r = 0; r < engine->app->n_regions; r++)
			if (engine->pending[i].holding ||
			    (r != engine->memory.active &&
				holds(engine, &state->rules[i], r, engine->last_tick)))
				return false;
	return true;
}

static bool
nothing_due(const struct rerun *rerun, msec_t end)
{
	const struct rerun_options *o = &rerun->options;

	return rerun->run_ends == 0 && !rerun->ack_due &&
	    (rerun->back_at == 0 || rerun->back_at >= end) &&
	    (rerun->next_place >= o->n_places || o->places[rerun->next_place].at >= end) &&
	    (rerun->next_start >= o->n_places || o->places[rerun->next_start].at >= end);
}

static bool
engine_calm(const struct rerun *rerun)
{
	const struct engine *engine = &rerun->engine;
	const struct decision *decision = &rerun->decision;

	return engine->last_tick > 0 && decision->verb == DECIDE_NOTHING && !decision->weighed &&
	    engine->observed && !engine->drift && engine->outage.at == 0 &&
	    !engine->memory.approval.hash[0] && !engine->memory.pause.on && no_rule_holds(engine) &&
	    facts_settled(rerun);
}

/* ---- minutes ---- */

bool
rerun_calm(struct rerun *rerun, const struct minute *minute)
{
	msec_t now = rerun->skipped ? rerun->next - TICK : rerun->engine.last_tick;
	static const struct stretch nothing;

	if (rerun->options.exact || !nothing_due(rerun, rerun_end(minute)))
		return false;
	for (size_t t = 0; t < rerun->n_tracks; t++) {
		struct rerun_track *track = &rerun->tracks[t];

		if (track->bound &&
		    (!steady(track, now) ||
			!goes_on(track, t < minute->n_tracks ? &minute->tracks[t] : &nothing,
			    rerun->newest, now, rerun_end(minute))))
			return false;
	}
	return rerun->skipped || engine_calm(rerun);
}

static void
take_all(struct rerun *rerun, struct rerun_track *track, const struct stretch *stretch)
{
	for (size_t r = 0; r < rerun->app->n_regions; r++)
		for (size_t i = 0; rerun_feeds(rerun, track, r) && i < stretch->n; i++)
			series_put(engine_series(&rerun->engine, track->probe, r),
			    &stretch->samples[i]);
	track->run = track->then.run;
	track->last = track->then.last;
	track->value_at = track->then.value_at;
	if (track->last > rerun->newest)
		rerun->newest = track->last;
	rerun->count.samples += stretch->n;
}

/* Every answer that is not good makes a tick, and the ticks after it count from there. */
static msec_t
last_wake(const struct rerun *rerun, const struct minute *minute)
{
	msec_t ret = 0;

	for (size_t t = 0; t < minute->n_tracks; t++)
		if (rerun->tracks[t].bound && minute->tracks[t].n > 0 && !rerun->tracks[t].good)
			at_least(&ret, rerun->tracks[t].last);
	return ret;
}

void
rerun_calm_skip(struct rerun *rerun, const struct minute *minute)
{
	msec_t end = rerun_end(minute), wake;

	for (size_t t = 0; t < minute->n_tracks; t++)
		if (rerun->tracks[t].bound)
			take_all(rerun, &rerun->tracks[t], &minute->tracks[t]);
	wake = last_wake(rerun, minute);
	if (wake == 0 && rerun->next >= end)
		return;
	if (wake > 0)
		rerun->next = wake + TICK;
	if (rerun->next < end)
		rerun->next += (end - rerun->next + TICK - 1) / TICK * TICK;
	rerun->count.left_out += (size_t)(MSEC_MINUTE / TICK);
	rerun->skipped = true;
}

/* Facts were known all the while. */
void
rerun_calm_resume(struct rerun *rerun)
{
	const struct app *app = rerun->app;
	struct engine *engine = &rerun->engine;

	rerun->skipped = false;
	engine->last_tick = rerun->next - TICK;
	for (size_t i = 0; i < app->n_regions * app->n_facts; i++)
		if (engine->facts[i].value != TRIT_UNKNOWN)
			engine->facts[i].known_at = engine->last_tick;
}
