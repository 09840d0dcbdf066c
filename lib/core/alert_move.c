/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/duration.h"
#include "core/alert_private.h"
#include "core/evidence.h"

#define CERTIFICATES "certificate"

bool
alert_drift(const struct look *l)
{
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "automation is stopped: %s; finish or take back by hand what was begun",
		    l->engine->drift_text);
	return l->engine->drift;
}

bool
alert_operator(const struct look *l)
{
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "an operator is needed: %s",
		    l->engine->memory.trouble);
	return l->engine->memory.state == l->engine->app->needs_operator;
}

bool
alert_overdue(const struct look *l)
{
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "%s; the run waits on, and nothing it could send would hasten it: see what AWS does",
		    l->engine->overdue);
	return l->engine->overdue[0];
}

static bool
refused(const struct sample *sample)
{
	return sample &&
	    (sample->reason == REASON_CREDENTIALS || sample->reason == REASON_DENIED ||
		sample->reason == REASON_SKEW);
}

/* In its own words, which name the host and the remedy; else by its reason. */
static const char *
said_of(const struct engine *e, size_t p, size_t r)
{
	const struct series *series = engine_series(e, p, r);

	return series->detail[0] ? series->detail
				 : reason_text((enum reason)series_at(series, 0)->reason);
}

/* The first probe that is refused what it asks; n_probes: none is. */
static size_t
find_refused(const struct engine *e, size_t *ret_region)
{
	for (size_t p = 0; p < e->app->n_probes; p++)
		for (*ret_region = 0; *ret_region < e->app->n_regions; ++*ret_region)
			if (refused(series_at(engine_series(e, p, *ret_region), 0)))
				return p;
	return e->app->n_probes;
}

/* What may not look may not act. */
bool
alert_hands(const struct look *l)
{
	const struct engine *e = l->engine;
	bool unproved = e->app->limits.preflight > 0 && e->preflight.good == TRIT_NO;
	size_t region = 0, p = unproved ? 0 : find_refused(e, &region);
	bool global;

	if (unproved && l->text)
		snprintf(l->text, ALERT_TEXT, "a move could not be made now: %s",
		    e->preflight.text);
	if (unproved || p == e->app->n_probes)
		return unproved;
	global = e->app->probes[p].kind->global;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "a move could not be made now: the probe %s%s%s: %s",
		    e->app->probes[p].name, global ? "" : " of ",
		    global ? "" : alert_region(l, region), said_of(e, p, region));
	return true;
}

bool
alert_adopted(const struct look *l)
{
	if (l->decision->verb != DECIDE_ADOPT)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "somebody else moved it: %s", l->decision->why);
	return true;
}

bool
alert_standby(const struct look *l)
{
	const struct engine *e = l->engine;

	for (size_t r = 0; r < e->app->n_regions; r++)
		if (r != e->memory.active && evidence_up(e, r) != TRIT_NO)
			return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "%s serves, and there is nowhere to go",
		    alert_region(l, e->memory.active));
	return true;
}

static bool
has_lag(const struct look *l, size_t target)
{
	return l->engine->app->aurora.global_cluster && target != REGION_NONE &&
	    l->engine->lag_probe < l->engine->app->n_probes;
}

bool
alert_lag(const struct look *l)
{
	size_t to = engine_target(l->engine, l->now.boot);
	char is[DURATION_TEXT], most[DURATION_TEXT];
	const struct limits *limits = &l->engine->app->limits;
	struct lag newest;

	if (!has_lag(l, to))
		return false;
	newest = evidence_lag(l->engine, to, l->now.boot);
	if (!newest.known || newest.age > limits->loss_age ||
	    newest.value <= (double)limits->max_loss / 2)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "the lag of %s is %s, and a failover may lose %s",
		    alert_region(l, to), duration_text((msec_t)newest.value, is),
		    duration_text(limits->max_loss, most));
	return true;
}

bool
alert_lag_unknown(const struct look *l)
{
	size_t to = engine_target(l->engine, l->now.boot);
	struct lag newest;

	if (!has_lag(l, to) || !alert_warm(l))
		return false;
	newest = evidence_lag(l->engine, to, l->now.boot);
	if (newest.known && newest.age <= l->engine->app->limits.loss_age)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "the lag of %s is not known, nor what a failover would lose",
		    alert_region(l, to));
	return true;
}

bool
alert_certificate(const struct look *l)
{
	const struct engine *e = l->engine;
	size_t f = app_fact(e->app, CERTIFICATES);

	for (size_t r = 0; f < e->app->n_facts && r < e->app->n_regions; r++) {
		char because[DETAIL_TEXT];

		if (engine_fact(e, f, r)->value != TRIT_NO)
			continue;
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "the certificate of %s: %s",
			    alert_region(l, r),
			    fact_text(engine_fact(e, f, r), &e->app->facts[f], e->app, because));
		return true;
	}
	return false;
}
