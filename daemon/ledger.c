/* SPDX-License-Identifier: MIT */
#include "ledger_private.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "config/utf8.h"

char *
ledger_text(json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);

	json_decref(json);
	return text ? text : xstrdup("{}");
}

json_t *
ledger_words(const char *text)
{
	autofree(buf_done) struct buf whole = { 0 };
	json_t *json = json_string(text);
	uint32_t c;

	if (json)
		return json;
	for (size_t n = 0; *text; text += n > 0 ? n : 1) {
		n = utf8_next(text, strlen(text), &c);
		buf_add(&whole, n > 0 ? text : "?", n > 0 ? n : 1);
	}
	return json_string(buf_text(&whole));
}

json_t *
ledger_sources(const struct source *list, size_t n)
{
	json_t *files = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(files,
		    json_pack("{s:o, s:o}", "name", ledger_words(list[i].name), "text",
			json_stringn(list[i].text, list[i].len)));
	return json_pack("{s:o}", "files", files);
}

bool
ledger_move_kind(const json_t *json, enum move_kind *ret)
{
	for (int kind = MOVE_FAILOVER; kind <= MOVE_FAILBACK; kind++)
		if (strcmp(ledger_string(json, "kind"), move_name(kind)) == 0) {
			*ret = kind;
			return true;
		}
	return false;
}

/* ---- what the engine remembers ---- */

static json_t *
moves_json(const struct memory *memory)
{
	json_t *moves = json_array();

	for (size_t i = 0; i < memory->n_moves; i++)
		json_array_append_new(moves,
		    json_pack("{s:I, s:s, s:b}", "at", (json_int_t)memory->moves[i].at, "kind",
			move_name(memory->moves[i].kind), "automatic", memory->moves[i].automatic));
	return moves;
}

static json_t *
approval_json(const struct app *app, const struct approval *a)
{
	return json_pack("{s:s, s:I, s:o, s:I, s:I, s:b, s:b, s:o}", "hash", a->hash, "rule",
	    (json_int_t)a->rule, "to", ledger_region_json(app, a->to), "asked",
	    (json_int_t)a->asked, "expires", (json_int_t)a->expires, "go", a->go, "given", a->given,
	    "by", ledger_words(a->by));
}

static json_t *
outage_json(const struct app *app, const struct outage *outage)
{
	json_t *lags;

	if (outage->at == 0)
		return json_null();
	lags = json_array();
	for (size_t r = 0; r < app->n_regions; r++)
		if (outage->lag[r].at != 0)
			json_array_append_new(lags,
			    json_pack("{s:s, s:f, s:I}", "region", app->regions[r].name, "value",
				outage->lag[r].value, "at", (json_int_t)outage->lag[r].at));
	return json_pack("{s:I, s:I, s:o, s:o}", "at", (json_int_t)outage->at, "seen",
	    (json_int_t)outage->seen, "region", ledger_region_json(app, outage->region), "lags",
	    lags);
}

static json_t *
waivers_json(const struct memory *memory)
{
	json_t *list = json_array();

	for (size_t i = 0; i < memory->n_waivers; i++) {
		const struct waiver *waiver = &memory->waivers[i];

		json_array_append_new(list,
		    json_pack("{s:o, s:I, s:o, s:o}", "gate", ledger_words(waiver->gate), "until",
			(json_int_t)waiver->until, "owner", ledger_words(waiver->owner), "reason",
			ledger_words(waiver->reason)));
	}
	return list;
}

json_t *
ledger_memory(const struct engine *engine)
{
	const struct memory *m = &engine->memory;

	return json_pack("{s:s, s:s, s:b, s:I, s:b, s:I, s:o, s:{s:b, s:I, s:o, s:o}, s:o, s:o, "
			 "s:o, s:o, s:o}",
	    "state", engine->app->states[m->state].name, "active",
	    engine->app->regions[m->active].name, "placed", m->placed, "since",
	    (json_int_t)m->since, "latched", m->latched, "acked", (json_int_t)m->acked,
	    "ack_reason", ledger_words(m->ack_reason), "pause", "on", m->pause.on, "until",
	    (json_int_t)m->pause.until, "owner", ledger_words(m->pause.owner), "reason",
	    ledger_words(m->pause.reason), "trouble", ledger_words(m->trouble), "approval",
	    approval_json(engine->app, &m->approval), "outage",
	    outage_json(engine->app, &m->outage), "moves", moves_json(m), "waivers",
	    waivers_json(m));
}

