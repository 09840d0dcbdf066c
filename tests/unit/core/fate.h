/* SPDX-License-Identifier: MIT */
/*
 * A life of an application that nobody has written: facts of every kind, any
 * policy, some observers, and whatever may happen, drawn from a seed. The same
 * seed is the same life.
 *
 *	fate_init()     all is well, nothing was seen yet
 *	fate_second()   a second passes: something may happen, probes ask
 *	...             the caller ticks
 *	fate_obey()     what was decided is done
 */
#ifndef TESTS_UNIT_CORE_FATE_H
#define TESTS_UNIT_CORE_FATE_H

#include "base/alloc.h"
#include "core/approval.h"
#include "core/inputs.h"
#include "story.h"

enum {
	ROW = N_FACTS, /* a row that is slow to clear */
	SLOW,
	GREY,     /* a part of the answers */
	TOGETHER, /* the row, or what is slow */
	FATE_FACTS
};

struct fate {
	struct story s;
	struct observer_spec observers[3];
	uint64_t chance, seed;
	uint64_t sequences[3];
	msec_t run_until; /* 0: no run is active */
	struct run run;
};

/* SplitMix64: any seed will do. */
static inline uint64_t
fate_chance(struct fate *f)
{
	uint64_t z = (f->chance += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* 0 to n - 1. */
static inline size_t
fate_of(struct fate *f, size_t n)
{
	return (size_t)(fate_chance(f) % n);
}

static inline bool
fate_once_in(struct fate *f, size_t n)
{
	return fate_of(f, n) == 0;
}

/* ---- the application ---- */

static const size_t fate_api[] = { API };
static const size_t fate_of_together[] = { ROW, SLOW };
static const char *const fate_windows[] = { "Mon-Fri 09:00-17:00", "Sat,Sun" };
static const char *const fate_freezes[] = { "2026-11-24T15:00/2026-11-24T15:10" };

static inline void
fate_facts(struct story *s)
{
	s->facts[ROW] = (struct fact_spec){ .name = "row",
		.kind = FACT_STREAK,
		.probes = fate_api,
		.n_probes = 1,
		.fails = 3,
		.passes = 8,
		.fresh = 90 * MSEC_SECOND };
	s->facts[SLOW] = (struct fact_spec){ .name = "slow",
		.kind = FACT_LATENCY,
		.probes = story_critical,
		.n_probes = 2,
		.holds = { COMPARE_GT, UNIT_DURATION, 2000 },
		.clears = { COMPARE_LT, UNIT_DURATION, 1000 },
		.quantile = 0.95,
		.over = MSEC_MINUTE,
		.samples = 8 };
	s->facts[GREY] = s->facts[DOWN];
	s->facts[GREY].name = "grey";
	s->facts[GREY].half = false;
	s->facts[GREY].holds.limit = 0.1;
	s->facts[GREY].clears.limit = 0.05;
	s->facts[TOGETHER] = (struct fact_spec){ .name = "together",
		.kind = FACT_TOGETHER,
		.of = fate_of_together,
		.n_of = 2,
		.at_least = 1 };
	s->app.n_facts = FATE_FACTS;
}

static inline void
fate_limits(struct fate *f, struct limits *limits)
{
	limits->hold = (msec_t)fate_of(f, 60) * MSEC_SECOND;
	limits->cooldown = (msec_t)fate_of(f, 10) * MSEC_MINUTE;
	limits->budget_day = (int)fate_of(f, 4);
	limits->stable = (msec_t)fate_of(f, 5) * MSEC_MINUTE;
	limits->lag_for = MSEC_MINUTE;
	limits->unknown_loss = (int)fate_of(f, 3);
	limits->contested = (int)fate_of(f, 2);
	limits->failback = (int)fate_of(f, 2);
	limits->approval = (int)fate_of(f, 3);
	limits->approval_timeout = (int)fate_of(f, 2);
	limits->approval_for = 2 * MSEC_MINUTE;
	limits->flaps = 1 + (int)fate_of(f, 6);
	limits->preflight = fate_once_in(f, 3) ? MSEC_MINUTE : 0;
	limits->kill_switch = "/run/stop";
	if (fate_once_in(f, 3)) {
		limits->time_zone = "CET-1CEST,M3.5.0,M10.5.0/3";
		limits->windows = (struct option_list){ fate_windows, 2 };
		limits->freezes = (struct option_list){ fate_freezes, 1 };
		limits->freeze = (int)fate_of(f, 2);
	}
}

static inline void
fate_init(struct fate *f, uint64_t seed)
{
	static const char *const names[] = { "east-1", "west-1", "witness-1" };
	struct story *s = &f->s;

	memset(f, 0, sizeof(*f));
	f->chance = f->seed = seed;
	story_write(s);
	fate_facts(s);
	fate_limits(f, &s->app.limits);
	s->app.n_regions = 2 + fate_of(f, 2);
	s->app.mode = MODE_OBSERVE + (int)fate_of(f, 3);
	s->states[HOME].rules[0].when[0].fact = fate_once_in(f, 3) ? TOGETHER : DOWN;
	if (fate_once_in(f, 3)) {
		for (size_t i = 0; i < 3; i++)
			f->observers[i] =
			    (struct observer_spec){ names[i], i < 2 ? i : REGION_NONE };
		s->app.observers =
		    (struct observers_spec){ f->observers, 3, fate_of(f, 3), 20 * MSEC_SECOND };
	}
	s->truth.follows = fate_once_in(f, 2);
	story_begin(s);
	s->engine.place = fate_once_in(f, 4) ? PLACE_UNKNOWN : REGION_NONE;
	snprintf(s->engine.config, sizeof(s->engine.config), "%064x", 7);
}

static inline void
fate_done(struct fate *f)
{
	story_done(&f->s);
}

/* ---- what may happen ---- */

static inline void
fate_probes(struct fate *f)
{
	struct story *s = &f->s;
	size_t r = fate_of(f, s->app.n_regions);

	switch (fate_of(f, 5)) {
	case 0:
		story_region(s, r, (enum says)fate_of(f, 4));
		break;
	case 1:
		s->says[r][fate_of(f, 2)] = (enum says)fate_of(f, 4);
		break;
	case 2:
		s->took[r] = fate_once_in(f, 2) ? 3000 : 50;
		break;
	case 3:
		s->lag[r] = fate_once_in(f, 3) ? -1 : (double)fate_of(f, 30000) / 7;
		break;
	default:
		for (size_t i = 0; i < s->app.n_regions; i++)
			story_region(s, i, SAYS_GOOD);
		break;
	}
}

static inline void
fate_world(struct fate *f)
{
	struct story *s = &f->s;
	size_t r = fate_of(f, s->app.n_regions);

	switch (fate_of(f, 6)) {
	case 0:
		s->truth.unseen = !s->truth.unseen;
		break;
	case 1:
		s->truth.in_flight = !s->truth.in_flight;
		break;
	case 2:
		s->truth.writer = r;
		break;
	case 3:
		s->truth.writer = s->truth.traffic = s->truth.secret = s->truth.answer = r;
		break;
	case 4:
		s->truth.secret = fate_once_in(f, 2) ? r : REGION_NONE;
		break;
	default:
		s->truth.traffic = s->truth.secret = s->truth.answer = s->truth.writer;
		s->truth.unseen = s->truth.in_flight = false;
		break;
	}
}

static inline void
fate_operator(struct fate *f)
{
	struct story *s = &f->s;
	struct memory *memory = &s->engine.memory;
	struct error err;

	switch (fate_of(f, 4)) {
	case 0:
		memory->pause = (struct pause){ .on = true,
			.until = s->now.wall + (msec_t)fate_of(f, 200) * MSEC_SECOND,
			.owner = "ann",
			.reason = "St\xc3\xb6rung \"7\"\n" };
		break;
	case 1:
		memory->pause.on = false;
		engine_restart_holds(&s->engine);
		break;
	case 2:
		engine_ack(&s->engine, "seen", s->now);
		break;
	default:
		if (!engine_approve(&s->engine, memory->approval.hash, "bob", s->now, &err))
			memory->latched = false;
		break;
	}
}

static inline void
fate_self(struct fate *f)
{
	struct engine *e = &f->s.engine;

	switch (fate_of(f, 8)) {
	case 0:
		e->kill_switch = (enum trit)fate_of(f, 3);
		break;
	case 1:
		e->ledger = !e->ledger;
		break;
	case 2:
		e->references.asked = 3;
		e->references.good = fate_of(f, 4);
		break;
	case 3:
		f->s.now.wall += ((msec_t)fate_of(f, 20) - 10) * MSEC_SECOND;
		break;
	case 4:
		f->s.now.boot += 5 * MSEC_SECOND;
		f->s.now.wall += 5 * MSEC_SECOND;
		break;
	case 5:
		e->preflight = (struct preflight){ (enum trit)fate_of(f, 3), f->s.now.boot,
			"arc: not reached" };
		break;
	case 6:
		e->readiness = (struct readiness){ !fate_once_in(f, 3), (enum trit)fate_of(f, 3),
			f->s.now.boot, e->memory.active, e->app->home, "member: not in sync" };
		assert_true(memory_waive(&e->memory,
		    &(struct waiver){ "class", f->s.now.wall + MSEC_HOUR, "bob", "it will do" }));
		break;
	default:
		e->lease = (struct lease){ (enum trit)fate_of(f, 3), fate_chance(f),
			(msec_t)fate_of(f, 40) * MSEC_SECOND };
		break;
	}
}

/* The others say something of each Region, or are silent for a while. */
static inline void
fate_others(struct fate *f)
{
	struct story *s = &f->s;

	for (size_t i = 0; i < s->app.observers.n; i++) {
		struct ballot ballot = { .sound = !fate_once_in(f, 10),
			.sequence = ++f->sequences[i],
			.version = BALLOT_VERSION };

		if (i == s->app.observers.self || fate_once_in(f, 5))
			continue;
		for (size_t r = 0; r < s->app.n_regions; r++)
			ballot.votes[r] = s->says[r][API] == SAYS_BAD ? VOTE_DOWN : VOTE_UP;
		snprintf(ballot.config, sizeof(ballot.config), "%064x", fate_once_in(f, 9) ? 8 : 7);
		engine_heard(&s->engine, i, &ballot, s->now);
	}
}

static inline void
fate_happens(struct fate *f)
{
	if (fate_once_in(f, 12))
		fate_probes(f);
	if (fate_once_in(f, 60))
		fate_world(f);
	if (fate_once_in(f, 70))
		fate_operator(f);
	if (fate_once_in(f, 80))
		fate_self(f);
	if (fate_once_in(f, 4))
		fate_others(f);
}

static inline void
fate_second(struct fate *f)
{
	struct story *s = &f->s;

	s->now.boot += MSEC_SECOND;
	s->now.wall += MSEC_SECOND;
	fate_happens(f);
	for (size_t r = 0; r < s->app.n_regions; r++)
		for (size_t p = 0; p < TOPOLOGY; p++)
			if ((s->now.boot / MSEC_SECOND + (msec_t)p) %
				(s->probes[p].every / MSEC_SECOND) ==
			    0)
				story_ask(s, r, p);
	if (s->now.boot / MSEC_SECOND % 10 == 0)
		story_look(s);
	if (f->run_until > 0 && s->now.boot >= f->run_until) {
		static const enum run_status ends[] = { RUN_DONE, RUN_DONE, RUN_FAILED,
			RUN_ABANDONED };

		f->run.status = ends[fate_of(f, 4)];
		error_set(&f->run.why, "step 2 failed");
		f->run_until = 0;
		if (f->run.status == RUN_DONE)
			s->truth.writer = s->truth.traffic = s->truth.secret = s->truth.answer =
			    f->run.move.to;
		engine_end(&s->engine, &f->run, s->now);
	}
}

static inline void
fate_obey(struct fate *f)
{
	struct story *s = &f->s;
	const struct proposal *p = &s->decision.proposal;

	s->heard[s->decision.verb]++;
	if (s->decision.verb != DECIDE_MOVE)
		return;
	f->run = (struct run){ .move = { .kind = p->kind,
				   .from = p->from,
				   .to = p->to,
				   .automatic = p->automatic,
				   .run = "r-0001" } };
	f->run_until = s->now.boot + (msec_t)(20 + fate_of(f, 60)) * MSEC_SECOND;
	engine_begin(&s->engine, &s->decision, s->now);
}

#endif
