/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/alert_private.h"

#define ANSWERS_FEW 30   /* fewer make no share */
#define SHARE_GREY  0.05 /* of failed answers over five minutes */
#define SHARE_FAILS 0.15

/* What is done about it, in words; returns ret. */
static const char *
answer_to_loss(const struct look *l, const char *name, char ret[256])
{
	const struct engine *e = l->engine;
	size_t len = strlen(name);
	bool idle = !l->decision->weighed && !e->drift && !e->running &&
	    e->memory.state != e->app->needs_operator;

	if (idle)
		return "no rule says where to go: failoverctl explain";
	engine_sentence(e, l->decision, ret, l->now);
	/* Its being down is said already. */
	if (strncmp(ret, name, len) == 0 && strncmp(ret + len, " is down; ", 10) == 0)
		return ret + len + 10;
	return ret;
}

/* By most of the observers, even where none of the others is better off; refuted by none outside.
 */
bool
alert_loss(const struct look *l)
{
	const struct engine *e = l->engine;
	const struct finding *finding = &e->verdicts[e->memory.active];
	const char *name = alert_region(l, e->memory.active);
	bool several = e->app->observers.n > 0;
	char sentence[256];

	if (finding->down == TRIT_NO ||
	    (finding->down != TRIT_YES && (size_t)finding->down_votes * 2 <= e->app->observers.n))
		return false;
	if (l->text)
		snprintf(l->text, ALERT_TEXT, "%s is down%s%s%s; %s", name, several ? " (" : "",
		    several ? finding->text : "", several ? ")" : "",
		    answer_to_loss(l, name, sentence));
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
		    "%d of %d answers of %s failed within 5m: failoverctl explain", bad, good + bad,
		    alert_region(l, active));
	return true;
}

bool
alert_failing(const struct look *l)
{
	return share(l, SHARE_FAILS);
}

bool
alert_grey(const struct look *l)
{
	return share(l, SHARE_GREY);
}
