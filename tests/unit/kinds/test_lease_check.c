/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include "test.h"

#include "check_scene.h"

static void
one_that_is_alone_needs_no_lease(void **state)
{
	static const struct {
		size_t observers;
		enum trit ours;
		enum health health;
		const char *words;
	} cases[] = {
		{ 0, TRIT_YES, HEALTH_OK, "a single observer decides alone" },
		{ 3, TRIT_YES, HEALTH_OK, "ours" },
		{ 3, TRIT_NO, HEALTH_OK, "another observer has it" },
		{ 3, TRIT_UNKNOWN, HEALTH_UNKNOWN, "cannot be verified" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		c.scene.app.observers.n = cases[i].observers;
		c.site.lease = cases[i].ours;
		assert_true(check_asks(&c, &lease_check, 0));
		assert_int_equal(c.scene.call.kind, CALL_NONE);
		assert_int_equal(check_answer(&c, &lease_check, 0,
				     &(struct answer){ .now = { BOOT, WALL } }),
		    cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_is_alone_needs_no_lease),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
