/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <string.h>

#include "test.h"

static void
a_failure_is_one_line(void **state)
{
	struct error err = { "" };

	assert_false(error_set(&err, "%s: no such %s", "foo", "option"));
	assert_string_equal(err.text, "foo: no such option");
	assert_false(error_wrap(&err, "states.%s", "home"));
	assert_false(error_wrap(&err, "failoverd.json"));
	assert_string_equal(err.text, "failoverd.json: states.home: foo: no such option");
}

static void
a_long_text_is_cut_and_ends(void **state)
{
	struct error err;

	memset(&err, '!', sizeof(err));
	error_set(&err, "%0600d", 1);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	error_wrap(&err, "%s", "where");
	assert_int_equal(strncmp(err.text, "where: 000", 10), 0);
	assert_true(strlen(err.text) < sizeof(err.text));
}

static void
a_context_that_fills_all_is_all(void **state)
{
	struct error err = { "inner" };

	error_wrap(&err, "%0511d", 1);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_int_equal(err.text[510], '1');
	error_set(&err, "inner");
	error_wrap(&err, "%0600d", 1);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	error_set(&err, "inner");
	error_wrap(&err, "%0508d", 1);
	assert_string_equal(err.text + 507, "1: i");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_is_one_line),
		cmocka_unit_test(a_long_text_is_cut_and_ends),
		cmocka_unit_test(a_context_that_fills_all_is_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
