/* SPDX-License-Identifier: MIT */
#include "core/alert.h"

#include <stdio.h>

#include "base/duration.h"
#include "core/alert_private.h"
#include "core/evidence.h"

#define BUCKET (10 * MSEC_SECOND)
#define CALM   (10 * MSEC_MINUTE) /* after which an alert is over */

const char *
alert_region(const struct look *l, size_t region)
{
	return l->engine->app->regions[region].name;
}

bool
alert_warm(const struct look *l)
{
	const struct engine *e = l->engine;

	return l->now.boot >= e->tilt_until && l->now.boot - e->started >= e->app->limits.warm_up &&
	    !evidence_isolated(e);
}

/* Names are stable. patience: so long a condition must hold. */
static const struct row {
	const char *name;
	bool page;
	msec_t patience;
	bool (*holds)(const struct look *l);
} table[ALERT_COUNT] = {
	[ALERT_LOSS] = { "loss", true, 30 * MSEC_SECOND, alert_loss },
	[ALERT_FAILING] = { "failing", true, 0, alert_failing },
	[ALERT_BLIND] = { "blind", true, 2 * MSEC_MINUTE, alert_blind },
	[ALERT_QUORUM] = { "quorum", true, MSEC_MINUTE, alert_quorum },
	[ALERT_DRIFT] = { "drift", true, MSEC_MINUTE, alert_drift },
	[ALERT_OPERATOR] = { "needs-operator", true, 0, alert_operator },
	[ALERT_OVERDUE] = { "overdue", true, 0, alert_overdue },
	[ALERT_HANDS] = { "hands", true, 2 * MSEC_MINUTE, alert_hands },
	[ALERT_GREY] = { "grey", false, 0, alert_grey },
	[ALERT_UNWATCHED] = { "unwatched", false, 2 * MSEC_MINUTE, alert_unwatched },
	[ALERT_OBSERVER] = { "observer", false, 3 * MSEC_MINUTE, alert_observer },
	[ALERT_ADOPTED] = { "adopted", false, 0, alert_adopted },
	[ALERT_STANDBY] = { "standby", false, 5 * MSEC_MINUTE, alert_standby },
	[ALERT_LAG] = { "lag", false, 2 * MSEC_MINUTE, alert_lag },
	[ALERT_LAG_UNKNOWN] = { "lag-unknown", false, 5 * MSEC_MINUTE, alert_lag_unknown },
	[ALERT_CERTIFICATE] = { "certificate", false, 0, alert_certificate },
	[ALERT_TILT] = { "tilt", false, 0, alert_tilt },
};

/* Answers are counted ten seconds at a time; what was not looked at for longer is left out. */
static void
count(struct band *band, const struct engine *engine, size_t region, msec_t now)
{
	struct answers answers;

	if (band->counted > 0 && now / BUCKET == band->counted / BUCKET)
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
	char calm[DURATION_TEXT];

	*ret = (struct alert){
		.id = id, .name = table[id].name, .page = table[id].page, .ends = ends
	};
	again.text = ret->text;
	if (ends)
		snprintf(ret->text, sizeof(ret->text), "not so any more for %s",
		    duration_text(CALM, calm));
	else
		table[id].holds(&again);
}

size_t
alert_look(struct alerts *alerts, const struct engine *engine, const struct decision *decision,
    struct alert ret[ALERT_COUNT], struct now now)
{
	struct look look = { alerts, engine, decision, now, NULL };
	size_t n = 0;

	/* An adoption is decided in one tick, and is over in the next. */
	if (alerts->looked > 0 && now.boot - alerts->looked < MSEC_SECOND &&
	    decision->verb != DECIDE_ADOPT)
		return 0;
	alerts->looked = now.boot;
	for (size_t r = 0; r < engine->app->n_regions; r++)
		count(&alerts->bands[r], engine, r, now.boot);
	for (enum alert_id id = 0; id < ALERT_COUNT; id++) {
		bool holds = table[id].holds(&look);

		if (follow(&alerts->alarms[id], holds, table[id].patience, now.boot))
			tell(&look, id, !holds, &ret[n++]);
	}
	return n;
}

msec_t
alert_next(const struct alerts *alerts)
{
	msec_t ret = MSEC_NEVER;

	for (enum alert_id id = 0; id < ALERT_COUNT; id++) {
		const struct alarm *alarm = &alerts->alarms[id];
		msec_t at = alarm->since + table[id].patience;

		if (alarm->since > 0 && !alarm->raised && at < ret)
			ret = at;
	}
	return ret;
}

const char *
alert_name(enum alert_id id)
{
	return table[id].name;
}

bool
alert_pages(enum alert_id id)
{
	return table[id].page;
}
