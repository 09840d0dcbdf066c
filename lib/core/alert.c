/* SPDX-License-Identifier: MIT */
#include "core/alert.h"

#include <stdio.h>

#include "base/duration.h"
#include "core/evidence.h"

#define BUCKET       (10 * MSEC_SECOND)
#define ANSWERS_FEW  30   /* fewer make no share */
#define SHARE_GREY   0.05 /* of failed answers over five minutes */
#define SHARE_FAILS  0.15
#define CALM         (10 * MSEC_MINUTE) /* after which an alert is over */
#define CERTIFICATES "certificate"

/* What a condition sees, and where it says what it found. */
struct look {
	const struct alerts *alerts;
	const struct engine *engine;
	const struct decision *decision;
	struct now now;
	char *text; /* ALERT_TEXT bytes */
};

static const char *
name_of(const struct look *l, size_t region)
{
	return l->engine->app->regions[region].name;
}

/* ---- the Region that serves ---- */

/* By most of the observers, even where none of the others is better off; refuted by none outside.
 */
static bool
loss(const struct look *l)
{
	const struct engine *e = l->engine;
	const struct finding *finding = &e->verdicts[e->memory.active];
	size_t n = e->app->observers.n;
	char sentence[256];

	if (finding->down == TRIT_NO ||
	    (finding->down != TRIT_YES && (size_t)finding->down_votes * 2 <= n))
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "%s is down: %s; %s", name_of(l, e->memory.active),
		    finding->text, engine_sentence(e, l->decision, sentence, l->now));
	return true;
}

static bool
share(const struct look *l, double limit)
{
	size_t active = l->engine->memory.active;
	const struct band *band = &l->alerts->bands[active];
	int good = 0, bad = 0;

	for (size_t i = 0; i < ALERT_BUCKETS; i++) {
		good += band->buckets[i].good;
		bad += band->buckets[i].bad;
	}
	if (good + bad < ANSWERS_FEW || bad < limit * (good + bad))
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "%d of %d answers of %s failed within 5m; what people decide on: failoverctl "
		    "explain",
		    bad, good + bad, name_of(l, active));
	return true;
}

static bool
failing(const struct look *l)
{
	return share(l, SHARE_FAILS);
}

static bool
grey(const struct look *l)
{
	return share(l, SHARE_GREY);
}

/* ---- what is not known ---- */

static bool
warm(const struct look *l)
{
	const struct engine *e = l->engine;

	return l->now.boot >= e->tilt_until && l->now.boot - e->started >= e->app->limits.warm_up &&
	    !evidence_isolated(e);
}

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

static bool
unwatched(const struct look *l)
{
	const struct engine *e = l->engine;

	for (size_t r = 0; warm(l) && r < e->app->n_regions; r++) {
		if (evidence_up(e, r) != TRIT_UNKNOWN)
			continue;
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "nothing is known of %s: %s", name_of(l, r),
			    silence(l, r));
		return true;
	}
	return false;
}

static bool
blind(const struct look *l)
{
	const struct engine *e = l->engine;

	if (!warm(l))
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
static bool
quorum(const struct look *l)
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

static bool
observer(const struct look *l)
{
	const struct engine *e = l->engine;
	const struct observers_spec *observers = &e->app->observers;

	if (observers->n == 0) {
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "isolated: %zu of %zu references answer",
			    e->references.good, e->references.asked);
		return evidence_isolated(e);
	}
	for (size_t i = 0; i < observers->n; i++) {
		const struct ballot *ballot = &e->ballots[i];

		if (heard(l, i) || l->now.boot - e->started < e->app->limits.warm_up)
			continue;
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "the observer %s %s", observers->list[i].name,
			    ballot_fresh(ballot, l->now.boot) ? "does not vouch for itself"
							      : "is silent");
		return true;
	}
	for (size_t r = 0; r < e->app->n_regions; r++)
		if (e->verdicts[r].down == TRIT_NO && e->verdicts[r].down_votes > 0) {
			if (l->text)
				snprintf(l->text, ALERT_TEXT, "%s: %s", name_of(l, r),
				    e->verdicts[r].text);
			return true;
		}
	return false;
}

