/* SPDX-License-Identifier: MIT */
/* What a report tells of a run, made of the rows that the ledger may have of it. */
#include "report_scene.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "daemon/ledger.h"

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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_expected_to_take_what_it_took),
		cmocka_unit_test(it_tells_who_wanted_it_and_what_it_rested_on),
		cmocka_unit_test(it_tells_each_call_and_what_went_wrong_in_order),
		cmocka_unit_test(a_record_that_was_changed_is_told),
		cmocka_unit_test(an_old_record_is_told_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
