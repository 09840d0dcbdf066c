/* SPDX-License-Identifier: MIT */
#include "core/guard.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/guard_private.h"

enum trit
guard_say(const struct weigh *w, enum trit value, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(w->ret->text, sizeof(w->ret->text), fmt, ap);
	va_end(ap);
	return value;
}

enum trit
guard_wait(const struct weigh *w, msec_t passed, msec_t needed, const char *what)
{
	if (passed < needed)
		w->ret->clears_at = w->now.boot + needed - passed;
	return guard_say(w, trit_of(passed >= needed), "%s for %s, %s needed", what, D(passed),
	    D(needed));
}

enum {
	F = 1, /* before a forced failover */
	S = 2, /* before a switchover or failback */
	BOTH = 3,
	WAIVED = 4, /* by an operator's failover */
	FORCED = 8, /* by an operator's failover --force only */
	LAST = 16,  /* looks at what the others ask for */
	TOLD = 32,  /* clears by itself, and somebody must know all the same */
};

/* The table. Codes and names are stable: journals, dashboards and people refer to them. */
static const struct row {
	const char *code, *name;
	int when;
	enum trit (*weigh)(const struct weigh *w);
	const char *remedy;
} table[GUARD_COUNT] = {
	[GUARD_MODE] = { "G01", "mode", BOTH | LAST, guard_mode,
	    "set \"mode\": \"auto\" and reload, or approve it, or give the command yourself" },
	[GUARD_KILL_SWITCH] = { "G02", "kill-switch", BOTH, guard_kill_switch,
	    "remove the kill switch file, or make its directory readable" },
	[GUARD_PAUSE] = { "G03", "pause", BOTH | TOLD, guard_pause, "failoverctl resume" },
	[GUARD_SOUND] = { "G04", "sound", BOTH, guard_sound,
	    "wait; if isolated, mend this host's network" },
	[GUARD_QUORUM] = { "G05", "quorum", BOTH | FORCED, guard_quorum,
	    "mend the observers that are silent, or failoverctl failover --force" },
	[GUARD_HOLD] = { "G06", "hold", F | WAIVED, guard_hold, "wait, or failoverctl failover" },
	[GUARD_COOLDOWN] = { "G07", "cooldown", BOTH | WAIVED | TOLD, guard_cooldown,
	    "wait, or failoverctl ack --reason ..." },
	[GUARD_BUDGET] = { "G08", "budget", BOTH | WAIVED | TOLD, guard_budget,
	    "wait, raise guards.budget_day or budget_week, or failoverctl failover" },
	[GUARD_LATCH] = { "G09", "latch", BOTH | WAIVED, guard_latch,
	    "failoverctl ack --reason ..." },
	[GUARD_LOSS] = { "G10", "loss", F | FORCED, guard_loss,
	    "failoverctl failover --force accepts the loss, as failoverctl approve does if asked" },
	[GUARD_LAG] = { "G11", "lag", S, guard_lag, "wait until replication has caught up" },
	[GUARD_PREFLIGHT] = { "G12", "preflight", BOTH, guard_preflight,
	    "mend what it names, or set guards.preflight" },
	[GUARD_TARGET] = { "G13", "target", BOTH, guard_target, "mend the target Region" },
	[GUARD_IN_FLIGHT] = { "G14", "in-flight", BOTH, guard_in_flight,
	    "wait, or finish by hand what was begun" },
	[GUARD_FLAPPING] = { "G15", "flapping", BOTH | WAIVED | TOLD, guard_flapping,
	    "wait until it is quiet, or failoverctl failover" },
	[GUARD_WINDOW] = { "G16", "window", BOTH | WAIVED, guard_window,
	    "wait, or change guards.windows or freezes" },
	[GUARD_APPROVAL] = { "G17", "approval", BOTH | LAST | TOLD, guard_approval,
	    "failoverctl approve, or give the command yourself" },
	[GUARD_LEASE] = { "G18", "lease", BOTH, guard_lease,
	    "mend the way to the table of the lease; the observer that has it acts" },
	[GUARD_AGREEMENT] = { "G19", "agreement", BOTH, guard_agreement,
	    "give all observers the same configuration and version" },
	[GUARD_PLACE] = { "G20", "place", F, guard_place,
	    "act from a bastion in another Region; if the place is not known, set \"place\"" },
	[GUARD_STABILITY] = { "G21", "stability", S, guard_stability, "wait" },
	[GUARD_LEDGER] = { "G22", "ledger", BOTH, guard_ledger,
	    "mend the disk under the state directory" },
	[GUARD_READINESS] = { "G23", "readiness", S, guard_readiness,
	    "failoverctl readiness has the remedy of each gate" },
};

