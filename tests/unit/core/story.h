/* SPDX-License-Identifier: MIT */
/*
 * An application in up to three Regions, the answers it gives, and a clock that
 * only the test moves: whole outages are played in no time.
 *
 *	story_init()     two Regions, all is well, nothing was seen yet
 *	story_play()     so many seconds pass: probes ask, the engine ticks
 *	story_until()    the same, until the engine says a verb
 *
 * What a Region answers is set by assigning to story.says; what AWS would say
 * about it, to story.truth.
 */
#ifndef TESTS_UNIT_CORE_STORY_H
#define TESTS_UNIT_CORE_STORY_H

#include <stdio.h>
#include <string.h>

#include "core/engine.h"
#include "test.h"

#define EAST  0
#define WEST  1
#define SOUTH 2

/* 2026-11-24T14:00:30Z, an hour and some after boot. */
#define WALL 1795528830000
#define BOOT 4000000

enum {
	API,
	UI,
	LAG,
	TOPOLOGY,
	N_PROBES
};

enum {
	DOWN,
	UP,
	LAGGING,
	N_FACTS
};

enum {
	HOME,
	FAILING_OVER,
	AWAY,
	FAILING_BACK,
	SWITCHING_OVER,
	NEEDS_OPERATOR,
	N_STATES
};

enum says {
	SAYS_GOOD,
	SAYS_BAD,
	SAYS_NOTHING, /* an answer that is unknown */
	SAYS_SILENCE, /* no sample at all */
};

struct story {
	struct app app;
	struct region_spec regions[3];
	struct probe_spec probes[N_PROBES];
	struct fact_spec facts[N_FACTS + 4];
	struct state_spec states[N_STATES];
	struct runbook failover, switchover;
	struct engine engine;
	struct decision decision;
	struct now now;

	enum says says[3][N_PROBES];
	int took[3];     /* milliseconds that an answer takes */
	double lag[3];   /* milliseconds; below 0: the metric has no datapoint */
	msec_t lag_late; /* how old a datapoint is when it is seen */

	struct {
		bool unseen; /* AWS does not answer */
		size_t writer, traffic;
		bool in_flight;
		bool follows; /* the secret and the public name are asked, too */
		size_t secret, answer;
	} truth;

	int heard[DECIDE_MENDED + 1]; /* how often each verb was said */
};

static const struct probe_kind story_http = { .name = "http" };
static const struct probe_kind story_lag = { .name = "aurora-lag" };
static const struct probe_kind story_topology = { .name = "aurora-topology", .global = true };
static const size_t story_critical[] = { API, UI };
static const size_t story_lag_only[] = { LAG };
static const char *const story_arc[] = { "us-east-1" };

static inline void
story_facts(struct story *s)
{
	struct fact_spec window = { .kind = FACT_RATIO,
		.probes = story_critical,
		.n_probes = 2,
		.over = MSEC_MINUTE,
		.samples = 6,
		.half = true };

	s->facts[DOWN] = s->facts[UP] = window;
	s->facts[DOWN].name = "down";
	s->facts[DOWN].holds = (struct compare){ COMPARE_GE, UNIT_RATIO, 0.5 };
	s->facts[DOWN].clears = (struct compare){ COMPARE_LT, UNIT_RATIO, 0.3 };
	s->facts[UP].name = "up";
	s->facts[UP].holds = (struct compare){ COMPARE_LT, UNIT_RATIO, 0.05 };
	s->facts[UP].clears = (struct compare){ COMPARE_GE, UNIT_RATIO, 0.15 };
	s->facts[LAGGING] = (struct fact_spec){ .name = "lag",
		.kind = FACT_VALUE,
		.probes = story_lag_only,
		.n_probes = 1,
		.holds = { COMPARE_LE, UNIT_DURATION, 2000 },
		.fresh = 180 * MSEC_SECOND };
}

static inline struct rule_spec
story_rule(struct fact_ref a, struct fact_ref b, msec_t hold, size_t go)
{
	return (struct rule_spec){ .when = { a, b }, .n_when = 2, .hold = hold, .go = go };
}

