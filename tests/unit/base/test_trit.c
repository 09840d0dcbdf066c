/* SPDX-License-Identifier: MIT */
#include "base/trit.h"

#include "test.h"

#include "base/cleanup.h"

static void
unknown_is_the_zero_value(void **state)
{
	assert_int_equal((enum trit){ 0 }, TRIT_UNKNOWN);
	assert_int_equal(trit_of(true), TRIT_YES);
	assert_int_equal(trit_of(false), TRIT_NO);
}

static void
not_leaves_unknown_unknown(void **state)
{
	assert_int_equal(trit_not(TRIT_YES), TRIT_NO);
	assert_int_equal(trit_not(TRIT_NO), TRIT_YES);
	assert_int_equal(trit_not(TRIT_UNKNOWN), TRIT_UNKNOWN);
}

static void
and_is_yes_of_yes_alone(void **state)
{
	static const enum trit u = TRIT_UNKNOWN, n = TRIT_NO, y = TRIT_YES;

	const struct {
		enum trit a, b, and;
	} cases[] = {
		{ u, u, u },
		{ u, n, n },
		{ u, y, u },
		{ n, u, n },
		{ n, n, n },
		{ n, y, n },
		{ y, u, u },
		{ y, n, n },
		{ y, y, y },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(trit_and(cases[i].a, cases[i].b), cases[i].and);
}

static void
each_has_its_name(void **state)
{
	assert_string_equal(trit_name(TRIT_UNKNOWN), "unknown");
	assert_string_equal(trit_name(TRIT_NO), "no");
	assert_string_equal(trit_name(TRIT_YES), "yes");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_is_the_zero_value),
		cmocka_unit_test(not_leaves_unknown_unknown),
		cmocka_unit_test(and_is_yes_of_yes_alone),
		cmocka_unit_test(each_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
