/* SPDX-License-Identifier: MIT */
/* Everything that is known now, on one page. */
#include <stdio.h>

#include "core/evidence.h"
#include "ledger.h"
#include "view.h"

static json_t *
fact_json(const struct engine *engine, size_t f, size_t region, struct now now)
{
	const struct app *app = engine->app;
	const struct fact *fact = engine_fact(engine, f, region);
	char text[DETAIL_TEXT];

	return json_pack("{s:s, s:s, s:o, s:o}", "name", app->facts[f].name, "value",
	    trit_name(fact->value), "because",
	    view_text(fact_text(fact, &app->facts[f], app, text)), "since",
	    view_since(fact->since, now));
}

static json_t *
probe_json(const struct engine *engine, size_t p, size_t region, struct now now)
{
	const struct probe_spec *spec = &engine->app->probes[p];
	const struct series *series = engine_series(engine, p, region);
	const struct sample *s = series_at(series, 0);
	json_t *json = json_pack("{s:s, s:s, s:b}", "name", spec->name, "kind", spec->kind->name,
	    "critical", spec->critical);

	json_object_set_new(json, "outcome",
	    json_string(outcome_name(s ? s->outcome : OUTCOME_UNKNOWN)));
	json_object_set_new(json, "reason", json_string(reason_name(s ? s->reason : REASON_NONE)));
	json_object_set_new(json, "local", json_boolean(s && reason_local(s->reason)));
	json_object_set_new(json, "detail", view_text(s ? series->detail : "not asked yet"));
	json_object_set_new(json, "latency_ms", s ? json_integer(s->latency) : json_null());
	json_object_set_new(json, "value", s && s->has_value ? view_number(s->value) : json_null());
	json_object_set_new(json, "age_s", s ? view_seconds(now.boot - s->at) : json_null());
	return json;
}

static json_t *
probes_json(const struct engine *engine, bool global, size_t region, struct now now)
{
	json_t *list = json_array();

	for (size_t p = 0; p < engine->app->n_probes; p++)
		if (engine->app->probes[p].kind->global == global)
			json_array_append_new(list, probe_json(engine, p, region, now));
	return list;
}

static json_t *
facts_json(const struct engine *engine, size_t region, struct now now)
{
	json_t *list = json_array();

	for (size_t f = 0; f < engine->app->n_facts; f++)
		json_array_append_new(list, fact_json(engine, f, region, now));
	return list;
}

/* null: the application has no routing controls, or no database. */
static json_t *
control_json(const struct engine *engine, size_t region)
{
	static const char *const words[] = { "unknown", "off", "on" };

	if (!engine->app->regions[region].routing_control)
		return json_null();
	if (engine->world.controls_at == 0)
		return json_string("unknown");
	return json_string(words[engine->world.regions[region].control]);
}

static json_t *
writer_json(const struct engine *engine, size_t region)
{
	if (!engine->app->aurora.global_cluster)
		return json_null();
	if (engine->world.topology_at == 0)
		return json_string("unknown");
	return json_string(engine->world.writer == region ? "yes" : "no");
}

static json_t *
region_json(const struct engine *engine, size_t region, struct now now)
{
	const struct app *app = engine->app;
	struct lag lag = evidence_lag(engine, region, now.boot);
	bool active = engine->memory.active == region;
	json_t *json;

	json = json_pack("{s:s, s:b, s:b, s:b, s:b}", "name", app->regions[region].name, "home",
	    app->home == region, "active", active, "target",
	    engine_target(engine, now.boot) == region, "serving", active);
	json_object_set_new(json, "writer", writer_json(engine, region));
	json_object_set_new(json, "control", control_json(engine, region));
	/* The writer's own series only remembers the time when it was a secondary. */
	lag.known = lag.known && engine->world.writer != region;
	json_object_set_new(json, "lag_ms", lag.known ? view_number(lag.value) : json_null());
	json_object_set_new(json, "lag_age_s", lag.known ? view_seconds(lag.age) : json_null());
	json_object_set_new(json, "facts", facts_json(engine, region, now));
	json_object_set_new(json, "probes", probes_json(engine, false, region, now));
	return json;
}

static json_t *
pause_json(const struct pause *pause, struct now now)
{
	if (!pause->on || now.wall >= pause->until)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}", "owner", view_text(pause->owner), "reason",
	    view_text(pause->reason), "until", view_time(pause->until), "left_s",
	    view_seconds(pause->until - now.wall));
}

