/* SPDX-License-Identifier: MIT */
/* Time zones by their rules, held against what the C library makes of the same text. */
#include "core/zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "test.h"

static const char *const rules[] = {
	"UTC0",
	"CET-1CEST,M3.5.0,M10.5.0/3",
	"EST5EDT,M3.2.0,M11.1.0",
	"PST8PDT,M3.2.0/2:00:00,M11.1.0/2",
	"AEST-10AEDT,M10.1.0,M4.1.0/3",
	"<-03>3",
	"<+0545>-5:45",
	"<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
	"IST-1GMT0,M10.5.0,M3.5.0/1",
	"XXX3YYY2:30,J60/3,J300/-1",
	"XXX-3YYY,59/2,305",
	"LHST-10:30LHDT-11,M10.1.0,M4.1.0",
};

/* ~ every 11 hours over ten years, and every minute around what changes. */
static void
offsets_are_those_of_the_c_library(void **state)
{
	const msec_t from = 1704067200000, to = from + 3650 * MSEC_DAY;

	for (size_t i = 0; i < COUNT(rules); i++) {
		struct zone zone;
		struct error err;

		assert_true(zone_parse(rules[i], &zone, &err));
		assert_int_equal(setenv("TZ", rules[i], 1), 0);
		tzset();
		for (msec_t wall = from; wall < to; wall += 11 * MSEC_HOUR + 60001) {
			time_t t = wall / MSEC_SECOND;
			struct tm tm;

			localtime_r(&t, &tm);
			if (zone_offset(&zone, wall) != tm.tm_gmtoff)
				fail_msg("%s at %lld: %lld, not %ld", rules[i], (long long)t,
				    (long long)zone_offset(&zone, wall), tm.tm_gmtoff);
		}
	}
	unsetenv("TZ");
	tzset();
}

static void
summer_time_begins_and_ends_to_the_second(void **state)
{
	static const struct {
		const char *rule;
		msec_t at; /* of the change */
		int64_t before, after;
	} cases[] = {
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1774746000000, 3600, 7200 }, /* 2026-03-29T01:00Z */
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1792890000000, 7200, 3600 }, /* 2026-10-25T01:00Z */
		{ "EST5EDT,M3.2.0,M11.1.0", 1772953200000, -18000, -14400 }, /* 2026-03-08T07:00Z */
		{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1775318400000, 39600,
		    36000 }, /* 2026-04-04T16:00Z */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct zone zone;
		struct error err;
		msec_t edges[2];

		assert_true(zone_parse(cases[i].rule, &zone, &err));
		assert_int_equal(zone_offset(&zone, cases[i].at - 1), cases[i].before);
		assert_int_equal(zone_offset(&zone, cases[i].at), cases[i].after);
		assert_int_equal(zone_edges(&zone, cases[i].at, edges), 2);
		assert_true(edges[0] == cases[i].at || edges[1] == cases[i].at);
	}
}

static void
a_wrong_rule_is_refused_in_words(void **state)
{
	static const struct {
		const char *rule, *says;
	} cases[] = {
		{ "", "is not the rule of a time zone" },
		{ "Europe/Berlin", "is not the rule of a time zone" },
		{ "CE-1", "is not the rule of a time zone" },
		{ "<+03", "is not the rule of a time zone" },
		{ "<+>-3", "is not the rule of a time zone" },
		{ "CET", "is not the rule of a time zone" },
		{ "CET-25", "is not the rule of a time zone" },
		{ "CET-1:60", "is not the rule of a time zone" },
		{ "CET-1:00:60", "is not the rule of a time zone" },
		{ "CET-1CEST", "does not say when summer time begins and ends" },
		{ "CET-1CEST-2", "does not say when summer time begins and ends" },
		{ "CET-1 CEST", "the summer time at \" CEST\" cannot be read" },
		{ "CET-1CEST-2:70,M3.5.0,M10.5.0", "the summer time at" },
		{ "CET-1CEST,M3.5.0", "cannot be read at \"\"" },
		{ "CET-1CEST,M13.5.0,M10.5.0", "cannot be read" },
		{ "CET-1CEST,M3.6.0,M10.5.0", "cannot be read" },
		{ "CET-1CEST,M3.5.7,M10.5.0", "cannot be read" },
		{ "CET-1CEST,J0,J300", "cannot be read" },
		{ "CET-1CEST,366,300", "cannot be read" },
		{ "CET-1CEST,M3.5.0/168,M10.5.0", "cannot be read" },
		{ "CET-1CEST,M3.5.0,M10.5.0/3x", "cannot be read at \"x\"" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct zone zone;
		struct error err = { "" };

		assert_false(zone_parse(cases[i].rule, &zone, &err));
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].rule, err.text);
	}
}

#define HEADER(version) "TZif" version "123456789012345678901234567890123456789"

static void
the_rule_is_taken_from_the_end_of_a_zone_file(void **state)
{
	static const char good[] = HEADER("2") "data\nCET-1CEST,M3.5.0,M10.5.0/3\n";
	static const char rules_of[] = HEADER("2") "\n";
	char rule[ZONE_TEXT];
	struct error err;

	assert_true(zone_of_tzif(good, sizeof(good) - 1, rule, &err));
	assert_string_equal(rule, "CET-1CEST,M3.5.0,M10.5.0/3");
	assert_false(zone_of_tzif(rules_of, sizeof(rules_of) - 1, rule, &err));
	assert_non_null(strstr(err.text, "rule"));
}

static void
what_is_no_zone_file_is_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *says;
	} cases[] = {

#define BYTES(text) text, sizeof(text) - 1
		{ BYTES(""), "not a TZif file" },
		{ BYTES("TZif2"), "not a TZif file" },
		{ BYTES("TZjf2123456789012345678901234567890123456789\nUTC0\n"), "not a TZif" },
		{ BYTES(HEADER("\0") "\nUTC0\n"), "version 1" },
		{ BYTES(HEADER("2") "\nUTC0"), "cut off" },
		{ BYTES(HEADER("2") "\nUT\0C0\n"), "no rule" },
		{ BYTES(HEADER("2") "\nnonsense\n"), "is not the rule" },
		{ BYTES(HEADER("2") "\n" HEADER("2") HEADER("2") HEADER("2") "\n"), "no rule" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char rule[ZONE_TEXT];
		struct error err = { "" };

		assert_false(zone_of_tzif(cases[i].bytes, cases[i].len, rule, &err));
		if (!strstr(err.text, cases[i].says))
			fail_msg("%zu: %s", i, err.text);
	}
}

static void
days_and_years_are_those_of_the_calendar(void **state)
{
	static const struct {
		int64_t days, year;
		int month, day, of_month;
	} cases[] = {
		{ 0, 1970, 1, 1, 31 },
		{ -1, 1969, 12, 31, 31 },
		{ 11016, 2000, 2, 29, 29 },
		{ 20781, 2026, 11, 24, 30 },
		{ 47540, 2100, 2, 28, 28 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(zone_days(cases[i].year, cases[i].month, cases[i].day),
		    cases[i].days);
		assert_int_equal(zone_year(cases[i].days), cases[i].year);
		assert_int_equal(zone_month_days(cases[i].year, cases[i].month), cases[i].of_month);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets_are_those_of_the_c_library),
		cmocka_unit_test(summer_time_begins_and_ends_to_the_second),
		cmocka_unit_test(a_wrong_rule_is_refused_in_words),
		cmocka_unit_test(the_rule_is_taken_from_the_end_of_a_zone_file),
		cmocka_unit_test(what_is_no_zone_file_is_refused),
		cmocka_unit_test(days_and_years_are_those_of_the_calendar),
	};

	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
