/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/duration.h"
#include "caller.h"
#include "core/news.h"
#include "kept.h"
#include "log.h"
#include "references.h"

#define SLOT 10 /* milliseconds */
#define SPREAD \
	(10 * MSEC_SECOND) /* a start is spread over no more: what is rare is asked soon, too */

/* One probe of one Region. */
struct asker {
	struct watcher *watcher;
	const struct probe_spec *probe;
	size_t index, region;
	struct timer *timer;
	struct http_line *line;
	struct sent *sent;
	msec_t phase, asked; /* boot time */
	uint32_t turn;
	struct news news;
	struct meter meter;
	bool answered;
};

struct watcher {
	struct application *application;
	struct asker *askers;
	size_t n;
	msec_t began; /* boot time; the phases count from here */
};

static struct probe_ctx
context(const struct asker *asker, struct now now)
{
	const struct application *application = asker->watcher->application;

	return (struct probe_ctx){
		.app = application->app,
		.region = asker->region,
		.args = asker->probe->args,
		.now = now,
		.turn = asker->turn,
		.world = &application->engine.world,
	};
}

/* The next moment of this probe's own grid. */
static void
arm(struct asker *asker, msec_t now)
{
	msec_t every = asker->probe->every;
	msec_t past = now - asker->phase;
	msec_t next = asker->phase;

	if (past >= 0)
		next += (past / every + 1) * every;
	timer_arm(asker->timer, next);
}

/* "controls", or "api of us-east-1": what is asked once is no Region's. */
static void
tell_news(struct asker *asker, const struct sighting *sighting, msec_t now)
{
	const struct application *application = asker->watcher->application;
	const char *region =
	    asker->probe->kind->global ? NULL : application->app->regions[asker->region].name;
	const struct log_about about = { .app = application->app->name,
		.region = region,
		.probe = asker->probe->name,
		.reason = reason_name(sighting->sample.reason),
		.request_id = sighting->request_id };
	struct news_word word = news_of(&asker->news, sighting,
	    references_isolated(application->daemon->references), now);
	const char *of = region ? " of " : "", *place = region ? region : "";
	char since[DURATION_TEXT];

	if (word.changed)
		log_event(PROBE_CHANGED, &about, "probe %s%s%s: %s (%s)", about.probe, of, place,
		    outcome_name(sighting->sample.outcome), sighting->detail);
	if (word.blind)
		log_event(PROBE_BLIND, &about, "probe %s%s%s has known nothing for %s: %s",
		    about.probe, of, place, duration_text(now - asker->news.blind, since),
		    sighting->detail);
	if (word.sees)
		log_event(PROBE_SEES, &about, "probe %s%s%s knows something again: %s", about.probe,
		    of, place, sighting->detail);
}

/* A good answer after a good one, while nothing is pending, changes no decision: the next tick is
 * soon enough. */
static bool
matters(const struct asker *asker, const struct sighting *sighting)
{
	const struct application *application = asker->watcher->application;

	return !asker->answered || sighting->sample.outcome != OUTCOME_OK ||
	    asker->news.last != OUTCOME_OK || application->decision.weighed || application->op;
}

static void
record(struct asker *asker, const struct sighting *sighting, msec_t wall)
{
	struct application *application = asker->watcher->application;
	bool wake = matters(asker, sighting);

	meter_add(&asker->meter, &sighting->sample);
	/* What is asked once for the application is true of each of its Regions. */
	for (size_t r = 0; r < application->app->n_regions; r++)
		if (r == asker->region || asker->probe->kind->global) {
			engine_sample(&application->engine, asker->index, r, sighting);
			kept_sample(application->kept, asker->index, r, &sighting->sample, wall);
		}
	tell_news(asker, sighting, sighting->sample.at);
	asker->answered = true;
	if (wake)
		daemon_wake(application->daemon);
}

static void
on_answer(const struct answer *answer, void *arg)
{
	struct asker *asker = arg;
	struct probe_ctx ctx = context(asker, answer->now);
	struct sighting sighting = { .sample = { .at = answer->now.boot } };

	asker->sent = NULL;
	sighting.sample.latency = (int32_t)(answer->now.boot - asker->asked);
	asker->probe->kind->judge(&ctx, answer, &sighting,
	    &asker->watcher->application->engine.world);
	record(asker, &sighting, answer->now.wall);
}

