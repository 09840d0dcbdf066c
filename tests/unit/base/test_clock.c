/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include "test.h"

static void
moments_are_written_in_utc(void **state)
{
	static const struct {
		msec_t wall;
		const char *text, *compact;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z", "19700101T000000Z" },
		{ 1795528931250, "2026-11-24T14:02:11.250Z", "20261124T140211Z" },
		{ 1795528931007, "2026-11-24T14:02:11.007Z", "20261124T140211Z" },
		{ 1709251199999, "2024-02-29T23:59:59.999Z", "20240229T235959Z" },
		{ 4102444800000, "2100-01-01T00:00:00.000Z", "21000101T000000Z" },
	};

	char ret[CLOCK_TEXT];

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_string_equal(clock_text(cases[i].wall, ret), cases[i].text);
		assert_string_equal(clock_compact(cases[i].wall, ret), cases[i].compact);
	}
}

/* A clock that was never set. */
static void
a_moment_before_1970_is_a_moment(void **state)
{
	char ret[CLOCK_TEXT];

	assert_string_equal(clock_text(-1, ret), "1969-12-31T23:59:59.999Z");
	assert_string_equal(clock_text(-1000, ret), "1969-12-31T23:59:59.000Z");
	assert_string_equal(clock_compact(-1, ret), "19691231T235959Z");
}

static void
moments_are_read_to_the_second(void **state)
{
	static const struct {
		const char *text;
		msec_t wall;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-24T14:02:11Z", 1795528931000 },
		{ "2026-11-24T14:02:11.250Z", 1795528931000 },
		{ "2026-11-24T14:02:11.999999999Z", 1795528931000 },
		{ "2026-11-24T15:02:11+01:00", 1795528931000 },
		{ "2026-11-24T09:32:11.5-04:30", 1795528931000 },
		{ "2024-02-29T23:59:59Z", 1709251199000 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t wall = -1;

		if (!clock_parse(cases[i].text, &wall))
			fail_msg("%s is not read", cases[i].text);
		assert_int_equal(wall, cases[i].wall);
	}
}

static void
what_is_no_moment_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"Z",
		"now",
		"2026-11-24",
		"2026-11-24T14:02Z",
		"2026-11-24T14:02:11",
		"2026-11-24T14:02:11.",
		"2026-11-24T14:02:11.25",
		"2026-11-24 14:02:11Z",
		"2026-13-24T14:02:11Z",
		"2026-11-32T14:02:11Z",
		"2026-11-24T25:02:11Z",
		"2026-11-24T14:02:11Z ",
		"2026-11-24T14:02:11Zulu",
		"2026-11-24T14:02:11+",
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t wall = -1;

		if (clock_parse(cases[i], &wall))
			fail_msg("\"%s\" is read", cases[i]);
		assert_int_equal(wall, -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_are_written_in_utc),
		cmocka_unit_test(a_moment_before_1970_is_a_moment),
		cmocka_unit_test(moments_are_read_to_the_second),
		cmocka_unit_test(what_is_no_moment_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
