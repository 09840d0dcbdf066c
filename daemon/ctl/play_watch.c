/* SPDX-License-Identifier: MIT */
#include "play_watch.h"

#include <stdio.h>
#include <string.h>

#define REFERENCES 10

struct now
play_watch_now(const struct play_watch *watch, struct now now)
{
	return (struct now){ now.boot, now.wall + watch->wall_offset };
}

static size_t
self_of(const struct play_watch *watch)
{
	return watch->app.observers.self;
}

bool
play_watch_reachable(const struct play_watch *watch, const struct play_line *line)
{
	const struct play_self *self = &line->selves[self_of(watch)];

	return watch->alive && !watch->stopped && self->up && self->anchors > 0 && self->peers;
}

static void
begin(struct play_watch *watch, const char *digest, struct now now)
{
	struct engine *engine = &watch->engine;

	engine_init(engine, &watch->app, play_watch_now(watch, now));
	engine->ledger = true;
	engine->place = watch->scene->observers[self_of(watch)].place;
	snprintf(engine->config, sizeof(engine->config), "%s", digest);
	watch->decision = (struct decision){ 0 };
	watch->alive = true;
	watch->stopped = false;
}

/* What it remembers of the time before the scenario. */
static void
recall(struct play_watch *watch, struct now now)
{
	const struct play_scene *scene = watch->scene;
	struct memory *memory = &watch->engine.memory;
	bool away = scene->active != scene->home;

	memory->active = scene->active;
	memory->state = away ? watch->app.observed_away : watch->app.start;
	if (scene->last_switch_age_s >= 0)
		memory_moved(memory, away ? MOVE_FAILOVER : MOVE_FAILBACK, away,
		    now.wall - (msec_t)(scene->last_switch_age_s * 1000));
	if (scene->paused)
		memory->pause = (struct pause){ true, now.wall + MSEC_DAY, "an operator",
			"paused at the beginning" };
}

void
play_watch_init(struct play_watch *watch, const struct play_scene *scene, const struct app *app,
    size_t self, const char *digest, struct now now)
{
	*watch = (struct play_watch){ .scene = scene, .app = *app };
	watch->app.observers.self = self;
	begin(watch, digest, now);
	recall(watch, now);
}

void
play_watch_done(struct play_watch *watch)
{
	engine_done(&watch->engine);
}

void
play_watch_start(struct play_watch *watch, const struct memory *memory, struct now now)
{
	struct memory kept = *memory;
	char digest[DIGEST_HEX];

	snprintf(digest, sizeof(digest), "%s", watch->engine.config);
	engine_done(&watch->engine);
	begin(watch, digest, now);
	watch->engine.memory = kept;
}

/* ---- what it sees ---- */

static void
answers(struct play_watch *watch, const struct play_line *line, msec_t now)
{
	struct sighting sighting = { 0 };

	for (size_t i = 0; i < line->n_answers; i++) {
		const struct play_answer *answer = &line->answers[i];

		if (answer->observer != self_of(watch))
			continue;
		sighting.sample.at = now;
		sighting.sample.latency = answer->latency;
		sample_judge(&sighting.sample, (enum reason)answer->reason);
		engine_sample(&watch->engine, answer->endpoint, answer->region, &sighting);
	}
}

/* What becomes of a call that this observer makes. */
static enum reason
call(const struct play_watch *watch, const struct play_line *line, const char *name, size_t region)
{
	const struct play_self *self = &line->selves[self_of(watch)];

	if (!self->credentials)
		return REASON_CREDENTIALS;
	if (self->anchors <= 0)
		return REASON_NO_ROUTE;
	return play_line_call(line, name, watch->scene->regions[region].text);
}

static void
sample(struct play_watch *watch, size_t probe, size_t region, struct sighting *sighting,
    enum reason reason, msec_t now)
{
	sighting->sample.at = now;
	sample_judge(&sighting->sample, reason);
	engine_sample(&watch->engine, probe, region, sighting);
}

static size_t
writer_of(const struct play_scene *scene, const struct play_line *line)
{
	for (size_t r = 0; r < scene->n_regions; r++)
		if (line->aws.dbs[r].role == PLAY_ROLE_WRITER)
			return r;
	return REGION_NONE;
}

