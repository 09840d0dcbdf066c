/* SPDX-License-Identifier: MIT */
/*
 * From what a tick went by, the engine again. A record may have been changed by
 * anybody: what is no number counts as 0, and shows in what is decided; what
 * cannot be placed, or would not fit, is refused by its name.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "ledger_private.h"

/* ---- what was thought of it ---- */

static bool
read_turns(const json_t *json, struct churn *ret)
{
	const json_t *turns = json_object_get(json, "turns");
	json_int_t n = ledger_number(json, "turned");
	size_t kept = json_array_size(turns);

	if (n < 0 || kept != (size_t)(n < CHURN_MOST ? n : CHURN_MOST))
		return false;
	*ret = (struct churn){ .n = (size_t)n - kept };
	for (size_t i = 0; i < kept; i++)
		churn_add(ret, ledger_near(json_integer_value(json_array_get(turns, i))));
	return true;
}

/* What it says of a probe must be one that the fact has. */
static void
read_because(const json_t *json, const struct fact_spec *spec, struct because *ret)
{
	*ret = (struct because){ .measured = json_number_value(json_array_get(json, 0)),
		.good = (int)json_integer_value(json_array_get(json, 1)),
		.bad = (int)json_integer_value(json_array_get(json, 2)),
		.unknown = (int)json_integer_value(json_array_get(json, 3)),
		.worst = (size_t)json_integer_value(json_array_get(json, 4)),
		.silent = (size_t)json_integer_value(json_array_get(json, 5)),
		.holding = (uint32_t)json_integer_value(json_array_get(json, 6)) };
	if (ret->worst >= spec->n_probes)
		ret->worst = 0;
	if (ret->silent > spec->n_probes)
		ret->silent = spec->n_probes;
	if (spec->n_of < TOGETHER_MOST)
		ret->holding &= ((uint32_t)1 << spec->n_of) - 1;
}

static bool
read_facts(const json_t *json, struct engine *ret, struct error *err)
{
	const struct app *app = ret->app;
	const json_t *list = ledger_list(json, "facts", app->n_regions * app->n_facts, err);

	for (size_t i = 0; list && i < app->n_regions * app->n_facts; i++) {
		const struct fact_spec *spec = &app->facts[i % app->n_facts];
		const char *region = app->regions[i / app->n_facts].name;
		const json_t *fact = json_array_get(list, i);

		if (strcmp(ledger_string(fact, "fact"), spec->name) != 0 ||
		    strcmp(ledger_string(fact, "region"), region) != 0)
			return error_set(err, "\"facts\" has %s of %s where %s of %s should be",
			    ledger_string(fact, "fact"), ledger_string(fact, "region"), spec->name,
			    region);
		ret->facts[i].value = ledger_trit(fact, "value");
		ret->facts[i].since = ledger_time(fact, "since");
		ret->facts[i].known = ledger_trit(fact, "known");
		ret->facts[i].known_at = ledger_time(fact, "known_at");
		read_because(json_object_get(fact, "because"), spec, &ret->facts[i].because);
		if (!read_turns(fact, &ret->churns[i]))
			return error_set(err, "the turns of %s of %s cannot be read", spec->name,
			    region);
	}
	return list != NULL;
}

static bool
read_pending(const json_t *json, struct engine *ret, struct error *err)
{
	const json_t *list = ledger_list(json, "pending", RULES_MOST, err);

	for (size_t i = 0; list && i < RULES_MOST; i++) {
		const json_t *pending = json_array_get(list, i);

		ret->pending[i] = (struct pending){ .holding = ledger_flag(pending, "holding"),
			.held = ledger_time(pending, "held"),
			.needed = ledger_time(pending, "needed"),
			.last = ledger_time(pending, "last") };
		snprintf(ret->pending[i].unheard, sizeof(ret->pending[i].unheard), "%s",
		    ledger_string(pending, "unheard"));
	}
	return list != NULL;
}

