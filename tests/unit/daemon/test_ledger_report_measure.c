/* SPDX-License-Identifier: MIT */
/* How long a move took and what it lost, as a report measures it. */
#include "report_scene.h"

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

/* A plan was told to move all: whether it has moved the writer by now only a look would tell. */
static void
what_another_was_ordered_to_move_is_not_said_to_be_where_it_was(void **state)
{
	static const char *const kinds[] = { "failover", "switchover" };

	for (size_t i = 0; i < COUNT(kinds); i++)
		for (int acts = 0; acts < 2; acts++) {
			json_t *json =
			    report(record(kinds[i], "running",
				       json_pack("[o, o, o]", step("recheck", "done", 0, 1000, 0),
					   step("region-switch", "running", 1000, -1, acts),
					   step("aurora-writer", "waiting", -1, -1, 0))),
				NULL, NULL);
			const char *text = json_string_value(at(json, "loss.text"));

			assert_int_equal(strstr(text, "was not moved") != NULL, acts == 0);
			expect(json, "loss.measured",
			    i == 0 && acts > 0 ? "\"unknown\"" : "\"none\"");
			json_decref(json);
		}
}

/* Given up, it is not gone on with by hand: what it left is taken back. */
static void
by_hand_is_what_a_run_that_was_given_up_has_left(void **state)
{
	json_t *of = record("failover", "failed",
	    json_pack("[o, o, o]", step("command", "done", 0, 1000, 1),
		step("aurora-writer", "failed", 1000, 60000, 0),
		step("http", "waiting", -1, -1, 0)));
	json_t *json;

	json_object_set_new(of, "left", json_pack("[{s:s, s:s}]", "step", "command", "do", "see"));
	json = report(of, NULL, NULL);
	expect(json, "manual", "[{\"step\":\"command\",\"do\":\"see\"}]");
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failover_is_measured_from_the_onset_to_the_answer),
		cmocka_unit_test(without_an_outage_it_counts_from_the_beginning_and_says_so),
		cmocka_unit_test(a_planned_move_is_measured_from_the_order_to_the_database),
		cmocka_unit_test(what_was_not_seen_is_not_measured),
		cmocka_unit_test(what_another_was_ordered_to_move_is_not_said_to_be_where_it_was),
		cmocka_unit_test(by_hand_is_what_a_run_that_was_given_up_has_left),
		cmocka_unit_test(of_a_run_under_way_it_tells_how_far_it_is),
		cmocka_unit_test(a_move_that_was_given_up_interrupted_nobody),
		cmocka_unit_test(the_loss_goes_by_the_word_about_the_old_writer),
		cmocka_unit_test(without_a_target_nothing_is_met_or_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
