/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/alert_private.h"
#include "core/evidence.h"

/* ---- what is not known ---- */

/* Why a Region's critical probes say nothing: what most of them say of the newest answer. */
static const char *
silence(const struct look *l, size_t region)
{
	const struct app *app = l->engine->app;
	const struct sample *newest = NULL;

	for (size_t p = 0; p < app->n_probes; p++) {
		const struct sample *s = series_at(engine_series(l->engine, p, region), 0);

		if (app->probes[p].critical && s && s->outcome == OUTCOME_UNKNOWN)
			newest = s;
	}
	return newest ? reason_text((enum reason)newest->reason) : "too few answers";
}

bool
alert_unwatched(const struct look *l)
{
	const struct engine *e = l->engine;

	for (size_t r = 0; alert_warm(l) && r < e->app->n_regions; r++) {
		if (evidence_up(e, r) != TRIT_UNKNOWN)
			continue;
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "nothing is known of %s: %s",
			    alert_region(l, r), silence(l, r));
		return true;
	}
	return false;
}

bool
alert_blind(const struct look *l)
{
	const struct engine *e = l->engine;

	if (!alert_warm(l))
		return false;
	for (size_t r = 0; r < e->app->n_regions; r++)
		if (evidence_up(e, r) != TRIT_UNKNOWN)
			return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "nothing is known of any Region, while references answer: %s",
		    silence(l, e->memory.active));
	return true;
}

/* ---- those who watch ---- */

static bool
heard(const struct look *l, size_t observer)
{
	const struct ballot *ballot = &l->engine->ballots[observer];

	return ballot->sound && ballot_fresh(ballot, l->now.boot);
}

/* Those who are not sound themselves cannot tell who is. */
bool
alert_quorum(const struct look *l)
{
	const struct observers_spec *observers = &l->engine->app->observers;
	size_t sound = 0;

	for (size_t i = 0; i < observers->n; i++)
		sound += heard(l, i);
	if (observers->n == 0 || !heard(l, observers->self) || sound * 2 > observers->n)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "%zu of %zu observers are left: no failover is decided by them", sound,
		    observers->n);
	return true;
}

/* Silent for too long, or not sound; n: none is. Nobody is heard of at once after a start. */
static size_t
find_ill(const struct look *l)
{
	const struct engine *e = l->engine;
	size_t n = e->app->observers.n;

	if (l->now.boot - e->started < e->app->limits.warm_up)
		return n;
	for (size_t i = 0; i < n; i++)
		if (!heard(l, i))
			return i;
	return n;
}

/* Somebody says that a Region is down, and is refuted. */
static bool
refuted(const struct look *l)
{
	const struct engine *e = l->engine;

	for (size_t r = 0; r < e->app->n_regions; r++) {
		if (e->verdicts[r].down != TRIT_NO || e->verdicts[r].down_votes == 0)
			continue;
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "%s: %s", alert_region(l, r),
			    e->verdicts[r].text);
		return true;
	}
	return false;
}

bool
alert_observer(const struct look *l)
{
	const struct engine *e = l->engine;
	const struct observers_spec *observers = &e->app->observers;
	size_t ill = find_ill(l);

	if (observers->n == 0) {
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "isolated: %zu of %zu references answer",
			    e->references.good, e->references.asked);
		return evidence_isolated(e);
	}
	if (ill == observers->n)
		return refuted(l);
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "the observer %s %s", observers->list[ill].name,
		    ballot_fresh(&e->ballots[ill], l->now.boot) ? "does not vouch for itself"
								: "is silent");
	return true;
}

bool
alert_tilt(const struct look *l)
{
	if (l->now.boot >= l->engine->tilt_until)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "time jumped, or this process was stopped: every hold begins anew");
	return true;
}