static bool
tilt(const struct look *l)
{
	if (l->now.boot >= l->engine->tilt_until)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "time jumped, or this process was stopped: every hold begins anew");
	return true;
}

/* ---- what a move needs ---- */

static bool
drift(const struct look *l)
{
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "automation is stopped: %s; finish or take back by hand what was begun",
		    l->engine->drift_text);
	return l->engine->drift;
}

static bool
needs_operator(const struct look *l)
{
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "an operator is needed: %s",
		    l->engine->memory.trouble);
	return l->engine->memory.state == l->engine->app->needs_operator;
}

static bool
refused(const struct sample *sample)
{
	return sample &&
	    (sample->reason == REASON_CREDENTIALS || sample->reason == REASON_DENIED ||
		sample->reason == REASON_SKEW);
}

/* What may not look may not act. */
static bool
hands(const struct look *l)
{
	const struct engine *e = l->engine;

	if (e->app->limits.preflight > 0 && e->preflight.good == TRIT_NO) {
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "a move could not be made now: %s",
			    e->preflight.text);
		return true;
	}
	for (size_t p = 0; p < e->app->n_probes; p++)
		for (size_t r = 0; r < e->app->n_regions; r++) {
			const struct sample *s = series_at(engine_series(e, p, r), 0);

			if (!refused(s))
				continue;
			if (l->text)
				snprintf(l->text, ALERT_TEXT,
				    "a move could not be made now: the probe %s of %s: %s",
				    e->app->probes[p].name, name_of(l, r),
				    reason_text((enum reason)s->reason));
			return true;
		}
	return false;
}

static bool
adopted(const struct look *l)
{
	if (l->decision->verb != DECIDE_ADOPT)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "somebody else moved it: %s", l->decision->why);
	return true;
}

static bool
standby(const struct look *l)
{
	const struct engine *e = l->engine;

	for (size_t r = 0; r < e->app->n_regions; r++)
		if (r != e->memory.active && evidence_up(e, r) != TRIT_NO)
			return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "%s serves, and there is nowhere to go",
		    name_of(l, e->memory.active));
	return true;
}

static bool
has_lag(const struct look *l, size_t target)
{
	return l->engine->app->aurora.global_cluster && target != REGION_NONE &&
	    l->engine->lag_probe < l->engine->app->n_probes;
}

static bool
lag(const struct look *l)
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
		    name_of(l, to), duration_text((msec_t)newest.value, is),
		    duration_text(limits->max_loss, most));
	return true;
}

static bool
lag_unknown(const struct look *l)
{
	size_t to = engine_target(l->engine, l->now.boot);
	struct lag newest;

	if (!has_lag(l, to) || !warm(l))
		return false;
	newest = evidence_lag(l->engine, to, l->now.boot);
	if (newest.known && newest.age <= l->engine->app->limits.loss_age)
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT,
		    "the lag of %s is not known, nor what a failover would lose", name_of(l, to));
	return true;
}

static bool
certificate(const struct look *l)
{
	const struct engine *e = l->engine;
	size_t f = app_fact(e->app, CERTIFICATES);

	for (size_t r = 0; f < e->app->n_facts && r < e->app->n_regions; r++) {
		char because[DETAIL_TEXT];

		if (engine_fact(e, f, r)->value != TRIT_NO)
			continue;
		if (l->text)
			snprintf(l->text, ALERT_TEXT, "the certificate of %s: %s", name_of(l, r),
			    fact_text(engine_fact(e, f, r), &e->app->facts[f], e->app, because));
		return true;
	}
	return false;
}

/* ---- all of them ---- */

