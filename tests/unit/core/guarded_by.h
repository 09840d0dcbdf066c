/* SPDX-License-Identifier: MIT */
/* More of it: what calendars, preflight, turns, leases and policies make of a guard. */
#ifndef TESTS_UNIT_CORE_GUARDED_BY_H
#define TESTS_UNIT_CORE_GUARDED_BY_H

#include "guarded.h"

/* The limits of the calendar are read at the start. */
static inline void
calendar(struct story *s, const struct limits *limits)
{
	s->app.limits.windows = limits->windows;
	s->app.limits.failover_windows = limits->failover_windows;
	s->app.limits.freezes = limits->freezes;
	s->app.limits.freeze = limits->freeze;
	s->app.limits.time_zone = limits->time_zone;
	s->app.limits.zone_rule = limits->zone_rule;
	story_restart(s);
}

static const char *const this_hour[] = { "Tue 16:00-17:00" };
static const char *const weekdays[] = { "Mon-Fri" };
static const char *const tomorrow[] = { "Wed" };
static const char *const these_days[] = { "2026-11-20/2026-11-30" };

#define LIST(array)                 \
	{                           \
		array, COUNT(array) \
	}

/* The story is played on Tuesday, 24 November 2026, at about 16:00. */
static inline void
windows_open(struct story *s)
{
	calendar(s,
	    &(struct limits){ .windows = LIST(this_hour), .failover_windows = LIST(weekdays) });
}

static inline void
windows_closed(struct story *s)
{
	calendar(s,
	    &(struct limits){ .windows = LIST(tomorrow), .failover_windows = LIST(tomorrow) });
}

static inline void
windows_closed_in_berlin(struct story *s)
{
	calendar(s,
	    &(struct limits){ .windows = LIST(this_hour),
		.time_zone = "Europe/Berlin",
		.zone_rule = "CET-1CEST,M3.5.0,M10.5.0/3" });
}

static inline void
frozen(struct story *s)
{
	calendar(s, &(struct limits){ .freezes = LIST(these_days) });
}

static inline void
all_frozen(struct story *s)
{
	calendar(s, &(struct limits){ .freezes = LIST(these_days), .freeze = SCOPE_ALL });
}

static inline void
calendar_unread(struct story *s)
{
	calendar(s, &(struct limits){ .time_zone = "Europe/Berlin" });
}

static inline void
preflight(struct story *s, enum trit good, msec_t ago)
{
	s->app.limits.preflight = 30 * M;
	s->engine.preflight = (struct preflight){ good, s->now.boot - ago, "rds refuses us" };
}

static inline void
preflight_missing(struct story *s)
{
	s->app.limits.preflight = 30 * M;
}

static inline void
preflight_good(struct story *s)
{
	preflight(s, TRIT_YES, 30 * M);
}

static inline void
preflight_old(struct story *s)
{
	preflight(s, TRIT_YES, 30 * M + 1);
}

static inline void
preflight_bad(struct story *s)
{
	preflight(s, TRIT_NO, M);
}

static inline void
preflight_in_doubt(struct story *s)
{
	preflight(s, TRIT_UNKNOWN, M);
}

/* Of a move as weigh() proposes it. */
static inline void
gates(struct story *s, enum trit good, msec_t ago)
{
	s->engine.readiness = (struct readiness){ .asked = true,
		.good = good,
		.at = s->now.boot - ago,
		.from = EAST,
		.to = WEST,
		.text = "member: not in sync" };
}

static inline void
gates_open(struct story *s)
{
	gates(s, TRIT_YES, 15 * M);
}

static inline void
gates_open_long_ago(struct story *s)
{
	gates(s, TRIT_YES, 15 * M + 1);
}

static inline void
gate_closed(struct story *s)
{
	gates(s, TRIT_NO, M);
}

static inline void
gate_in_doubt(struct story *s)
{
	gates(s, TRIT_UNKNOWN, M);
}

static inline void
gates_unseen(struct story *s)
{
	s->engine.readiness.asked = true;
}

static inline void
gates_of_another_move(struct story *s)
{
	gates(s, TRIT_YES, M);
	s->engine.readiness.from = WEST;
	s->engine.readiness.to = EAST;
}

static inline void
turned(struct story *s, size_t fact, size_t region, int times)
{
	while (times-- > 0)
		churn_add(&s->engine.churns[region * s->app.n_facts + fact],
		    s->now.boot - 8 * M - times * S);
}

static inline void
turned_six_times(struct story *s)
{
	turned(s, DOWN, EAST, 6);
}

static inline void
turned_seven_times(struct story *s)
{
	turned(s, DOWN, EAST, 7);
}

static inline void
target_turned_seven_times(struct story *s)
{
	turned(s, UP, WEST, 7);
}

static inline void
target_turned_down_seven_times(struct story *s)
{
	turned(s, DOWN, WEST, 7);
}

static inline void
turned_seven_times_long_ago(struct story *s)
{
	turned_seven_times(s);
	s->now.boot += 3 * M;
}

static inline void
leased(struct story *s, enum trit held, msec_t left)
{
	s->engine.lease = (struct lease){ held, 7, left };
}

static inline void
leased_long_enough(struct story *s)
{
	leased(s, TRIT_YES, 15 * S);
}

static inline void
leased_not_long_enough(struct story *s)
{
	leased(s, TRIT_YES, 15 * S - 1);
}

static inline void
leased_to_another(struct story *s)
{
	leased(s, TRIT_NO, 0);
}

static inline void
lease_in_doubt(struct story *s)
{
	leased(s, TRIT_UNKNOWN, 0);
}

static inline void
needs_approval(struct story *s)
{
	s->app.limits.approval = APPROVAL_ALWAYS;
}

static inline void
failback_needs_approval(struct story *s)
{
	s->app.limits.approval = APPROVAL_FAILBACK;
}

static inline void
unknown_loss_asks(struct story *s)
{
	lag_unknown(s);
	s->app.limits.unknown_loss = POLICY_ASK;
}

#endif
