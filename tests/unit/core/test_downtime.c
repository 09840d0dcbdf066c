/* SPDX-License-Identifier: MIT */
/* For how long an application was whole, by what the probes of its Region say. */
#include "core/downtime.h"

#include "story_move.h"

#define S MSEC_SECOND

static void
time_counts_for_what_was_seen_before_it(void **state)
{
	struct downtime d = { 0 };

	downtime_look(&d, TRIT_YES, 10 * S);
	assert_int_equal(d.up + d.down + d.doubt, 0);
	downtime_look(&d, TRIT_NO, 13 * S);
	downtime_look(&d, TRIT_NO, 14 * S);
	downtime_look(&d, TRIT_UNKNOWN, 18 * S);
	downtime_look(&d, TRIT_YES, 20 * S);
	assert_int_equal(d.up, 3 * S);
	assert_int_equal(d.down, 5 * S);
	assert_int_equal(d.doubt, 2 * S);
	downtime_look(&d, TRIT_YES, 19 * S); /* a clock that goes back counts nothing */
	assert_int_equal(d.up, 3 * S);
}

static void
it_serves_when_its_region_is_whole(void **state)
{
	static const struct {
		enum says api, ui;
		enum trit serves;
	} cases[] = {
		{ SAYS_GOOD, SAYS_GOOD, TRIT_YES },
		{ SAYS_BAD, SAYS_BAD, TRIT_NO },
		{ SAYS_GOOD, SAYS_BAD, TRIT_NO },
		{ SAYS_GOOD, SAYS_NOTHING, TRIT_UNKNOWN },
		{ SAYS_BAD, SAYS_NOTHING, TRIT_NO },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;

		story_init(&s);
		story_settle(&s);
		s.says[EAST][API] = cases[i].api;
		s.says[EAST][UI] = cases[i].ui;
		story_play(&s, 30 * S);
		assert_int_equal(downtime_serves(&s.engine, s.now.boot), cases[i].serves);
		story_done(&s);
	}
}

/* Customers are in the one Region, their data in the other. */
static void
a_writer_elsewhere_is_not_whole(void **state)
{
	struct story s;

	story_init(&s);
	story_settle(&s);
	s.truth.writer = WEST;
	story_play(&s, 2 * MSEC_MINUTE);
	assert_int_equal(downtime_serves(&s.engine, s.now.boot), TRIT_NO);
	s.truth.traffic = WEST;
	story_play(&s, 2 * MSEC_MINUTE);
	assert_int_equal(downtime_serves(&s.engine, s.now.boot), TRIT_YES);
	story_done(&s);
}

static void
what_is_old_is_doubt(void **state)
{
	struct story s;

	story_init(&s);
	assert_int_equal(downtime_serves(&s.engine, s.now.boot), TRIT_UNKNOWN);
	story_settle(&s);
	assert_int_equal(downtime_serves(&s.engine, s.now.boot + MSEC_MINUTE), TRIT_UNKNOWN);
	assert_int_equal(downtime_serves(&s.engine, s.now.boot + MSEC_HOUR), TRIT_UNKNOWN);
	story_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_counts_for_what_was_seen_before_it),
		cmocka_unit_test(it_serves_when_its_region_is_whole),
		cmocka_unit_test(a_writer_elsewhere_is_not_whole),
		cmocka_unit_test(what_is_old_is_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
