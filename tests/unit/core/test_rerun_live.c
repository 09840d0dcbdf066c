/* SPDX-License-Identifier: MIT */
/* What was decided live is decided again from what was kept of it, to the moment. */
#include "core/rerun.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "core/reel.h"
#include "rerun_scene.h"

#define SEEDS    12
#define MINUTES  480
#define BOOT     (5 * MSEC_HOUR) /* what the boot clock shows when the history begins */
#define RUN      (3 * MSEC_MINUTE)
#define TRACKS   ((size_t)REGIONS * PROBES)
#define PLACES   1024
#define RESTARTS 150 /* minutes between two starts of the daemon; it is away for 20 seconds */
#define AWAY_FOR (20 * MSEC_SECOND)

/* The daemon, as far as it decides, and what it keeps. */
struct live {
	struct scene *scene;
	struct engine engine;
	struct decision decision;
	bool answered[TRACKS], good[TRACKS];
	msec_t next; /* boot time */
	size_t place;
	struct run run;
	msec_t run_ends; /* boot time; 0: none is under way */
	struct rerun_place places[PLACES];
	size_t n_places;
	struct block blocks[TRACKS];
	struct reel reel;
	struct buf said;
};

/* One line each that something came of. */
static void
say(const struct engine *engine, const struct decision *decision, msec_t wall, struct buf *ret)
{
	const struct miss *miss = &decision->missed;

	if (decision->verb != DECIDE_NOTHING)
		buf_printf(ret, "%lld verb %d to %zu, active %zu\n", (long long)wall,
		    decision->verb, decision->proposal.to, engine->memory.active);
	if (miss->at > 0)
		buf_printf(ret, "%lld missed %zu.%zu %lld of %lld\n", (long long)miss->at,
		    miss->state, miss->rule, (long long)miss->held, (long long)miss->needed);
}

static void
note_place(struct live *live, msec_t wall, bool began)
{
	assert_true(live->n_places < PLACES);
	live->places[live->n_places++] = (struct rerun_place){ wall, live->place, began };
}

static struct now
now_at(msec_t boot)
{
	return (struct now){ boot, boot - BOOT + WALL };
}

static void
look(struct live *live, msec_t now)
{
	struct world *world = &live->engine.world;

	world->writer = live->place;
	world->topology_at = now;
	for (size_t r = 0; r < live->scene->app.n_regions; r++) {
		world->regions[r].member = true;
		world->regions[r].sync = SYNC_CONNECTED;
	}
}

static void
tick(struct live *live, msec_t boot)
{
	struct now now = now_at(boot);
	struct engine *engine = &live->engine;
	const struct proposal *p = &live->decision.proposal;

	if (live->run_ends > 0 && boot >= live->run_ends) {
		engine_end(engine, &live->run, now);
		live->place = live->run.move.to;
		live->run_ends = 0;
		note_place(live, now.wall, false);
	}
	look(live, boot);
	engine_tick(engine, &live->decision, now);
	say(engine, &live->decision, now.wall, &live->said);
	live->next = live->decision.next;
	if (live->decision.verb != DECIDE_MOVE)
		return;
	live->run = (struct run){ .app = &live->scene->app,
		.status = RUN_DONE,
		.move = { .kind = p->kind, .from = p->from, .to = p->to, .automatic = true } };
	engine_begin(engine, &live->decision, now);
	live->run_ends = boot + RUN;
}

static void
start(struct live *live, msec_t boot, const struct memory *memory)
{
	struct now now = now_at(boot);

	engine_init(&live->engine, &live->scene->app, now);
	live->engine.ledger = true;
	live->engine.place = REGION_NONE;
	if (memory)
		live->engine.memory = *memory;
	engine_recall(&live->engine, now);
	live->decision = (struct decision){ 0 };
	memset(live->answered, 0, sizeof(live->answered));
	note_place(live, now.wall, memory != NULL);
	tick(live, boot);
}

static void
restart(struct live *live, msec_t boot)
{
	struct memory memory = live->engine.memory;

	engine_done(&live->engine);
	start(live, boot, &memory);
}

static void
keep(struct live *live, size_t track, const struct sample *sample, msec_t wall)
{
	struct block *block = &live->blocks[track];

	assert_true(block_add(block, sample, wall));
}

static void
hear(struct live *live, size_t track, const struct sample *recorded)
{
	struct sighting sighting = { .sample = *recorded };
	bool good = recorded->outcome == OUTCOME_OK;
	msec_t boot = recorded->at - WALL + BOOT;
	bool wake;

	while (live->next < boot)
		tick(live, live->next);
	wake = !live->answered[track] || !good || !live->good[track] || live->decision.weighed ||
	    live->run_ends > 0;
	sighting.sample.at = boot;
	sighting.sample.value_at = recorded->value_at - WALL + BOOT;
	engine_sample(&live->engine, track % PROBES, track / PROBES, &sighting);
	keep(live, track, &sighting.sample, recorded->at);
	live->answered[track] = true;
	live->good[track] = good;
	if (wake)
		tick(live, boot);
}

/* ---- a minute of it ---- */

struct turn {
	const struct sample *sample;
	size_t track;
};

static int
by_time(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	if (x->sample->at != y->sample->at)
		return x->sample->at < y->sample->at ? -1 : 1;
	return (x->track > y->track) - (x->track < y->track);
}

