/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/guard_private.h"

/* A forced move needs a Region that is down; a planned one goes to one that is up. */
enum trit
guard_quorum(const struct weigh *w)
{
	const struct engine *e = w->engine;
	bool forced = w->proposal->kind == MOVE_FAILOVER;
	size_t region = forced ? w->proposal->from : w->proposal->to;
	const struct finding *verdict;
	msec_t needed = e->app->observers.quorum_for;

	if (e->app->observers.n == 0)
		return guard_say(w, TRIT_YES, "a single observer decides by its own facts");
	if (region == REGION_NONE)
		return guard_say(w, TRIT_NO, "no Region to move to");
	verdict = &e->verdicts[region];
	if (!forced || verdict->down != TRIT_YES)
		return guard_say(w, forced ? verdict->down : verdict->up, "%s: %.120s",
		    e->app->regions[region].name, verdict->text);
	if (w->now.boot - verdict->since < needed)
		return guard_wait(w, w->now.boot - verdict->since, needed, verdict->text);
	return guard_say(w, TRIT_YES, "%s", verdict->text);
}

/* Those who decide together must mean the same by their words. */
enum trit
guard_agreement(const struct weigh *w)
{
	const struct engine *e = w->engine;
	const struct observers_spec *observers = &e->app->observers;
	enum trit all = TRIT_YES;

	if (observers->n == 0)
		return guard_say(w, TRIT_YES, "a single observer agrees with itself");
	for (size_t i = 0; i < observers->n; i++) {
		const struct ballot *ballot = &e->ballots[i];
		const char *name = observers->list[i].name;

		if (!ballot_fresh(ballot, w->now.boot))
			continue;
		if (ballot->version != BALLOT_VERSION)
			return guard_say(w, TRIT_NO, "%.40s speaks version %d, we speak %d", name,
			    ballot->version, BALLOT_VERSION);
		if (!ballot->config[0] || !e->config[0])
			all = guard_say(w, TRIT_UNKNOWN, "the configuration of %.40s is not known",
			    name);
		else if (strcmp(ballot->config, e->config) != 0)
			return guard_say(w, TRIT_NO,
			    "%.40s has another configuration, %.8s and not %.8s", name,
			    ballot->config, e->config);
	}
	if (all == TRIT_YES)
		return guard_say(w, TRIT_YES, "all who are heard have configuration %.8s",
		    e->config);
	return all;
}