/* Names are stable. patience: so long a condition must hold. */
static const struct row {
	const char *name;
	bool page;
	msec_t patience;
	bool (*holds)(const struct look *l);
} table[ALERT_COUNT] = {
	[ALERT_LOSS] = { "loss", true, 30 * MSEC_SECOND, loss },
	[ALERT_FAILING] = { "failing", true, 0, failing },
	[ALERT_BLIND] = { "blind", true, 2 * MSEC_MINUTE, blind },
	[ALERT_QUORUM] = { "quorum", true, MSEC_MINUTE, quorum },
	[ALERT_DRIFT] = { "drift", true, MSEC_MINUTE, drift },
	[ALERT_OPERATOR] = { "needs-operator", true, 0, needs_operator },
	[ALERT_HANDS] = { "hands", true, 2 * MSEC_MINUTE, hands },
	[ALERT_GREY] = { "grey", false, 0, grey },
	[ALERT_UNWATCHED] = { "unwatched", false, 2 * MSEC_MINUTE, unwatched },
	[ALERT_OBSERVER] = { "observer", false, 3 * MSEC_MINUTE, observer },
	[ALERT_ADOPTED] = { "adopted", false, 0, adopted },
	[ALERT_STANDBY] = { "standby", false, 5 * MSEC_MINUTE, standby },
	[ALERT_LAG] = { "lag", false, 2 * MSEC_MINUTE, lag },
	[ALERT_LAG_UNKNOWN] = { "lag-unknown", false, 5 * MSEC_MINUTE, lag_unknown },
	[ALERT_CERTIFICATE] = { "certificate", false, 0, certificate },
	[ALERT_TILT] = { "tilt", false, 0, tilt },
};

/* Answers are counted ten seconds at a time; what was not looked at for longer is left out. */
static void
count(struct band *band, const struct engine *engine, size_t region, msec_t now)
{
	struct answers answers;

	if (band->counted > 0 && now - band->counted < BUCKET)
		return;
	answers = evidence_answers(engine, region,
	    band->counted > now - 2 * BUCKET ? band->counted : now - BUCKET);
	band->buckets[band->next].good = answers.good;
	band->buckets[band->next].bad = answers.bad;
	band->next = (band->next + 1) % ALERT_BUCKETS;
	band->counted = now;
}

/* true: it is to be told now, that it begins or that it ends. */
static bool
follow(struct alarm *alarm, bool holds, msec_t patience, msec_t now)
{
	if (holds) {
		alarm->since = alarm->since > 0 ? alarm->since : now;
		alarm->until = now;
		if (alarm->raised || now - alarm->since < patience)
			return false;
		return alarm->raised = true;
	}
	alarm->since = 0;
	if (!alarm->raised || now - alarm->until < CALM)
		return false;
	alarm->raised = false;
	return true;
}

static void
tell(const struct look *look, enum alert_id id, bool ends, struct alert *ret)
{
	struct look again = *look;

	*ret = (struct alert){
		.id = id, .name = table[id].name, .page = table[id].page, .ends = ends
	};
	again.text = ret->text;
	if (ends)
		snprintf(ret->text, sizeof(ret->text), "over");
	else
		table[id].holds(&again);
}

size_t
alert_look(struct alerts *alerts, const struct engine *engine, const struct decision *decision,
    struct alert ret[ALERT_COUNT], struct now now)
{
	struct look look = { alerts, engine, decision, now, NULL };
	size_t n = 0;

	for (size_t r = 0; r < engine->app->n_regions; r++)
		count(&alerts->bands[r], engine, r, now.boot);
	for (enum alert_id id = 0; id < ALERT_COUNT; id++) {
		bool holds = table[id].holds(&look);

		if (follow(&alerts->alarms[id], holds, table[id].patience, now.boot))
			tell(&look, id, !holds, &ret[n++]);
	}
	return n;
}

const char *
alert_name(enum alert_id id)
{
	return table[id].name;
}
