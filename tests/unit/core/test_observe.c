/* SPDX-License-Identifier: MIT */
/* What we remember against what the world is. */
#include "core/observe.h"

#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

/* The world of the story, but for what a case says. */
struct odd {
	size_t writer;
	enum trit east, west;
	const char *text;
};

static void
what_disagrees_is_said_exactly(void **state)
{
	static const struct odd cases[] = {
		{ EAST, TRIT_YES, TRIT_NO, "" },
		{ WEST, TRIT_YES, TRIT_NO,
		    "the writer is in us-west-2, traffic goes to us-east-1" },
		{ EAST, TRIT_NO, TRIT_YES,
		    "the writer is in us-east-1, traffic goes to us-west-2" },
		{ EAST, TRIT_NO, TRIT_NO, "no routing control is On" },
		{ EAST, TRIT_YES, TRIT_YES, "more than one routing control is On" },
		{ REGION_NONE, TRIT_YES, TRIT_NO,
		    "the global cluster names no writer in our Regions" },
		{ REGION_NONE, TRIT_NO, TRIT_NO,
		    "the global cluster names no writer in our Regions, no routing control is On" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		char expected[DETAIL_TEXT] = "";

		story_init(&s);
		story_play(&s, 10 * S);
		s.truth.unseen = true;
		s.engine.world.writer = cases[i].writer;
		s.engine.world.regions[EAST].control = cases[i].east;
		s.engine.world.regions[WEST].control = cases[i].west;
		story_second(&s);
		if (cases[i].text[0])
			snprintf(expected, sizeof(expected), "%s (since 14:00:41Z)", cases[i].text);
		/* which counts only when both were looked at anew */
		assert_string_equal(s.engine.drift_text, "");
		s.engine.world.topology_at = s.now.boot + 1;
		story_second(&s);
		assert_string_equal(s.engine.drift_text, "");
		s.engine.world.controls_at = s.now.boot + 1;
		story_second(&s);
		assert_string_equal(s.engine.drift_text, expected);
		assert_string_equal(s.decision.why, expected);
		assert_int_equal(s.engine.drift, cases[i].text[0] != '\0');
		assert_int_equal(s.decision.verb, cases[i].text[0] ? DECIDE_DRIFT : DECIDE_NOTHING);
		story_second(&s);
		assert_int_equal(s.decision.verb, DECIDE_NOTHING);
		story_done(&s);
	}
}

static void
what_is_unseen_is_no_disagreement(void **state)
{
	struct story s;

	story_init(&s);
	s.truth.unseen = true;
	s.engine.world.writer = WEST;
	s.engine.world.topology_at = s.now.boot;
	story_second(&s);
	assert_false(s.engine.observed);
	assert_int_equal(s.decision.verb, DECIDE_NOTHING);
	/* one of the controls was not told */
	s.engine.world.controls_at = s.now.boot;
	s.engine.world.regions[EAST].control = TRIT_YES;
	story_second(&s);
	assert_false(s.engine.observed);
	s.engine.world.regions[WEST].control = TRIT_NO;
	story_second(&s);
	s.engine.world.topology_at = s.engine.world.controls_at = s.now.boot + S;
	story_second(&s);
	assert_int_equal(s.decision.verb, DECIDE_DRIFT);
	story_done(&s);
}

static void
a_move_under_way_is_waited_for(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.in_flight = true;
	s.truth.writer = WEST;
	story_play(&s, 2 * M);
	assert_int_equal(s.heard[DECIDE_DRIFT], 0);
	s.truth.in_flight = false;
	s.truth.traffic = WEST;
	story_play(&s, M);
	assert_int_equal(s.heard[DECIDE_ADOPT], 1);
	story_done(&s);
}

static void
an_application_without_parts_is_where_it_is_remembered(void **state)
{
	struct story s;

	story_write(&s);
	s.app.aurora.global_cluster = NULL;
	s.app.routing.endpoints.n = 0;
	s.truth.unseen = true;
	story_begin(&s);
	story_settle(&s);
	assert_true(s.engine.observed);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 180);
	story_done(&s);
}