static bool
overridden(const struct row *row, const struct proposal *proposal)
{
	if (proposal->automatic || proposal->kind != MOVE_FAILOVER)
		return false;
	return (row->when & WAIVED) || ((row->when & FORCED) && proposal->force);
}

/* Whether an approval settles this guard, or is needed because of it. */
static bool
asks(const struct weigh *w, enum guard_id id, const struct guard *guard)
{
	const struct app *app = w->engine->app;
	int policy = w->limits->approval;

	if (!guard->applies || !w->proposal->automatic)
		return false;
	switch (id) {
	case GUARD_MODE:
		return app->mode != MODE_AUTO;
	case GUARD_QUORUM:
		return w->limits->contested == CONTESTED_ASK &&
		    w->proposal->kind == MOVE_FAILOVER &&
		    w->engine->verdicts[w->proposal->from].contested;
	case GUARD_LOSS:
		return w->limits->unknown_loss == POLICY_ASK && guard->value == TRIT_UNKNOWN;
	case GUARD_APPROVAL:
		return policy == APPROVAL_ALWAYS ||
		    (policy == APPROVAL_FAILBACK && w->proposal->kind != MOVE_FAILOVER);
	default:
		return false;
	}
}

/* What must be asked, and what was answered. In mode observe nobody is asked whether to act. */
static void
look_up_approval(struct weigh *w, struct guard guards[GUARD_COUNT])
{
	char hash[DIGEST_HEX];

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		guards[i].asks = asks(w, i, &guards[i]);
		w->asks = w->asks ||
		    (guards[i].asks && (i != GUARD_MODE || w->engine->app->mode == MODE_PROPOSE));
	}
	guards[GUARD_APPROVAL].asks = w->asks;
	if (!w->asks)
		return;
	approval_hash(w->engine, w->proposal, guards, hash);
	w->approval = approval_is(&w->engine->memory.approval, hash, w->now.wall);
	if (w->approval == APPROVAL_GIVEN || w->approval == APPROVAL_SILENT)
		guards[GUARD_LOSS].overridden =
		    guards[GUARD_LOSS].overridden || guards[GUARD_LOSS].asks;
}

static void
evaluate(struct weigh *w, struct guard guards[GUARD_COUNT], int last)
{
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		if ((table[i].when & LAST) != last)
			continue;
		w->ret = &guards[i];
		guards[i].value = table[i].weigh(w);
		if (guards[i].value == TRIT_YES)
			guards[i].clears_at = 0;
	}
}

enum trit
guard_all(const struct engine *engine, const struct proposal *proposal,
    struct guard ret[GUARD_COUNT], struct now now)
{
	struct weigh w = { engine, proposal, &engine->app->limits, now };
	int kind = proposal->kind == MOVE_FAILOVER ? F : S;
	enum trit all = TRIT_YES;

	for (size_t i = 0; i < GUARD_COUNT; i++)
		ret[i] = (struct guard){ .code = table[i].code,
			.name = table[i].name,
			.applies = table[i].when & kind,
			.remedy = table[i].remedy,
			.overridden = overridden(&table[i], proposal),
			.clears_at = MSEC_NEVER };
	evaluate(&w, ret, 0);
	look_up_approval(&w, ret);
	evaluate(&w, ret, LAST);
	for (size_t i = 0; i < GUARD_COUNT; i++)
		if (ret[i].applies && !ret[i].overridden)
			all = trit_and(all, ret[i].value);
	return all;
}

const char *
guard_code(enum guard_id id)
{
	return table[id].code;
}

const char *
guard_name(enum guard_id id)
{
	return table[id].name;
}

const char *
guard_remedy(enum guard_id id)
{
	return table[id].remedy;
}

bool
guard_waits(const struct guard guards[GUARD_COUNT], enum guard_id id)
{
	msec_t clears = guards[id].clears_at;

	return clears > 0 && clears != MSEC_NEVER && !(table[id].when & TOLD);
}