static void
hand_over(struct live *live, const struct minute *minute)
{
	for (size_t t = 0; t < minute->n_tracks; t++) {
		autofree(buf_done) struct buf packed = { 0 };

		block_pack(&live->blocks[t], &packed);
		block_clear(&live->blocks[t]);
		if (packed.len > 0)
			reel_block(&live->reel, live->scene->regions[t / PROBES].name,
			    live->scene->probes[t % PROBES].name, minute->start, packed.data,
			    packed.len);
	}
}

/* In the first seconds of some minutes it is not there. */
static void
live_through(struct live *live, const struct minute *minute, bool restarts)
{
	static struct turn turns[TRACKS * MOST];
	msec_t back = minute->start + AWAY_FOR;
	size_t n = 0;

	for (size_t t = 0; t < minute->n_tracks; t++)
		for (size_t i = 0; i < minute->tracks[t].n; i++)
			turns[n++] = (struct turn){ &minute->tracks[t].samples[i], t };
	qsort(turns, n, sizeof(*turns), by_time);
	if (restarts)
		restart(live, back - WALL + BOOT);
	for (size_t i = 0; i < n; i++)
		if (!restarts || turns[i].sample->at > back)
			hear(live, turns[i].track, turns[i].sample);
	while (live->next < minute->start + MSEC_MINUTE - WALL + BOOT)
		tick(live, live->next);
	hand_over(live, minute);
}

/* ---- and again ---- */

struct again {
	struct rerun rerun;
	struct buf said;
};

static void
on_tick(const struct rerun *rerun, const struct decision *decision, struct now now, void *arg)
{
	say(&rerun->engine, decision, now.wall, &((struct again *)arg)->said);
}

/* Kept until the live part is over, for only then it is known where it served. */
struct kept {
	struct minute minute;
	struct sample *samples;
	struct stretch *tracks;
};

static struct kept all[MINUTES];
static size_t n_all;

static void
on_minute(const struct reel *reel, const struct minute *minute, void *arg)
{
	struct kept *kept = &all[n_all++];
	size_t n = 0;

	kept->samples = xcalloc(TRACKS * MOST, sizeof(*kept->samples));
	kept->tracks = xcalloc(minute->n_tracks, sizeof(*kept->tracks));
	for (size_t t = 0; t < minute->n_tracks; t++) {
		kept->tracks[t] = (struct stretch){ kept->samples + n, minute->tracks[t].n };
		for (size_t i = 0; i < minute->tracks[t].n; i++)
			kept->samples[n++] = minute->tracks[t].samples[i];
	}
	kept->minute = (struct minute){ minute->start, kept->tracks, minute->n_tracks };
}

static void
run_again(struct live *live, struct again *again)
{
	struct rerun_options options = { .run = RUN,
		.back = MSEC_HOUR,
		.stand = REGION_NONE,
		.places = live->places,
		.n_places = live->n_places };

	rerun_init(&again->rerun, &live->scene->app, &options, on_tick, again);
	for (size_t t = 0; t < live->reel.n_tracks; t++)
		assert_true(rerun_track(&again->rerun, t, live->reel.tracks[t].region,
		    live->reel.tracks[t].probe));
	for (size_t i = 0; i < n_all; i++) {
		rerun_minute(&again->rerun, &all[i].minute);
		xfree(all[i].samples);
		xfree(all[i].tracks);
	}
	n_all = 0;
}

static size_t
lines_with(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		n++;
	return n;
}

/* The first line that differs is what tells. */
static void
assert_same_lines(const char *is, const char *was)
{
	while (*is || *was) {
		size_t a = strcspn(is, "\n"), b = strcspn(was, "\n");

		if (a != b || memcmp(is, was, a) != 0)
			fail_msg("again: %.*s\nlive: %.*s", (int)a, is, (int)b, was);
		is += a + 1;
		was += b + 1;
	}
}

struct counts {
	size_t moves, misses, left_out, begun;
};

static void
compare(unsigned seed, struct counts *ret)
{
	struct live *live = xcalloc(1, sizeof(*live));
	struct again again = { 0 };
	struct scene *scene = xcalloc(1, sizeof(*scene));

	scene_init(scene, 2 + seed % 2, seed);
	live->scene = scene;
	reel_init(&live->reel, on_minute, NULL);
	start(live, BOOT, NULL);
	for (int i = 0; i < MINUTES; i++) {
		struct minute minute = scene_minute(scene);

		live_through(live, &minute, i % RESTARTS == RESTARTS - 1 && live->run_ends == 0);
	}
	reel_end(&live->reel);
	run_again(live, &again);
	assert_same_lines(buf_text(&again.said), buf_text(&live->said));
	ret->moves += lines_with(buf_text(&live->said), "verb 3");
	ret->misses += lines_with(buf_text(&live->said), "missed");
	ret->left_out += again.rerun.count.left_out;
	ret->begun += again.rerun.count.begun;
	rerun_done(&again.rerun);
	engine_done(&live->engine);
	reel_done(&live->reel);
	for (size_t t = 0; t < TRACKS; t++)
		block_done(&live->blocks[t]);
	buf_done(&live->said);
	buf_done(&again.said);
	xfree(live);
	xfree(scene);
}

static void
it_decides_as_the_daemon_did(void **state)
{
	struct counts counts = { 0 };

	for (unsigned seed = 1; seed <= SEEDS; seed++)
		compare(seed, &counts);
	assert_true(counts.moves >= SEEDS / 2);
	assert_true(counts.misses > SEEDS);
	assert_true(counts.left_out > 0);
	assert_true(counts.begun > SEEDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_decides_as_the_daemon_did),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