static json_t *
approval_json(const struct approval *approval, struct now now)
{
	if (!approval->hash[0])
		return json_null();
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:s, s:b, s:o}", "id",
	    json_stringn(approval->hash, APPROVAL_ID), "hash", approval->hash, "asked",
	    view_time(approval->asked), "expires", view_time(approval->expires), "left_s",
	    view_seconds(approval->expires > now.wall ? approval->expires - now.wall : 0),
	    "silence", approval->go ? "go" : "hold", "given", approval->given, "by",
	    approval->given ? view_text(approval->by) : json_null());
}

static json_t *
pending_json(const struct application *application, struct now now)
{
	if (!application->decision.weighed)
		return json_null();
	return view_decision(application, &application->decision, now);
}

static json_t *
run_json(const struct application *application, struct now now)
{
	const struct run *run = application_run(application);
	json_t *record, *json;

	if (!run)
		return json_null();
	record = ledger_run(run);
	json = view_run(record, application->app, now);
	json_decref(record);
	return json;
}

static void
add_troubles(json_t *json, const struct application *application, struct now now)
{
	static const char *const switches[] = { "unknown", "on", "off" };
	const struct engine *engine = &application->engine;
	bool tilted = now.boot < engine->tilt_until;

	json_object_set_new(json, "paused", pause_json(&engine->memory.pause, now));
	json_object_set_new(json, "kill_switch", json_string(switches[engine->kill_switch]));
	json_object_set_new(json, "drift",
	    engine->drift ? view_text(engine->drift_text) : json_null());
	json_object_set_new(json, "tilt_s",
	    tilted ? view_seconds(engine->tilt_until - now.boot) : json_null());
	json_object_set_new(json, "trouble",
	    engine->memory.trouble[0] ? view_text(engine->memory.trouble) : json_null());
	json_object_set_new(json, "preflight", view_preflight(engine, now));
	json_object_set_new(json, "latched", json_boolean(engine->memory.latched));
	json_object_set_new(json, "approval", approval_json(&engine->memory.approval, now));
	json_object_set_new(json, "pending", pending_json(application, now));
}

json_t *
view_application(const struct application *application, struct now now)
{
	const struct engine *engine = &application->engine;
	const struct app *app = application->app;
	const struct state_spec *state = &app->states[engine->memory.state];
	json_t *regions = json_array(), *json;
	char sentence[256];

	engine_sentence(engine, &application->decision, sentence, now);
	json = json_pack("{s:s, s:s, s:s, s:o, s:o, s:b, s:o}", "name", app->name, "mode",
	    mode_name(app->mode), "state", state->name, "since", view_time(engine->memory.since),
	    "since_s", view_seconds(now.wall - engine->memory.since), "needs_operator",
	    engine->memory.state == app->needs_operator, "sentence", view_text(sentence));
	json_object_set_new(json, "active", view_region(app, engine->memory.active));
	json_object_set_new(json, "home", view_region(app, app->home));
	json_object_set_new(json, "target", view_region(app, engine_target(engine, now.boot)));
	add_troubles(json, application, now);
	json_object_set_new(json, "run", run_json(application, now));
	json_object_set_new(json, "last_run",
	    application->last_run[0] ? view_text(application->last_run) : json_null());
	json_object_set_new(json, "drills", view_drills(application, now));
	for (size_t r = 0; r < app->n_regions; r++)
		json_array_append_new(regions, region_json(engine, r, now));
	json_object_set_new(json, "regions", regions);
	json_object_set_new(json, "probes", probes_json(engine, true, 0, now));
	return json;
}

/* One ledger serves all applications: what the least lucky one says. */
static json_t *
ledger_json(const struct daemon *daemon)
{
	if (!daemon->store)
		return json_pack("{s:b, s:o}", "ok", 0, "trouble",
		    view_text(daemon->store_trouble.text));
	for (size_t i = 0; i < daemon->n_applications; i++)
		if (!daemon->applications[i].engine.ledger)
			return json_pack("{s:b, s:o}", "ok", 0, "trouble",
			    view_text(daemon->store_trouble.text[0]
				    ? daemon->store_trouble.text
				    : "the last write was not taken"));
	return json_pack("{s:b, s:n}", "ok", 1, "trouble");
}

json_t *
view_status(const struct daemon *daemon, struct now now)
{
	json_t *applications = json_array();

	for (size_t i = 0; i < daemon->n_applications; i++)
		json_array_append_new(applications,
		    view_application(&daemon->applications[i], now));
	return json_pack("{s:s, s:o, s:o, s:o, s:{s:o, s:s}, s:o, s:o}", "version", VERSION, "now",
	    view_time(now.wall), "started", view_time(daemon->started), "tick_age_s",
	    view_seconds(now.boot - daemon->last_tick), "config", "path",
	    view_text(daemon->config_path), "digest", daemon->config->digest, "ledger",
	    ledger_json(daemon), "applications", applications);
}