static void
traffic_alone_says_where_it_is(void **state)
{
	struct story s;

	story_write(&s);
	s.app.aurora.global_cluster = NULL;
	story_begin(&s);
	story_settle(&s);
	s.truth.traffic = WEST;
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_int_equal(s.engine.memory.active, WEST);
	assert_string_equal(s.decision.why,
	    "traffic goes to us-west-2, where us-east-1 was remembered");
	story_done(&s);
}

static void
after_a_run_old_answers_are_not_believed(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 180);
	story_move(&s, RUN_DONE);
	/* an answer that was given before the end comes in after it */
	s.truth.writer = s.truth.traffic = EAST;
	story_play(&s, 10 * S);
	assert_int_equal(s.heard[DECIDE_ADOPT], 0);
	assert_false(s.engine.observed);
	s.truth.writer = s.truth.traffic = WEST;
	story_play(&s, 10 * S);
	assert_true(s.engine.observed);
	story_done(&s);
}

/* ---- what is seen one after the other ---- */

static void
a_move_by_hand_that_is_seen_in_two_looks_is_no_drift(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.writer = WEST;
	story_play(&s, 10 * S);
	assert_int_equal(s.engine.world.writer, WEST);
	assert_int_equal(s.decision.verb, DECIDE_NOTHING);
	story_command(&s, MOVE_SWITCHOVER, EAST, WEST, false);
	assert_int_equal(s.decision.guards[GUARD_IN_FLIGHT].value, TRIT_UNKNOWN);
	assert_string_equal(s.decision.guards[GUARD_IN_FLIGHT].text,
	    "the writer and traffic seem to disagree, and are looked at again");
	s.truth.traffic = WEST;
	assert_int_equal(story_until(&s, DECIDE_ADOPT, M), 10);
	assert_int_equal(s.heard[DECIDE_DRIFT], 0);
	story_done(&s);
}

/* A Region that is back, and has not heard yet what happened. */
static void
an_old_view_of_the_writer_changes_nothing(void **state)
{
	struct story s;

	story_init(&s);
	s.engine.memory.active = WEST;
	s.engine.memory.state = AWAY;
	s.truth.unseen = true;
	s.engine.world.regions[WEST].control = TRIT_YES;
	s.engine.world.regions[EAST].control = TRIT_NO;
	for (int i = 0; i < 60; i++) {
		size_t asked = i % 2 ? WEST : EAST;

		s.engine.world.topology_at = s.engine.world.controls_at = s.now.boot + 1;
		world_see_writer(&s.engine.world, asked, asked, s.now.boot + 1);
		story_play(&s, 5 * S);
	}
	assert_int_equal(s.engine.world.writer, WEST);
	assert_int_equal(s.heard[DECIDE_DRIFT] + s.heard[DECIDE_ADOPT], 0);
	assert_true(s.engine.observed);
	story_done(&s);
}

static void
the_writer_is_where_most_say_that_it_is(void **state)
{
	static const struct {
		size_t views[3]; /* of the three Regions; 9: it says nothing */
		size_t remembered, writer;
	} cases[] = {
		{ { WEST, WEST, WEST }, EAST, WEST },
		{ { EAST, WEST, WEST }, EAST, WEST },
		{ { WEST, 9, 9 }, EAST, WEST },
		{ { EAST, WEST, 9 }, EAST, EAST },
		{ { EAST, WEST, 9 }, WEST, WEST },
		{ { EAST, WEST, 9 }, SOUTH, EAST }, /* where it was */
		{ { WEST, SOUTH, 9 }, EAST, WEST },
		{ { REGION_NONE, REGION_NONE, EAST }, EAST, REGION_NONE },
		{ { 9, 9, 9 }, WEST, EAST },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct world world = { .writer = EAST };

		for (size_t r = 0; r < 3; r++)
			if (cases[i].views[r] != 9)
				world_see_writer(&world, r, cases[i].views[r], BOOT);
		world.writer = EAST;
		world_settle(&world, cases[i].remembered, BOOT + M);
		if (world.writer != cases[i].writer)
			fail_msg("case %zu: %zu", i, world.writer);
		/* who has said nothing for longer contradicts nobody */
		world_see_writer(&world, 2, SOUTH, BOOT + M + 1);
		assert_int_equal(world.writer, SOUTH);
	}
}

