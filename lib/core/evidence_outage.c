/* SPDX-License-Identifier: MIT */
/* When an outage began, and what was known of the lag then. */
#include "core/evidence.h"

#include <stdlib.h>

#include "base/alloc.h"

/* How long ago a remembered outage was still there is known that well. */
#define REMEMBER_EVERY MSEC_MINUTE

/* The newest that was measured at a moment or before; NULL: none that is still kept. */
static const struct sample *
lag_at(const struct series *series, msec_t at)
{
	const struct sample *s;

	for (size_t i = 0; series && (s = series_at(series, i)); i++)
		if (s->has_value && s->value_at <= at)
			return s;
	return NULL;
}

/* An answer of a critical probe, for or against its Region. */
struct vote_at {
	msec_t at;
	int against; /* 1 or -1 */
};

static size_t
critical_votes(const struct engine *engine, size_t region, struct vote_at *ret)
{
	const struct app *app = engine->app;
	size_t n = 0;

	for (size_t p = 0; p < app->n_probes; p++) {
		const struct series *series = engine_series(engine, p, region);
		const struct sample *s;

		for (size_t i = 0; app->probes[p].critical && (s = series_at(series, i)); i++) {
			if (s->outcome == OUTCOME_UNKNOWN)
				continue;
			if (ret)
				ret[n] =
				    (struct vote_at){ s->at, s->outcome == OUTCOME_FAIL ? 1 : -1 };
			n++;
		}
	}
	return n;
}

/* The newest first, and of the same moment those against. */
static int
newest_first(const void *a, const void *b)
{
	const struct vote_at *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? 1 : -1;
	return y->against - x->against;
}

/*
 * When the outage began: at the failed answer since which failures outnumber
 * good answers most. That is the first one of a total loss, and it is found as
 * well where good answers still trickle in.
 */
static msec_t
onset(const struct engine *engine, size_t region, msec_t called)
{
	size_t n = critical_votes(engine, region, NULL);
	struct vote_at *votes = xcalloc(n, sizeof(*votes));
	msec_t ret = called;
	int most = 0, sum = 0;

	critical_votes(engine, region, votes);
	qsort(votes, n, sizeof(*votes), newest_first);
	for (size_t first = 0, next; first < n; first = next) {
		msec_t at = votes[first].at;

		for (next = first; next < n && votes[next].at == at; next++)
			sum += votes[next].against;
		if (votes[first].against < 0 || at > called || sum < most ||
		    (sum == most && at >= ret))
			continue;
		most = sum;
		ret = at;
	}
	xfree(votes);
	return ret;
}

/* A lag from before the onset may be told long after it: metrics are late. Returns true when one
 * was told. */
static bool
keep_lags(struct engine *engine)
{
	struct outage *outage = &engine->outage;
	bool changed = false;

	for (size_t r = 0; outage->at != 0 && r < engine->app->n_regions; r++) {
		const struct sample *s = lag_at(evidence_lag_series(engine, r), outage->at);

		if (!s || s->value_at == outage->lag[r].at)
			continue;
		changed = true;
		outage->lag[r].value = s->value;
		outage->lag[r].at = s->value_at;
	}
	return changed;
}

bool
evidence_outage(struct engine *engine, enum trit down, struct now now)
{
	struct outage *outage = &engine->outage, *kept = &engine->memory.outage;
	size_t region = engine->memory.active;

	if (down == TRIT_NO) {
		bool ends = outage->at != 0 || kept->at != 0;

		*outage = *kept = (struct outage){ 0 };
		return ends;
	}
	if (down == TRIT_YES && outage->at == 0)
		*outage =
		    (struct outage){ .at = onset(engine, region, now.boot), .region = region };
	if (!keep_lags(engine) &&
	    (outage->at == 0 || down != TRIT_YES || now.wall - kept->seen < REMEMBER_EVERY))
		return false;
	*kept = memory_outage(outage, now.wall - now.boot);
	kept->seen = now.wall;
	return true;
}

struct lag
evidence_lag_at_onset(const struct engine *engine, const struct proposal *proposal, msec_t now)
{
	const struct outage *outage = &engine->outage;
	const struct sample *s;
	msec_t at;

	if (proposal->to == REGION_NONE)
		return (struct lag){ 0 };
	if (outage->at != 0 && outage->region == proposal->from) {
		at = outage->lag[proposal->to].at;
		return (struct lag){ at != 0, outage->lag[proposal->to].value, outage->at - at };
	}
	at = onset(engine, proposal->from, now);
	s = lag_at(evidence_lag_series(engine, proposal->to), at);
	return s ? (struct lag){ true, s->value, at - s->value_at } : (struct lag){ 0 };
}