static void
read_moves(const json_t *json, struct memory *ret)
{
	size_t i;
	json_t *move;

	json_array_foreach(json, i, move)
	{
		struct past_move past = { .at = ledger_time(move, "at"),
			.automatic = ledger_flag(move, "automatic") };

		if (ret->n_moves < MOVES_MOST && ledger_move_kind(move, &past.kind))
			ret->moves[ret->n_moves++] = past;
	}
}

static void
read_waivers(const json_t *json, struct memory *ret)
{
	const json_t *waiver;
	size_t i;

	json_array_foreach(json, i, waiver)
	{
		struct waiver *to = &ret->waivers[ret->n_waivers];

		if (ret->n_waivers == WAIVERS_MOST)
			return;
		to->until = ledger_time(waiver, "until");
		LEDGER_TEXT(to->gate, waiver, "gate");
		LEDGER_TEXT(to->owner, waiver, "owner");
		LEDGER_TEXT(to->reason, waiver, "reason");
		ret->n_waivers++;
	}
}

static void
read_pause(const json_t *json, struct pause *ret)
{
	ret->on = ledger_flag(json, "on");
	ret->until = ledger_time(json, "until");
	snprintf(ret->owner, sizeof(ret->owner), "%s", ledger_string(json, "owner"));
	snprintf(ret->reason, sizeof(ret->reason), "%s", ledger_string(json, "reason"));
}

static void
read_approval(const json_t *json, const struct app *app, struct approval *ret)
{
	ret->to = ledger_region(json, "to", app);
	ret->rule = (size_t)ledger_number(json, "rule");
	ret->asked = ledger_time(json, "asked");
	ret->expires = ledger_time(json, "expires");
	ret->go = ledger_flag(json, "go");
	ret->given = ledger_flag(json, "given");
	snprintf(ret->hash, sizeof(ret->hash), "%s", ledger_string(json, "hash"));
	snprintf(ret->by, sizeof(ret->by), "%s", ledger_string(json, "by"));
}

/* Of Regions that are still there. */
static void
read_outage(const json_t *json, const struct app *app, struct outage *ret)
{
	size_t i;
	json_t *lag;

	*ret = (struct outage){ .region = ledger_region(json, "region", app) };
	if (ret->region == REGION_NONE) {
		ret->region = 0;
		return;
	}
	ret->at = ledger_time(json, "at");
	ret->seen = ledger_time(json, "seen");
	json_array_foreach(json_object_get(json, "lags"), i, lag)
	{
		size_t region = ledger_region(lag, "region", app);

		if (region == REGION_NONE)
			continue;
		ret->lag[region].value = json_number_value(json_object_get(lag, "value"));
		ret->lag[region].at = ledger_time(lag, "at");
	}
}

size_t
ledger_state(const struct app *app, const char *name)
{
	size_t s = 0;

	while (s < app->n_states && strcmp(app->states[s].name, name) != 0)
		s++;
	return s;
}

bool
ledger_memory_of(const json_t *json, const struct app *app, struct memory *ret, struct error *err)
{
	*ret = (struct memory){ .state = ledger_state(app, ledger_string(json, "state")),
		.active = app_region(app, ledger_string(json, "active")),
		.placed = !json_is_false(json_object_get(json, "placed")),
		.since = ledger_time(json, "since"),
		.acked = ledger_time(json, "acked"),
		.latched = ledger_flag(json, "latched") };
	snprintf(ret->ack_reason, sizeof(ret->ack_reason), "%s", ledger_string(json, "ack_reason"));
	snprintf(ret->trouble, sizeof(ret->trouble), "%s", ledger_string(json, "trouble"));
	read_pause(json_object_get(json, "pause"), &ret->pause);
	read_approval(json_object_get(json, "approval"), app, &ret->approval);
	read_outage(json_object_get(json, "outage"), app, &ret->outage);
	read_moves(json_object_get(json, "moves"), ret);
	read_waivers(json_object_get(json, "waivers"), ret);
	if (ret->state < app->n_states && ret->active != REGION_NONE)
		return true;
	return error_set(err,
	    "it was in state \"%s\", serving from \"%s\"; the configuration lacks one",
	    ledger_string(json, "state"), ledger_string(json, "active"));
}

bool
ledger_read_memory(const char *text, const struct app *app, struct memory *ret, struct error *err)
{
	json_t *json = json_loads(text, 0, NULL);
	bool good;

	if (!json)
		return error_set(err, "its record is not JSON");
	good = ledger_memory_of(json, app, ret, err);
	json_decref(json);
	return good;
}
