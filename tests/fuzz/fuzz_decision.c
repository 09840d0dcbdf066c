/* SPDX-License-Identifier: MIT */
/*
 * What a decision was made of, as `replay` reads it from a file that anybody may
 * have changed: taken up, decided again and recorded anew, or refused. Whatever is
 * taken up is written so that it decides the same.
 */
#include "core/fate.h"
#include "daemon/ledger.h"
#include "fuzz.h"

/* Decided again from what was taken up, by way of the text that is stored. */
static void
again(const struct engine *engine, struct now now, json_t *zone, const json_t *decided)
{
	autofree(xfree) char *text = ledger_text(ledger_inputs(engine, now));
	json_t *json = json_loads(text, 0, NULL), *made;
	struct engine copy;
	struct decision decision;
	struct now then;
	struct error err;

	want(json != NULL);
	if (zone) /* what is written is the configuration's own */
		json_object_set(json, "time_zone", zone);
	want(ledger_read_inputs(json, engine->app, &copy, &then, &err));
	engine_tick(&copy, &decision, then);
	made = ledger_decision(&copy, &decision, then);
	want(json_equal(made, decided));
	json_decref(made);
	json_decref(json);
	engine_done(&copy);
}

static void
decide(const json_t *json, const struct app *app)
{
	struct inputs inputs;
	struct engine engine;
	struct decision decision;
	struct now now;
	struct error err = { "" };
	json_t *made;

	if (!ledger_read_inputs(json, app, &engine, &now, &err)) {
		want(err.text[0] != '\0');
		return;
	}
	inputs_init(&inputs, app);
	inputs_take(&inputs, &engine, now);
	engine_tick(&engine, &decision, now);
	made = ledger_decision(&engine, &decision, now);
	want(made != NULL);
	again(&inputs.before, now, json_object_get(json, "time_zone"), made);
	json_decref(made);
	inputs_done(&inputs);
	engine_done(&engine);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL);
	struct fate fate;

	if (!json)
		return 0;
	fate_init(&fate, 3);
	decide(json, &fate.s.app);
	fate_done(&fate);
	json_decref(json);
	return 0;
}
