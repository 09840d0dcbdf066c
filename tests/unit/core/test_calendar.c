/* SPDX-License-Identifier: MIT */
/* Weekly windows and freezes, in local time, and when they open and close. */
#include "core/calendar.h"

#include <string.h>

#include "test.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define NEVER  ""

static struct calendar
calendar_of(const char *zone, const char *const *windows, const char *const *freezes)
{
	struct calendar calendar = { 0 };
	struct error err = { "" };

	if (!zone_parse(zone, &calendar.zone, &err))
		fail_msg("%s", err.text);
	for (; windows && *windows; windows++)
		if (!calendar_window(&calendar, *windows, &err))
			fail_msg("%s", err.text);
	for (; freezes && *freezes; freezes++)
		if (!calendar_freeze(&calendar, *freezes, &err))
			fail_msg("%s", err.text);
	return calendar;
}

static msec_t
wall_of(const char *text)
{
	msec_t wall = MSEC_NEVER;

	if (*text)
		assert_true(clock_parse(text, &wall));
	return wall;
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const char *const office[] = { "Mon-Fri 09:00-17:00", NULL };
static const char *const nights[] = { "22:00-06:00", NULL };
static const char *const sunday_night[] = { "Sun 22:00-06:00", NULL };
static const char *const weekend[] = { "Fri-Mon", NULL };
static const char *const two[] = { "Tue 09:00-12:00", "Tue 12:00-15:00", "thu 10:00-11:00", NULL };
static const char *const gap[] = { "Sun 02:15-02:45", NULL };
static const char *const all_day[] = { "Mon-Sun 00:00-24:00", NULL };
static const char *const holidays[] = { "2026-12-20/2027-01-03", NULL };
static const char *const one_day[] = { "2026-12-25", NULL };
static const char *const hours[] = { "2026-11-27T18:00/2026-11-30T08:00",
	"2026-11-30T08:00/2026-12-01T10:30", NULL };

static const struct {
	const char *zone;
	const char *const *windows, *const *freezes;
	const char *at;
	bool open, frozen;
	const char *changes;
} moments[] = {
	{ "UTC0", NULL, NULL, "2026-11-24T14:00:00Z", true, false, NEVER },
	{ "UTC0", all_day, NULL, "2026-11-24T14:00:00Z", true, false, NEVER },
	{ "UTC0", office, NULL, "2026-11-24T14:00:00Z", true, false, "2026-11-24T17:00:00Z" },
	{ "UTC0", office, NULL, "2026-11-24T17:00:00Z", false, false, "2026-11-25T09:00:00Z" },
	{ "UTC0", office, NULL, "2026-11-27T20:00:00Z", false, false, "2026-11-30T09:00:00Z" },
	{ "UTC0", office, NULL, "2026-11-30T08:59:59Z", false, false, "2026-11-30T09:00:00Z" },
	/* the same words, an hour earlier; in summer, two */
	{ BERLIN, office, NULL, "2026-11-24T14:00:00Z", true, false, "2026-11-24T16:00:00Z" },
	{ BERLIN, office, NULL, "2026-07-01T06:00:00Z", false, false, "2026-07-01T07:00:00Z" },
	/* over the change of the clock: 29 March 2026 */
	{ BERLIN, office, NULL, "2026-03-28T12:00:00Z", false, false, "2026-03-30T07:00:00Z" },
	{ BERLIN, nights, NULL, "2026-03-28T22:00:00Z", true, false, "2026-03-29T04:00:00Z" },
	{ BERLIN, gap, NULL, "2026-03-28T12:00:00Z", false, false, "2026-04-05T00:15:00Z" },
	{ BERLIN, gap, NULL, "2026-10-25T00:20:00Z", true, false, "2026-10-25T00:45:00Z" },
	{ BERLIN, gap, NULL, "2026-10-25T00:50:00Z", false, false, "2026-10-25T01:15:00Z" },
	/* over midnight, and over the end of the week */
	{ "UTC0", nights, NULL, "2026-11-24T23:00:00Z", true, false, "2026-11-25T06:00:00Z" },
	{ "UTC0", nights, NULL, "2026-11-25T05:00:00Z", true, false, "2026-11-25T06:00:00Z" },
	{ "UTC0", sunday_night, NULL, "2026-11-23T03:00:00Z", true, false, "2026-11-23T06:00:00Z" },
	{ "UTC0", sunday_night, NULL, "2026-11-23T07:00:00Z", false, false,
	    "2026-11-29T22:00:00Z" },
	{ "UTC0", weekend, NULL, "2026-11-28T12:00:00Z", true, false, "2026-12-01T00:00:00Z" },
	{ "UTC0", weekend, NULL, "2026-11-24T12:00:00Z", false, false, "2026-11-27T00:00:00Z" },
	{ "UTC0", two, NULL, "2026-11-24T10:00:00Z", true, false, "2026-11-24T15:00:00Z" },
	/* freezes */
	{ "UTC0", NULL, holidays, "2026-12-19T23:59:59Z", true, false, "2026-12-20T00:00:00Z" },
	{ "UTC0", NULL, holidays, "2027-01-03T23:59:59Z", false, true, "2027-01-04T00:00:00Z" },
	{ "UTC0", NULL, holidays, "2027-01-04T00:00:00Z", true, false, NEVER },
	{ BERLIN, NULL, one_day, "2026-12-24T23:00:00Z", false, true, "2026-12-25T23:00:00Z" },
	{ "UTC0", NULL, hours, "2026-11-28T00:00:00Z", false, true, "2026-12-01T10:30:00Z" },
	{ "UTC0", NULL, hours, "2026-11-27T12:00:00Z", true, false, "2026-11-27T18:00:00Z" },
	/* both: the window that opens next is frozen, and the one after the freeze is not
	 */
	{ "UTC0", office, holidays, "2026-12-19T12:00:00Z", false, false, "2027-01-04T09:00:00Z" },
	{ "UTC0", office, hours, "2026-11-27T16:00:00Z", true, false, "2026-11-27T17:00:00Z" },
	{ "UTC0", office, hours, "2026-11-30T12:00:00Z", false, true, "2026-12-01T10:30:00Z" },
};

static void
it_is_open_when_it_says_so(void **state)
{
	for (size_t i = 0; i < COUNT(moments); i++) {
		struct calendar calendar =
		    calendar_of(moments[i].zone, moments[i].windows, moments[i].freezes);
		struct opening is = calendar_at(&calendar, wall_of(moments[i].at));
		char text[CLOCK_TEXT];

		if (is.open != moments[i].open || is.frozen != moments[i].frozen ||
		    is.changes != wall_of(moments[i].changes))
			fail_msg("%zu, %s: open %d, frozen %d, changes at %s", i, moments[i].at,
			    is.open, is.frozen,
			    is.changes == MSEC_NEVER ? "never" : clock_text(is.changes, text));
	}
}

/* Minute by minute, over a week and a change of the clock: what was foretold is what happens. */
static void
what_is_foretold_happens(void **state)
{
	struct calendar calendar =
	    calendar_of(BERLIN, LIST("Mon-Fri 09:00-17:00", "Sat 23:30-02:30", "Sun 02:10-03:20"),
		LIST("2026-03-25T12:00/2026-03-26T09:30", "2026-03-30"));
	msec_t at = wall_of("2026-03-23T00:00:00Z"), end = at + 9 * MSEC_DAY;
	struct opening was = calendar_at(&calendar, at);

	for (at += MSEC_MINUTE; at < end; at += MSEC_MINUTE) {
		struct opening is = calendar_at(&calendar, at);

		assert_int_equal(is.open != was.open, at == was.changes);
		if (is.open == was.open)
			assert_int_equal(is.changes, was.changes);
		was = is;
	}
}

static void
the_freeze_that_closes_it_is_named(void **state)
{
	struct calendar calendar =
	    calendar_of("UTC0", NULL, LIST("2026-11-01", "2026-11-24", "2026-11-20/2026-11-30"));

	assert_int_equal(calendar_at(&calendar, wall_of("2026-11-24T12:00:00Z")).freeze, 1);
	assert_int_equal(calendar_at(&calendar, wall_of("2026-11-25T12:00:00Z")).freeze, 2);
}

static void
a_wrong_text_is_refused_in_words(void **state)
{
	static const char *const windows[] = { "", "Mun", "Mon 09:00", "Mon-Fry 09:00-17:00",
		"Mon,", "09:00-25:00", "9:00-17:00", "09:00-17:60", "24:00-24:30",
		"Mon 09:00-17:00 ", "Mon  09:00-17:00", "Mon09:00-17:00", "09:00/17:00",
		"24:01-02:00", "24:00-02:00" };
	static const char *const freezes[] = { "", "2026", "2026-13-01", "2026-00-01", "2026-02-29",
		"2026-11-00", "2026-11-31", "2026-11-01/", "2026-11-01/2026",
		"2026-11-01/2026-11-02 ", "2026-11-01T25:00/2026-11-02", "2026-11-01T10:00",
		"2026-11-01 2026-11-02", "26-11-01" };
	struct calendar calendar = { 0 };
	struct error err;

	for (size_t i = 0; i < COUNT(windows); i++) {
		assert_false(calendar_window(&calendar, windows[i], &err));
		assert_non_null(strstr(err.text, "write \"Mon-Fri 09:00-17:00\""));
	}
	for (size_t i = 0; i < COUNT(freezes); i++) {
		if (calendar_freeze(&calendar, freezes[i], &err))
			fail_msg("%s", freezes[i]);
		assert_non_null(strstr(err.text, "write \"2026-12-20/2027-01-03\""));
	}
	assert_false(calendar_freeze(&calendar, "2026-11-02/2026-11-01", &err));
	assert_string_equal(err.text, "\"2026-11-02/2026-11-01\" ends before it begins");
	assert_int_equal(calendar.n_windows + calendar.n_freezes, 0);
}

static void
there_is_an_end_to_what_it_holds(void **state)
{
	struct calendar calendar = { 0 };
	struct error err;

	for (size_t i = 0; i < CALENDAR_MOST; i++) {
		assert_true(calendar_window(&calendar, "Mon", &err));
		assert_true(calendar_freeze(&calendar, "2026-11-24", &err));
	}
	assert_false(calendar_window(&calendar, "Mon", &err));
	assert_string_equal(err.text, "more than 32 windows");
	assert_false(calendar_freeze(&calendar, "2026-11-24", &err));
	assert_string_equal(err.text, "more than 32 freezes");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_open_when_it_says_so),
		cmocka_unit_test(what_is_foretold_happens),
		cmocka_unit_test(the_freeze_that_closes_it_is_named),
		cmocka_unit_test(a_wrong_text_is_refused_in_words),
		cmocka_unit_test(there_is_an_end_to_what_it_holds),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
