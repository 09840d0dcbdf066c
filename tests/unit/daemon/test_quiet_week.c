/* SPDX-License-Identifier: MIT */
/*
 * A week in which nothing happened: single answers fail, deployments fail for a minute, a lag
 * goes to and fro about its limit, a metric has gaps, a certificate grows old. The example at
 * its own pace, in virtual time; what is a notice or more is counted.
 */
#include "daemon/tell.h"

#include <stdlib.h>
#include <string.h>

#include "core/news.h"
#include "daemon/catalog.h"
#include "daemon/configuration.h"
#include "test.h"

#define WALL    1795528830000
#define BOOT    4000000
#define DAY     (24 * MSEC_HOUR)
#define WEEK    (7 * DAY)
#define REGIONS 2
#define PROBES  32

#define MOST_LINES 50 /* at notice */

struct week {
	struct config *config;
	struct application application;
	struct news news[REGIONS][PROBES];
	uint32_t seed;
	size_t lines, alerts, changes, noted, decisions;
	void (*trouble)(struct week *week, const char *probe, size_t region, msec_t at,
	    struct sighting *ret);
};

/* ---- who reads the journal ---- */

static void
count(const char *name, const char *json, void *arg)
{
	struct week *week = arg;
	const char *priority = strstr(json, "\"priority\":");

	assert_non_null(priority);
	if (strtol(priority + strlen("\"priority\":"), NULL, 10) <= LOG_NOTICE)
		week->lines++;
	week->alerts += strncmp(name, "alert", 5) == 0;
	week->changes += strcmp(name, "fact-changed") == 0;
	week->noted += strcmp(name, "fact-noted") == 0;
}

/* ---- the world ---- */

static uint32_t
dice(struct week *week)
{
	week->seed = week->seed * 1664525 + 1013904223;
	return week->seed >> 8;
}

/* All is where it belongs. */
static void
see_world(struct engine *engine, msec_t now)
{
	struct world *world = &engine->world;
	size_t home = engine->app->home;

	world->writer = world->answer = home;
	world->topology_at = world->controls_at = world->answer_at = now;
	for (size_t r = 0; r < engine->app->n_regions; r++)
		world->regions[r] = (struct world_region){ .control = trit_of(r == home),
			.member = true,
			.sync = SYNC_CONNECTED,
			.secret = r,
			.secret_at = now,
			.writer = home,
			.writer_at = now };
	engine->references.asked = engine->references.good = 3;
	engine->kill_switch = TRIT_YES;
	engine->ledger = true;
	engine->place = 1 - home;
}

static void
good_answer(const char *probe, msec_t now, struct sighting *ret)
{
	*ret = (struct sighting){ .sample = { .at = now, .latency = 40 } };
	sample_judge(&ret->sample, REASON_OK);
	if (strcmp(probe, "lag") == 0)
		sighting_value(ret, 80, now);
	else if (strcmp(probe, "errors") == 0)
		sighting_value(ret, 0, now);
	else if (strcmp(probe, "ui") == 0)
		sighting_value(ret, 60, now);
	ret->sample.at = now;
}

static void
ask(struct week *week, size_t probe, size_t region, msec_t at)
{
	struct application *a = &week->application;
	const struct probe_spec *spec = &a->app->probes[probe];
	struct sighting sighting;
	struct news_word word;

	good_answer(spec->name, BOOT + at, &sighting);
	week->trouble(week, spec->name, region, at, &sighting);
	engine_sample(&a->engine, probe, region, &sighting);
	word = news_of(&week->news[region][probe], &sighting, false, BOOT + at);
	week->lines += word.blind + word.sees;
}

static void
tick(struct week *week, msec_t at)
{
	struct application *a = &week->application;
	struct now now = { .boot = BOOT + at, .wall = WALL + at };

	see_world(&a->engine, now.boot);
	for (size_t p = 0; p < a->app->n_probes; p++)
		if (at % a->app->probes[p].every == 0)
			for (size_t r = 0; r < a->app->n_regions; r++)
				ask(week, p, r, at);
	engine_tick(&a->engine, &a->decision, now);
	tell_changes(a, now);
	week->decisions += a->decision.verb != DECIDE_NOTHING;
}

