/* SPDX-License-Identifier: MIT */
#include "play_look.h"

#include <math.h>
#include <stdio.h>

#define REFERENCES 10

static void
put(struct play_watch *watch, size_t probe, size_t region, const struct sighting *sighting)
{
	play_calm_note(&watch->stir, &watch->classes[probe], &watch->recent[probe][region],
	    &sighting->sample);
	engine_sample(&watch->engine, probe, region, sighting);
}

static void
answers(struct play_watch *watch, const struct play_line *line, msec_t now)
{
	struct sighting sighting = { 0 };

	for (size_t i = 0; i < line->n_answers; i++) {
		const struct play_answer *answer = &line->answers[i];

		if (answer->observer != watch->app.observers.self)
			continue;
		sighting.sample.at = now;
		sighting.sample.latency = answer->latency;
		sample_judge(&sighting.sample, (enum reason)answer->reason);
		sighting.sample.has_value = false;
		if (!isnan(answer->value))
			sighting_value(&sighting, answer->value, now);
		put(watch, watch->scene->endpoints[answer->endpoint].probe, answer->region,
		    &sighting);
	}
}

/* What is asked, and what there is to see. */
struct ask {
	struct play_watch *watch;
	const struct play_line *line;
	size_t probe, traffic;
	struct now now;
};

/* What becomes of a call that this observer makes. */
static enum reason
call(const struct ask *ask, const char *name, size_t region)
{
	const struct play_self *self = &ask->line->selves[ask->watch->app.observers.self];
	enum reason asked = (enum reason)ask->line->asked[ask->probe][region];

	if (!self->credentials)
		return REASON_CREDENTIALS;
	if (self->anchors <= 0)
		return REASON_NO_ROUTE;
	if (asked != REASON_NONE)
		return asked;
	return play_line_call(ask->line, name, ask->watch->scene->regions[region].text);
}

static void
sample(const struct ask *ask, size_t region, enum reason reason, struct sighting *sighting)
{
	sighting->sample.at = ask->now.boot;
	sample_judge(&sighting->sample, reason);
	put(ask->watch, ask->probe, region, sighting);
}

static void
sample_all(const struct ask *ask, enum reason reason)
{
	struct sighting sighting = { 0 };

	for (size_t r = 0; r < ask->watch->app.n_regions; r++)
		sample(ask, r, reason, &sighting);
}

static size_t
writer_of(const struct ask *ask)
{
	for (size_t r = 0; r < ask->watch->app.n_regions; r++)
		if (ask->line->aws.dbs[r].role == PLAY_ROLE_WRITER)
			return r;
	return REGION_NONE;
}

/* As CloudWatch of the Region itself tells it. */
static void
lag_of(const struct ask *ask, size_t region)
{
	size_t writer = writer_of(ask);
	struct sighting sighting = { 0 };
	enum reason reason = call(ask, "metrics.get", region);
	const struct play_lag *lag;

	if (writer == region || writer == REGION_NONE) {
		sample(ask, region, REASON_NOT_APPLICABLE, &sighting);
		return;
	}
	lag = &ask->line->aws.lags[writer][region];
	if (reason == REASON_OK && (!lag->known || lag->ms < 0))
		reason = REASON_NO_DATA;
	if (reason == REASON_OK)
		sighting_value(&sighting, lag->ms, ask->now.boot - lag->age);
	sample(ask, region, reason, &sighting);
}

static void
lags(const struct ask *ask)
{
	for (size_t r = 0; r < ask->watch->app.n_regions; r++)
		lag_of(ask, r);
}

/* A writer that fails over does so within its Region. */
static bool
moves(const struct play_db *db)
{
	return db->role != PLAY_ROLE_WRITER &&
	    (db->status == PLAY_STATUS_FAILING_OVER || db->status == PLAY_STATUS_SWITCHING_OVER);
}

/* Any Region's control plane tells of all of them; they are asked in turn. */
static void
topology(const struct ask *ask)
{
	size_t n = ask->watch->app.n_regions;
	enum reason reason = call(ask, "db.describe", ask->watch->turn++ % n);
	struct world *world = &ask->watch->engine.world;

	sample_all(ask, reason);
	if (reason != REASON_OK)
		return;
	world->writer = writer_of(ask);
	world->in_flight = false;
	snprintf(world->status, sizeof(world->status), "available");
	for (size_t r = 0; r < n; r++) {
		const struct play_db *db = &ask->line->aws.dbs[r];

		world->regions[r].member = db->role != PLAY_ROLE_NONE;
		world->regions[r].sync =
		    db->status == PLAY_STATUS_AVAILABLE ? SYNC_CONNECTED : SYNC_PENDING;
		if (!moves(db))
			continue;
		world->in_flight = true;
		snprintf(world->status, sizeof(world->status), "%s",
		    db->status == PLAY_STATUS_FAILING_OVER ? "failing-over" : "switching-over");
	}
	world->topology_at = ask->now.boot;
}

static void
controls(const struct ask *ask)
{
	enum reason reason = call(ask, "traffic.get", 0);
	struct world *world = &ask->watch->engine.world;

	sample_all(ask, reason);
	if (reason != REASON_OK)
		return;
	for (size_t r = 0; r < ask->watch->app.n_regions; r++)
		world->regions[r].control = trit_of(r == ask->traffic);
	world->controls_at = ask->now.boot;
}

static void
secrets(const struct ask *ask)
{
	struct world *world = &ask->watch->engine.world;
	struct sighting sighting = { 0 };

	for (size_t r = 0; r < ask->watch->app.n_regions; r++) {
		enum reason reason = call(ask, "secret.get", r);

		sample(ask, r, reason, &sighting);
		if (reason != REASON_OK)
			continue;
		world->regions[r].secret = ask->line->aws.secret;
		world->regions[r].secret_at = ask->now.boot;
	}
}

static void
public_name(const struct ask *ask)
{
	struct world *world = &ask->watch->engine.world;
	enum reason reason = call(ask, "dns.get", 0);

	sample_all(ask, reason);
	if (reason != REASON_OK)
		return;
	world->answer = ask->line->aws.answer;
	world->answer_at = ask->now.boot;
}

/* ---- all of it ---- */

static void
look_at_self(struct play_watch *watch, const struct play_line *line, struct now now)
{
	const struct play_self *self = &line->selves[watch->app.observers.self];
	struct engine *engine = &watch->engine;

	engine->references.asked = REFERENCES;
	/* Without a resolver the references do not answer either. */
	engine->references.good = self->resolver ? (size_t)(self->anchors * REFERENCES + 0.5) : 0;
	if (!self->clock)
		engine_tilt(engine, now.boot);
}

void
play_look(struct play_watch *watch, const struct play_line *line, size_t traffic, struct now now)
{
	static void (*const table[])(const struct ask *ask) = {
		[PLAY_ASKS_LAG] = lags,
		[PLAY_ASKS_TOPOLOGY] = topology,
		[PLAY_ASKS_CONTROLS] = controls,
		[PLAY_ASKS_SECRET] = secrets,
		[PLAY_ASKS_NAME] = public_name,
	};

	struct ask ask = { watch, line, .traffic = traffic, .now = now };

	look_at_self(watch, line, now);
	answers(watch, line, now.boot);
	if (line->t * MSEC_SECOND % watch->step >= MSEC_SECOND)
		return;
	for (ask.probe = 0; ask.probe < watch->app.n_probes; ask.probe++)
		if (table[watch->asks[ask.probe]] &&
		    line->t * MSEC_SECOND % watch->app.probes[ask.probe].every < MSEC_SECOND)
			table[watch->asks[ask.probe]](&ask);
}