/* ---- what follows late ---- */

static void
late(struct story *s, size_t secret, size_t answer)
{
	s->truth.follows = true;
	s->truth.secret = secret;
	s->truth.answer = answer;
}

static void
the_secret_and_the_name_are_given_time(void **state)
{
	static const struct {
		size_t secret, answer;
		const char *text;
	} cases[] = {
		{ WEST, EAST, "the secret in us-east-1 names us-west-2" },
		{ REGION_NONE, EAST, "the secret in us-east-1 names no writer of ours" },
		{ EAST, WEST, "traffic goes to us-east-1, the public name answers from us-west-2" },
		{ EAST, REGION_NONE,
		    "traffic goes to us-east-1, the public name answers from no known Region" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		char expected[DETAIL_TEXT];

		story_init(&s);
		late(&s, EAST, EAST);
		story_settle(&s);
		assert_int_equal(s.heard[DECIDE_DRIFT], 0);
		late(&s, cases[i].secret, cases[i].answer);
		assert_int_equal(story_until(&s, DECIDE_DRIFT, 10 * M), 310);
		/* since when: seen first at the next look, ten seconds later */
		snprintf(expected, sizeof(expected), "%s (since 14:10:40Z)", cases[i].text);
		assert_string_equal(s.decision.why, expected);
		late(&s, EAST, EAST);
		assert_true(story_until(&s, DECIDE_MENDED, M) > 0);
		story_done(&s);
	}
}

static void
a_name_that_leaves_a_dead_region_first_stops_nothing(void **state)
{
	struct story s;

	story_init(&s);
	late(&s, EAST, EAST);
	story_settle(&s);
	s.engine.memory.pause = (struct pause){ .on = true, .until = s.now.wall + 20 * M };
	story_region(&s, EAST, SAYS_BAD);
	late(&s, EAST, WEST);
	story_play(&s, 19 * M);
	assert_int_equal(s.heard[DECIDE_DRIFT], 0);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 60 + 150);
	story_done(&s);
}

static void
what_changes_is_told_again(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.writer = WEST;
	story_play(&s, 20 * S);
	assert_int_equal(s.heard[DECIDE_DRIFT], 1);
	s.truth.writer = REGION_NONE;
	story_play(&s, 20 * S);
	assert_int_equal(s.heard[DECIDE_DRIFT], 2);
	assert_string_equal(s.engine.drift_text,
	    "the global cluster names no writer in our Regions (since 14:10:40Z)");
	assert_int_equal(s.engine.drift_since, WALL + 10 * M + 10 * S);
	story_done(&s);
}

static void
an_operator_who_is_needed_is_not_disturbed(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.engine.memory.state = NEEDS_OPERATOR;
	s.truth.writer = WEST;
	story_play(&s, M);
	assert_int_equal(s.heard[DECIDE_DRIFT] + s.heard[DECIDE_ADOPT], 0);
	s.truth.traffic = WEST;
	engine_ack(&s.engine, "moved it by hand", s.now);
	assert_true(story_until(&s, DECIDE_ADOPT, M) > 0);
	assert_int_equal(s.engine.memory.state, AWAY);
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_disagrees_is_said_exactly),
		cmocka_unit_test(what_is_unseen_is_no_disagreement),
		cmocka_unit_test(a_move_under_way_is_waited_for),
		cmocka_unit_test(an_application_without_parts_is_where_it_is_remembered),
		cmocka_unit_test(traffic_alone_says_where_it_is),
		cmocka_unit_test(after_a_run_old_answers_are_not_believed),
		cmocka_unit_test(a_move_by_hand_that_is_seen_in_two_looks_is_no_drift),
		cmocka_unit_test(an_old_view_of_the_writer_changes_nothing),
		cmocka_unit_test(the_writer_is_where_most_say_that_it_is),
		cmocka_unit_test(the_secret_and_the_name_are_given_time),
		cmocka_unit_test(a_name_that_leaves_a_dead_region_first_stops_nothing),
		cmocka_unit_test(what_changes_is_told_again),
		cmocka_unit_test(an_operator_who_is_needed_is_not_disturbed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
