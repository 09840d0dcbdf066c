/* SPDX-License-Identifier: MIT */
/*
 * What a backtest costs, from the store to the decisions: 30 days of ten probes in
 * two Regions, every 5 seconds each, with a few incidents in them. The history is
 * written by what the daemon writes it with, and read by what failoverctl reads it
 * with.
 *
 *	backtest [DIR]   of history.db in DIR, which is written unless it is there;
 *	                 else of one that is gone afterwards
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/deed.h"
#include "core/reel.h"
#include "io/history.h"
#include "io/history_file.h"

#define DAYS     30
#define PROBES   10
#define REGIONS  2
#define EVERY    (5 * MSEC_SECOND)
#define FIRST    1795528800000 /* the beginning of a minute */
#define LAST     (FIRST + DAYS * MSEC_DAY)
#define PATIENCE (600 * MSEC_SECOND)
#define FLUSH    (4 * MSEC_HOUR) /* so much is handed over at once */
#define ROUNDS   3

enum {
	DOWN,
	UP,
	DEGRADED,
	SLOW,
	LAGGING,
	FACTS
};

static const char *const names[PROBES] = { "api", "ui", "page", "login", "orders", "payments",
	"search", "images", "alarm", "lag" };
static const size_t all[PROBES] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
static const struct probe_kind http = { .name = "http" };
static const struct probe_kind lag = { .name = "aurora-lag" };

static struct region_spec regions[REGIONS] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static struct probe_spec probes[PROBES];
static struct fact_spec facts[FACTS];
static struct state_spec states[4];
static struct runbook runbook;
static struct app app;

/* ---- the application ---- */

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
		.fresh = 3 * MSEC_MINUTE,
		.half = limit >= 0.5 };
}

static void
write_facts(void)
{
	facts[DOWN] = ratio("down", COMPARE_GE, 0.5, COMPARE_LT, 0.3, MSEC_MINUTE);
	facts[UP] = ratio("up", COMPARE_LT, 0.05, COMPARE_GE, 0.15, MSEC_MINUTE);
	facts[DEGRADED] = ratio("degraded", COMPARE_GE, 0.05, COMPARE_LT, 0.02, 5 * MSEC_MINUTE);
	facts[SLOW] = ratio("slow", COMPARE_GT, 0, COMPARE_LT, 0, 5 * MSEC_MINUTE);
	facts[SLOW].kind = FACT_LATENCY;
	facts[SLOW].holds = (struct compare){ COMPARE_GT, UNIT_DURATION, 2000 };
	facts[SLOW].clears = (struct compare){ COMPARE_LT, UNIT_DURATION, 1000 };
	facts[SLOW].quantile = 0.95;
	facts[SLOW].samples = 20;
	facts[LAGGING] = (struct fact_spec){ .name = "lagging",
		.kind = FACT_VALUE,
		.probes = &all[PROBES - 1],
		.n_probes = 1,
		.holds = { COMPARE_GT, UNIT_DURATION, 2000 },
		.fresh = 3 * MSEC_MINUTE };
}

static void
write_app(void)
{
	for (size_t p = 0; p < PROBES; p++)
		probes[p] = (struct probe_spec){ .name = names[p],
			.kind = p == PROBES - 1 ? &lag : &http,
			.every = EVERY,
			.critical = p < PROBES - 1,
			.weight = 1 };
	write_facts();
	states[0] = (struct state_spec){ .name = "home",
		.rules = { { .when = { { ROLE_ACTIVE, DOWN, false }, { ROLE_TARGET, UP, false } },
		    .n_when = 2,
		    .go = 1 } },
		.n_rules = 1 };
	states[1] = (struct state_spec){
		.name = "failing-over", .run = &runbook, .done = 2, .failed = 3, .abandoned = 0
	};
	states[2].name = "away";
	states[3].name = "needs-operator";
	app = (struct app){ .name = "remittance",
		.mode = MODE_AUTO,
		.regions = regions,
		.n_regions = REGIONS,
		.aurora = { "remittance-global" },
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
		    .cooldown = MSEC_HOUR,
		    .budget_day = 1,
		    .budget_week = 7,
		    .max_loss = 10 * MSEC_SECOND,
		    .loss_age = 3 * MSEC_MINUTE,
		    .target_up = MSEC_MINUTE,
		    .warm_up = MSEC_MINUTE,
		    .flaps = 6,
		    .flaps_over = 10 * MSEC_MINUTE,
		    .lag_for = 5 * MSEC_MINUTE } };
}

/* ---- its history ---- */

static unsigned seed = 1;

