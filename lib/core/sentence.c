/* SPDX-License-Identifier: MIT */
/* What status and explain begin with: the state of affairs in one sentence. */
#include <stdio.h>

#include "base/duration.h"
#include "core/engine.h"

/* The guards in the way: one with what it found, several by their names. Those that only wait are
 * left to the caller. */
static size_t
blockers(const struct decision *decision, char *ret, size_t size, msec_t *ret_wait)
{
	const struct guard *first = NULL;
	size_t len = 0, n = 0;

	*ret = '\0';
	*ret_wait = 0;
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *g = &decision->guards[i];

		if (!g->applies || g->overridden || g->value == TRIT_YES)
			continue;
		if (guard_waits(decision->guards, i)) {
			*ret_wait = g->clears_at > *ret_wait ? g->clears_at : *ret_wait;
			continue;
		}
		first = n++ == 0 ? g : first;
		if (len + 1 < size)
			len += (size_t)snprintf(ret + len, size - len, "%s%s %s", n > 1 ? ", " : "",
			    g->code, g->name);
	}
	if (n == 1)
		snprintf(ret + len, size - len, " (%s)", first->text);
	return n;
}

static void
pending_sentence(const struct engine *engine, const struct decision *decision, char ret[256],
    struct now now)
{
	const struct app *app = engine->app;
	const struct proposal *p = &decision->proposal;
	const char *from = app->regions[p->from].name;
	const char *to = p->to == REGION_NONE ? "nowhere" : app->regions[p->to].name;
	char blocks[160], wait[DURATION_TEXT];
	msec_t clears;

	if (blockers(decision, blocks, sizeof(blocks), &clears) > 0)
		snprintf(ret, 256, "%s; %s to %s is blocked by %s.",
		    p->kind == MOVE_FAILOVER ? "the active Region is down" : "home is sound again",
		    move_name(p->kind), to, blocks);
	else if (clears > now.boot && p->kind == MOVE_FAILOVER)
		snprintf(ret, 256, "%s is down; failover to %s in %s unless it recovers.", from, to,
		    duration_text(clears - now.boot, wait));
	else if (clears > now.boot)
		snprintf(ret, 256, "%s is serving; failback to %s in %s if it stays sound.", from,
		    to, duration_text(clears - now.boot, wait));
	else
		snprintf(ret, 256, "%s from %s to %s is due.", move_name(p->kind), from, to);
}

const char *
engine_sentence(const struct engine *engine, const struct decision *decision, char ret[256],
    struct now now)
{
	const struct app *app = engine->app;
	const struct memory *memory = &engine->memory;
	const struct state_spec *state = &app->states[memory->state];
	const char *active = app->regions[memory->active].name;

	if (memory->state == app->needs_operator)
		snprintf(ret, 256, "an operator is needed: %.200s", memory->trouble);
	else if (state->run)
		snprintf(ret, 256, "%s: a %s is running.", state->name, move_name(state->move));
	else if (engine->drift)
		snprintf(ret, 256, "automation is stopped: %s.", engine->drift_text);
	else if (decision && decision->weighed)
		pending_sentence(engine, decision, ret, now);
	else
		snprintf(ret, 256, "%s is serving%s; no reason to act.", active,
		    memory->active == app->home ? "" : " (not its home)");
	return ret;
}
