/* SPDX-License-Identifier: MIT */
#include "core/deed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define SHOWN_EVERY (5 * MSEC_SECOND)

static void
add(struct deeds *deeds, const struct deed *deed)
{
	if (deeds->n == deeds->cap) {
		deeds->cap = 2 * deeds->cap + 16;
		deeds->list = xrealloc(deeds->list, deeds->cap, sizeof(*deeds->list));
	}
	deeds->list[deeds->n++] = *deed;
}

/* ---- what goes on ---- */

static void
note_guards(struct deed_episode *episode, const struct decision *decision)
{
	struct deed *deed = &episode->deed;
	size_t len = strlen(deed->guards);

	for (size_t i = 0; i < GUARD_COUNT && len + 1 < sizeof(deed->guards); i++) {
		const struct guard *g = &decision->guards[i];

		if (!g->applies || g->overridden || g->value == TRIT_YES ||
		    guard_waits(decision->guards, i) || (episode->guards & 1U << i))
			continue;
		episode->guards |= 1U << i;
		len += (size_t)snprintf(deed->guards + len, sizeof(deed->guards) - len,
		    "%s%s %s (%s)", len > 0 ? ", " : "", g->code, g->name, g->text);
	}
}

static void
note_weighed(struct deed_episode *episode, const struct rerun *rerun,
    const struct decision *decision)
{
	struct deed *deed = &episode->deed;

	deed->to = decision->proposal.to;
	note_guards(episode, decision);
	if (decision->holds != TRIT_YES ||
	    (deed->evidence[0] && deed->held - episode->shown < SHOWN_EVERY))
		return;
	engine_evidence(&rerun->engine, decision, deed->evidence);
	episode->shown = deed->held;
}

static void
note(struct deeds *deeds, const struct rerun *rerun, size_t rule, const struct decision *decision,
    msec_t now)
{
	const struct engine *engine = &rerun->engine;
	const struct state_spec *state = &rerun->app->states[engine->memory.state];
	const struct pending *pending = &engine->pending[rule];
	struct deed_episode *episode = &deeds->episodes[rule];
	struct deed *deed = &episode->deed;

	if (!episode->on)
		*episode = (struct deed_episode){ .on = true,
			.deed = { .since = now,
			    .move = rerun->app->states[state->rules[rule].go].move,
			    .from = engine->memory.active,
			    .to = REGION_NONE,
			    .detect = -1 } };
	deed->held = pending->held;
	deed->needed = pending->needed > 0 ? pending->needed : state->rules[rule].hold;
	if (decision->weighed && decision->rule == rule)
		note_weighed(episode, rerun, decision);
}

static void
end(struct deeds *deeds, struct deed_episode *episode, msec_t now, bool open)
{
	struct deed *deed = &episode->deed;

	episode->on = false;
	if (episode->told)
		return;
	deed->kind = episode->guards != 0 && deed->held >= deed->needed ? DEED_HELD : DEED_MISS;
	deed->at = now;
	deed->open = open;
	add(deeds, deed);
}

static void
decided(struct deeds *deeds, const struct rerun *rerun, const struct decision *decision, msec_t now)
{
	struct deed_episode *episode = &deeds->episodes[decision->rule];
	const struct outage *outage = &rerun->engine.outage;
	struct deed deed = episode->deed;

	episode->told = true;
	deed.kind = decision->verb == DECIDE_MOVE ? DEED_MOVE
	    : decision->verb == DECIDE_OBSERVE    ? DEED_WOULD
						  : DEED_PROPOSE;
	deed.at = now;
	deed.to = decision->proposal.to;
	if (deed.move == MOVE_FAILOVER && outage->at > 0)
		deed.detect = now - outage->at;
	engine_evidence(&rerun->engine, decision, deed.evidence);
	add(deeds, &deed);
	/* What other rules were waiting for has come. */
	for (size_t i = 0; i < RULES_MOST && deed.kind == DEED_MOVE; i++)
		deeds->episodes[i].on = false;
}

static void
followed(struct deeds *deeds, const struct rerun *rerun, const struct decision *decision,
    msec_t now)
{
	struct deed deed = { .kind = DEED_FOLLOWED,
		.at = now,
		.since = now,
		.move = MOVE_SWITCHOVER,
		.from = REGION_NONE,
		.to = rerun->engine.memory.active,
		.detect = -1 };

	snprintf(deed.evidence, sizeof(deed.evidence), "%s", decision->why);
	add(deeds, &deed);
}

void
deeds_tick(const struct rerun *rerun, const struct decision *decision, struct now now, void *arg)
{
	struct deeds *deeds = arg;
	const struct engine *engine = &rerun->engine;
	const struct state_spec *state = &rerun->app->states[engine->memory.state];
	bool same = deeds->state == engine->memory.state;

	for (size_t i = 0; i < RULES_MOST; i++) {
		bool leads = i < state->n_rules && rerun->app->states[state->rules[i].go].run &&
		    engine->pending[i].holding;

		if (deeds->episodes[i].on && decision->missed.at > 0 && decision->missed.rule == i)
			deeds->episodes[i].deed.held = decision->missed.held;
		if (deeds->episodes[i].on && !(same && leads))
			end(deeds, &deeds->episodes[i], now.wall, false);
		if (leads)
			note(deeds, rerun, i, decision, now.wall);
	}
	deeds->state = engine->memory.state;
	if (decision->verb == DECIDE_MOVE || decision->verb == DECIDE_OBSERVE ||
	    decision->verb == DECIDE_PROPOSE)
		decided(deeds, rerun, decision, now.wall);
	else if (decision->verb == DECIDE_ADOPT)
		followed(deeds, rerun, decision, now.wall);
}

void
deeds_end(struct deeds *deeds, const struct rerun *rerun)
{
	for (size_t i = 0; i < RULES_MOST; i++)
		if (deeds->episodes[i].on) {
			deeds->episodes[i].deed.held = rerun->engine.pending[i].held;
			end(deeds, &deeds->episodes[i], rerun->end, true);
		}
}

void
deeds_done(struct deeds *deeds)
{
	xfree(deeds->list);
	*deeds = (struct deeds){ 0 };
}

/* ---- in numbers ---- */

size_t
deeds_count(const struct deeds *deeds, enum deed_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < deeds->n; i++)
		n += deeds->list[i].kind == kind;
	return n;
}

static int
by_length(const void *a, const void *b)
{
	msec_t x = *(const msec_t *)a, y = *(const msec_t *)b;

	return (x > y) - (x < y);
}

msec_t
deeds_detect(const struct deeds *deeds)
{
	msec_t *times = xcalloc(deeds->n + 1, sizeof(*times)), ret = -1;
	size_t n = 0;

	for (size_t i = 0; i < deeds->n; i++)
		if (deeds->list[i].kind <= DEED_WOULD && deeds->list[i].detect >= 0)
			times[n++] = deeds->list[i].detect;
	qsort(times, n, sizeof(*times), by_length);
	if (n > 0)
		ret = n % 2 == 1 ? times[n / 2] : (times[n / 2 - 1] + times[n / 2]) / 2;
	xfree(times);
	return ret;
}

const char *
deed_name(enum deed_kind kind)
{
	static const char *const names[] = { "move", "would-move", "proposal", "held-back",
		"near-miss", "followed" };

	return names[kind];
}
