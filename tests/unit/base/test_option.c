/* SPDX-License-Identifier: MIT */
#include "base/option.h"

#include "test.h"

static void
a_status_is_in_its_ranges_and_in_no_other(void **state)
{
	const struct status_set two = { .ranges = { { 200, 204 }, { 301, 301 } }, .n = 2 };
	const struct status_set any = { 0 };

	static const struct {
		int status;
		bool in;
	} cases[] = { { 199, false }, { 200, true }, { 204, true }, { 205, false }, { 300, false },
		{ 301, true }, { 302, false }, { 0, false }, { -1, false }, { 65836, false } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(status_in(&two, cases[i].status), cases[i].in);
		assert_true(status_in(&any, cases[i].status));
	}
}

static void
a_comparison_holds_by_its_sign(void **state)
{
	static const struct {
		int op;
		bool below, at, above;
	} cases[] = {
		{ COMPARE_NONE, false, false, false },
		{ COMPARE_LT, true, false, false },
		{ COMPARE_LE, true, true, false },
		{ COMPARE_GT, false, false, true },
		{ COMPARE_GE, false, true, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct compare compare = { .op = cases[i].op, .limit = 5 };

		assert_int_equal(compare_holds(&compare, 4.999), cases[i].below);
		assert_int_equal(compare_holds(&compare, 5), cases[i].at);
		assert_int_equal(compare_holds(&compare, 5.001), cases[i].above);
		assert_false(compare_holds(&compare, __builtin_nan("")));
	}
}

static void
it_is_written_as_it_is_read(void **state)
{
	static const struct {
		struct compare compare;
		double value;
		const char *text, *value_text;
	} cases[] = {
		{ { COMPARE_LT, UNIT_DURATION, 5000 }, 84.7, "< 5s", "84ms" },
		{ { COMPARE_LE, UNIT_DURATION, 90000 }, -1, "<= 1m 30s", "0ms" },
		{ { COMPARE_GE, UNIT_RATIO, 0.5 }, 0.125, ">= 50%", "12.5%" },
		{ { COMPARE_GT, UNIT_RATIO, 1 }, 0, "> 100%", "0%" },
		{ { COMPARE_GT, UNIT_NUMBER, 3 }, 3.5, "> 3", "3.5" },
		{ { COMPARE_NONE, UNIT_NUMBER, 0 }, -2, "? 0", "-2" },
	};

	char text[32];

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_ptr_equal(compare_text(&cases[i].compare, text), text);
		assert_string_equal(text, cases[i].text);
		assert_string_equal(compare_value_text(&cases[i].compare, cases[i].value, text),
		    cases[i].value_text);
	}
}

/* A value comes from outside, and may be larger than any duration. */
static void
a_value_of_any_size_is_a_text(void **state)
{
	const struct compare compare = { COMPARE_LT, UNIT_DURATION, 5000 };
	char text[32];

	assert_string_equal(compare_value_text(&compare, 1e300, text), "forever");
	assert_string_equal(compare_value_text(&compare, -1e300, text), "0ms");
	assert_string_equal(compare_value_text(&compare, __builtin_nan(""), text), "not a number");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_status_is_in_its_ranges_and_in_no_other),
		cmocka_unit_test(a_comparison_holds_by_its_sign),
		cmocka_unit_test(it_is_written_as_it_is_read),
		cmocka_unit_test(a_value_of_any_size_is_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
