/* SPDX-License-Identifier: MIT */
/* What the parts of the ledger share: members of a record. One that is missing, or of another type,
 * has a plain value. */
#ifndef DAEMON_LEDGER_PRIVATE_H
#define DAEMON_LEDGER_PRIVATE_H

#include <stdio.h>

#include "base/buf.h"
#include "ledger.h"

/* Fills an array of characters. */
#define LEDGER_TEXT(ret, json, key) snprintf(ret, sizeof(ret), "%s", ledger_string(json, key))

static inline const char *
ledger_string(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

static inline json_int_t
ledger_number(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

/* A moment or a duration, so that sums of some still fit. */
static inline msec_t
ledger_near(msec_t time)
{
	const msec_t most = MSEC_NEVER / 16;

	return time > most ? most : time < -most ? -most : time;
}

static inline msec_t
ledger_time(const json_t *json, const char *key)
{
	return ledger_near(json_integer_value(json_object_get(json, key)));
}

static inline bool
ledger_flag(const json_t *json, const char *key)
{
	return json_is_true(json_object_get(json, key));
}

/* The word of the member "kind". */
must_check bool ledger_move_kind(const json_t *json, enum move_kind *ret);
must_check bool ledger_memory_of(const json_t *json, const struct app *app, struct memory *ret,
    struct error *err);
#define LEDGER_FORMAT 1 /* of what a tick goes by */
/* Words, in the order of their enums. */
extern const char *const ledger_votes[3], *const ledger_syncs[3];
/* Where we stand when that is no Region of the application's, and when nobody knows. */
#define LEDGER_ELSEWHERE "elsewhere"
#define LEDGER_NOWHERE   "unknown"
/* The index of a word; 0: it is none of them. */
int ledger_word(const char *word, const char *const *words, int n);
enum trit ledger_trit(const json_t *json, const char *key);
size_t ledger_region(const json_t *json, const char *key, const struct app *app);
json_t *ledger_region_json(const struct app *app, size_t region); /* null: none of ours */
/* An array of so many; NULL: it is not, and err says so. */
const json_t *ledger_list(const json_t *json, const char *key, size_t n, struct error *err);
/* n_states: there is none of that name. */
size_t ledger_state(const struct app *app, const char *name);

/*
 * Samples as words, each with its age and what it took, in milliseconds; before
 * them what came of it, when that is another than before; after them a value and
 * its age: "ok 9800 81 4800 79 timeout 400 2000 resolve/unknown 100 3 ok 90 5 =0.3@40090".
 */
void ledger_add_sample(struct buf *to, const struct sample *sample, const struct sample *before,
    msec_t now);
/* Reads the first; ret is the one before, or zeroed. Returns what comes after it; NULL: that is no
 * sample. */
const char *ledger_next_sample(const char *text, msec_t now, struct sample *ret);

/* The parts of what a tick goes by that were seen. */
json_t *ledger_series(const struct engine *engine, msec_t now);
json_t *ledger_world(const struct engine *engine);
must_check bool ledger_read_series(const json_t *json, struct engine *ret, msec_t now,
    struct error *err);
must_check bool ledger_read_world(const json_t *json, const struct app *app, struct world *ret,
    struct error *err);

#endif
