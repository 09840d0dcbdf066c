/* SPDX-License-Identifier: MIT */
/*
 * What a tick goes by, as JSON. Times of the boot clock are what they were, for
 * they mean nothing but their distances; only samples are told by their age.
 */
#include "ledger_private.h"

/* ---- what was thought of it ---- */

/* Of the tick before, and all there is of a command, which no tick weighs. */
static json_t *
because_json(const struct because *b)
{
	return json_pack("[f, i, i, i, I, I, I]", b->measured, b->good, b->bad, b->unknown,
	    (json_int_t)b->worst, (json_int_t)b->silent, (json_int_t)b->holding);
}

/* Turns: when the fact turned, as far back as is kept, the oldest first. */
static json_t *
fact_json(const struct engine *engine, size_t f, size_t region)
{
	const struct app *app = engine->app;
	const struct fact *fact = engine_fact(engine, f, region);
	const struct churn *churn = &engine->churns[region * app->n_facts + f];
	json_t *turns = json_array();

	for (size_t i = churn->n < CHURN_MOST ? churn->n : CHURN_MOST; i-- > 0;)
		json_array_append_new(turns, json_integer(churn_at(churn, i)));
	return json_pack("{s:s, s:s, s:s, s:I, s:s, s:I, s:o, s:I, s:o}", "fact",
	    app->facts[f].name, "region", app->regions[region].name, "value",
	    trit_name(fact->value), "since", (json_int_t)fact->since, "known",
	    trit_name(fact->known), "known_at", (json_int_t)fact->known_at, "because",
	    because_json(&fact->because), "turned", (json_int_t)churn->n, "turns", turns);
}

static json_t *
all_facts(const struct engine *engine)
{
	const struct app *app = engine->app;
	json_t *list = json_array();

	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t f = 0; f < app->n_facts; f++)
			json_array_append_new(list, fact_json(engine, f, r));
	return list;
}

static json_t *
pending_json(const struct engine *engine)
{
	json_t *list = json_array();

	for (size_t i = 0; i < RULES_MOST; i++) {
		const struct pending *p = &engine->pending[i];

		json_array_append_new(list,
		    json_pack("{s:b, s:I, s:I, s:I, s:s*}", "holding", p->holding, "held",
			(json_int_t)p->held, "needed", (json_int_t)p->needed, "last",
			(json_int_t)p->last, "unheard", p->unheard[0] ? p->unheard : NULL));
	}
	return list;
}

static json_t *
outage_json(const struct engine *engine)
{
	const struct outage *outage = &engine->outage;
	json_t *lags = json_array();

	for (size_t r = 0; r < engine->app->n_regions; r++)
		json_array_append_new(lags,
		    json_pack("{s:f, s:I}", "value", outage->lag[r].value, "at",
			(json_int_t)outage->lag[r].at));
	return json_pack("{s:I, s:o, s:o}", "at", (json_int_t)outage->at, "region",
	    ledger_region_json(engine->app, outage->region), "lags", lags);
}

static json_t *
misses_json(const struct engine *engine)
{
	const struct app *app = engine->app;
	json_t *list = json_array();

	for (size_t i = engine->n_misses < MISSES_MOST ? engine->n_misses : MISSES_MOST; i > 0;
	     i--) {
		const struct miss *miss = &engine->misses[(engine->n_misses - i) % MISSES_MOST];

		json_array_append_new(list,
		    json_pack("{s:I, s:s, s:I, s:I, s:I}", "at", (json_int_t)miss->at, "state",
			app->states[miss->state].name, "rule", (json_int_t)miss->rule, "held",
			(json_int_t)miss->held, "needed", (json_int_t)miss->needed));
	}
	return list;
}

/* ---- what the others say ---- */

static json_t *
ballots_json(const struct engine *engine)
{
	json_t *list = json_array();

	for (size_t i = 0; i < OBSERVERS_MOST; i++) {
		const struct ballot *b = &engine->ballots[i];
		json_t *votes = json_array();

		for (size_t r = 0; r < engine->app->n_regions; r++)
			json_array_append_new(votes, json_string(ledger_votes[b->votes[r]]));
		json_array_append_new(list,
		    json_pack("{s:o, s:b, s:I, s:I, s:o, s:i}", "votes", votes, "sound", b->sound,
			"at", (json_int_t)b->at, "sequence", (json_int_t)b->sequence, "config",
			ledger_words(b->config), "version", b->version));
	}
	return list;
}

