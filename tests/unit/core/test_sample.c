/* SPDX-License-Identifier: MIT */
#include "core/sample.h"

#include <math.h>

#include "test.h"

static void
add(struct series *series, msec_t at, bool has_value)
{
	struct sighting sighting = { .sample = { .at = at } };

	if (has_value)
		sighting_value(&sighting, (double)at / 2, at - 1);
	sighting_judge(&sighting, REASON_OK, "number %d", (int)at);
	series_add(series, &sighting);
}

static void
an_empty_series_has_nothing(void **state)
{
	struct series series;

	series_init(&series, 3);
	assert_null(series_at(&series, 0));
	assert_null(series_at(&series, 2));
	assert_int_equal(series.good.at, 0);
	assert_string_equal(series.detail, "");
	series_done(&series);
	assert_null(series.ring);
	assert_null(series_at(&series, 0));
}

static void
the_newest_come_first_and_the_oldest_go(void **state)
{
	struct series series;

	series_init(&series, 3);
	for (msec_t at = 1; at <= 8; at++) {
		size_t kept = at < 3 ? (size_t)at : 3;

		add(&series, at, false);
		assert_int_equal(series.n, kept);
		assert_int_equal(series.count, at);
		for (size_t back = 0; back < kept; back++)
			assert_int_equal(series_at(&series, back)->at, at - (msec_t)back);
		assert_null(series_at(&series, kept));
		assert_null(series_at(&series, SIZE_MAX));
	}
	assert_string_equal(series.detail, "number 8");
	series_done(&series);
}

static void
a_series_of_one_has_the_newest(void **state)
{
	struct series series;

	series_init(&series, 1);
	add(&series, 1, false);
	add(&series, 2, false);
	assert_int_equal(series_at(&series, 0)->at, 2);
	assert_null(series_at(&series, 1));
	series_done(&series);
}

/* It outlives its place in the ring: how old a value is will be asked long after. */
static void
the_newest_value_is_kept(void **state)
{
	struct series series;

	series_init(&series, 2);
	add(&series, 1, false);
	assert_false(series.good.has_value);
	add(&series, 2, true);
	add(&series, 3, true);
	for (msec_t at = 4; at < 9; at++)
		add(&series, at, false);
	assert_true(series.good.has_value);
	assert_int_equal(series.good.at, 3);
	assert_int_equal(series.good.value_at, 2);
	assert_true(series.good.value == 1.5);
	series_done(&series);
}

static void
a_reason_brings_its_outcome(void **state)
{
	struct sample sample = { 0 };

	for (int reason = 0; reason < REASON_COUNT; reason++) {
		sample_judge(&sample, reason);
		assert_int_equal(sample.reason, reason);
		assert_int_equal(sample.outcome, reason_outcome(reason));
	}
}

/* A plugin that said "nan" had a value, and what compares it says no: unknown it is. */
static void
what_is_no_number_is_no_value(void **state)
{
	static const double values[] = { NAN, INFINITY, -INFINITY };

	for (size_t i = 0; i < COUNT(values); i++) {
		struct sighting sighting = { 0 };

		sighting_judge(&sighting, REASON_OK, "well");
		sighting_value(&sighting, values[i], 1);
		assert_false(sighting.sample.has_value);
		assert_int_equal(sighting.sample.outcome, OUTCOME_UNKNOWN);
		assert_string_equal(sighting.detail, "a value that is not a number");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_series_has_nothing),
		cmocka_unit_test(the_newest_come_first_and_the_oldest_go),
		cmocka_unit_test(a_series_of_one_has_the_newest),
		cmocka_unit_test(the_newest_value_is_kept),
		cmocka_unit_test(a_reason_brings_its_outcome),
		cmocka_unit_test(what_is_no_number_is_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