/* The machine that is built in. */
static inline void
story_machine(struct story *s)
{
	struct fact_ref down = { ROLE_ACTIVE, DOWN, false };
	struct fact_ref sound = { ROLE_ACTIVE, DOWN, true };
	struct rule_spec leave =
	    story_rule(down, (struct fact_ref){ ROLE_TARGET, UP, false }, 0, FAILING_OVER);
	struct state_spec *states = s->states;

	states[HOME] = (struct state_spec){ .name = "home", .rules = { leave }, .n_rules = 1 };
	states[FAILING_OVER] = (struct state_spec){ .name = "failing-over",
		.run = &s->failover,
		.move = MOVE_FAILOVER,
		.done = AWAY,
		.failed = NEEDS_OPERATOR,
		.abandoned = HOME };
	states[AWAY] = (struct state_spec){ .name = "away",
		.rules = { leave,
		    story_rule((struct fact_ref){ ROLE_HOME, UP, false }, sound, 0, FAILING_BACK) },
		.n_rules = 2 };
	states[FAILING_BACK] = (struct state_spec){ .name = "failing-back",
		.run = &s->switchover,
		.move = MOVE_FAILBACK,
		.done = HOME,
		.failed = NEEDS_OPERATOR,
		.abandoned = AWAY };
	states[SWITCHING_OVER] = (struct state_spec){ .name = "switching-over",
		.run = &s->switchover,
		.move = MOVE_SWITCHOVER,
		.done = AWAY,
		.failed = NEEDS_OPERATOR,
		.abandoned = HOME };
	states[NEEDS_OPERATOR] = (struct state_spec){ .name = "needs-operator", .waits = true };
}

/* What limits.c has for defaults, but that failback goes by itself. */
static inline struct limits
story_limits(void)
{
	return (struct limits){ .hold = 90 * MSEC_SECOND,
		.hold_single = 60 * MSEC_SECOND,
		.newest = 15 * MSEC_SECOND,
		.cooldown = MSEC_HOUR,
		.budget_day = 1,
		.budget_week = 2,
		.max_loss = 10 * MSEC_SECOND,
		.loss_age = 180 * MSEC_SECOND,
		.unknown_loss = POLICY_HOLD,
		.max_lag = 2 * MSEC_SECOND,
		.lag_for = 5 * MSEC_MINUTE,
		.target_up = MSEC_MINUTE,
		.stable = 6 * MSEC_HOUR,
		.stable_request = MSEC_HOUR,
		.warm_up = MSEC_MINUTE,
		.tilt = 30 * MSEC_SECOND,
		.failback = FAILBACK_AUTO,
		.hold_contested = MSEC_MINUTE,
		.flaps = 6,
		.flaps_over = 10 * MSEC_MINUTE,
		.approval_for = MSEC_HOUR,
		.lease_left = 15 * MSEC_SECOND };
}

static inline struct probe_spec
story_probe(const char *name, const struct probe_kind *kind, msec_t every, bool critical)
{
	return (struct probe_spec){
		.name = name, .kind = kind, .every = every, .critical = critical, .weight = 1
	};
}

static inline void
story_app(struct story *s)
{
	static const char *const names[] = { "us-east-1", "us-west-2", "eu-west-1" };

	for (size_t r = 0; r < 3; r++)
		s->regions[r] = (struct region_spec){ .name = names[r], .cluster = names[r] };
	s->probes[API] = story_probe("api", &story_http, 5 * MSEC_SECOND, true);
	s->probes[UI] = story_probe("ui", &story_http, 5 * MSEC_SECOND, true);
	s->probes[LAG] = story_probe("lag", &story_lag, 30 * MSEC_SECOND, false);
	s->probes[TOPOLOGY] = story_probe("topology", &story_topology, 10 * MSEC_SECOND, false);
	s->app = (struct app){ .name = "remittance",
		.mode = MODE_AUTO,
		.home = EAST,
		.regions = s->regions,
		.n_regions = 2,
		.aurora = { "remittance" },
		.routing = { NULL, { story_arc, story_arc, 1 } },
		.probes = s->probes,
		.n_probes = N_PROBES,
		.facts = s->facts,
		.n_facts = N_FACTS,
		.states = s->states,
		.n_states = N_STATES,
		.start = HOME,
		.observed_away = AWAY,
		.needs_operator = NEEDS_OPERATOR,
		.failover = &s->failover,
		.switchover = &s->switchover,
		.limits = story_limits() };
}

/* Written, and not begun: what a test changes about the application it changes now. */
static inline void
story_write(struct story *s)
{
	*s = (struct story){ .now = { BOOT, WALL } };
	s->failover.name = "failover";
	s->switchover.name = "switchover";
	story_facts(s);
	story_machine(s);
	story_app(s);
	for (size_t r = 0; r < 3; r++) {
		s->took[r] = 50;
		s->lag[r] = 300;
	}
	s->lag_late = 40 * MSEC_SECOND;
}

