/* SPDX-License-Identifier: MIT */
/* Rows as the ledger has them of a run, the report that is made of them, and what it says. */
#ifndef TESTS_UNIT_DAEMON_REPORT_SCENE_H
#define TESTS_UNIT_DAEMON_REPORT_SCENE_H

#include "daemon/ledger_report.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/catalog.h"
#include "test.h"

#define BEGAN 1795528830000 /* 2026-11-24T14:00:30Z */
#define NOW   (BEGAN + 600000)

static inline json_t *
step(const char *kind, const char *status, int from, int until, int acts)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:i, s:i, s:s, s:s, s:s, s:s}", "step",
	    kind, "kind", kind, "status", status, "deadline", (json_int_t)60000, "started",
	    from < 0 ? (json_int_t)0 : (json_int_t)(BEGAN + from), "ended",
	    until < 0 ? (json_int_t)0 : (json_int_t)(BEGAN + until), "looks", 1, "acts", acts,
	    "detail", "seen", "request_id", "", "level", "", "notice", "");
}

static inline json_t *
record(const char *kind, const char *status, json_t *steps)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:f, s:I, s:s, s:i, s:I, "
			 "s:I, s:s, s:{}, s:s, s:i, s:{s:i, s:i}, s:{s:i, s:i, s:i}, s:o}",
	    "id", "r-0007", "application", "shop", "runbook", kind, "kind", kind, "from",
	    "us-east-1", "to", "us-west-2", "automatic", 1, "actor", "automation", "reason",
	    "active.down", "loss_estimate_ms", 120750.0, "onset", (json_int_t)(BEGAN - 120000),
	    "status", status, "at", 1, "started", (json_int_t)BEGAN, "ended",
	    strcmp(status, "running") == 0 ? (json_int_t)0 : (json_int_t)(BEGAN + 60000), "why", "",
	    "memo", "home", "us-east-1", "no_return", 1, "objectives", "rto", 900000, "rpo", 1000,
	    "downtime", "up", 1000, "down", 59000, "doubt", 0, "steps", steps);
}

/* Of a move that went well: the application answers 50 s after it began. */
static inline json_t *
done(const char *kind)
{
	return record(kind, "done",
	    json_pack("[o, o, o]", step("recheck", "done", 0, 1000, 0),
		step("aurora-writer", "done", 1000, 40000, 1),
		step("http", "done", 40000, 50000, 0)));
}

static inline json_t *
event(int seq, int at, const char *kind, const char *run, json_t *body)
{
	return json_pack("{s:i, s:I, s:s, s:s, s:o}", "seq", seq, "wall", (json_int_t)(BEGAN + at),
	    "kind", kind, "run", run, "body", body);
}

/* Takes over what it is given; events and history may be NULL. */
static inline json_t *
report(json_t *of, json_t *events, json_t *history)
{
	json_t *row = json_pack("{s:o, s:o, s:o}", "record", of, "events",
	    events ? events : json_array(), "history", history ? history : json_array());
	json_t *json = ledger_report(row, catalog_all(), (struct now){ 1, NOW });

	assert_non_null(json);
	json_decref(row);
	return json;
}

/* A member, by a path such as "loss.met" or "steps.0.name". */
static inline const json_t *
at(const json_t *json, const char *path)
{
	char name[32];

	while (*path) {
		size_t n = strcspn(path, ".");

		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		json = json_is_array(json) ? json_array_get(json, (size_t)strtol(name, NULL, 10))
					   : json_object_get(json, name);
		path += n + (path[n] == '.');
	}
	return json;
}

static inline void
expect(const json_t *json, const char *path, const char *text)
{
	char *is = json_dumps(at(json, path), JSON_ENCODE_ANY | JSON_COMPACT);

	if (!is || strcmp(is, text) != 0)
		fail_msg("%s is %s, and not %s", path, is ? is : "missing", text);
	free(is);
}

static inline void
expect_word(const json_t *json, const char *path, const char *part)
{
	const char *is = json_string_value(at(json, path));

	if (!is || !strstr(is, part))
		fail_msg("%s is %s, without \"%s\"", path, is ? is : "no text", part);
}

#endif
