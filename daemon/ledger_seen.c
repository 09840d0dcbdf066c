/* SPDX-License-Identifier: MIT */
/* What was seen before a tick: the samples, the oldest first, and the world. */
#include <stdint.h>
#include <string.h>

#include "ledger_private.h"

static json_t *
series_json(const struct engine *engine, size_t probe, size_t region, msec_t now)
{
	const struct series *series = engine_series(engine, probe, region);
	autofree(buf_done) struct buf samples = { 0 }, valued = { 0 };
	const struct sample *s, *before = NULL;

	for (size_t i = series->n; i-- > 0; before = s) {
		s = series_at(series, i);
		ledger_add_sample(&samples, s, before, now);
	}
	if (series->good.has_value)
		ledger_add_sample(&valued, &series->good, NULL, now);
	return json_pack("{s:s, s:s, s:I, s:s, s:s}", "probe", engine->app->probes[probe].name,
	    "region", engine->app->regions[region].name, "count", (json_int_t)series->count,
	    "valued", buf_text(&valued), "samples", buf_text(&samples));
}

json_t *
ledger_series(const struct engine *engine, msec_t now)
{
	const struct app *app = engine->app;
	json_t *list = json_array();

	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t p = 0; p < app->n_probes; p++)
			json_array_append_new(list, series_json(engine, p, r, now));
	return list;
}

json_t *
ledger_world(const struct engine *engine)
{
	const struct world *w = &engine->world;
	const struct app *app = engine->app;
	json_t *regions = json_array();

	for (size_t r = 0; r < app->n_regions; r++) {
		const struct world_region *region = &w->regions[r];

		json_array_append_new(regions,
		    json_pack("{s:s, s:s, s:b, s:s, s:o, s:I, s:o, s:I}", "region",
			app->regions[r].name, "control", trit_name(region->control), "member",
			region->member, "sync", ledger_syncs[region->sync], "secret",
			ledger_region_json(app, region->secret), "secret_at",
			(json_int_t)region->secret_at, "writer",
			ledger_region_json(app, region->writer), "writer_at",
			(json_int_t)region->writer_at));
	}
	return json_pack("{s:o, s:b, s:o, s:o, s:I, s:I, s:I, s:o}", "writer",
	    ledger_region_json(app, w->writer), "in_flight", w->in_flight, "status",
	    ledger_words(w->status), "answer", ledger_region_json(app, w->answer), "topology_at",
	    (json_int_t)w->topology_at, "controls_at", (json_int_t)w->controls_at, "answer_at",
	    (json_int_t)w->answer_at, "regions", regions);
}

/* ---- and back ---- */

static bool
read_samples(const json_t *json, msec_t now, struct series *ret)
{
	const char *valued = ledger_string(json, "valued"),
		   *samples = ledger_string(json, "samples");
	json_int_t count = ledger_number(json, "count");
	struct sighting sighting = { 0 };

	while (*samples) {
		samples = ledger_next_sample(samples, now, &sighting.sample);
		if (!samples || ret->n == ret->cap)
			return false;
		series_add(ret, &sighting);
	}
	if (count < (json_int_t)ret->n)
		return false;
	ret->count = (size_t)count;
	ret->good = (struct sample){ 0 };
	return !*valued || ledger_next_sample(valued, now, &ret->good);
}

bool
ledger_read_series(const json_t *json, struct engine *ret, msec_t now, struct error *err)
{
	const struct app *app = ret->app;
	const json_t *list = ledger_list(json, "series", app->n_regions * app->n_probes, err);

	for (size_t i = 0; list && i < app->n_regions * app->n_probes; i++) {
		const struct probe_spec *probe = &app->probes[i % app->n_probes];
		const char *region = app->regions[i / app->n_probes].name;
		const json_t *series = json_array_get(list, i);

		if (strcmp(ledger_string(series, "probe"), probe->name) != 0 ||
		    strcmp(ledger_string(series, "region"), region) != 0)
			return error_set(err, "\"series\" has %s of %s where %s of %s should be",
			    ledger_string(series, "probe"), ledger_string(series, "region"),
			    probe->name, region);
		if (!read_samples(series, now, &ret->series[i]))
			return error_set(err, "the samples of %s of %s cannot be read", probe->name,
			    region);
	}
	return list != NULL;
}

bool
ledger_read_world(const json_t *json, const struct app *app, struct world *ret, struct error *err)
{
	const json_t *regions = ledger_list(json, "regions", app->n_regions, err);

	if (!regions)
		return error_wrap(err, "\"world\"");
	ret->writer = ledger_region(json, "writer", app);
	ret->answer = ledger_region(json, "answer", app);
	ret->in_flight = ledger_flag(json, "in_flight");
	ret->topology_at = ledger_time(json, "topology_at");
	ret->controls_at = ledger_time(json, "controls_at");
	ret->answer_at = ledger_time(json, "answer_at");
	LEDGER_TEXT(ret->status, json, "status");
	for (size_t r = 0; r < app->n_regions; r++) {
		const json_t *region = json_array_get(regions, r);

		ret->regions[r] = (struct world_region){
			.control = ledger_trit(region, "control"),
			.member = ledger_flag(region, "member"),
			.sync = (enum sync_status)ledger_word(ledger_string(region, "sync"),
			    ledger_syncs, COUNT(ledger_syncs)),
			.secret = ledger_region(region, "secret", app),
			.secret_at = ledger_time(region, "secret_at"),
			.writer = ledger_region(region, "writer", app),
			.writer_at = ledger_time(region, "writer_at"),
		};
	}
	return true;
}
