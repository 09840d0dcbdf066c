/* SPDX-License-Identifier: MIT */
#include "matters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "core/evidence.h"
#include "ledger.h"
#include "options_json.h"

#define SHORT 12 /* of a digest that only says whether it is the same */

static void set(json_t *json, json_t *value, const char *fmt, ...) printf_like(3, 4);

static void
set(json_t *json, json_t *value, const char *fmt, ...)
{
	char name[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	json_object_set_new(json, name, value);
}

static json_t *
region_name(const struct app *app, size_t region)
{
	return json_string(region < app->n_regions ? app->regions[region].name : "nowhere known");
}

/* ---- the move and where it begins ---- */

static void
add_move(json_t *ret, const struct engine *engine, const struct proposal *p)
{
	const struct app *app = engine->app;

	set(ret,
	    json_sprintf("%s from %s to %s", move_name(p->kind), app->regions[p->from].name,
		app->regions[p->to].name),
	    "move");
	set(ret, json_string(p->force ? "yes" : "no"), "force");
	set(ret, json_string(app->states[engine->memory.state].name), "state");
	set(ret, region_name(app, engine->memory.active), "serving");
}

/* ---- the world ---- */

/* A Region as it was last seen, or that nobody has seen it lately. */
static json_t *
seen(const struct app *app, size_t region, msec_t at, struct now now)
{
	if (at == 0 || now.boot - at > WORLD_FRESH)
		return json_string("not known");
	return region_name(app, region);
}

static void
add_region(json_t *ret, const struct engine *engine, size_t region, struct now now)
{
	const struct app *app = engine->app;
	const struct world_region *world = &engine->world.regions[region];
	const char *name = app->regions[region].name;
	bool controls = engine->world.controls_at > 0;

	if (app->regions[region].routing_control)
		set(ret,
		    json_string(!controls || world->control == TRIT_UNKNOWN ? "not known"
			    : world->control == TRIT_YES                    ? "On"
									    : "Off"),
		    "routing control of %s", name);
	if (app->secret.id && world->secret_at > 0)
		set(ret, seen(app, world->secret, world->secret_at, now),
		    "writer that the secret in %s names", name);
}

static void
add_world(json_t *ret, const struct engine *engine, const struct proposal *p, struct now now)
{
	const struct world *world = &engine->world;

	if (engine->app->aurora.global_cluster) {
		set(ret, seen(engine->app, world->writer, world->topology_at, now), "writer");
		set(ret, json_string(world->in_flight ? "yes" : "no"), "an operation under way");
	}
	add_region(ret, engine, p->from, now);
	add_region(ret, engine, p->to, now);
}

/* ---- facts and guards ---- */

/* Whether a rule of the state goes by it, or every move does. */
static bool
is_asked(const struct engine *engine, size_t fact)
{
	const struct state_spec *state = &engine->app->states[engine->memory.state];
	const char *name = engine->app->facts[fact].name;

	if (strcmp(name, "down") == 0 || strcmp(name, "up") == 0)
		return true;
	for (size_t r = 0; r < state->n_rules; r++)
		for (size_t i = 0; i < state->rules[r].n_when; i++)
			if (state->rules[r].when[i].fact == fact)
				return true;
	return false;
}

static void
add_facts(json_t *ret, const struct engine *engine, const struct proposal *p)
{
	const size_t regions[] = { p->from, p->to };

	for (size_t r = 0; r < COUNT(regions); r++)
		for (size_t f = 0; f < engine->app->n_facts; f++)
			if (is_asked(engine, f))
				set(ret,
				    json_string(trit_name(engine_fact(engine, f, regions[r])
							      ->value)),
				    "fact %s of %s", engine->app->facts[f].name,
				    engine->app->regions[regions[r]].name);
}

static void
add_guards(json_t *ret, const struct guard guards[GUARD_COUNT])
{
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &guards[i];
		bool waived = guard->overridden && guard->value != TRIT_YES;

		if (guard->applies)
			set(ret,
			    json_sprintf("%s%s", trit_name(guard->value), waived ? ", waived" : ""),
			    "guard %s %s", guard->code, guard->name);
	}
}