static void
could_not_ask(struct asker *asker, const struct error *err, struct now now)
{
	struct sighting sighting = { .sample = { .at = now.boot } };

	sample_judge(&sighting.sample, REASON_LOCAL);
	snprintf(sighting.detail, sizeof(sighting.detail), "%.150s", err->text);
	record(asker, &sighting, now.wall);
}

static void
ask(void *arg)
{
	struct asker *asker = arg;
	struct daemon *daemon = asker->watcher->application->daemon;
	struct now now = loop_now(daemon->loop);
	struct probe_ctx ctx = context(asker, now);
	autofree(call_done) struct call call = { 0 };
	struct error err = { 0 };

	arm(asker, now.boot);
	if (asker->sent)
		return; /* the last question is still out; its own time-out will end it */
	asker->turn++;
	asker->asked = now.boot;
	if (!asker->probe->kind->ask(&ctx, &call, &err)) {
		could_not_ask(asker, &err, now);
		return;
	}
	call_limit(&call, asker->probe->timeout);
	asker->sent = caller_send(daemon, asker->line, &call, on_answer, asker);
}

static size_t
regions_of(const struct app *app, const struct probe_spec *probe)
{
	return probe->kind->global ? 1 : app->n_regions;
}

static void
start(struct asker *asker, struct watcher *watcher, size_t probe, size_t region)
{
	struct daemon *daemon = watcher->application->daemon;
	const struct probe_spec *spec = &watcher->application->app->probes[probe];
	/* The same for each Region. */
	msec_t over = spec->every < SPREAD ? spec->every : SPREAD;
	msec_t n = (msec_t)watcher->application->app->n_probes;
	msec_t n_apps = (msec_t)daemon->n_applications;
	msec_t nth = watcher->application - daemon->applications;
	msec_t place = over * ((msec_t)probe * n_apps + nth) / (n * n_apps);

	*asker =
	    (struct asker){ .watcher = watcher, .probe = spec, .index = probe, .region = region };
	asker->phase = (watcher->began + place + SLOT - 1) / SLOT * SLOT;
	digest_random(&asker->turn, sizeof(asker->turn)); /* among equals, begin anywhere */
	asker->timer = timer_new(daemon->loop, ask, asker);
	asker->line = http_line_new(daemon->http);
	timer_arm(asker->timer, asker->phase);
}

struct watcher *
watcher_new(struct application *application)
{
	struct watcher *watcher = xcalloc(1, sizeof(*watcher));
	const struct app *app = application->app;
	struct asker *asker;

	watcher->application = application;
	watcher->began = loop_now(application->daemon->loop).boot;
	for (size_t p = 0; p < app->n_probes; p++)
		watcher->n += regions_of(app, &app->probes[p]);
	asker = watcher->askers = xcalloc(watcher->n, sizeof(*watcher->askers));
	for (size_t p = 0; p < app->n_probes; p++)
		for (size_t r = 0; r < regions_of(app, &app->probes[p]); r++)
			start(asker++, watcher, p, r);
	return watcher;
}

void
watcher_free(struct watcher *watcher)
{
	if (!watcher)
		return;
	for (size_t i = 0; i < watcher->n; i++) {
		caller_cancel(watcher->askers[i].sent);
		http_line_free(watcher->askers[i].line);
		timer_free(watcher->askers[i].timer);
	}
	xfree(watcher->askers);
	xfree(watcher);
}

bool
watcher_began(const struct watcher *watcher)
{
	for (size_t i = 0; i < watcher->n; i++)
		if (!watcher->askers[i].answered)
			return false;
	return true;
}

const struct meter *
watcher_meter(const struct watcher *watcher, size_t probe, size_t region)
{
	for (size_t i = 0; i < watcher->n; i++)
		if (watcher->askers[i].index == probe && watcher->askers[i].region == region)
			return &watcher->askers[i].meter;
	return NULL;
}
