/* SPDX-License-Identifier: MIT */
/* What status and explain begin with: the state of affairs in one sentence. */
#include <stdio.h>

#include "base/duration.h"
#include "core/engine.h"
#include "core/weigh.h"

static bool
in_the_way(const struct guard *g)
{
	return g->applies && !g->overridden && g->value != TRIT_YES;
}

/* The guards in the way: one with what it found, several by their names. Those that only wait are
 * left to the caller. */
static size_t
blockers(const struct decision *decision, char *ret, size_t size, msec_t *ret_wait)
{
	const struct guard *last = NULL;
	size_t len = 0, n = 0;

	*ret = '\0';
	*ret_wait = 0;
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *g = &decision->guards[i];

		if (!in_the_way(g))
			continue;
		if (guard_waits(decision->guards, i)) {
			*ret_wait = g->clears_at > *ret_wait ? g->clears_at : *ret_wait;
			continue;
		}
		last = g;
		n++;
		if (len + 1 < size)
			len += (size_t)snprintf(ret + len, size - len, "%s%s %s", n > 1 ? ", " : "",
			    g->code, g->name);
	}
	if (n == 1)
		snprintf(ret + len, size - len, " (%s)", last->text);
	return n;
}

/* Why it moves, in words; returns ret. */
static const char *
cause(const struct engine *engine, const struct decision *decision, char ret[96])
{
	const struct proposal *p = &decision->proposal;
	const char *from = engine->app->regions[p->from].name;

	switch (p->kind) {
	case MOVE_FAILOVER:
		snprintf(ret, 96, "%.60s is down", from);
		break;
	case MOVE_SWITCHOVER:
		snprintf(ret, 96, "a rule moves away from %.60s", from);
		break;
	case MOVE_FAILBACK:
		snprintf(ret, 96, "%.60s is serving, home is sound", from);
		break;
	}
	return ret;
}

static void
pending_sentence(const struct engine *engine, const struct decision *decision, char ret[256],
    struct now now)
{
	const struct app *app = engine->app;
	const struct proposal *p = &decision->proposal;
	const char *to = p->to == REGION_NONE ? "nowhere" : app->regions[p->to].name;
	const char *kind = move_name(p->kind);
	const struct pending *pending = &engine->pending[decision->rule];
	char blocks[192], wait[DURATION_TEXT], why[96];
	msec_t clears, left = pending->needed - pending->held;
	size_t len, n = blockers(decision, blocks, sizeof(blocks), &clears);

	cause(engine, decision, why);
	if (now.boot + left > clears)
		clears = now.boot + left;
	if (decision->holds == TRIT_UNKNOWN)
		snprintf(ret, 256,
		    "not sure any more that %s; the %s to %s waits until it is known.", why, kind,
		    to);
	else if (n > 0) {
		len = (size_t)snprintf(ret, 256, "%s; %s to %.50s is blocked by ", why, kind, to);
		snprintf(ret + len, 256 - len, "%s.", blocks);
	} else if (clears > now.boot)
		snprintf(ret, 256, "%s; %s to %s in %s %s.", why, kind, to,
		    duration_text(clears - now.boot, wait),
		    p->kind == MOVE_FAILOVER ? "unless it recovers" : "if it stays so");
	else
		snprintf(ret, 256, "%s; %s to %s is due.", why, kind, to);
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

const char *
engine_evidence(const struct engine *engine, const struct decision *decision, char ret[256])
{
	const struct app *app = engine->app;
	const struct rule_spec *rule = &app->states[engine->memory.state].rules[decision->rule];
	size_t len = 0;

	*ret = '\0';
	for (size_t i = 0; i < rule->n_when && len < 255; i++) {
		const struct fact_ref *ref = &rule->when[i];
		size_t region = weigh_role(engine, ref->role, engine->last_tick);
		char because[DETAIL_TEXT];

		if (region == REGION_NONE)
			continue;
		len += (size_t)snprintf(ret + len, 256 - len, "%s%s.%s%s: %s", i > 0 ? "; " : "",
		    app->regions[region].name, ref->negate ? "not " : "",
		    app->facts[ref->fact].name,
		    fact_text(engine_fact(engine, ref->fact, region), &app->facts[ref->fact], app,
			because));
	}
	return ret;
}
