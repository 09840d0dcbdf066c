/* SPDX-License-Identifier: MIT */
/*
 * What a tick of a large application costs: 1,000 probes in two Regions and 200
 * facts, the greatest of them over all probes. In peace, and while one Region is
 * lost and a failover is held back to the end, when all guards are weighed too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/inputs.h"

#define PROBES 1000
#define FACTS  200
#define GROUP  8 /* probes of a smaller fact */
#define TICKS  900

enum {
	DOWN,
	UP,
	DEGRADED,
	SLOW,
	SMALLER
};

static struct app app;
static struct region_spec regions[2];
static struct probe_spec probes[PROBES];
static struct fact_spec facts[FACTS];
static struct state_spec states[4];
static struct runbook runbook;
static size_t all[PROBES];
static const size_t pair[] = { DOWN, UP };

static const struct probe_kind http = { .name = "http" };
static const struct probe_kind lag = { .name = "aurora-lag" };

static struct fact_spec
ratio(const char *name, int op, double limit, int clear, double clears, msec_t over)
{
	return (struct fact_spec){ .name = name,
		.kind = FACT_RATIO,
		.probes = all,
		.n_probes = PROBES - 1,
		.holds = { op, UNIT_RATIO, limit },
		.clears = { clear, UNIT_RATIO, clears },
		.over = over,
		.samples = 6,
		.half = limit >= 0.5 };
}

/* One of each kind in turn, over a few probes. */
static struct fact_spec
smaller(size_t f)
{
	static const enum fact_kind kinds[] = { FACT_RATIO, FACT_LATENCY, FACT_STREAK, FACT_VALUE,
		FACT_TOGETHER };
	struct fact_spec ret = ratio("smaller", COMPARE_GE, 0.5, COMPARE_LT, 0.3, 2 * MSEC_MINUTE);

	ret.kind = kinds[f % COUNT(kinds)];
	ret.probes = &all[f * 5 % (PROBES - GROUP)];
	ret.n_probes = GROUP;
	ret.quantile = 0.95;
	ret.fails = 3;
	ret.passes = 2;
	ret.fresh = 3 * MSEC_MINUTE;
	ret.at_least = 2;
	if (ret.kind == FACT_RATIO)
		return ret;
	ret.holds = (struct compare){ COMPARE_GT, UNIT_DURATION, 2000 };
	ret.clears = (struct compare){ COMPARE_LT, UNIT_DURATION, 1000 };
	if (ret.kind == FACT_TOGETHER) {
		ret.of = pair;
		ret.n_of = COUNT(pair);
		ret.n_probes = 0;
	}
	return ret;
}

static void
write_facts(void)
{
	facts[DOWN] = ratio("down", COMPARE_GE, 0.5, COMPARE_LT, 0.3, MSEC_MINUTE);
	facts[UP] = ratio("up", COMPARE_LT, 0.05, COMPARE_GE, 0.15, MSEC_MINUTE);
	facts[DEGRADED] = ratio("degraded", COMPARE_GE, 0.05, COMPARE_LT, 0.02, 5 * MSEC_MINUTE);
	facts[SLOW] = smaller(1);
	facts[SLOW].name = "slow";
	facts[SLOW].probes = all;
	facts[SLOW].n_probes = PROBES - 1;
	for (size_t f = SMALLER; f < FACTS; f++)
		facts[f] = smaller(f);
}

