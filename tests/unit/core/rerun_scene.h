/* SPDX-License-Identifier: MIT */
/*
 * An application with facts of every kind, and a history of it that a seed
 * makes: hours of peace, brown-outs, outages, slow days, gaps, and answers that
 * say nothing.
 *
 *	scene_init()     the application
 *	scene_minute()   the next minute of the history, by the whims of a seed
 */
#ifndef TESTS_UNIT_CORE_RERUN_SCENE_H
#define TESTS_UNIT_CORE_RERUN_SCENE_H

#include <stdio.h>
#include <string.h>

#include "core/rerun.h"
#include "test.h"

#define WALL 1795528800000 /* the beginning of a minute */

enum {
	EAST,
	WEST,
	SOUTH,
	REGIONS
};

enum {
	API,
	UI,
	LAG,
	PROBES
};

enum {
	DOWN,
	UP,
	DEGRADED,
	SLOW,
	ROW,
	LAGGING,
	ANY_TWO,
	FACTS
};

enum {
	HOME,
	FAILING_OVER,
	AWAY,
	FAILING_BACK,
	NEEDS_OPERATOR,
	STATES
};

#define MOST 40 /* samples of a track in a minute */

/* How one Region fares for a while. */
enum whim {
	WHIM_WELL,
	WHIM_FLAKY, /* an answer fails now and then */
	WHIM_BROWN, /* a third of them */
	WHIM_DOWN,
	WHIM_SLOW,
	WHIM_BLOCKED, /* answers say nothing */
	WHIM_SILENT,
	WHIMS
};

struct scene {
	struct app app;
	struct region_spec regions[REGIONS];
	struct probe_spec probes[PROBES];
	struct fact_spec facts[FACTS];
	struct state_spec states[STATES];
	struct runbook failover, switchover;
	unsigned seed;
	msec_t start; /* of the next minute */

	struct {
		enum whim whim;
		int minutes; /* that it lasts */
	} whims[REGIONS];

	msec_t asked[REGIONS][PROBES]; /* the last question */
	struct sample samples[REGIONS * PROBES][MOST];
	struct stretch tracks[REGIONS * PROBES];
};

static const struct probe_kind http = { .name = "http" };
static const struct probe_kind lag = { .name = "aurora-lag" };
static const size_t both[] = { API, UI };
static const size_t api[] = { API };
static const size_t of_lag[] = { LAG };
static const size_t three[] = { DEGRADED, SLOW, ROW };

static inline unsigned
any(struct scene *scene, unsigned n)
{
	scene->seed = scene->seed * 1103515245 + 12345;
	return (scene->seed >> 16) % n;
}

static inline struct fact_spec
ratio(const char *name, int op, double limit, int clear, double clears, msec_t over)
{
	return (struct fact_spec){ .name = name,
		.kind = FACT_RATIO,
		.probes = both,
		.n_probes = COUNT(both),
		.holds = { op, UNIT_RATIO, limit },
		.clears = { clear, UNIT_RATIO, clears },
		.over = over,
		.samples = 4,
		.fresh = 3 * MSEC_MINUTE,
		.half = limit >= 0.5 };
}

static inline void
write_facts(struct fact_spec *facts)
{
	facts[DOWN] = ratio("down", COMPARE_GE, 0.5, COMPARE_LT, 0.3, MSEC_MINUTE);
	facts[UP] = ratio("up", COMPARE_LT, 0.05, COMPARE_GE, 0.15, MSEC_MINUTE);
	facts[DEGRADED] = ratio("degraded", COMPARE_GE, 0.05, COMPARE_LT, 0.02, 5 * MSEC_MINUTE);
	facts[SLOW] = (struct fact_spec){ .name = "slow",
		.kind = FACT_LATENCY,
		.probes = both,
		.n_probes = COUNT(both),
		.holds = { COMPARE_GT, UNIT_DURATION, 2000 },
		.clears = { COMPARE_LT, UNIT_DURATION, 1000 },
		.over = 2 * MSEC_MINUTE,
		.samples = 20,
		.quantile = 0.9,
		.fresh = 3 * MSEC_MINUTE };
	facts[ROW] = (struct fact_spec){ .name = "row",
		.kind = FACT_STREAK,
		.probes = api,
		.n_probes = 1,
		.fails = 3,
		.passes = 2,
		.fresh = 90 * MSEC_SECOND };
	facts[LAGGING] = (struct fact_spec){ .name = "lagging",
		.kind = FACT_VALUE,
		.probes = of_lag,
		.n_probes = 1,
		.holds = { COMPARE_GT, UNIT_DURATION, 2000 },
		.fresh = 3 * MSEC_MINUTE };
	facts[ANY_TWO] = (struct fact_spec){ .name = "any-two",
		.kind = FACT_TOGETHER,
		.of = three,
		.n_of = COUNT(three),
		.at_least = 2 };
}

