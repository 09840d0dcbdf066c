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

/* What can be done about it stands at the end. */
static void
where_there_is_no_room_the_middle_goes(void **state)
{
	struct error err;
	char text[64], narrow[8];

	error_set(&err, "rds: HTTP 403 Expired: %0200d; renew the credentials", 1);
	error_copy(&err, text, sizeof(text));
	assert_string_equal(text,
	    "rds: HTTP 403 Expired: 000000000000000000000... the credentials");
	error_wrap(&err, "%0300d", 1);
	assert_string_equal(err.text + strlen(err.text) - 23, "; renew the credentials");
	error_copy(&err, narrow, sizeof(narrow));
	assert_string_equal(narrow, "0000000");
	error_set(&err, "whole");
	error_copy(&err, text, sizeof(text));
	assert_string_equal(text, "whole");
}

static void
no_character_is_cut_in_two(void **state)
{
	struct error err;
	char text[40];

	for (int shift = 0; shift < 4; shift++) {
		error_set(&err,
		    "%.*s\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
		    "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4",
		    shift, "abc");
		error_copy(&err, text, sizeof(text));
		for (const char *at = text; *at; at++)
			if ((unsigned char)*at >= 0x80)
				assert_int_equal((unsigned char)*at++, 0xc3);
	}
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
		cmocka_unit_test(where_there_is_no_room_the_middle_goes),
		cmocka_unit_test(no_character_is_cut_in_two),
		cmocka_unit_test(a_context_that_fills_all_is_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
