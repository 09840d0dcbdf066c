/* SPDX-License-Identifier: MIT */
/*
 * Runs, decisions and the engine's memory as the JSON that the ledger keeps and
 * the API shows, and back. Regions and states are written by name, so that a
 * record outlives a change of the configuration.
 */
#ifndef DAEMON_LEDGER_H
#define DAEMON_LEDGER_H

#include <jansson.h>

#include "config/config.h"
#include "core/engine.h"

json_t *ledger_run(const struct run *run);
/* false: the record cannot be taken up under this configuration; err says what is missing. */
must_check bool ledger_read_run(const char *text, const struct app *app, struct run *ret,
    struct error *err);

json_t *ledger_memory(const struct engine *engine);
must_check bool ledger_read_memory(const char *text, const struct app *app, struct memory *ret,
    struct error *err);

/*
 * All that a tick goes by, as core/inputs takes it before one: engine is as it was
 * then. What follows from the configuration alone is left out, but for the rule of
 * the time zone, which is the system's.
 */
json_t *ledger_inputs(const struct engine *engine, struct now now);
/* Makes an engine that can be ticked; engine_done() frees it. false: err says which member cannot
 * be taken up, and there is no engine. */
must_check bool ledger_read_inputs(const json_t *json, const struct app *app, struct engine *ret,
    struct now *ret_now, struct error *err);

json_t *ledger_guards(const struct guard guards[GUARD_COUNT], struct now now);
/*
 * What was decided, as far as it follows from the engine after its tick:
 *	head       what was decided, about which move, in one sentence: what a list shows
 *	missed     the rule that held for nothing, or null
 *	pending    how much of its time each rule has held
 *	facts, guards, and otherwise: what would have turned it
 */
json_t *ledger_decision(const struct engine *engine, const struct decision *decision,
    struct now now);
const char *ledger_decided(enum decide verb); /* "would-move" */
/*
 * What was proved of the chain of events: a row of store_prove(). "bad" is the first
 * event that does not follow, or null: {"event", "fault": "changed", "missing" or
 * "unreadable", "time", "application", "kind", "recorded", "computed"}.
 */
json_t *ledger_audit(const json_t *proof);
/* The texts of a configuration: {"files": [{"name", "text"}]}. */
json_t *ledger_sources(const struct source *list, size_t n);

/*
 * A text of any bytes as a JSON string: what is not UTF-8 becomes "?". Our texts are
 * cut where their room ends, perhaps within a character, or come from outside;
 * jansson alone makes nothing at all of such a text, nor of what it is packed into.
 */
json_t *ledger_words(const char *text);

/* Serialised, compact; takes over the reference; the caller frees with xfree(). */
char *ledger_text(json_t *json);

#endif