/* Each night somebody's timer reloads the configuration. */
static void
reload(struct week *week)
{
	struct told *told = tell_new(week->application.app);

	tell_inherit(told, week->application.told);
	tell_free(week->application.told);
	week->application.told = told;
	week->lines++; /* reloaded */
}

/* ---- a week ---- */

static void
begin(struct week *week)
{
	struct diagnostics diags = { 0 };
	struct sources sources = { 0 };
	struct error err = { "" };
	const struct app *app;

	week->config = configuration_load("conf", &diags, &sources, &err);
	if (!week->config) {
		fail_msg("%s", err.text);
		abort();
	}
	diagnostics_done(&diags);
	sources_done(&sources);
	app = &week->config->apps[0];
	assert_int_equal(app->n_regions, REGIONS);
	assert_in_range(app->n_probes, 4, PROBES);
	week->application.app = app;
	week->application.told = tell_new(app);
	engine_init(&week->application.engine, app, (struct now){ .boot = BOOT, .wall = WALL });
	log_follow(count, week);
}

static void
end(struct week *week)
{
	log_follow(NULL, NULL);
	tell_free(week->application.told);
	engine_done(&week->application.engine);
	config_free(week->config);
}

/* Three ticks from one answer to the next: less often would be a leap of time. */
static void
play(struct week *week, msec_t lasting)
{
	begin(week);
	for (msec_t at = 0; at < lasting; at += 5000) {
		tick(week, at);
		tick(week, at + 2000);
		tick(week, at + 4000);
		if (at % DAY == 4 * MSEC_HOUR)
			reload(week);
	}
	end(week);
}

static bool
is_critical(const char *probe)
{
	return strcmp(probe, "api") == 0 || strcmp(probe, "ui") == 0 || strcmp(probe, "login") == 0;
}

static void
no_trouble(struct week *week, const char *probe, size_t region, msec_t at, struct sighting *ret)
{
}

/* What is no trouble, though each of it is seen. */
static void
usual_trouble(struct week *week, const char *probe, size_t region, msec_t at, struct sighting *ret)
{
	msec_t day = at % DAY;

	/* Single answers fail, and for half a minute when somebody deploys at noon. */
	if (is_critical(probe) &&
	    (dice(week) % 2000 == 0 ||
		(region == 0 && day >= 12 * MSEC_HOUR && day < 12 * MSEC_HOUR + 30000 &&
		    dice(week) % 3 == 0)))
		sample_judge(&ret->sample, REASON_STATUS);
	/* The batch of the night: two hours about the limit. */
	if (strcmp(probe, "lag") == 0 && day < 2 * MSEC_HOUR)
		sighting_value(ret, dice(week) % 2 ? 1900 : 2100, ret->sample.at);
	/* Nobody is there, so nothing is counted. */
	if (strcmp(probe, "errors") == 0 && day < 6 * MSEC_HOUR && day % (15 * MSEC_MINUTE) > 0)
		sample_judge(&ret->sample, REASON_NO_DATA);
	if (strcmp(probe, "ui") == 0)
		sighting_value(ret, 17.0 - (double)at / DAY, ret->sample.at);
}

static void
of_a_day_without_trouble_only_the_reload_is_read(void **state)
{
	struct week week = { .trouble = no_trouble };

	play(&week, DAY);
	assert_int_equal(week.lines, 1);
	assert_int_equal(week.decisions, 0);
}

static void
a_quiet_week_is_read_in_a_minute(void **state)
{
	struct week week = { .trouble = usual_trouble, .seed = 7 };

	play(&week, WEEK);
	print_message("%zu lines at notice, of them %zu facts; %zu alerts; %zu facts noted\n",
	    week.lines, week.changes, week.alerts, week.noted);
	assert_in_range(week.lines, 10, MOST_LINES);
	/* That much did come and go. */
	assert_in_range(week.noted, 100, 10000);
	assert_in_range(week.alerts, 1, 20);
	assert_int_equal(week.decisions, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_day_without_trouble_only_the_reload_is_read),
		cmocka_unit_test(a_quiet_week_is_read_in_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
