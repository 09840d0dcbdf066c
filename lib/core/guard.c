/* SPDX-License-Identifier: MIT */
#include "core/guard.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/duration.h"
#include "core/engine.h"
#include "core/evidence.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* A lag in whole milliseconds; one that no duration can be is as long as can be said. */
static msec_t
whole(double msec)
{
	return msec < 36500.0 * MSEC_DAY ? (msec_t)msec : 36500 * MSEC_DAY;
}

/* What a guard's function sees, and where it says what it found. */
struct weigh {
	const struct engine *engine;
	const struct proposal *proposal;
	const struct limits *limits;
	struct now now;
	struct guard *ret;
};

static enum trit say(const struct weigh *w, enum trit value, const char *fmt, ...)
    printf_like(3, 4);

static enum trit
say(const struct weigh *w, enum trit value, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(w->ret->text, sizeof(w->ret->text), fmt, ap);
	va_end(ap);
	return value;
}

/* No, until that much time has passed; yes then. */
static enum trit
wait_for(const struct weigh *w, msec_t passed, msec_t needed, const char *what)
{
	if (passed < needed)
		w->ret->clears_at = w->now.boot + needed - passed;
	return say(w, trit_of(passed >= needed), "%s for %s, %s needed", what, D(passed),
	    D(needed));
}

static enum trit
mode(const struct weigh *w)
{
	int is = w->engine->app->mode;

	if (!w->proposal->automatic)
		return say(w, TRIT_YES, "commanded by %s", w->proposal->actor);
	return say(w, trit_of(is == MODE_AUTO), "mode is %s", mode_name(is));
}

static enum trit
kill_switch(const struct weigh *w)
{
	static const char *const words[] = { "cannot be read", "is on", "is off" };
	const char *path = w->limits->kill_switch;

	return say(w, w->engine->kill_switch, "%s %s", path ? path : "the kill switch",
	    words[w->engine->kill_switch]);
}

static enum trit
pause(const struct weigh *w)
{
	const struct pause *pause = &w->engine->memory.pause;

	if (!pause->on || w->now.wall >= pause->until)
		return say(w, TRIT_YES, "not paused");
	w->ret->clears_at = w->now.boot + pause->until - w->now.wall;
	return say(w, TRIT_NO, "paused by %s for another %s: %.48s", pause->owner,
	    D(pause->until - w->now.wall), pause->reason);
}

static enum trit
sound(const struct weigh *w)
{
	const struct engine *e = w->engine;
	msec_t up = w->now.boot - e->started;

	if (w->now.boot < e->tilt_until) {
		w->ret->clears_at = e->tilt_until;
		return say(w, TRIT_NO, "time jumped or we were stopped; watching for another %s",
		    D(e->tilt_until - w->now.boot));
	}
	if (evidence_isolated(e))
		return say(w, TRIT_NO, "isolated: %zu of %zu reference probes answer",
		    e->references.good, e->references.asked);
	if (up < w->limits->warm_up)
		return wait_for(w, up, w->limits->warm_up, "watching");
	if (!evidence_enough(e, w->proposal))
		return say(w, TRIT_NO, "a needed probe has fewer than 3 samples since our start");
	return say(w, TRIT_YES, "watching for %s", D(up));
}

static enum trit
hold(const struct weigh *w)
{
	msec_t needed = w->limits->hold + w->limits->hold_single;

	if (w->proposal->held < needed)
		return wait_for(w, w->proposal->held, needed, "down");
	if (!evidence_newest_failing(w->engine, w->proposal->from, w->limits->newest, w->now.boot))
		return say(w, TRIT_NO, "the newest %s of answers are not failing any more",
		    D(w->limits->newest));
	return say(w, TRIT_YES, "down for %s, %s needed", D(w->proposal->held), D(needed));
}

static enum trit
cooldown(const struct weigh *w)
{
	const struct memory *m = &w->engine->memory;
	msec_t last;

	if (m->n_moves == 0)
		return say(w, TRIT_YES, "no move yet");
	last = m->moves[m->n_moves - 1].at;
	if (m->acked > last)
		return say(w, TRIT_YES, "ended by an operator's ack");
	return wait_for(w, w->now.wall - last, w->limits->cooldown, "last move over");
}

/* Automatic moves of the same direction: a failback does not use up the failover's budget. */
static int
spent(const struct weigh *w, msec_t window)
{
	const struct memory *m = &w->engine->memory;
	bool forced = w->proposal->kind == MOVE_FAILOVER;
	int n = 0;

	for (size_t i = 0; i < m->n_moves; i++)
		if (m->moves[i].automatic && (m->moves[i].kind == MOVE_FAILOVER) == forced &&
		    w->now.wall - m->moves[i].at < window)
			n++;
	return n;
}