static json_t *
verdicts_json(const struct engine *engine)
{
	json_t *list = json_array();

	for (size_t r = 0; r < engine->app->n_regions; r++) {
		const struct finding *v = &engine->verdicts[r];

		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:b, s:i, s:i, s:i, s:I, s:I, s:o}", "region",
			engine->app->regions[r].name, "down", trit_name(v->down), "up",
			trit_name(v->up), "contested", v->contested, "down_votes", v->down_votes,
			"up_votes", v->up_votes, "silent", v->silent, "since", (json_int_t)v->since,
			"at", (json_int_t)v->at, "text", ledger_words(v->text)));
	}
	return list;
}

/* ---- all of it ---- */

static json_t *
self_json(const struct engine *e)
{
	const struct lease *lease = &e->lease;
	const struct preflight *preflight = &e->preflight;
	const struct readiness *ready = &e->readiness;
	const char *place = e->place == PLACE_UNKNOWN ? LEDGER_NOWHERE : LEDGER_ELSEWHERE;

	if (e->place < e->app->n_regions)
		place = e->app->regions[e->place].name;
	return json_pack("{s:s, s:b, s:b, s:s, s:{s:I, s:I}, s:{s:s, s:I, s:I}, s:{s:s, s:I, s:o}, "
			 "s:{s:b, s:s, s:I, s:o, s:o, s:o}, s:o, s:o}",
	    "place", place, "running", e->running, "ledger", e->ledger, "kill_switch",
	    trit_name(e->kill_switch), "references", "asked", (json_int_t)e->references.asked,
	    "good", (json_int_t)e->references.good, "lease", "held", trit_name(lease->held),
	    "epoch", (json_int_t)lease->epoch, "left", (json_int_t)lease->left, "preflight", "good",
	    trit_name(preflight->good), "at", (json_int_t)preflight->at, "text",
	    ledger_words(preflight->text), "readiness", "asked", ready->asked, "good",
	    trit_name(ready->good), "at", (json_int_t)ready->at, "from",
	    ledger_region_json(e->app, ready->from), "to", ledger_region_json(e->app, ready->to),
	    "text", ledger_words(ready->text), "ballots", ballots_json(e), "verdicts",
	    verdicts_json(e));
}

static json_t *
clocks_json(const struct engine *e)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:I, s:I, s:I, s:o, s:I, s:I}",
	    "started", (json_int_t)e->started, "last_tick", (json_int_t)e->last_tick, "tilt_until",
	    (json_int_t)e->tilt_until, "ended", (json_int_t)e->ended, "wall_offset",
	    (json_int_t)e->wall_offset, "observed", e->observed, "drift", e->drift, "drift_since",
	    (json_int_t)e->drift_since, "differ_since", (json_int_t)e->differ_since, "late_since",
	    (json_int_t)e->late_since, "drift_text", ledger_words(e->drift_text), "proposed",
	    (json_int_t)e->proposed, "missed", (json_int_t)e->n_misses);
}

json_t *
ledger_inputs(const struct engine *engine, struct now now)
{
	const struct limits *limits = &engine->app->limits;
	const char *zone = limits->zone_rule ? limits->zone_rule : limits->time_zone;
	json_t *json = json_pack("{s:i, s:I, s:I, s:s, s:o}", "format", LEDGER_FORMAT, "boot",
	    (json_int_t)now.boot, "wall", (json_int_t)now.wall, "config", engine->config,
	    "time_zone", zone ? json_string(zone) : json_null());

	json_object_set_new(json, "memory", ledger_memory(engine));
	json_object_set_new(json, "clocks", clocks_json(engine));
	json_object_set_new(json, "self", self_json(engine));
	json_object_set_new(json, "world", ledger_world(engine));
	json_object_set_new(json, "pending", pending_json(engine));
	json_object_set_new(json, "outage", outage_json(engine));
	json_object_set_new(json, "misses", misses_json(engine));
	json_object_set_new(json, "facts", all_facts(engine));
	json_object_set_new(json, "series", ledger_series(engine, now.boot));
	return json;
}
