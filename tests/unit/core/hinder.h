/* SPDX-License-Identifier: MIT */
/* What may be in the way of a move that rules ask for: one function a reason, by the guard that it
 * is about. */
#ifndef TESTS_UNIT_CORE_HINDER_H
#define TESTS_UNIT_CORE_HINDER_H

#include "core/otherwise.h"
#include "story.h"

/* A story with observers; the others see what we do, and say so each second. */
struct peers {
	struct observer_spec list[3];
	uint64_t sequence;
};

static inline void
peers_join(struct peers *peers, struct story *s, msec_t quorum_for)
{
	*peers = (struct peers){ .list = { { "mars", REGION_NONE }, { "east", EAST },
				     { "west", WEST } } };
	s->app.observers = (struct observers_spec){ peers->list, 3, 0, quorum_for };
}

static inline void
peers_speak(struct peers *peers, struct story *s)
{
	struct ballot ballot = {
		.sound = true, .sequence = ++peers->sequence, .version = BALLOT_VERSION
	};

	memcpy(ballot.config, s->engine.config, sizeof(ballot.config));
	memcpy(ballot.votes, s->engine.ballots[0].votes, sizeof(ballot.votes));
	for (size_t i = 1; i < s->app.observers.n; i++)
		engine_heard(&s->engine, i, &ballot, s->now);
}

static inline void
peers_play(struct peers *peers, struct story *s, msec_t length)
{
	for (msec_t end = s->now.boot + length; s->now.boot < end;) {
		peers_speak(peers, s);
		story_second(s);
	}
}

/* ---- by guard ---- */

static inline size_t
hinder_from(const struct story *s)
{
	return s->engine.memory.active;
}

static inline size_t
hinder_to(const struct story *s)
{
	return s->engine.memory.active == EAST ? WEST : EAST;
}

static inline void
hinder_switch(struct story *s, unsigned way)
{
	s->engine.kill_switch = way ? TRIT_NO : TRIT_UNKNOWN;
}

static inline void
hinder_pause(struct story *s, unsigned way)
{
	s->engine.memory.pause = (struct pause){ .on = true,
		.until = s->now.wall + (way ? 10 * MSEC_HOUR : MSEC_MINUTE) };
}

static inline void
hinder_sound(struct story *s, unsigned way)
{
	if (way)
		s->engine.references.asked = 3;
	else
		engine_tilt(&s->engine, s->now.boot);
}

/* Some of the others fall silent, or say something else. */
static inline void
hinder_quorum(struct story *s, unsigned way)
{
	for (size_t i = 1; i < s->app.observers.n; i++) {
		struct ballot *ballot = &s->engine.ballots[i];

		if (way)
			ballot->at = 0;
		else
			ballot->votes[EAST] = ballot->votes[EAST] == VOTE_UP ? VOTE_DOWN : VOTE_UP;
	}
}

static inline void
hinder_cooldown(struct story *s, unsigned way)
{
	memory_moved(&s->engine.memory, MOVE_FAILBACK, false,
	    s->now.wall - (way ? 1 : 50) * MSEC_MINUTE);
}

static inline void
hinder_budget(struct story *s, unsigned way)
{
	enum move_kind kind = s->engine.memory.active == EAST ? MOVE_FAILOVER : MOVE_FAILBACK;
	bool latched = s->engine.memory.latched;

	memory_moved(&s->engine.memory, kind, true, s->now.wall - (way ? 2 : 20) * MSEC_HOUR);
	s->engine.memory.latched = latched;
}

static inline void
hinder_latch(struct story *s, unsigned way)
{
	s->engine.memory.latched = true;
}

/* All of the lag that is kept is too great, or none is known. */
static inline void
hinder_lag(struct story *s, unsigned way)
{
	struct engine *e = &s->engine;
	struct series *series = engine_series(e, LAG, hinder_to(s));

	for (size_t i = 0; i < series->n; i++) {
		sample_judge(&series->ring[i], way ? REASON_OK : REASON_NO_DATA);
		series->ring[i].has_value = way;
		series->ring[i].value = 20 * MSEC_SECOND;
	}
	series->good = way ? *series_at(series, 0) : (struct sample){ 0 };
	e->outage.lag[hinder_to(s)].value = 20 * MSEC_SECOND;
	if (!way)
		e->outage.lag[hinder_to(s)].at = 0;
}

