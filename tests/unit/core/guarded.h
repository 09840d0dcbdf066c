/* SPDX-License-Identifier: MIT */
/* What makes each guard what it is, one function a reason: for the tests of the guards. */
#ifndef TESTS_UNIT_CORE_GUARDED_H
#define TESTS_UNIT_CORE_GUARDED_H

#include "story.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

static struct guard guards[GUARD_COUNT];

/* An application that has been well for two hours, and may move either way by itself. */
static inline void
well(struct story *s)
{
	story_init(s);
	story_play(s, 2 * H);
	s->app.limits.stable = H;
}

static inline enum trit
weigh(const struct story *s, enum move_kind kind, bool automatic, bool force)
{
	const struct proposal p = { .kind = kind,
		.from = EAST,
		.to = WEST,
		.automatic = automatic,
		.force = force,
		.actor = "ann",
		.held = automatic ? 150 * S : 0 };

	return guard_all(&s->engine, &p, guards, s->now);
}

/* ---- what makes a guard what it is ---- */

static inline void
as_it_is(struct story *s)
{
}

static inline void
failing(struct story *s)
{
	story_region(s, EAST, SAYS_BAD);
	story_play(s, M);
}

static inline void
observing(struct story *s)
{
	s->app.mode = MODE_OBSERVE;
}

static inline void
proposing(struct story *s)
{
	s->app.mode = MODE_PROPOSE;
}

static inline void
switched_off(struct story *s)
{
	s->engine.kill_switch = TRIT_NO;
	s->app.limits.kill_switch = "/run/failoverd/stop";
}

static inline void
switch_unread(struct story *s)
{
	s->engine.kill_switch = TRIT_UNKNOWN;
}

static inline void
paused(struct story *s)
{
	s->engine.memory.pause = (struct pause){ .on = true, .until = s->now.wall + H };
}

static inline void
pause_over(struct story *s)
{
	s->engine.memory.pause = (struct pause){ .on = true, .until = s->now.wall };
}

static inline void
isolated(struct story *s)
{
	s->engine.references.asked = 3;
}

static inline void
tilted(struct story *s)
{
	engine_tilt(&s->engine, s->now.boot);
}

static inline void
warming_up(struct story *s)
{
	s->engine.started = s->now.boot - 59 * S;
}

static inline void
few_samples(struct story *s)
{
	engine_series(&s->engine, UI, WEST)->count = 2;
}

static inline void
moved(struct story *s, msec_t ago, enum move_kind kind, bool automatic)
{
	memory_moved(&s->engine.memory, kind, automatic, s->now.wall - ago);
	s->engine.memory.latched = false;
}

static inline void
moved_just_now(struct story *s)
{
	moved(s, H - 1, MOVE_FAILBACK, false);
}

static inline void
moved_an_hour_ago(struct story *s)
{
	moved(s, H, MOVE_FAILBACK, false);
}

static inline void
moved_and_acked(struct story *s)
{
	moved_just_now(s);
	s->engine.memory.acked = s->now.wall;
}

static inline void
failed_over_today(struct story *s)
{
	moved(s, MSEC_DAY - 1, MOVE_FAILOVER, true);
}

static inline void
failed_over_yesterday(struct story *s)
{
	moved(s, MSEC_DAY, MOVE_FAILOVER, true);
}

static inline void
failed_over_twice_this_week(struct story *s)
{
	moved(s, 7 * MSEC_DAY - 1, MOVE_FAILOVER, true);
	moved(s, 2 * MSEC_DAY, MOVE_FAILOVER, true);
}

static inline void
failed_over_by_hand(struct story *s)
{
	moved(s, 2 * H, MOVE_FAILOVER, false);
}

static inline void
failed_back_today(struct story *s)
{
	moved(s, 2 * H, MOVE_FAILBACK, true);
}

static inline void
latched(struct story *s)
{
	s->engine.memory.latched = true;
	s->app.limits.failback = FAILBACK_APPROVE;
}

static inline void
latched_but_auto(struct story *s)
{
	s->engine.memory.latched = true;
}

static inline void
held_by_hand(struct story *s)
{
	memory_moved(&s->engine.memory, MOVE_SWITCHOVER, false, s->now.wall - 2 * H);
}

static inline void
failed_over_by_hand_unless_approved(struct story *s)
{
	memory_moved(&s->engine.memory, MOVE_FAILOVER, false, s->now.wall - 2 * H);
	s->app.limits.failback = FAILBACK_APPROVE;
}

static inline void
failed_over_by_hand_and_acked(struct story *s)
{
	failed_over_by_hand_unless_approved(s);
	s->engine.memory.acked = s->now.wall - H;
}

static inline void
waiting_for_an_operator(struct story *s)
{
	s->engine.memory.state = NEEDS_OPERATOR;
	s->engine.observed = false;
}

static inline void
lagging(struct story *s)
{
	s->lag[WEST] = 10001;
	story_play(s, 2 * M);
}

static inline void
lagging_a_little(struct story *s)
{
	s->lag[WEST] = 2001;
	story_play(s, 2 * M);
}

static inline void
lag_unknown(struct story *s)
{
	s->lag[WEST] = -1;
	story_play(s, 10 * M);
}

static inline void
lag_unknown_and_go(struct story *s)
{
	lag_unknown(s);
	s->app.limits.unknown_loss = POLICY_GO;
}

static inline void
lag_absurd(struct story *s)
{
	s->lag[WEST] = 1e300;
	story_play(s, 2 * M);
}

static inline void
no_database(struct story *s)
{
	s->app.aurora.global_cluster = NULL;
	lag_unknown(s);
}

static inline void
target_down(struct story *s)
{
	story_region(s, WEST, SAYS_BAD);
	story_play(s, M);
}

static inline void
target_unseen(struct story *s)
{
	story_region(s, WEST, SAYS_SILENCE);
	story_play(s, 2 * M);
}

static inline void
target_just_up(struct story *s)
{
	engine_fact(&s->engine, UP, WEST)->since = s->now.boot - 59 * S;
}

static inline void
target_up_for_less_than_an_hour(struct story *s)
{
	engine_fact(&s->engine, UP, WEST)->since = s->now.boot - 59 * M;
}

static inline void
target_no_member(struct story *s)
{
	s->engine.world.regions[WEST].member = false;
}

static inline void
target_out_of_sync(struct story *s)
{
	s->engine.world.regions[WEST].sync = SYNC_PENDING;
}

static inline void
world_unseen(struct story *s)
{
	s->engine.world.topology_at = 0;
	s->engine.observed = false;
}

static inline void
running(struct story *s)
{
	s->engine.running = true;
}

static inline void
modifying(struct story *s)
{
	s->truth.in_flight = true;
	story_look(s);
}

static inline void
drifting(struct story *s)
{
	s->truth.traffic = WEST;
	story_play(s, M);
}

static inline void
inside(struct story *s)
{
	s->engine.place = EAST;
}

static inline void
nobody_knows_where(struct story *s)
{
	s->engine.place = PLACE_UNKNOWN;
}

static inline void
in_the_target(struct story *s)
{
	s->engine.place = WEST;
}

static inline void
ledger_lost(struct story *s)
{
	s->engine.ledger = false;
}

#endif