static unsigned
any(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* A week apart: an outage of six minutes, one of a minute, an hour in which a tenth fails, and a
 * slow one; and one answer of 100,000 is lost. */
static enum reason
reason_of(size_t region, msec_t at)
{
	msec_t into = (at - FIRST) % (7 * MSEC_DAY) - 3 * MSEC_DAY;
	msec_t week = (at - FIRST) / (7 * MSEC_DAY);
	bool lost = into >= 0 && region == 0 &&
	    ((week == 0 && into < 6 * MSEC_MINUTE) || (week == 1 && into < MSEC_MINUTE) ||
		(week == 2 && into < MSEC_HOUR && any(10) == 0));

	return lost || any(60000) == 0 ? REASON_TIMEOUT : REASON_OK;
}

static struct sample
answer(size_t region, size_t probe, msec_t asked)
{
	struct sample ret = { .latency = (int32_t)(60 + any(40)) };

	ret.at = asked + ret.latency;
	sample_judge(&ret, probe == PROBES - 1 ? REASON_OK : reason_of(region, asked));
	if (probe == PROBES - 1) {
		ret.has_value = true;
		ret.value = 80 + any(40);
		ret.value_at = ret.at - ret.at % MSEC_MINUTE - MSEC_MINUTE;
	}
	return ret;
}

static void
write_minute(struct history *history, msec_t start)
{
	struct block block = { 0 };
	struct buf packed = { 0 };

	for (size_t r = 0; r < REGIONS; r++)
		for (size_t p = 0; p < PROBES; p++) {
			for (msec_t at = start; at < start + MSEC_MINUTE; at += EVERY) {
				struct sample sample =
				    answer(r, p, at + 40 + (msec_t)p * EVERY / PROBES);

				(void)!block_add(&block, &sample, sample.at);
			}
			block_pack(&block, &packed);
			history_block(history,
			    &(struct history_block){ app.name, regions[r].name, names[p], start,
				packed.data, packed.len });
			block_clear(&block);
			buf_clear(&packed);
		}
	block_done(&block);
	buf_done(&packed);
}

static void
on_answer(bool good, const struct error *err, void *arg)
{
	if (!good)
		fprintf(stderr, "%s\n", err->text);
	loop_stop(arg);
}

static void
on_record(msec_t wall, const char *body, void *arg)
{
}

static bool
write_history(const char *dir)
{
	struct loop *loop = loop_new();
	struct history *history = history_new(loop, dir, NULL, NULL);
	size_t lost;

	history_place(history, app.name, FIRST, regions[0].name);
	for (msec_t at = FIRST; at < LAST; at += MSEC_MINUTE) {
		write_minute(history, at);
		if ((at - FIRST) % FLUSH != 0)
			continue;
		history_find_record(history, app.name, 0, on_record, on_answer, loop);
		(void)!loop_run(loop); /* what was handed over is written */
	}
	lost = history_lost(history);
	history_close(history, PATIENCE);
	loop_free(loop);
	if (lost > 0)
		fprintf(stderr, "%zu blocks could not be written\n", lost);
	return lost == 0;
}

/* ---- the backtest ---- */

static double
cpu(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
on_minute(const struct reel *reel, const struct minute *minute, void *arg)
{
	struct rerun *rerun = arg;

	while (rerun->n_tracks < reel->n_tracks) {
		const struct reel_track *track = &reel->tracks[rerun->n_tracks];

		rerun_track(rerun, rerun->n_tracks, track->region, track->probe);
	}
	rerun_minute(rerun, minute);
}

static bool
on_block(const char *region, const char *probe, msec_t start, const void *data, size_t len,
    void *arg)
{
	reel_block(arg, region, probe, start, data, len);
	return true;
}

static bool
run(const char *path, struct error *err)
{
	struct rerun_options options = {
		.run = 3 * MSEC_MINUTE, .back = MSEC_HOUR, .stand = REGION_NONE
	};
	autofree(history_file_close) struct history_file *file = history_file_open(path, err);
	autofree(rerun_done) struct rerun rerun = { 0 };
	autofree(deeds_done) struct deeds deeds = { 0 };
	autofree(reel_done) struct reel reel = { 0 };
	double start = cpu(), took;

	if (!file)
		return false;
	rerun_init(&rerun, &app, &options, deeds_tick, &deeds);
	reel_init(&reel, on_minute, &rerun);
	if (!history_file_blocks(file, app.name, FIRST, LAST, on_block, &reel, err))
		return false;
	reel_end(&reel);
	rerun_finish(&rerun);
	deeds_end(&deeds, &rerun);
	took = cpu() - start;
	printf("backtest: %zu samples in %.2f s of CPU: %.1f million a second; %zu moves, %zu near "
	       "misses; %zu ticks, %zu left out\n",
	    rerun.count.samples, took, (double)rerun.count.samples / took / 1e6,
	    deeds_count(&deeds, DEED_MOVE), deeds_count(&deeds, DEED_MISS), rerun.count.ticks,
	    rerun.count.left_out);
	return true;
}

static int
measure(const char *dir)
{
	struct error err = { "" };
	char path[256];

	snprintf(path, sizeof(path), "%s/history.db", dir);
	if (access(path, F_OK) != 0 && !write_history(dir))
		return 1;
	for (int i = 0; i < ROUNDS; i++)
		if (!run(path, &err)) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
	return 0;
}

static void
clean(const char *dir)
{
	static const char *const files[] = { "history.db", "history.db-wal", "history.db-shm" };
	char path[256];

	for (size_t i = 0; i < COUNT(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	rmdir(dir);
}

int
main(int argc, char **argv)
{
	char dir[] = "/tmp/backtest.XXXXXX";
	int ret;

	write_app();
	if (argc == 2)
		return measure(argv[1]);
	if (!mkdtemp(dir)) {
		fprintf(stderr, "%s: no directory can be made\n", dir);
		return 1;
	}
	ret = measure(dir);
	clean(dir);
	return ret;
}