static enum trit
budget(const struct weigh *w)
{
	int day = spent(w, MSEC_DAY), week = spent(w, 7 * MSEC_DAY);
	bool left = day < w->limits->budget_day && week < w->limits->budget_week;

	return say(w, trit_of(left), "%d of %d automatic moves in 24h, %d of %d in 7d", day,
	    w->limits->budget_day, week, w->limits->budget_week);
}

static enum trit
latch(const struct weigh *w)
{
	if (w->proposal->kind != MOVE_FAILOVER && w->proposal->automatic &&
	    memory_held(&w->engine->memory))
		return say(w, TRIT_NO, "a person moved it here, and no ack lets it go home");
	if (!w->engine->memory.latched)
		return say(w, TRIT_YES, "no failover waits for an ack");
	if (w->limits->failback == FAILBACK_AUTO)
		return say(w, TRIT_YES, "failback is auto");
	return say(w, TRIT_NO, "the last failover was not acknowledged");
}

static enum trit
loss(const struct weigh *w)
{
	struct lag lag;

	if (!w->engine->app->aurora.global_cluster)
		return say(w, TRIT_YES, "no database");
	lag = evidence_lag_at_onset(w->engine, w->proposal, w->now.boot);
	if (!lag.known || lag.age > w->limits->loss_age) {
		enum trit value = w->limits->unknown_loss == POLICY_GO ? TRIT_YES : TRIT_UNKNOWN;

		return say(w, value,
		    lag.known ? "lag was last measured %s before the onset"
			      : "no lag is known from before the onset%s",
		    lag.known ? D(lag.age) : "");
	}
	return say(w, trit_of(lag.value <= (double)w->limits->max_loss),
	    "lag %s, %s before the onset; at most %s", D(whole(lag.value)), D(lag.age),
	    D(w->limits->max_loss));
}

static enum trit
lag(const struct weigh *w)
{
	struct lag worst;

	if (!w->engine->app->aurora.global_cluster)
		return say(w, TRIT_YES, "no database");
	worst = evidence_worst_lag(w->engine, w->proposal->to, w->limits->lag_for, w->now.boot);
	if (!worst.known)
		return say(w, TRIT_UNKNOWN, "lag was not known throughout the last %s",
		    D(w->limits->lag_for));
	return say(w, trit_of(worst.value <= (double)w->limits->max_lag),
	    "lag at most %s over %s; %s allowed", D(whole(worst.value)), D(w->limits->lag_for),
	    D(w->limits->max_lag));
}

static enum trit
target(const struct weigh *w)
{
	const struct engine *e = w->engine;
	size_t to = w->proposal->to;
	const char *name;

	if (to == REGION_NONE)
		return say(w, TRIT_NO, "no Region to move to");
	name = e->app->regions[to].name;
	if (e->app->aurora.global_cluster) {
		if (e->world.topology_at == 0)
			return say(w, TRIT_UNKNOWN, "the global cluster was not seen yet");
		if (!e->world.regions[to].member)
			return say(w, TRIT_NO, "%s has no cluster in the global cluster", name);
	}
	if (evidence_up(e, to) != TRIT_YES)
		return say(w, evidence_up(e, to), "%s is not known to be up", name);
	return wait_for(w, evidence_up_for(e, to, w->now.boot), w->limits->target_up, name);
}

static enum trit
in_flight(const struct weigh *w)
{
	const struct engine *e = w->engine;

	if (e->running)
		return say(w, TRIT_NO, "a run is active");
	if (e->world.in_flight)
		return say(w, TRIT_NO, "the global cluster is %s", e->world.status);
	if (e->drift)
		return say(w, TRIT_NO, "%.110s", e->drift_text);
	if (!e->observed)
		return say(w, TRIT_UNKNOWN,
		    "the writer and the routing controls were not seen yet");
	return say(w, TRIT_YES, "nothing is under way");
}

static enum trit
place(const struct weigh *w)
{
	const struct engine *e = w->engine;

	if (e->place == PLACE_UNKNOWN)
		return say(w, TRIT_UNKNOWN, "nobody has said where we stand");
	if (e->place == REGION_NONE)
		return say(w, TRIT_YES, "we stand in none of the application's Regions");
	return say(w, trit_of(e->place != w->proposal->from), "we stand in %s",
	    e->app->regions[e->place].name);
}