static bool
read_outage(const json_t *json, const struct app *app, struct outage *ret, struct error *err)
{
	const json_t *lags = ledger_list(json, "lags", app->n_regions, err);

	if (!lags)
		return error_wrap(err, "\"outage\"");
	ret->at = ledger_time(json, "at");
	ret->region = ledger_region(json, "region", app);
	for (size_t r = 0; r < app->n_regions; r++) {
		const json_t *lag = json_array_get(lags, r);

		ret->lag[r].value = json_number_value(json_object_get(lag, "value"));
		ret->lag[r].at = ledger_time(lag, "at");
	}
	return true;
}

static bool
read_misses(const json_t *json, struct engine *ret, struct error *err)
{
	json_int_t n = ledger_number(json_object_get(json, "clocks"), "missed");
	size_t kept = n < 0 ? 0 : n < MISSES_MOST ? (size_t)n : MISSES_MOST;
	const json_t *list = ledger_list(json, "misses", kept, err);

	ret->n_misses = n < 0 ? 0 : (size_t)n;
	for (size_t i = 0; list && i < kept; i++) {
		const json_t *json_miss = json_array_get(list, i);
		struct miss miss = { .at = ledger_time(json_miss, "at"),
			.state = ledger_state(ret->app, ledger_string(json_miss, "state")),
			.rule = (size_t)ledger_number(json_miss, "rule"),
			.held = ledger_time(json_miss, "held"),
			.needed = ledger_time(json_miss, "needed") };

		if (miss.state == ret->app->n_states ||
		    miss.rule >= ret->app->states[miss.state].n_rules)
			return error_set(err, "\"misses\" has a rule of \"%s\" that is none",
			    ledger_string(json_miss, "state"));
		ret->misses[(ret->n_misses - kept + i) % MISSES_MOST] = miss;
	}
	return list != NULL;
}

/* ---- what the others say ---- */

static bool
read_ballots(const json_t *json, struct engine *ret, struct error *err)
{
	const json_t *list = ledger_list(json, "ballots", OBSERVERS_MOST, err);

	for (size_t i = 0; list && i < OBSERVERS_MOST; i++) {
		const json_t *ballot = json_array_get(list, i);
		const json_t *votes = json_object_get(ballot, "votes");
		struct ballot *b = &ret->ballots[i];

		*b = (struct ballot){ .sound = ledger_flag(ballot, "sound"),
			.at = ledger_time(ballot, "at"),
			.sequence = (uint64_t)ledger_number(ballot, "sequence"),
			.version = (int)ledger_number(ballot, "version") };
		LEDGER_TEXT(b->config, ballot, "config");
		for (size_t r = 0; r < ret->app->n_regions; r++)
			b->votes[r] =
			    (enum vote)ledger_word(json_string_value(json_array_get(votes, r)),
				ledger_votes, COUNT(ledger_votes));
	}
	return list != NULL;
}

static bool
read_verdicts(const json_t *json, struct engine *ret, struct error *err)
{
	const json_t *list = ledger_list(json, "verdicts", ret->app->n_regions, err);

	for (size_t r = 0; list && r < ret->app->n_regions; r++) {
		const json_t *verdict = json_array_get(list, r);

		ret->verdicts[r] = (struct finding){ .down = ledger_trit(verdict, "down"),
			.up = ledger_trit(verdict, "up"),
			.contested = ledger_flag(verdict, "contested"),
			.down_votes = (int)ledger_number(verdict, "down_votes"),
			.up_votes = (int)ledger_number(verdict, "up_votes"),
			.silent = (int)ledger_number(verdict, "silent"),
			.since = ledger_time(verdict, "since"),
			.at = ledger_time(verdict, "at") };
		LEDGER_TEXT(ret->verdicts[r].text, verdict, "text");
	}
	return list != NULL;
}

/* ---- all of it ---- */

static size_t
place_of(const json_t *json, const struct app *app)
{
	const char *place = ledger_string(json, "place");

	if (strcmp(place, LEDGER_ELSEWHERE) == 0)
		return REGION_NONE;
	return app_region(app, place) == REGION_NONE ? PLACE_UNKNOWN : app_region(app, place);
}