static inline void
hinder_preflight(struct story *s, unsigned way)
{
	s->app.limits.preflight = 30 * MSEC_MINUTE;
	if (way)
		s->engine.preflight =
		    (struct preflight){ TRIT_NO, s->now.boot - MSEC_MINUTE, "rds refuses us" };
}

static inline void
hinder_gates(struct story *s, unsigned way)
{
	s->engine.readiness = (struct readiness){ .asked = true,
		.at = s->now.boot - (way ? MSEC_MINUTE : MSEC_HOUR),
		.from = hinder_from(s),
		.to = hinder_to(s),
		.text = "member: not in sync" };
	if (way)
		s->engine.readiness.good = TRIT_NO;
}

static inline void
hinder_target(struct story *s, unsigned way)
{
	if (way)
		s->engine.world.regions[hinder_to(s)].member = false;
	else
		s->engine.world.regions[hinder_to(s)].sync = SYNC_PENDING;
	s->truth.unseen = true;
}

/* It was down a moment ago, and is up since. */
static inline void
hinder_youth(struct story *s, unsigned way)
{
	struct fact *up = engine_fact(&s->engine, UP, hinder_to(s));

	if (up->value == TRIT_YES)
		up->since = s->now.boot - (way ? 10 : 50) * MSEC_SECOND;
}

/* Those who call it down do not see the target up. Of a failback that would be what its quorum is
 * about, too. */
static inline void
hinder_judges(struct story *s, unsigned way)
{
	for (size_t i = 1; hinder_from(s) == EAST && i < s->app.observers.n; i++)
		s->engine.ballots[i].votes[hinder_to(s)] = VOTE_NONE;
}

static inline void
hinder_flight(struct story *s, unsigned way)
{
	if (way)
		s->engine.world.in_flight = true;
	else
		s->engine.drift = true;
	s->truth.unseen = true;
}

static inline void
hinder_flapping(struct story *s, unsigned way)
{
	struct churn *churns = s->engine.churns;

	for (int i = 0; i < 7; i++) {
		churn_add(
		    &churns[EAST * s->app.n_facts + (s->engine.memory.active == EAST ? DOWN : UP)],
		    s->now.boot - MSEC_MINUTE);
	}
}

/* It opens in hours, or nobody can tell when. */
static inline void
hinder_window(struct story *s, unsigned way)
{
	static const char *const tomorrow[] = { "Wed" };
	struct limits limits = { .windows = { tomorrow, 1 },
		.failover_windows = { tomorrow, 1 },
		.time_zone = way ? "Europe/Berlin" : NULL };
	struct engine *e = &s->engine;

	e->calendars = guard_calendar(&limits, true, &e->forced, &e->calendar_error) &&
	    guard_calendar(&limits, false, &e->planned, &e->calendar_error);
}

static inline void
hinder_lease(struct story *s, unsigned way)
{
	s->engine.lease =
	    (struct lease){ way ? TRIT_YES : TRIT_NO, 6, s->app.limits.lease_left - 1 };
}

static inline void
hinder_agreement(struct story *s, unsigned way)
{
	struct ballot *ballot = &s->engine.ballots[2];

	if (way)
		ballot->config[0] ^= 1;
	else
		ballot->version++;
}

static inline void
hinder_place(struct story *s, unsigned way)
{
	s->engine.place = way ? hinder_from(s) : PLACE_UNKNOWN;
}

static inline void
hinder_ledger(struct story *s, unsigned way)
{
	s->engine.ledger = false;
}

/* way: 0 or 1, where there are two of them */
static const struct hindrance {
	void (*hinder)(struct story *s, unsigned way);
	bool peers; /* only among several observers */
} hindrances[] = {
	{ hinder_switch, false },
	{ hinder_pause, false },
	{ hinder_sound, false },
	{ hinder_quorum, true },
	{ hinder_cooldown, false },
	{ hinder_budget, false },
	{ hinder_latch, false },
	{ hinder_lag, false },
	{ hinder_preflight, false },
	{ hinder_gates, false },
	{ hinder_target, false },
	{ hinder_youth, false },
	{ hinder_judges, true },
	{ hinder_flight, false },
	{ hinder_flapping, false },
	{ hinder_window, false },
	{ hinder_lease, false },
	{ hinder_agreement, true },
	{ hinder_place, false },
	{ hinder_ledger, false },
};

#endif
