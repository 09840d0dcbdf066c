/* SPDX-License-Identifier: MIT */
#include "core/guard_private.h"

bool
guard_calendar(const struct limits *limits, bool forced, struct calendar *ret, struct error *err)
{
	const struct option_list *windows = forced ? &limits->failover_windows : &limits->windows;
	const char *zone = limits->zone_rule ? limits->zone_rule : limits->time_zone;
	bool good, freezes = !forced || limits->freeze == SCOPE_ALL;

	*ret = (struct calendar){ 0 };
	good = !zone || zone_parse(zone, &ret->zone, err);
	for (size_t i = 0; good && i < windows->n; i++)
		good = calendar_window(ret, windows->items[i], err);
	for (size_t i = 0; good && freezes && i < limits->freezes.n; i++)
		good = calendar_freeze(ret, limits->freezes.items[i], err);
	return good;
}

enum trit
guard_window(const struct weigh *w)
{
	const struct engine *e = w->engine;
	const struct calendar *calendar =
	    w->proposal->kind == MOVE_FAILOVER ? &e->forced : &e->planned;
	struct opening is = calendar_at(calendar, w->now.wall);
	msec_t wait = is.changes == MSEC_NEVER ? 0 : is.changes - w->now.wall;

	if (!e->calendars)
		return guard_say(w, TRIT_UNKNOWN, "%.150s", e->calendar_error.text);
	if (is.open && wait == 0)
		return guard_say(w, TRIT_YES, "at any time");
	if (is.open)
		return guard_say(w, TRIT_YES, "open for another %s", D(wait));
	if (wait > 0)
		w->ret->clears_at = w->now.boot + wait;
	if (is.frozen)
		return guard_say(w, TRIT_NO, "frozen by %.60s; opens in %s",
		    w->limits->freezes.items[is.freeze], D(wait));
	return guard_say(w, TRIT_NO, "outside the windows; opens in %s", D(wait));
}
