/* SPDX-License-Identifier: MIT */
#include "core/rerun.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "core/rerun_private.h"

/* A sample's turn among those of its minute. */
struct rerun_turn {
	msec_t at;
	size_t track;
	const struct sample *sample;
};

/* ---- where the application is ---- */

static void
begin_engine(struct rerun *rerun, msec_t at)
{
	struct engine *engine = &rerun->engine;
	struct now now = { at, at };

	engine_init(engine, rerun->app, now);
	engine->ledger = true;
	engine->place = rerun->options.stand;
	rerun->next = at;
	rerun->skipped = false;
	rerun->decision = (struct decision){ 0 };
	rerun->count.begun++;
}

static size_t
settled(const struct app *app, size_t region)
{
	return region == app->home ? app->start : app->observed_away;
}

void
rerun_init(struct rerun *rerun, const struct app *app, const struct rerun_options *options,
    rerun_tick_fn *told, void *arg)
{
	*rerun = (struct rerun){ .app = app,
		.options = *options,
		.told = told,
		.arg = arg,
		.place = REGION_NONE,
		.recorded = REGION_NONE };
}

void
rerun_done(struct rerun *rerun)
{
	if (rerun->begun)
		engine_done(&rerun->engine);
	xfree(rerun->tracks);
	xfree(rerun->turns);
	*rerun = (struct rerun){ 0 };
}

/* Follows the record, as long as no move of ours is under way. */
static void
follow(struct rerun *rerun, msec_t at)
{
	const struct rerun_options *o = &rerun->options;

	while (rerun->next_place < o->n_places && o->places[rerun->next_place].at <= at) {
		size_t region = o->places[rerun->next_place++].region;

		if (region == rerun->recorded || region == REGION_NONE)
			continue;
		rerun->recorded = region;
		rerun->back_at = 0;
		if (rerun->run_ends == 0)
			rerun->place = region;
	}
}

static void
begin(struct rerun *rerun, msec_t at)
{
	follow(rerun, at);
	if (rerun->recorded == REGION_NONE)
		rerun->recorded = rerun->app->home;
	rerun->place = rerun->recorded;
	begin_engine(rerun, at);
	rerun->engine.memory.active = rerun->place;
	rerun->engine.memory.state = settled(rerun->app, rerun->place);
	rerun->next_start = rerun->next_place;
	rerun->begun = true;
}

/* As after a restart of the daemon: what is remembered stays, what was seen is gone. */
static void
begin_anew(struct rerun *rerun, msec_t at)
{
	struct memory memory = rerun->engine.memory;

	engine_done(&rerun->engine);
	begin_engine(rerun, at);
	rerun->engine.memory = memory;
	engine_recall(&rerun->engine, (struct now){ at, at });
	for (size_t t = 0; t < rerun->n_tracks; t++) {
		struct rerun_track *track = &rerun->tracks[t];

		track->answered = false;
		track->last = track->since = 0;
		track->run = 0;
	}
}

static void
end_run(struct rerun *rerun, struct now now)
{
	const struct move *move = &rerun->run.move;

	engine_end(&rerun->engine, &rerun->run, now);
	rerun->run_ends = 0;
	rerun->place = move->to;
	if (move->to != rerun->recorded)
		rerun->back_at =
		    rerun->options.back == MSEC_NEVER ? 0 : now.wall + rerun->options.back;
}

static void
begin_run(struct rerun *rerun, struct now now)
{
	const struct proposal *p = &rerun->decision.proposal;

	rerun->run = (struct run){ .app = rerun->app, .status = RUN_DONE };
	rerun->run.move = (struct move){
		.kind = p->kind, .from = p->from, .to = p->to, .automatic = p->automatic
	};
	engine_begin(&rerun->engine, &rerun->decision, now);
	rerun->run_ends = now.wall + rerun->options.run;
	rerun->back_at = 0;
}

/* ---- ticks ---- */

static void
see(struct rerun *rerun, msec_t now)
{
	struct world *world = &rerun->engine.world;

	world->writer = rerun->place;
	world->topology_at = world->controls_at = now;
	for (size_t r = 0; r < rerun->app->n_regions; r++) {
		world->regions[r].control = trit_of(r == rerun->place);
		world->regions[r].member = true;
		world->regions[r].sync = SYNC_CONNECTED;
	}
}

static void
change(struct rerun *rerun, struct now now)
{
	if (rerun->ack_due) {
		engine_ack(&rerun->engine, "taken back", now);
		rerun->ack_due = false;
	}
	if (rerun->run_ends > 0 && now.wall >= rerun->run_ends)
		end_run(rerun, now);
	follow(rerun, now.wall);
	if (rerun->back_at > 0 && now.wall >= rerun->back_at) {
		rerun->place = rerun->recorded;
		rerun->back_at = 0;
		rerun->ack_due = true;
	}
}

/* The engine sees where it is, and adopts it; where nothing of it can be seen, it is told. */
static void
tell_place(struct rerun *rerun, struct now now)
{
	const struct app *app = rerun->app;
	struct engine *engine = &rerun->engine;

	if (app->aurora.global_cluster || app->routing.endpoints.n > 0 || rerun->run_ends > 0 ||
	    rerun->place == REGION_NONE || rerun->place == engine->memory.active)
		return;
	engine->memory.active = rerun->place;
	memory_moved(&engine->memory, MOVE_SWITCHOVER, false, now.wall);
	engine_enter(engine, settled(app, rerun->place), now);
}

