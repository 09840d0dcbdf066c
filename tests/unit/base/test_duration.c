/* SPDX-License-Identifier: MIT */
#include "base/duration.h"

#include "test.h"

static void
each_unit_is_read(void **state)
{
	static const struct {
		const char *text;
		msec_t msec;
	} cases[] = {
		{ "0s", 0 },
		{ "250ms", 250 },
		{ "30s", 30 * MSEC_SECOND },
		{ "5m", 5 * MSEC_MINUTE },
		{ "6h", 6 * MSEC_HOUR },
		{ "7d", 7 * MSEC_DAY },
		{ "007s", 7 * MSEC_SECOND },
		{ "2147483647d", 2147483647 * MSEC_DAY },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t msec = -1;

		if (!duration_parse(cases[i].text, &msec))
			fail_msg("%s is not read", cases[i].text);
		assert_int_equal(msec, cases[i].msec);
	}
}

static void
what_is_no_duration_is_refused(void **state)
{
	static const char *const cases[] = { "", "s", "90", "-5s", "+5s", " 5s", "5s ", "5 s", "5S",
		"5 min", "5min", "1.5s", "1m30s", "0x10s", "1e3s", "5sec", "2147483648ms",
		"9223372036854775807s", "9223372036854775808s", "99999999999999999999d", "\xff" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t msec = -1;

		if (duration_parse(cases[i], &msec))
			fail_msg("\"%s\" is read", cases[i]);
		assert_int_equal(msec, -1);
	}
}

static void
it_is_written_in_two_units_at_most(void **state)
{
	static const struct {
		msec_t msec;
		const char *text;
	} cases[] = {
		{ -5, "0ms" },
		{ 0, "0ms" },
		{ 84, "84ms" },
		{ 999, "999ms" },
		{ 1000, "1s" },
		{ 1099, "1s" },
		{ 1100, "1.1s" },
		{ 2500, "2.5s" },
		{ 9999, "9.9s" },
		{ 10500, "10s" },
		{ 29 * MSEC_SECOND, "29s" },
		{ MSEC_MINUTE - 1, "59s" },
		{ MSEC_MINUTE, "1m" },
		{ 90 * MSEC_SECOND, "1m 30s" },
		{ MSEC_HOUR - 1, "59m 59s" },
		{ 6 * MSEC_HOUR, "6h" },
		{ 6 * MSEC_HOUR + 59 * MSEC_SECOND, "6h" },
		{ 6 * MSEC_HOUR + 5 * MSEC_MINUTE, "6h 5m" },
		{ MSEC_DAY - 1, "23h 59m" },
		{ 2 * MSEC_DAY + 4 * MSEC_HOUR, "2d 4h" },
		{ 400 * MSEC_DAY, "400d" },
		{ MSEC_NEVER - 1, "106751991167d 7h" },
		{ MSEC_NEVER, "never" },
		{ INT64_MIN, "0ms" },
	};

	char text[DURATION_TEXT];

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(duration_text(cases[i].msec, text), cases[i].text);
}

/* "returns ret": whoever passes a buffer may also read it. */
static void
the_text_is_where_it_was_asked_for(void **state)
{
	char text[DURATION_TEXT] = "?";

	assert_ptr_equal(duration_text(MSEC_NEVER, text), text);
	assert_string_equal(text, "never");
	assert_ptr_equal(duration_text(5, text), text);
	assert_ptr_equal(duration_text(MSEC_DAY, text), text);
}

static void
what_is_written_whole_is_read_back(void **state)
{
	static const msec_t cases[] = { 1, 999, MSEC_SECOND, 59 * MSEC_SECOND, MSEC_MINUTE,
		MSEC_HOUR, MSEC_DAY, 365 * MSEC_DAY };
	char text[DURATION_TEXT];

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t msec = -1;

		assert_true(duration_parse(duration_text(cases[i], text), &msec));
		assert_int_equal(msec, cases[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_unit_is_read),
		cmocka_unit_test(what_is_no_duration_is_refused),
		cmocka_unit_test(it_is_written_in_two_units_at_most),
		cmocka_unit_test(the_text_is_where_it_was_asked_for),
		cmocka_unit_test(what_is_written_whole_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