/* As CloudWatch of the Region itself tells it. */
static void
lag_of(struct play_watch *watch, const struct play_line *line, size_t probe, size_t region,
    msec_t now)
{
	size_t writer = writer_of(watch->scene, line);
	struct sighting sighting = { 0 };
	enum reason reason = call(watch, line, "metrics.get", region);
	const struct play_lag *lag;

	if (writer == region || writer == REGION_NONE) {
		sample(watch, probe, region, &sighting, REASON_NOT_APPLICABLE, now);
		return;
	}
	lag = &line->aws.lags[writer][region];
	if (reason == REASON_OK && (!lag->known || lag->ms < 0))
		reason = REASON_NO_DATA;
	if (reason == REASON_OK)
		sighting_value(&sighting, lag->ms, now - lag->age);
	sample(watch, probe, region, &sighting, reason, now);
}

/* Any Region's control plane tells of all of them; they are asked in turn. */
static void
topology(struct play_watch *watch, const struct play_line *line, size_t probe, struct now now)
{
	size_t asked = watch->turn++ % watch->scene->n_regions;
	enum reason reason = call(watch, line, "db.describe", asked);
	struct world *world = &watch->engine.world;
	struct sighting sighting = { 0 };

	for (size_t r = 0; r < watch->scene->n_regions; r++)
		sample(watch, probe, r, &sighting, reason, now.boot);
	if (reason != REASON_OK)
		return;
	world->writer = writer_of(watch->scene, line);
	world->in_flight = false;
	snprintf(world->status, sizeof(world->status), "available");
	for (size_t r = 0; r < watch->scene->n_regions; r++) {
		const struct play_db *db = &line->aws.dbs[r];

		world->regions[r].member = db->role != PLAY_ROLE_NONE;
		world->regions[r].sync =
		    db->status == PLAY_STATUS_AVAILABLE ? SYNC_CONNECTED : SYNC_PENDING;
		/* A writer that fails over does so within its Region. */
		if (db->role == PLAY_ROLE_WRITER ||
		    (db->status != PLAY_STATUS_FAILING_OVER &&
			db->status != PLAY_STATUS_SWITCHING_OVER))
			continue;
		world->in_flight = true;
		snprintf(world->status, sizeof(world->status), "%s",
		    db->status == PLAY_STATUS_FAILING_OVER ? "failing-over" : "switching-over");
	}
	world->topology_at = now.boot;
}

static void
controls(struct play_watch *watch, const struct play_line *line, size_t probe, size_t traffic,
    struct now now)
{
	enum reason reason = call(watch, line, "traffic.get", 0);
	struct world *world = &watch->engine.world;
	struct sighting sighting = { 0 };

	for (size_t r = 0; r < watch->scene->n_regions; r++)
		sample(watch, probe, r, &sighting, reason, now.boot);
	if (reason != REASON_OK)
		return;
	for (size_t r = 0; r < watch->scene->n_regions; r++)
		world->regions[r].control = trit_of(r == traffic);
	world->controls_at = now.boot;
}

/* ---- all of it ---- */

static void
look_at_self(struct play_watch *watch, const struct play_line *line, struct now now)
{
	const struct play_self *self = &line->selves[self_of(watch)];
	struct engine *engine = &watch->engine;

	engine->references.asked = REFERENCES;
	/* Without a resolver the references do not answer either. */
	engine->references.good = self->resolver ? (size_t)(self->anchors * REFERENCES + 0.5) : 0;
	if (!self->clock)
		engine_tilt(engine, now.boot);
}

void
play_watch_look(struct play_watch *watch, const struct play_line *line, size_t traffic,
    struct now now)
{
	const struct app *app = &watch->app;

	look_at_self(watch, line, now);
	answers(watch, line, now.boot);
	/* After the endpoints come what AWS is asked. */
	for (size_t p = watch->scene->n_endpoints; p < app->n_probes; p++) {
		const struct probe_spec *probe = &app->probes[p];

		if (line->t % (long)(probe->every / MSEC_SECOND) != 0)
			continue;
		if (strcmp(probe->kind->name, "aurora-lag") == 0)
			for (size_t r = 0; r < app->n_regions; r++)
				lag_of(watch, line, p, r, now.boot);
		else if (strcmp(probe->kind->name, "aurora-topology") == 0)
			topology(watch, line, p, now);
		else
			controls(watch, line, p, traffic, now);
	}
}