static void
tick(struct rerun *rerun, msec_t at)
{
	struct now now = { at, at };

	if (rerun->skipped)
		rerun_calm_resume(rerun);
	change(rerun, now);
	tell_place(rerun, now);
	see(rerun, at);
	/* No history has it: as if all that a move needs had been found good. */
	rerun->engine.preflight = (struct preflight){ .good = TRIT_YES, .at = at };
	engine_tick(&rerun->engine, &rerun->decision, now);
	rerun->count.ticks++;
	rerun->told(rerun, &rerun->decision, now, rerun->arg);
	if (rerun->decision.verb == DECIDE_MOVE)
		begin_run(rerun, now);
	rerun->next = rerun->decision.next > at ? rerun->decision.next : at + 1;
}

/* ---- samples ---- */

/* As the daemon does it: a good answer after a good one can wait for the next tick. */
static bool
matters(const struct rerun *rerun, struct rerun_track *track, const struct sample *sample)
{
	bool good = sample->outcome == OUTCOME_OK;
	bool ret = !track->answered || !good || !track->good || rerun->decision.weighed ||
	    rerun->run_ends > 0;

	track->answered = true;
	track->good = good;
	return ret;
}

/* Returns true when the daemon would tick at once. */
static bool
take_sample(struct rerun *rerun, const struct rerun_turn *turn)
{
	struct rerun_track *track = &rerun->tracks[turn->track];
	struct sample sample = *turn->sample;

	sample.at = turn->at;
	for (size_t r = 0; r < rerun->app->n_regions; r++)
		if (rerun_feeds(rerun, track, r))
			series_put(engine_series(&rerun->engine, track->probe, r), &sample);
	rerun_steady_note(track, &sample);
	rerun->newest = turn->at;
	rerun->count.samples++;
	return matters(rerun, track, &sample);
}

static int
by_time(const void *a, const void *b)
{
	const struct rerun_turn *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->track != y->track)
		return x->track < y->track ? -1 : 1;
	return (x->sample > y->sample) - (x->sample < y->sample);
}

/* All samples of a minute in the order of time. Where the clock was set back, time stands still. */
static size_t
line_up(struct rerun *rerun, const struct minute *minute)
{
	size_t n = 0, most = 0;

	for (size_t t = 0; t < minute->n_tracks; t++)
		most += minute->tracks[t].n;
	if (most > rerun->turns_cap) {
		rerun->turns = xrealloc(rerun->turns, most, sizeof(*rerun->turns));
		rerun->turns_cap = most;
	}
	for (size_t t = 0; t < minute->n_tracks; t++) {
		msec_t at = rerun->newest > minute->start ? rerun->newest : minute->start;

		for (size_t i = 0; rerun->tracks[t].bound && i < minute->tracks[t].n; i++) {
			const struct sample *sample = &minute->tracks[t].samples[i];

			rerun->count.set_back += sample->at < at;
			if (sample->at > at)
				at = sample->at;
			rerun->turns[n++] = (struct rerun_turn){ at, t, sample };
		}
	}
	if (n > 0)
		qsort(rerun->turns, n, sizeof(*rerun->turns), by_time);
	return n;
}

/* When the record says that the daemon was started next; the first tick is then. */
static msec_t
next_start(struct rerun *rerun)
{
	const struct rerun_options *o = &rerun->options;

	while (rerun->next_start < o->n_places && !o->places[rerun->next_start].began)
		rerun->next_start++;
	return rerun->next_start < o->n_places ? o->places[rerun->next_start].at : MSEC_NEVER;
}

/* All ticks before a moment. */
static void
advance(struct rerun *rerun, msec_t until)
{
	for (;;) {
		msec_t start = next_start(rerun);

		if (start < until && start <= rerun->next) {
			begin_anew(rerun, start);
			rerun->next_start++;
		} else if (rerun->next < until) {
			tick(rerun, rerun->next);
		} else {
			return;
		}
	}
}

static void
live_through(struct rerun *rerun, const struct minute *minute)
{
	size_t n = line_up(rerun, minute);
	bool wake = false;

	for (size_t i = 0; i < n; i++) {
		const struct rerun_turn *turn = &rerun->turns[i];

		advance(rerun, turn->at);
		wake = take_sample(rerun, turn) || wake;
		if (!wake || (i + 1 < n && rerun->turns[i + 1].at == turn->at))
			continue;
		tick(rerun, turn->at);
		wake = false;
	}
	advance(rerun, rerun_end(minute));
}

/* ---- minutes ---- */

static void
one(struct rerun *rerun, const struct minute *minute)
{
	if (rerun_calm(rerun, minute))
		rerun_calm_skip(rerun, minute);
	else
		live_through(rerun, minute);
	rerun->end = rerun_end(minute);
}

void
rerun_minute(struct rerun *rerun, const struct minute *minute)
{
	if (!rerun->begun) {
		begin(rerun, minute->start);
		rerun->end = minute->start;
	} else if (minute->start - rerun->end >= RERUN_GAP) {
		begin_anew(rerun, minute->start);
		rerun->end = minute->start;
	}
	while (rerun->end < minute->start) {
		struct minute nothing = { .start = rerun->end };

		one(rerun, &nothing);
	}
	one(rerun, minute);
}

void
rerun_finish(struct rerun *rerun)
{
	if (rerun->begun && rerun->skipped)
		rerun_calm_resume(rerun);
}
