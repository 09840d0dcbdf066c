/* SPDX-License-Identifier: MIT */
#include "aws/engine_age.h"

#include "base/cleanup.h"
#include "test.h"

static void
a_version_is_old_after_its_last_day(void **state)
{
	static const struct {
		const char *version, *now;
		bool past;
		const char *day;
	} cases[] = {
		{ "11.9", "2024-02-29T12:00:00Z", false, "2024-02-29" },
		{ "11.9", "2024-03-01T00:00:00Z", true, "2024-02-29" },
		{ "16.6", "2026-11-24T14:00:30Z", false, "2029-02-28" },
		{ "5.7.mysql_aurora.2.11.3", "2026-11-24T14:00:30Z", true, "2024-10-31" },
		{ "8.0.mysql_aurora.3.05.2", "2026-11-24T14:00:30Z", false, "2028-04-30" },
		/* Not known is not old. */
		{ "116.6", "2040-01-01T00:00:00Z", false, NULL },
		{ "17.4", "2040-01-01T00:00:00Z", false, NULL },
		{ "", "2040-01-01T00:00:00Z", false, NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *day = NULL;
		msec_t now;

		assert_true(clock_parse(cases[i].now, &now));
		assert_int_equal(engine_age_past(cases[i].version, now, &day), cases[i].past);
		if (cases[i].day)
			assert_string_equal(day, cases[i].day);
		else
			assert_null(day);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_version_is_old_after_its_last_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
