/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "rds_answers.h"

static bool
contains(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void
waits_for_the_other_direction_only_when_planned(void **state)
{
	static const struct {
		enum move_kind kind;
		struct global_facts facts;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ MOVE_SWITCHOVER, { "available", ARN_W, NULL, NULL, "connected", "connected" },
		    VERDICT_DONE, "us-east-1 replicates from the new writer" },
		{ MOVE_SWITCHOVER, { "available", ARN_W, NULL, NULL, NULL, NULL }, VERDICT_DONE,
		    "us-east-1 replicates" },
		{ MOVE_FAILBACK, { "available", ARN_W, NULL, NULL, "pending-resync", NULL },
		    VERDICT_NOT_YET, "us-east-1 is pending-resync" },
		{ MOVE_FAILBACK, { "available", ARN_E, NULL, NULL, "connected", NULL },
		    VERDICT_NOT_YET, "still the writer" },
		{ MOVE_FAILOVER, { "available", ARN_W, NULL, NULL, "pending-resync", NULL },
		    VERDICT_DONE, "us-east-1 is pending-resync; not waited for" },
		{ MOVE_FAILOVER, { "available", ARN_W, NULL, NULL, "connected", NULL },
		    VERDICT_DONE, "us-east-1 replicates from the new writer" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, cases[i].kind);
		assert_true(scene_asks(&s, &aurora_replication_step.look));
		assert_string_equal(s.call.region, "us-west-2");
		assert_int_equal(scene_says(&s, &aurora_replication_step.look, 200,
				     global_xml(&cases[i].facts)),
		    cases[i].verdict);
		assert_true(contains(s.detail, cases[i].says));
		scene_done(&s);
	}
}

static void
does_not_hold_up_a_forced_move_for_a_note(void **state)
{
	const struct action *note = &aurora_replication_step.look;
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_int_equal(scene_silence(&s, note), VERDICT_DONE);
	assert_true(contains(s.detail, "not known"));
	assert_int_equal(scene_says(&s, note, 200, "<half"), VERDICT_DONE);
	s.move.kind = MOVE_SWITCHOVER;
	assert_int_equal(scene_silence(&s, note), VERDICT_RETRY);
	assert_int_equal(scene_says(&s, note, 200, "<half"), VERDICT_RETRY);
	s.regions[EAST].cluster = NULL;
	assert_false(scene_asks(&s, note));
	assert_true(contains(s.err.text, "regions.us-east-1.cluster"));
	scene_done(&s);
}

static void
misses_a_member_that_was_removed(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_SWITCHOVER);
	s.regions[EAST].cluster = ARN_X;
	assert_int_equal(scene_says(&s, &aurora_replication_step.look, 200, global_xml(&MOVED)),
	    VERDICT_NOT_YET);
	assert_true(contains(s.detail, "no member of the global cluster"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_for_the_other_direction_only_when_planned),
		cmocka_unit_test(does_not_hold_up_a_forced_move_for_a_note),
		cmocka_unit_test(misses_a_member_that_was_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
