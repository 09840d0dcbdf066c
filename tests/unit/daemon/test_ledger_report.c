/* SPDX-License-Identifier: MIT */
/* What a report says of a run, made of the rows that the ledger may have of it. */
#include "daemon/ledger_report.h"

#include <string.h>

#include "test.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "daemon/catalog.h"
#include "daemon/ledger.h"

#define BEGAN 1795528830000 /* 2026-11-24T14:00:30Z */
#define NOW   (BEGAN + 600000)

/* ---- rows ---- */

static json_t *
step(const char *kind, const char *status, int from, int until, int acts)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:i, s:i, s:s, s:s, s:s, s:s}", "step",
	    kind, "kind", kind, "status", status, "deadline", (json_int_t)60000, "started",
	    from < 0 ? (json_int_t)0 : (json_int_t)(BEGAN + from), "ended",
	    until < 0 ? (json_int_t)0 : (json_int_t)(BEGAN + until), "looks", 1, "acts", acts,
	    "detail", "seen", "request_id", "", "level", "", "notice", "");
}

static json_t *
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
static json_t *
done(const char *kind)
{
	return record(kind, "done",
	    json_pack("[o, o, o]", step("recheck", "done", 0, 1000, 0),
		step("aurora-writer", "done", 1000, 40000, 1),
		step("http", "done", 40000, 50000, 0)));
}

static json_t *
event(int seq, int at, const char *kind, const char *run, json_t *body)
{
	return json_pack("{s:i, s:I, s:s, s:s, s:o}", "seq", seq, "wall", (json_int_t)(BEGAN + at),
	    "kind", kind, "run", run, "body", body);
}

/* Takes over what it is given; events and history may be NULL. */
static json_t *
report(json_t *of, json_t *events, json_t *history)
{
	json_t *row = json_pack("{s:o, s:o, s:o}", "record", of, "events",
	    events ? events : json_array(), "history", history ? history : json_array());
	json_t *json = ledger_report(row, catalog_all(), (struct now){ 1, NOW });

	assert_non_null(json);
	json_decref(row);
	return json;
}

/* ---- members, by a path such as "loss.met" or "steps.0.name" ---- */

static const json_t *
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

static void
expect(const json_t *json, const char *path, const char *text)
{
	char *is = json_dumps(at(json, path), JSON_ENCODE_ANY | JSON_COMPACT);

	if (!is || strcmp(is, text) != 0)
		fail_msg("%s is %s, and not %s", path, is ? is : "missing", text);
	free(is);
}

static void
expect_word(const json_t *json, const char *path, const char *part)
{
	const char *is = json_string_value(at(json, path));

	if (!is || !strstr(is, part))
		fail_msg("%s is %s, without \"%s\"", path, is ? is : "no text", part);
}

/* ---- how long ---- */

static void
a_failover_is_measured_from_the_onset_to_the_answer(void **state)
{
	json_t *json = report(done("failover"), NULL, NULL);

	expect(json, "recovery.measured_s", "170.0");
	expect(json, "recovery.target_s", "900.0");
	expect(json, "recovery.met", "true");
	expect(json, "recovery.writer", "\"2026-11-24T14:01:10.000Z\"");
	expect(json, "recovery.down_s", "59.0");
	expect_word(json, "recovery.text", "onset");
	json_decref(json);
}

static void
without_an_outage_it_counts_from_the_beginning_and_says_so(void **state)
{
	json_t *of = done("failover"), *json;

	json_object_set_new(of, "onset", json_integer(0));
	json = report(of, NULL, NULL);
	expect(json, "recovery.measured_s", "50.0");
	expect(json, "recovery.onset", "null");
	expect_word(json, "recovery.text", "no outage was seen");
	json_decref(json);
}

static void
a_planned_move_is_measured_from_the_order_to_the_database(void **state)
{
	json_t *json = report(done("switchover"), NULL, NULL);

	expect(json, "recovery.measured_s", "49.0");
	expect(json, "loss.measured", "\"none\"");
	expect(json, "loss.estimated_s", "null");
	expect(json, "loss.met", "true");
	expect(json, "loss_estimate_ms", "null");
	json_decref(json);
}

static void
what_was_not_seen_is_not_measured(void **state)
{
	json_t *json = report(record("failover", "failed",
				  json_pack("[o, o, o]", step("recheck", "done", 0, 1000, 0),
				      step("aurora-writer", "failed", 1000, 60000, 1),
				      step("http", "waiting", -1, -1, 0))),
	    NULL, NULL);

	expect(json, "recovery.measured_s", "null");
	expect(json, "recovery.met", "null");
	expect_word(json, "recovery.text", "Not measured");
	expect(json, "loss.measured", "\"unknown\"");
	expect(json, "manual.0.step", "\"aurora-writer\"");
	expect(json, "manual.1.step", "\"http\"");
	expect_word(json, "trouble.0.text", "failed");
	json_decref(json);
}

