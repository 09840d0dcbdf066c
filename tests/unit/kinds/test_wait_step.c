/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const char *const facts[] = { "target.up", "!active.up" };

static void
waits_for_its_facts(void **state)
{
	static const struct {
		enum trit recheck;
		enum verdict verdict;
	} cases[] = {
		{ TRIT_YES, VERDICT_DONE },
		{ TRIT_NO, VERDICT_NOT_YET },
		{ TRIT_UNKNOWN, VERDICT_NOT_YET },
	};
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	scene_args(&s, wait_step.args_size);
	*(struct option_list *)scene_option(&s, wait_step.options, "when") =
	    (struct option_list){ facts, 2 };
	assert_int_equal(wait_step.when(s.args)->n, 2);
	assert_string_equal(wait_step.when(s.args)->items[1], "!active.up");
	assert_null(wait_step.act.ask);
	for (size_t i = 0; i < COUNT(cases); i++) {
		s.step.recheck = cases[i].recheck;
		s.step.recheck_text = "us-west-2.up is so";
		assert_true(scene_asks(&s, &wait_step.look));
		assert_int_equal(s.call.kind, CALL_NONE);
		assert_int_equal(scene_answer(&s, &wait_step.look, &(struct answer){ 0 }),
		    cases[i].verdict);
		assert_string_equal(s.detail, "us-west-2.up is so");
	}
	scene_done(&s);
}

static void
waits_for_a_persons_word(void **state)
{
	struct scene s;
	char name[MEMO_NAME];

	scene_init(&s, MOVE_FAILOVER);
	assert_true(approval_step.approves);
	assert_true(scene_asks(&s, &approval_step.look));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_answer(&s, &approval_step.look, &(struct answer){ 0 }),
	    VERDICT_NOT_YET);
	assert_string_equal(s.detail,
	    "waits for a person: failoverctl approve r-0007 --app remittance --reason \"...\"");
	assert_true(memo_put(&s.memo, memo_name(RUN_APPROVED, s.step.token, name), "ann"));
	assert_int_equal(scene_answer(&s, &approval_step.look, &(struct answer){ 0 }),
	    VERDICT_DONE);
	assert_string_equal(s.detail, "approved by ann");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_for_its_facts),
		cmocka_unit_test(waits_for_a_persons_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