static enum trit
stability(const struct weigh *w)
{
	const struct engine *e = w->engine;
	msec_t needed = w->proposal->automatic ? w->limits->stable : w->limits->stable_request;
	size_t to = w->proposal->to;

	if (to == REGION_NONE)
		return say(w, TRIT_NO, "no Region to move to");
	if (evidence_up(e, to) != TRIT_YES)
		return say(w, evidence_up(e, to), "%s is not known to be up",
		    e->app->regions[to].name);
	return wait_for(w, evidence_up_for(e, to, w->now.boot), needed, e->app->regions[to].name);
}

static enum trit
ledger(const struct weigh *w)
{
	return say(w, trit_of(w->engine->ledger),
	    w->engine->ledger ? "took the last write" : "cannot be written");
}

enum {
	F = 1, /* before a forced failover */
	S = 2, /* before a switchover or failback */
	BOTH = 3,
	WAIVED = 4, /* by an operator's failover */
	FORCED = 8, /* by an operator's failover --force only */
};

/* The table. Codes and names are stable: journals, dashboards and people refer to them. */
static const struct row {
	const char *code, *name;
	int when;
	enum trit (*weigh)(const struct weigh *w);
	const char *remedy;
} table[GUARD_COUNT] = {
	[GUARD_MODE] = { "G01", "mode", BOTH, mode,
	    "set \"mode\": \"auto\" and reload, or give the command yourself" },
	[GUARD_KILL_SWITCH] = { "G02", "kill-switch", BOTH, kill_switch,
	    "remove the kill switch file, or make its directory readable" },
	[GUARD_PAUSE] = { "G03", "pause", BOTH, pause, "failoverctl resume" },
	[GUARD_SOUND] = { "G04", "sound", BOTH, sound,
	    "wait; if isolated, mend this host's network" },
	[GUARD_HOLD] = { "G06", "hold", F | WAIVED, hold, "wait, or failoverctl failover" },
	[GUARD_COOLDOWN] = { "G07", "cooldown", BOTH | WAIVED, cooldown,
	    "wait, or failoverctl ack --reason ..." },
	[GUARD_BUDGET] = { "G08", "budget", BOTH | WAIVED, budget,
	    "wait, raise guards.budget_day or budget_week, or failoverctl failover" },
	[GUARD_LATCH] = { "G09", "latch", BOTH | WAIVED, latch, "failoverctl ack --reason ..." },
	[GUARD_LOSS] = { "G10", "loss", F | FORCED, loss,
	    "failoverctl failover --force accepts the loss" },
	[GUARD_LAG] = { "G11", "lag", S, lag, "wait until replication has caught up" },
	[GUARD_TARGET] = { "G13", "target", BOTH, target, "mend the target Region" },
	[GUARD_IN_FLIGHT] = { "G14", "in-flight", BOTH, in_flight,
	    "wait, or finish by hand what was begun" },
	[GUARD_PLACE] = { "G20", "place", F, place,
	    "act from a bastion in another Region; if the place is not known, set \"place\"" },
	[GUARD_STABILITY] = { "G21", "stability", S, stability, "wait" },
	[GUARD_LEDGER] = { "G22", "ledger", BOTH, ledger,
	    "mend the disk under the state directory" },
};

static bool
overridden(const struct row *row, const struct proposal *proposal)
{
	if (proposal->automatic || proposal->kind != MOVE_FAILOVER)
		return false;
	return (row->when & WAIVED) || ((row->when & FORCED) && proposal->force);
}

enum trit
guard_all(const struct engine *engine, const struct proposal *proposal,
    struct guard ret[GUARD_COUNT], struct now now)
{
	struct weigh w = { engine, proposal, &engine->app->limits, now, NULL };
	int kind = proposal->kind == MOVE_FAILOVER ? F : S;
	enum trit all = TRIT_YES;

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct row *row = &table[i];
		struct guard *guard = &ret[i];

		*guard = (struct guard){ .code = row->code,
			.name = row->name,
			.applies = row->when & kind,
			.remedy = row->remedy,
			.overridden = overridden(row, proposal),
			.clears_at = MSEC_NEVER };
		w.ret = guard;
		guard->value = row->weigh(&w);
		if (guard->value == TRIT_YES)
			guard->clears_at = 0;
		if (guard->applies && !guard->overridden)
			all = trit_and(all, guard->value);
	}
	return all;
}

const char *
guard_code(enum guard_id id)
{
	return table[id].code;
}

bool
guard_waits(const struct guard guards[GUARD_COUNT], enum guard_id id)
{
	msec_t clears = guards[id].clears_at;

	return clears > 0 && clears != MSEC_NEVER && id != GUARD_PAUSE && id != GUARD_COOLDOWN;
}