static void
of_a_run_under_way_it_tells_how_far_it_is(void **state)
{
	json_t *json = report(record("failover", "running",
				  json_pack("[o, o]", step("recheck", "done", 0, 1000, 0),
				      step("aurora-writer", "running", 1000, -1, 0))),
	    NULL, NULL);

	expect(json, "ended", "null");
	expect(json, "steps.1.took_s", "599.0");
	expect_word(json, "recovery.text", "under way: 12m");
	expect_word(json, "timeline.2.text", "aurora-writer begins");
	json_decref(json);
}

static void
a_move_that_was_given_up_interrupted_nobody(void **state)
{
	json_t *json = report(record("switchover", "abandoned",
				  json_pack("[o, o]", step("recheck", "failed", 0, 1000, 0),
				      step("aurora-writer", "waiting", -1, -1, 0))),
	    NULL, NULL);

	expect(json, "recovery.measured_s", "null");
	expect_word(json, "recovery.text", "nothing was interrupted");
	expect(json, "loss.measured", "\"none\"");
	expect(json, "manual", "[]");
	json_decref(json);
}

/* ---- what was lost ---- */

static void
the_loss_goes_by_the_word_about_the_old_writer(void **state)
{
	static const struct {
		const char *fencing, *measured, *met, *text;
	} cases[] = {
		{ "blocked", "\"bounded\"", "true", "blocked the old writer" },
		{ "timed-out", "\"unknown\"", "null", "may have been two" },
		{ "unknown", "\"unknown\"", "true", "does not ask" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		json_t *of = done("failover"), *json;

		json_object_set_new(of, "memo", json_pack("{s:s}", "fencing", cases[i].fencing));
		json = report(of, NULL, NULL);
		expect(json, "loss.estimated_s", "0.75");
		expect(json, "loss.measured", cases[i].measured);
		expect(json, "loss.met", cases[i].met);
		expect_word(json, "loss.text", cases[i].text);
		json_decref(json);
	}
}

static void
without_a_target_nothing_is_met_or_missed(void **state)
{
	json_t *of = done("failover"), *json;

	json_object_set_new(of, "objectives", json_pack("{s:i, s:i}", "rto", 0, "rpo", 0));
	json = report(of, NULL, NULL);
	expect(json, "recovery.target_s", "null");
	expect(json, "recovery.met", "null");
	expect(json, "loss.met", "null");
	json_decref(json);
}

/* ---- what is expected ---- */

static void
a_step_is_expected_to_take_what_it_took(void **state)
{
	json_t *history = json_array(), *json;

	for (int i = 0; i < 3; i++) {
		json_t *before = done("failover");

		json_object_set_new(before, "id", json_sprintf("r-%d", i));
		json_object_set_new(json_array_get(json_object_get(before, "steps"), 1), "ended",
		    json_integer(BEGAN + MSEC_SECOND * (10 + 10 * i)));
		json_array_append_new(history, before);
	}
	json_array_append_new(history, done("switchover"));
	json = report(done("failover"), NULL, history);
	expect(json, "expected_runs", "3");
	expect(json, "steps.1.expected_s", "19.0");
	expect(json, "steps.1.expected_runs", "3");
	expect(json, "steps.1.deadline_s", "60.0");
	expect(json, "steps.1.no_return", "true");
	json_decref(json);
}

/* ---- the story ---- */

static json_t *
answer(const char *outcome, bool act)
{
	return json_pack("{s:s, s:b, s:s, s:s, s:s, s:i, s:s, s:s, s:i, s:s}", "step",
	    "aurora-writer", "act", act, "call", "rds:FailoverGlobalCluster", "region", "us-west-2",
	    "host", "rds", "status", 200, "outcome", outcome, "request_id", "req-1", "took", 12,
	    "text", "accepted");
}

static json_t *
command(const char *what)
{
	return json_pack("{s:s, s:s, s:s}", "command", what, "actor", "alice", "reason", "so");
}

static json_t *
story(void)
{
	return json_pack("[o, o, o, o, o, o]",
	    event(3, -60000, "command", "", command("approve ab")),
	    event(4, 0, "decision", "r-0007",
		json_pack("{s:{s:s, s:s, s:i, s:b}, s:[{s:s, s:s, s:s, s:s, s:b, s:b}, "
			  "{s:s, s:b}], s:[{s:s, s:s, s:s, s:i, s:s}], s:s}",
		    "head", "sentence", "it is down.", "why", "", "held_ms", 90000, "force", 1,
		    "guards", "code", "G01", "name", "mode", "value", "yes", "text", "auto",
		    "overridden", 0, "applies", 1, "code", "G11", "applies", 0, "facts", "region",
		    "us-east-1", "fact", "down", "value", "yes", "for_ms", 95000, "because", "100%",
		    "otherwise", "nothing")),
	    event(5, 2000, "answer", "r-0007", answer("no-answer", true)),
	    event(6, 3000, "resumed", "r-0007", json_pack("{s:s}", "step", "aurora-writer")),
	    event(7, 4000, "answer", "r-0007", answer("answered", false)),
	    event(9, 90000, "command", "", command("ack")));
}

static void
it_tells_who_wanted_it_and_what_it_rested_on(void **state)
{
	json_t *json = report(done("failover"), story(), NULL);

	expect(json, "ordered.decision", "\"d-4\"");
	expect(json, "ordered.force", "true");
	expect(json, "evidence.held_s", "90.0");
	expect(json, "evidence.facts.0.for_s", "95.0");
	expect(json, "guards.0.code", "\"G01\"");
	assert_int_equal(json_array_size(at(json, "guards")), 1);
	expect(json, "commands.0.phase", "\"before\"");
	expect(json, "commands.0.approval", "true");
	expect(json, "commands.1.phase", "\"after\"");
	expect(json, "commands.1.approval", "false");
	json_decref(json);
}

static void
it_tells_each_call_and_what_went_wrong_in_order(void **state)
{
	json_t *json = report(done("failover"), story(), NULL);
	const char *before = "";
	const json_t *entry;
	size_t i;

	assert_int_equal(json_array_size(at(json, "calls")), 2);
	expect(json, "calls.0.request_id", "\"req-1\"");
	expect(json, "calls.0.act", "true");
	expect(json, "calls.0.took_s", "0.012");
	expect_word(json, "trouble.0.text", "no-answer");
	expect_word(json, "trouble.1.text", "started anew");
	assert_int_equal(json_array_size(at(json, "trouble")), 2);
	json_array_foreach(at(json, "timeline"), i, entry)
	{
		const char *time = json_string_value(json_object_get(entry, "at"));

		assert_true(strcmp(before, time) <= 0);
		before = time;
	}
	expect_word(json, "timeline.0.what", "onset");
	expect_word(json, "timeline.8.text", "shop is served from us-west-2");
	expect_word(json, "timeline.9.text", "alice: ack: so");
	json_decref(json);
}

static void
a_record_that_was_changed_is_told(void **state)
{
	static const char *const words[] = { "true", "false" };
	char hex[DIGEST_HEX];

	for (int changed = 0; changed <= 1; changed++) {
		json_t *of = done("failover"), *json;
		autofree(xfree) char *text = ledger_text(json_incref(of));

		digest_text(text, strlen(text), hex);
		if (changed)
			json_object_set_new(of, "actor", json_string("nobody"));
		json = report(of,
		    json_pack("[o]",
			event(9, 60000, "outcome", "r-0007", json_pack("{s:s}", "record", hex))),
		    NULL);
		expect(json, "sealed", words[changed]);
		json_decref(json);
	}
}

/* Nothing but what the first version wrote. */
static void
an_old_record_is_told_as_far_as_it_goes(void **state)
{
	json_t *json =
	    report(json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:[{s:s, s:s, s:I, s:I}]}", "id",
		       "r-1", "kind", "failover", "from", "a", "to", "b", "status", "done",
		       "started", (json_int_t)BEGAN, "ended", (json_int_t)(BEGAN + 9000), "steps",
		       "step", "aurora-writer", "status", "done", "started", (json_int_t)BEGAN,
		       "ended", (json_int_t)(BEGAN + 8000)),
		NULL, NULL);

	expect(json, "steps.0.kind", "\"aurora-writer\"");
	expect_word(json, "steps.0.claim", "the database writer is in b");
	expect(json, "steps.0.deadline_s", "null");
	expect(json, "steps.0.no_return", "null");
	expect(json, "recovery.measured_s", "9.0");
	expect(json, "recovery.down_s", "null");
	expect(json, "evidence", "null");
	expect(json, "sealed", "null");
	json_decref(json);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failover_is_measured_from_the_onset_to_the_answer),
		cmocka_unit_test(without_an_outage_it_counts_from_the_beginning_and_says_so),
		cmocka_unit_test(a_planned_move_is_measured_from_the_order_to_the_database),
		cmocka_unit_test(what_was_not_seen_is_not_measured),
		cmocka_unit_test(of_a_run_under_way_it_tells_how_far_it_is),
		cmocka_unit_test(a_move_that_was_given_up_interrupted_nobody),
		cmocka_unit_test(the_loss_goes_by_the_word_about_the_old_writer),
		cmocka_unit_test(without_a_target_nothing_is_met_or_missed),
		cmocka_unit_test(a_step_is_expected_to_take_what_it_took),
		cmocka_unit_test(it_tells_who_wanted_it_and_what_it_rested_on),
		cmocka_unit_test(it_tells_each_call_and_what_went_wrong_in_order),
		cmocka_unit_test(a_record_that_was_changed_is_told),
		cmocka_unit_test(an_old_record_is_told_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
