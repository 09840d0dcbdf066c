/* SPDX-License-Identifier: MIT */
#include "aws/renewal.h"

#include "test.h"

#define WALL 1795528830000

static void
renews_ahead_of_the_end_and_not_all_at_once(void **state)
{
	static const struct {
		msec_t left;
		bool written;
		msec_t least, most; /* how long it rests */
	} cases[] = {
		{ 6 * MSEC_HOUR, false, 6 * MSEC_HOUR - 18 * MSEC_MINUTE,
		    6 * MSEC_HOUR - 15 * MSEC_MINUTE },
		{ MSEC_HOUR, false, 42 * MSEC_MINUTE, 45 * MSEC_MINUTE },
		{ 15 * MSEC_MINUTE, false, 630 * MSEC_SECOND, 675 * MSEC_SECOND },
		{ 8 * MSEC_SECOND, false, 5600, 6000 },
		{ MSEC_SECOND, false, MSEC_SECOND, MSEC_SECOND },
		{ 0, false, MSEC_SECOND, MSEC_SECOND },
		{ -MSEC_HOUR, false, MSEC_SECOND, MSEC_SECOND },
		/* A file may say something new at any time. */
		{ MSEC_HOUR, true, MSEC_MINUTE, MSEC_MINUTE },
		{ 20 * MSEC_SECOND, true, 14 * MSEC_SECOND, 15 * MSEC_SECOND },
	};

	uint32_t seed = 7;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct credentials credentials = { .expires = WALL + cases[i].left };
		msec_t shortest = MSEC_NEVER, longest = 0;

		for (int n = 0; n < 1000; n++) {
			msec_t rest = renewal_rest(&credentials, cases[i].written, WALL, &seed);

			shortest = rest < shortest ? rest : shortest;
			longest = rest > longest ? rest : longest;
		}
		if (shortest < cases[i].least || longest > cases[i].most)
			fail_msg("case %zu: from %lld to %lld", i, (long long)shortest,
			    (long long)longest);
		assert_true((longest - shortest) * 10 >= (cases[i].most - cases[i].least) * 9);
	}
}

static void
what_has_no_end_is_looked_for_again_all_the_same(void **state)
{
	const struct credentials credentials = { .expires = MSEC_NEVER };
	uint32_t seed = 7;

	assert_int_equal(renewal_rest(&credentials, true, WALL, &seed), MSEC_MINUTE);
	assert_int_equal(renewal_rest(&credentials, false, WALL, &seed), MSEC_HOUR);
}

static void
tries_soon_after_a_failure_and_at_least_each_minute(void **state)
{
	static const struct {
		int failures;
		msec_t most;
	} cases[] = { { 1, 3000 }, { 2, 5000 }, { 3, 9000 }, { 6, 60000 }, { 1000000, 60000 } };

	uint32_t seed = 7;

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t longest = 0;

		for (int n = 0; n < 1000; n++) {
			msec_t pause = renewal_pause(cases[i].failures, &seed);

			assert_in_range(pause, MSEC_SECOND, cases[i].most);
			longest = pause > longest ? pause : longest;
		}
		assert_true(longest > cases[i].most * 9 / 10);
	}
}

static void
hurries_less_and_less_when_that_mends_nothing(void **state)
{
	static const struct {
		int hurries;
		msec_t gap;
	} cases[] = { { 0, 5000 }, { 1, 10000 }, { 5, 160000 }, { 6, 300000 },
		{ 1000000, 300000 } };

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(renewal_gap(cases[i].hurries), cases[i].gap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(renews_ahead_of_the_end_and_not_all_at_once),
		cmocka_unit_test(what_has_no_end_is_looked_for_again_all_the_same),
		cmocka_unit_test(tries_soon_after_a_failure_and_at_least_each_minute),
		cmocka_unit_test(hurries_less_and_less_when_that_mends_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
