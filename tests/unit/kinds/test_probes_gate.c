/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include "gate_scene.h"

static void
the_target_must_have_been_up_for_a_while(void **state)
{
	static const struct {
		enum trit up;
		msec_t since;
		enum trit is;
		const char *words;
	} cases[] = {
		{ TRIT_YES, MSEC_HOUR, TRIT_YES, "us-west-2 has been up for 1h, 1h needed" },
		{ TRIT_YES, MSEC_HOUR - 1, TRIT_NO, "wait for another" },
		{ TRIT_NO, 0, TRIT_NO, "us-west-2 is not up" },
		{ TRIT_UNKNOWN, 0, TRIT_UNKNOWN, "is not known" },
	};
	struct check_scene c;

	gate_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		c.site.up.is = cases[i].up;
		c.site.up.since = cases[i].since;
		gate_cases(&c, &probes_gate,
		    &(struct gate_case){ { NULL }, cases[i].is, cases[i].words }, 1);
	}
	assert_false(probes_gate.waivable);
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_target_must_have_been_up_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