static inline void
story_begin(struct story *s)
{
	engine_init(&s->engine, &s->app, s->now);
	s->engine.ledger = true;
}

static inline void
story_init(struct story *s)
{
	story_write(s);
	story_begin(s);
}

static inline void
story_done(struct story *s)
{
	engine_done(&s->engine);
}

/* What is remembered is kept; what was seen is gone. */
static inline void
story_restart(struct story *s)
{
	struct memory memory = s->engine.memory;

	engine_done(&s->engine);
	story_begin(s);
	s->engine.memory = memory;
	engine_recall(&s->engine, s->now);
}

/* ---- what is answered ---- */

static inline void
story_region(struct story *s, size_t region, enum says says)
{
	s->says[region][API] = s->says[region][UI] = says;
}

static inline struct sighting
story_answer(const struct story *s, size_t region, size_t probe)
{
	struct sighting ret = { .sample = { .at = s->now.boot, .latency = s->took[region] } };

	switch (s->says[region][probe]) {
	case SAYS_GOOD:
		sample_judge(&ret.sample, REASON_OK);
		break;
	case SAYS_BAD:
		sample_judge(&ret.sample, REASON_TIMEOUT);
		break;
	case SAYS_NOTHING:
	case SAYS_SILENCE:
		sample_judge(&ret.sample, REASON_RESOLVE);
		break;
	}
	return ret;
}

static inline struct sighting
story_lag_answer(const struct story *s, size_t region)
{
	struct sighting ret = { .sample = { .at = s->now.boot } };

	sample_judge(&ret.sample, s->lag[region] < 0 ? REASON_NO_DATA : REASON_OK);
	if (s->lag[region] >= 0)
		sighting_value(&ret, s->lag[region], s->now.boot - s->lag_late);
	return ret;
}

static inline void
story_ask(struct story *s, size_t region, size_t probe)
{
	struct sighting sighting =
	    probe == LAG ? story_lag_answer(s, region) : story_answer(s, region, probe);

	if (s->says[region][probe] != SAYS_SILENCE)
		engine_sample(&s->engine, probe, region, &sighting);
}

static inline void
story_look(struct story *s)
{
	struct world *world = &s->engine.world;

	if (s->truth.unseen)
		return;
	world->writer = s->truth.writer;
	world->in_flight = s->truth.in_flight;
	snprintf(world->status, sizeof(world->status), "%s",
	    s->truth.in_flight ? "failing-over" : "available");
	for (size_t r = 0; r < s->app.n_regions; r++) {
		world->regions[r].member = true;
		world->regions[r].sync = SYNC_CONNECTED;
		world->regions[r].control = trit_of(r == s->truth.traffic);
		world->regions[r].secret = s->truth.secret;
		world->regions[r].secret_at = s->truth.follows ? s->now.boot : 0;
	}
	world->answer = s->truth.answer;
	world->answer_at = s->truth.follows ? s->now.boot : 0;
	world->topology_at = world->controls_at = s->now.boot;
}

/* ---- time ---- */

static inline void
story_second(struct story *s)
{
	s->now.boot += MSEC_SECOND;
	s->now.wall += MSEC_SECOND;
	for (size_t r = 0; r < s->app.n_regions; r++)
		for (size_t p = 0; p < TOPOLOGY; p++)
			if ((s->now.boot - BOOT) % s->probes[p].every == 0)
				story_ask(s, r, p);
	if ((s->now.boot - BOOT) % s->probes[TOPOLOGY].every == 0)
		story_look(s);
	engine_tick(&s->engine, &s->decision, s->now);
	s->heard[s->decision.verb]++;
}

static inline void
story_play(struct story *s, msec_t length)
{
	for (msec_t end = s->now.boot + length; s->now.boot < end;)
		story_second(s);
}

/* Seconds until the engine says so; -1: not within limit. */
static inline long
story_until(struct story *s, enum decide verb, msec_t limit)
{
	for (msec_t passed = MSEC_SECOND; passed <= limit; passed += MSEC_SECOND) {
		story_second(s);
		if (s->decision.verb == verb)
			return passed / MSEC_SECOND;
	}
	return -1;
}

/* All is well for long enough that every guard that can be yes is. */
static inline void
story_settle(struct story *s)
{
	story_play(s, 10 * MSEC_MINUTE);
}

#endif