static void
write_app(void)
{
	regions[0].name = "us-east-1";
	regions[1].name = "us-west-2";
	for (size_t p = 0; p < PROBES; p++) {
		bool last = p == PROBES - 1;

		all[p] = p;
		probes[p] = (struct probe_spec){ .name = last ? "lag" : "api",
			.kind = last ? &lag : &http,
			.every = 5 * MSEC_SECOND,
			.critical = !last,
			.weight = 1 };
	}
	write_facts();
	states[0] = (struct state_spec){ .name = "home",
		.rules = { { .when = { { ROLE_ACTIVE, DOWN, false }, { ROLE_TARGET, UP, false } },
		    .n_when = 2,
		    .go = 1 } },
		.n_rules = 1 };
	states[1] = (struct state_spec){ .name = "failing-over", .run = &runbook };
	states[2].name = "away";
	states[3].name = "needs-operator";
	app = (struct app){ .name = "large",
		.mode = MODE_OBSERVE,
		.regions = regions,
		.n_regions = 2,
		.probes = probes,
		.n_probes = PROBES,
		.facts = facts,
		.n_facts = FACTS,
		.states = states,
		.n_states = 4,
		.observed_away = 2,
		.needs_operator = 3,
		.limits = { .hold = 90 * MSEC_SECOND,
		    .hold_single = MSEC_MINUTE,
		    .newest = 15 * MSEC_SECOND,
		    .budget_day = 1,
		    .budget_week = 1,
		    .lag_for = 5 * MSEC_MINUTE,
		    .loss_age = 3 * MSEC_MINUTE } };
}

static double
cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void
answer(struct engine *engine, msec_t second, bool lost, msec_t now)
{
	for (size_t p = 0; p < PROBES; p++)
		for (size_t r = 0; r < 2 && (msec_t)(p + r) % 5 == second % 5; r++) {
			struct sighting s = { .sample = { .at = now, .latency = 80 } };

			sample_judge(&s.sample, lost && r == 0 ? REASON_TIMEOUT : REASON_OK);
			if (p == PROBES - 1)
				sighting_value(&s, 300, now);
			engine_sample(engine, p, r, &s);
		}
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
measure(const char *name, struct engine *engine, struct now *now, bool lost)
{
	static double cost[TICKS];
	struct decision decision;

	for (int i = 0; i < TICKS; i++) {
		double start;

		now->boot += MSEC_SECOND;
		now->wall += MSEC_SECOND;
		answer(engine, i, lost, now->boot);
		start = cpu_us();
		engine_tick(engine, &decision, *now);
		cost[i] = cpu_us() - start;
	}
	qsort(cost, TICKS, sizeof(*cost), by_size);
	printf("%-8s tick: median %4.0f us, 99%% below %4.0f us, most %4.0f us of CPU\n", name,
	    cost[TICKS / 2], cost[TICKS * 99 / 100], cost[TICKS - 1]);
}

/* Before each tick what it goes by is copied, so that it can be decided again. */
static void
measure_inputs(const struct engine *engine, struct now now)
{
	autofree(inputs_done) struct inputs inputs;
	double start;

	inputs_init(&inputs, &app);
	start = cpu_us();
	for (int i = 0; i < TICKS; i++)
		inputs_take(&inputs, engine, now);
	printf("to copy what a tick goes by: %.1f us\n", (cpu_us() - start) / TICKS);
}

static void
tell_memory(void)
{
	size_t rings = 0, tallies = 0;

	for (size_t p = 0; p < PROBES; p++)
		rings += app_window(&app, p) * sizeof(struct sample);
	for (size_t f = 0; f < FACTS; f++)
		if (facts[f].kind == FACT_RATIO || facts[f].kind == FACT_LATENCY)
			tallies += facts[f].n_probes * sizeof(struct tally);
	printf("memory of a probe in a Region: %zu bytes, of which %zu are its answers\n",
	    (rings + tallies) / PROBES + sizeof(struct series), rings / PROBES);
}

int
main(void)
{
	struct now now = { MSEC_HOUR, 1795528830000 };
	struct engine engine;

	write_app();
	engine_init(&engine, &app, now);
	engine.ledger = true;
	printf("%d probes in 2 Regions, %d facts, %d ticks each:\n", PROBES, FACTS, TICKS);
	measure("peace", &engine, &now, false);
	measure("outage", &engine, &now, true);
	measure_inputs(&engine, now);
	tell_memory();
	engine_done(&engine);
	return 0;
}
