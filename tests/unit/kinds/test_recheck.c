/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include "scene.h"

static void
goes_on_only_while_the_reason_holds(void **state)
{
	static const struct {
		enum trit recheck;
		enum verdict verdict;
	} cases[] = {
		{ TRIT_YES, VERDICT_DONE },
		{ TRIT_UNKNOWN, VERDICT_NOT_YET },
		{ TRIT_NO, VERDICT_FAIL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		s.step.recheck = cases[i].recheck;
		s.step.recheck_text = "us-east-1 0 good, 9 bad";
		assert_true(scene_asks(&s, &recheck_step.look));
		assert_int_equal(s.call.kind, CALL_NONE);
		assert_int_equal(scene_answer(&s, &recheck_step.look, &(struct answer){ 0 }),
		    cases[i].verdict);
		assert_string_equal(s.detail, "us-east-1 0 good, 9 bad");
		assert_int_equal(strstr(s.err.text, "9 bad") != NULL,
		    cases[i].verdict == VERDICT_FAIL);
		scene_done(&s);
	}
	assert_null(recheck_step.act.ask);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_on_only_while_the_reason_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
