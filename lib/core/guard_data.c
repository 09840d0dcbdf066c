/* SPDX-License-Identifier: MIT */
#include "core/evidence.h"
#include "core/guard_private.h"

/* A lag in whole milliseconds; one that no duration can be is as long as can be said. */
static msec_t
whole(double msec)
{
	return msec < 36500.0 * MSEC_DAY ? (msec_t)msec : 36500 * MSEC_DAY;
}

enum trit
guard_loss(const struct weigh *w)
{
	struct lag lag;

	if (!w->engine->app->aurora.global_cluster)
		return guard_say(w, TRIT_YES, "no database");
	lag = evidence_lag_at_onset(w->engine, w->proposal, w->now.boot);
	if (!lag.known || lag.age > w->limits->loss_age) {
		enum trit value = w->limits->unknown_loss == POLICY_GO ? TRIT_YES : TRIT_UNKNOWN;

		return guard_say(w, value,
		    lag.known ? "lag was last measured %s before the onset"
			      : "no lag is known from before the onset%s",
		    lag.known ? D(lag.age) : "");
	}
	return guard_say(w, trit_of(lag.value <= (double)w->limits->max_loss),
	    "lag %s, at most %s; with the %s until the onset, %s of writes", D(whole(lag.value)),
	    D(w->limits->max_loss), D(lag.age), D(whole(lag.value + (double)lag.age)));
}

enum trit
guard_lag(const struct weigh *w)
{
	struct lag worst;

	if (!w->engine->app->aurora.global_cluster)
		return guard_say(w, TRIT_YES, "no database");
	worst = evidence_worst_lag(w->engine, w->proposal->to, w->limits->lag_for, w->now.boot);
	if (!worst.known)
		return guard_say(w, TRIT_UNKNOWN, "lag was not known throughout the last %s",
		    D(w->limits->lag_for));
	return guard_say(w, trit_of(worst.value <= (double)w->limits->max_lag),
	    "lag at most %s over %s; %s allowed", D(whole(worst.value)), D(w->limits->lag_for),
	    D(w->limits->max_lag));
}

enum trit
guard_target(const struct weigh *w)
{
	const struct engine *e = w->engine;
	size_t to = w->proposal->to;
	const char *name;
	enum trit judges;

	if (to == REGION_NONE)
		return guard_say(w, TRIT_NO, "no Region to move to");
	name = e->app->regions[to].name;
	if (to == w->proposal->from)
		return guard_say(w, TRIT_NO, "%s is serving already", name);
	if (e->app->aurora.global_cluster) {
		if (e->world.topology_at == 0)
			return guard_say(w, TRIT_UNKNOWN, "the global cluster was not seen yet");
		if (!e->world.regions[to].member)
			return guard_say(w, TRIT_NO, "%s has no cluster in the global cluster",
			    name);
		/* Aurora would refuse it. Whoever is forced to go takes what is there. */
		if (w->proposal->kind != MOVE_FAILOVER && e->world.regions[to].sync == SYNC_PENDING)
			return guard_say(w, TRIT_NO, "%s is not in sync with the writer", name);
	}
	if (evidence_up(e, to) != TRIT_YES)
		return guard_say(w, evidence_up(e, to), "%s is not known to be up", name);
	judges = verdict_target(e->app, e->ballots, w->proposal->from, to, w->now.boot);
	if (judges != TRIT_YES)
		return guard_say(w, judges, "not all who call %s down see %s up",
		    e->app->regions[w->proposal->from].name, name);
	return guard_wait(w, evidence_up_for(e, to, w->now.boot), w->limits->target_up, name);
}

enum trit
guard_in_flight(const struct weigh *w)
{
	const struct engine *e = w->engine;

	if (e->running)
		return guard_say(w, TRIT_NO, "a run is active");
	/* The world is not looked at there, before somebody has seen to it. */
	if (e->memory.state == e->app->needs_operator) {
		w->ret->remedy = "see to what it waits for, then failoverctl ack --reason ...";
		return guard_say(w, TRIT_NO, "%s waits for an operator",
		    e->app->states[e->memory.state].name);
	}
	if (e->world.in_flight)
		return guard_say(w, TRIT_NO, "the global cluster is %s", e->world.status);
	if (e->drift)
		return guard_say(w, TRIT_NO, "%.110s", e->drift_text);
	if (e->differ_since > 0)
		return guard_say(w, TRIT_UNKNOWN,
		    "the writer and traffic seem to disagree, and are looked at again");
	if (!e->observed)
		return guard_say(w, TRIT_UNKNOWN,
		    "the writer and the routing controls were not seen yet");
	return guard_say(w, TRIT_YES, "nothing is under way");
}