/* ---- what would be done, and to what ---- */

/* Arguments may hold what is not for everybody: their digest says whether they are the same. */
static void
digest_json(const json_t *json, char ret[DIGEST_HEX])
{
	char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);

	digest_text(text ? text : "", text ? strlen(text) : 0, ret);
	free(text); /* jansson's own */
}

static json_t *
step_json(const struct step_spec *step)
{
	json_t *options =
	    step->kind->options ? options_json(step->kind->options, step->args) : json_object();
	char digest[DIGEST_HEX], every[DURATION_TEXT], deadline[DURATION_TEXT];

	digest_json(options, digest);
	json_decref(options);
	return json_sprintf("%s of kind %s%s%s, every %s, within %s%s, options %.*s", step->name,
	    step->kind->name, step->group ? ", beside those of " : "",
	    step->group ? step->group->name : "", duration_text(step->every, every),
	    duration_text(step->deadline + step->patience, deadline),
	    run_may_fail(step) ? ", may fail" : "", SHORT, digest);
}

static void
add_runbook(json_t *ret, const struct runbook *book)
{
	for (size_t i = 0; book && i < book->n_steps; i++)
		set(ret, step_json(&book->steps[i]), "step %zu", i + 1);
	if (book)
		set(ret, json_sprintf("%zu", book->no_return + 1), "step of no return");
}

static void
add_place(json_t *ret, const struct app *app, size_t region)
{
	const struct region_spec *spec = &app->regions[region];

	if (spec->cluster)
		set(ret, json_string(spec->cluster), "cluster of %s", spec->name);
	if (spec->routing_control)
		set(ret, json_string(spec->routing_control), "ARN of the routing control of %s",
		    spec->name);
}

static void
add_targets(json_t *ret, const struct app *app, const struct proposal *p)
{
	if (app->aurora.global_cluster)
		set(ret, json_string(app->aurora.global_cluster), "global cluster");
	add_place(ret, app, p->from);
	add_place(ret, app, p->to);
	if (app->secret.id)
		set(ret, json_sprintf("%s, member %s", app->secret.id, app->secret.member),
		    "secret");
	for (size_t i = 0; i < app->routing.endpoints.n; i++)
		set(ret, json_string(app->routing.endpoints.values[i]), "ARC endpoint in %s",
		    app->routing.endpoints.keys[i]);
	if (app->dns.name)
		set(ret, json_string(app->dns.name), "public name");
}

json_t *
matters_of(const struct engine *engine, const struct decision *decision, struct now now)
{
	const struct app *app = engine->app;
	const struct proposal *p = &decision->proposal;
	json_t *ret = json_object();

	add_move(ret, engine, p);
	add_world(ret, engine, p, now);
	add_facts(ret, engine, p);
	add_guards(ret, decision->guards);
	add_runbook(ret, app->states[decision->target_state].run);
	add_targets(ret, app, p);
	return ret;
}

/* ---- held against each other ---- */

const char *
matters_digest(const json_t *matters, char ret[DIGEST_HEX])
{
	digest_json(matters, ret);
	return ret;
}

static void
add_difference(json_t *list, const char *what, json_t *was, json_t *is)
{
	json_array_append_new(list,
	    json_pack("{s:s, s:O, s:O}", "what", what, "was", was ? was : json_null(), "is",
		is ? is : json_null()));
}

json_t *
matters_differ(const json_t *was, const json_t *is)
{
	json_t *list = json_array(), *value;
	const char *what;

	json_object_foreach((json_t *)was, what, value)
	{
		json_t *now = json_object_get(is, what);

		if (!now || !json_equal(value, now))
			add_difference(list, what, value, now);
	}
	json_object_foreach((json_t *)is, what, value) if (!json_object_get(was, what))
	    add_difference(list, what, NULL, value);
	return list;
}
