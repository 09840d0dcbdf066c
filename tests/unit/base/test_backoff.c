/* SPDX-License-Identifier: MIT */
#include "base/backoff.h"

#include "test.h"

#define FIRST ((msec_t)200)
#define MOST  ((msec_t)5000)

static void
each_delay_is_within_its_bounds(void **state)
{
	static const struct {
		int attempt;
		msec_t ceiling;
	} cases[] = {
		{ -1, 200 },
		{ 0, 200 },
		{ 1, 200 },
		{ 2, 400 },
		{ 3, 800 },
		{ 5, 3200 },
		{ 6, 5000 },
		{ 7, 5000 },
		{ INT32_MAX, 5000 },
	};

	uint32_t seed = 1;

	for (size_t i = 0; i < COUNT(cases); i++)
		for (int n = 0; n < 2000; n++) {
			msec_t delay = backoff_delay(cases[i].attempt, FIRST, MOST, &seed);

			if (delay < 0 || delay > cases[i].ceiling)
				fail_msg("attempt %d: %d ms", cases[i].attempt, (int)delay);
		}
}

/* Full jitter: from nothing to the ceiling, all about equally. */
static void
the_whole_range_is_used(void **state)
{
	int tenths[10] = { 0 };
	uint32_t seed = 20261124;

	for (int n = 0; n < 10000; n++)
		tenths[backoff_delay(9, FIRST, MOST, &seed) * 10 / (MOST + 1)]++;
	for (size_t i = 0; i < COUNT(tenths); i++)
		if (tenths[i] < 900 || tenths[i] > 1100)
			fail_msg("tenth %zu of the range: %d of 10000", i, tenths[i]);
}

static void
the_same_seed_gives_the_same_delays(void **state)
{
	uint32_t one = 7, same = 7, other = 8;
	int differing = 0;

	for (int attempt = 1; attempt < 50; attempt++) {
		msec_t delay = backoff_delay(attempt, FIRST, MOST, &one);

		assert_int_equal(backoff_delay(attempt, FIRST, MOST, &same), delay);
		differing += backoff_delay(attempt, FIRST, MOST, &other) != delay;
	}
	assert_true(differing > 40);
}

static void
a_limit_below_the_first_delay_holds(void **state)
{
	uint32_t seed = 3;

	for (int n = 0; n < 100; n++)
		assert_in_range(backoff_delay(1, 200, 50, &seed), 0, 50);
	assert_int_equal(backoff_delay(9, 0, 0, &seed), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_delay_is_within_its_bounds),
		cmocka_unit_test(the_whole_range_is_used),
		cmocka_unit_test(the_same_seed_gives_the_same_delays),
		cmocka_unit_test(a_limit_below_the_first_delay_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