static inline void
write_states(struct scene *scene)
{
	scene->states[HOME] = (struct state_spec){ .name = "home",
		.rules = { { .when = { { ROLE_ACTIVE, DOWN, false }, { ROLE_TARGET, UP, false } },
			       .n_when = 2,
			       .go = FAILING_OVER },
		    { .when = { { ROLE_ACTIVE, ANY_TWO, false }, { ROLE_TARGET, LAGGING, true },
			  { ROLE_TARGET, UP, false } },
			.n_when = 3,
			.hold = 5 * MSEC_MINUTE,
			.go = FAILING_OVER } },
		.n_rules = 2 };
	scene->states[FAILING_OVER] = (struct state_spec){ .name = "failing-over",
		.run = &scene->failover,
		.done = AWAY,
		.failed = NEEDS_OPERATOR,
		.abandoned = HOME };
	scene->states[AWAY] = scene->states[HOME];
	scene->states[AWAY].name = "away";
	scene->states[AWAY].rules[1] =
	    (struct rule_spec){ .when = { { ROLE_HOME, UP, false }, { ROLE_ACTIVE, UP, false } },
		    .n_when = 2,
		    .go = FAILING_BACK };
	scene->states[FAILING_BACK] = (struct state_spec){ .name = "failing-back",
		.run = &scene->switchover,
		.move = MOVE_FAILBACK,
		.done = HOME,
		.failed = NEEDS_OPERATOR,
		.abandoned = AWAY };
	scene->states[NEEDS_OPERATOR] =
	    (struct state_spec){ .name = "needs-operator", .waits = true };
}

static inline void
scene_init(struct scene *scene, size_t n_regions, unsigned seed)
{
	static const char *const names[] = { "us-east-1", "us-west-2", "sa-east-1" };

	*scene = (struct scene){ .seed = seed, .start = WALL };
	for (size_t r = 0; r < REGIONS; r++)
		scene->regions[r].name = names[r];
	scene->probes[API] = (struct probe_spec){ .name = "api", .kind = &http, .critical = true };
	scene->probes[UI] = (struct probe_spec){ .name = "ui", .kind = &http, .critical = true };
	scene->probes[LAG] = (struct probe_spec){ .name = "lag", .kind = &lag };
	for (size_t p = 0; p < PROBES; p++) {
		scene->probes[p].every = (p == LAG ? 20 : 5) * MSEC_SECOND;
		scene->probes[p].weight = 1;
	}
	write_facts(scene->facts);
	write_states(scene);
	scene->app = (struct app){ .name = "remittance",
		.mode = MODE_AUTO,
		.regions = scene->regions,
		.n_regions = n_regions,
		.aurora = { "remittance-global" },
		.probes = scene->probes,
		.n_probes = PROBES,
		.facts = scene->facts,
		.n_facts = FACTS,
		.states = scene->states,
		.n_states = STATES,
		.start = HOME,
		.observed_away = AWAY,
		.needs_operator = NEEDS_OPERATOR,
		.failover = &scene->failover,
		.switchover = &scene->switchover,
		.limits = { .hold = 90 * MSEC_SECOND,
		    .hold_single = MSEC_MINUTE,
		    .newest = 15 * MSEC_SECOND,
		    .cooldown = MSEC_HOUR,
		    .budget_day = 3,
		    .budget_week = 9,
		    .max_loss = 10 * MSEC_SECOND,
		    .loss_age = 3 * MSEC_MINUTE,
		    .max_lag = 2 * MSEC_SECOND,
		    .lag_for = 5 * MSEC_MINUTE,
		    .target_up = MSEC_MINUTE,
		    .stable = 20 * MSEC_MINUTE,
		    .stable_request = MSEC_HOUR,
		    .warm_up = MSEC_MINUTE,
		    .tilt = 30 * MSEC_SECOND,
		    .failback = FAILBACK_AUTO,
		    .approval_for = MSEC_HOUR,
		    .flaps = 6,
		    .flaps_over = 10 * MSEC_MINUTE } };
}

