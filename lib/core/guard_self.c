/* SPDX-License-Identifier: MIT */
#include "core/evidence.h"
#include "core/guard_private.h"

enum trit
guard_sound(const struct weigh *w)
{
	const struct engine *e = w->engine;
	msec_t up = w->now.boot - e->started;

	if (w->now.boot < e->tilt_until) {
		w->ret->clears_at = e->tilt_until;
		return guard_say(w, TRIT_NO,
		    "time jumped or we were stopped; watching for another %s",
		    D(e->tilt_until - w->now.boot));
	}
	if (evidence_isolated(e))
		return guard_say(w, TRIT_NO, "isolated: %zu of %zu reference probes answer",
		    e->references.good, e->references.asked);
	if (up < w->limits->warm_up)
		return guard_wait(w, up, w->limits->warm_up, "watching");
	if (!evidence_enough(e, w->proposal))
		return guard_say(w, TRIT_NO,
		    "a needed probe has fewer than 3 samples since our start");
	return guard_say(w, TRIT_YES, "watching for %s", D(up));
}

enum trit
guard_preflight(const struct weigh *w)
{
	const struct preflight *p = &w->engine->preflight;
	msec_t age = w->now.boot - p->at, most = w->limits->preflight;

	if (most == 0)
		return guard_say(w, TRIT_YES, "not asked for");
	if (p->at == 0 || p->good == TRIT_UNKNOWN)
		return guard_say(w, TRIT_UNKNOWN, "nothing was proved yet; %s at most", D(most));
	if (p->good == TRIT_NO)
		return guard_say(w, TRIT_NO, "%s ago: %.110s", D(age), p->text);
	return guard_say(w, age <= most ? TRIT_YES : TRIT_UNKNOWN, "proved %s ago, %s at most",
	    D(age), D(most));
}

/* It is looked every few minutes. */
#define READINESS_FRESH (15 * MSEC_MINUTE)

/* Whoever commands is told by the run, which looks at each gate before it changes anything. */
enum trit
guard_readiness(const struct weigh *w)
{
	const struct readiness *r = &w->engine->readiness;
	msec_t age = w->now.boot - r->at;

	if (!r->asked)
		return guard_say(w, TRIT_YES, "nothing has gates");
	if (!w->proposal->automatic)
		return guard_say(w, TRIT_YES, "the run looks at each gate first");
	if (r->at == 0 || r->from != w->proposal->from || r->to != w->proposal->to)
		return guard_say(w, TRIT_UNKNOWN, "the gates were not looked at yet");
	if (age > READINESS_FRESH)
		return guard_say(w, TRIT_UNKNOWN, "the gates were looked at %s ago, at most %s",
		    D(age), D(READINESS_FRESH));
	return guard_say(w, r->good, "%s ago: %.110s", D(age), r->text);
}

enum trit
guard_lease(const struct weigh *w)
{
	const struct lease *lease = &w->engine->lease;

	if (lease->held == TRIT_UNKNOWN)
		return guard_say(w, TRIT_UNKNOWN, "whose it is cannot be verified");
	if (lease->held == TRIT_NO)
		return guard_say(w, TRIT_NO, "another observer has it");
	if (lease->left == MSEC_NEVER)
		return guard_say(w, TRIT_YES, "a single observer needs none");
	return guard_say(w, trit_of(lease->left >= w->limits->lease_left),
	    "held for another %s, %s needed; epoch %llu", D(lease->left), D(w->limits->lease_left),
	    (unsigned long long)lease->epoch);
}

enum trit
guard_place(const struct weigh *w)
{
	const struct engine *e = w->engine;

	if (e->place == PLACE_UNKNOWN)
		return guard_say(w, TRIT_UNKNOWN, "nobody has said where we stand");
	if (e->place == REGION_NONE)
		return guard_say(w, TRIT_YES, "we stand in none of the application's Regions");
	return guard_say(w, trit_of(e->place != w->proposal->from), "we stand in %s",
	    e->app->regions[e->place].name);
}

enum trit
guard_ledger(const struct weigh *w)
{
	return guard_say(w, trit_of(w->engine->ledger),
	    w->engine->ledger ? "took the last write" : "cannot be written");
}