static bool
read_self(const json_t *json, struct engine *ret, struct error *err)
{
	const json_t *references = json_object_get(json, "references");
	const json_t *lease = json_object_get(json, "lease");
	const json_t *preflight = json_object_get(json, "preflight");
	const json_t *ready = json_object_get(json, "readiness");

	ret->place = place_of(json, ret->app);
	ret->running = ledger_flag(json, "running");
	ret->ledger = ledger_flag(json, "ledger");
	ret->kill_switch = ledger_trit(json, "kill_switch");
	ret->references.asked = (size_t)ledger_number(references, "asked");
	ret->references.good = (size_t)ledger_number(references, "good");
	ret->lease = (struct lease){ ledger_trit(lease, "held"),
		(uint64_t)ledger_number(lease, "epoch"), ledger_number(lease, "left") };
	ret->preflight = (struct preflight){ .good = ledger_trit(preflight, "good"),
		.at = ledger_time(preflight, "at") };
	LEDGER_TEXT(ret->preflight.text, preflight, "text");
	ret->readiness = (struct readiness){ .asked = ledger_flag(ready, "asked"),
		.good = ledger_trit(ready, "good"),
		.at = ledger_time(ready, "at"),
		.from = ledger_region(ready, "from", ret->app),
		.to = ledger_region(ready, "to", ret->app) };
	LEDGER_TEXT(ret->readiness.text, ready, "text");
	return read_ballots(json, ret, err) && read_verdicts(json, ret, err);
}

static void
read_clocks(const json_t *json, struct engine *ret)
{
	ret->started = ledger_time(json, "started");
	ret->last_tick = ledger_time(json, "last_tick");
	ret->tilt_until = ledger_time(json, "tilt_until");
	ret->ended = ledger_time(json, "ended");
	ret->wall_offset = ledger_time(json, "wall_offset");
	ret->observed = ledger_flag(json, "observed");
	ret->drift = ledger_flag(json, "drift");
	ret->drift_since = ledger_time(json, "drift_since");
	ret->differ_since = ledger_time(json, "differ_since");
	ret->late_since = ledger_time(json, "late_since");
	ret->proposed = (size_t)ledger_number(json, "proposed");
	LEDGER_TEXT(ret->drift_text, json, "drift_text");
}

/* The system may have another rule for the zone by now. */
static void
set_zone(const json_t *json, struct engine *ret)
{
	struct limits limits = ret->app->limits;

	limits.zone_rule = json_string_value(json_object_get(json, "time_zone"));
	if (!limits.zone_rule)
		return;
	ret->calendar_error.text[0] = '\0';
	ret->calendars = guard_calendar(&limits, true, &ret->forced, &ret->calendar_error) &&
	    guard_calendar(&limits, false, &ret->planned, &ret->calendar_error);
}

static bool
read_all(const json_t *json, struct engine *ret, msec_t now, struct error *err)
{
	if (ledger_number(json, "format") != LEDGER_FORMAT)
		return error_set(err, "their format is %lld, and this version reads %d",
		    (long long)ledger_number(json, "format"), LEDGER_FORMAT);
	if (!ledger_memory_of(json_object_get(json, "memory"), ret->app, &ret->memory, err))
		return error_wrap(err, "\"memory\"");
	LEDGER_TEXT(ret->config, json, "config");
	set_zone(json, ret);
	read_clocks(json_object_get(json, "clocks"), ret);
	return read_self(json_object_get(json, "self"), ret, err) &&
	    ledger_read_world(json_object_get(json, "world"), ret->app, &ret->world, err) &&
	    read_pending(json, ret, err) &&
	    read_outage(json_object_get(json, "outage"), ret->app, &ret->outage, err) &&
	    read_misses(json, ret, err) && read_facts(json, ret, err) &&
	    ledger_read_series(json, ret, now, err);
}

bool
ledger_read_inputs(const json_t *json, const struct app *app, struct engine *ret,
    struct now *ret_now, struct error *err)
{
	struct now now = { ledger_time(json, "boot"), ledger_time(json, "wall") };
	struct engine engine;

	engine_init(&engine, app, now);
	if (!read_all(json, &engine, now.boot, err)) {
		engine_done(&engine);
		return error_wrap(err, "what the tick went by");
	}
	*ret = engine;
	*ret_now = now;
	return true;
}
