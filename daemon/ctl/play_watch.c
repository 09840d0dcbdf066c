/* SPDX-License-Identifier: MIT */
#include "play_watch.h"

#include <stdio.h>
#include <string.h>

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
	engine->place = watch->place;
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

	memory->active = scene->active;
	memory->placed = true;
	memory->state = scene->active == scene->home ? watch->app.start : watch->app.observed_away;
	for (size_t i = 0; i < scene->n_moves; i++)
		memory_moved(memory, scene->moves[i].kind, scene->moves[i].automatic,
		    now.wall - scene->moves[i].ago);
	if (scene->paused > 0)
		memory->pause = (struct pause){ true, now.wall + scene->paused, "an operator",
			"paused at the beginning" };
}

/* The greatest common divisor; of nothing and b: b. */
static msec_t
common(msec_t a, msec_t b)
{
	while (a > 0) {
		msec_t rest = b % a;

		b = a;
		a = rest;
	}
	return b;
}

/* How each probe is answered. */
static void
sort_probes(struct play_watch *watch)
{
	static const char *const kinds[] = {
		[PLAY_ASKS_LAG] = "aurora-lag",
		[PLAY_ASKS_TOPOLOGY] = "aurora-topology",
		[PLAY_ASKS_CONTROLS] = "routing-controls",
		[PLAY_ASKS_SECRET] = "secret",
		[PLAY_ASKS_NAME] = "public-name",
	};

	for (size_t p = 0; p < watch->app.n_probes && p < PLAY_PROBES_MOST; p++) {
		for (enum play_asks kind = 0; kind < COUNT(kinds); kind++)
			if (kinds[kind] &&
			    strcmp(watch->app.probes[p].kind->name, kinds[kind]) == 0)
				watch->asks[p] = kind;
		if (watch->asks[p] != PLAY_ASKS_ENDPOINT)
			watch->step = common(watch->step, watch->app.probes[p].every);
		play_calm_class(&watch->app, p, watch->asks[p] != PLAY_ASKS_ENDPOINT,
		    &watch->classes[p]);
	}
	watch->step = watch->step > MSEC_SECOND ? watch->step : MSEC_SECOND;
}

void
play_watch_init(struct play_watch *watch, const struct play_scene *scene, const struct app *app,
    size_t self, const char *digest, struct now now)
{
	*watch = (struct play_watch){
		.scene = scene, .app = *app, .place = scene->observers[self].place
	};
	watch->app.observers.self = self;
	sort_probes(watch);
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