static inline void
scene_tracks(const struct scene *scene, struct rerun *rerun)
{
	for (size_t r = 0; r < scene->app.n_regions; r++)
		for (size_t p = 0; p < PROBES; p++)
			assert_true(rerun_track(rerun, r * PROBES + p, scene->regions[r].name,
			    scene->probes[p].name));
}

/* ---- the history ---- */

static inline enum reason
reason_by(struct scene *scene, enum whim whim)
{
	switch (whim) {
	case WHIM_FLAKY:
		return any(scene, 30) == 0 ? REASON_TIMEOUT : REASON_OK;
	case WHIM_BROWN:
		return any(scene, 3) == 0 ? REASON_STATUS : REASON_OK;
	case WHIM_DOWN:
		return REASON_REFUSED;
	case WHIM_BLOCKED:
		return REASON_BLOCKED;
	default:
		return REASON_OK;
	}
}

static inline struct sample
answer(struct scene *scene, size_t probe, enum whim whim, msec_t at, int32_t latency)
{
	struct sample ret = { .at = at, .latency = latency };

	sample_judge(&ret, probe == LAG ? REASON_OK : reason_by(scene, whim));
	if (probe == LAG && any(scene, 1000) > 0) {
		ret.has_value = true;
		ret.value = (whim == WHIM_SLOW ? 1800 : 100) + any(scene, 500);
		ret.value_at = at - 60000 - any(scene, 30000);
	}
	return ret;
}

static inline void
play_track(struct scene *scene, size_t region, size_t probe)
{
	size_t t = region * PROBES + probe;
	enum whim whim = scene->whims[region].whim;
	msec_t every = scene->probes[probe].every;
	msec_t *asked = &scene->asked[region][probe];
	size_t n = 0;

	for (; *asked < scene->start + MSEC_MINUTE; *asked += every) {
		int32_t latency = (int32_t)(40 + any(scene, 200));

		if (whim == WHIM_SLOW)
			latency += (int32_t)(500 + any(scene, 3000));
		if (whim == WHIM_SILENT || any(scene, 2000) == 0)
			continue;
		if (*asked + latency >= scene->start + MSEC_MINUTE)
			break; /* it comes in the next minute */
		if (*asked + latency < scene->start)
			latency = (int32_t)(scene->start - *asked);
		scene->samples[t][n] = answer(scene, probe, whim, *asked + latency, latency);
		n++;
	}
	scene->tracks[t] = (struct stretch){ scene->samples[t], n };
}

static inline void
change_whims(struct scene *scene)
{
	for (size_t r = 0; r < scene->app.n_regions; r++)
		if (scene->whims[r].minutes-- <= 0) {
			scene->whims[r].whim =
			    any(scene, 2) == 0 ? WHIM_WELL : (enum whim)any(scene, WHIMS);
			scene->whims[r].minutes =
			    1 + (int)any(scene, scene->whims[r].whim == WHIM_WELL ? 120 : 20);
		}
}

static inline struct minute
scene_minute(struct scene *scene)
{
	struct minute ret = { scene->start, scene->tracks, scene->app.n_regions * PROBES };

	change_whims(scene);
	for (size_t r = 0; r < scene->app.n_regions; r++)
		for (size_t p = 0; p < PROBES; p++) {
			if (scene->asked[r][p] == 0)
				scene->asked[r][p] = WALL + any(scene, 5000);
			play_track(scene, r, p);
		}
	scene->start += MSEC_MINUTE;
	return ret;
}

#endif
