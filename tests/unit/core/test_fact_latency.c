/* SPDX-License-Identifier: MIT */
/* How long answers take: which of them is the quantile, and when the fact holds. */
#include "fact_bench.h"

static void
a_quantile_is_one_of_the_answers(void **state)
{
	static const struct {
		const char *api, *ui, *login;
		double quantile;
		enum trit value;
	} cases[] = {
		{ GOOD, GOOD, GOOD, 0.95, TRIT_NO },
		/* of 36 answers p95 is the 35th: one slow one is above it, two are not */
		{ "...........s", GOOD, GOOD, 0.95, TRIT_NO },
		{ "..........ss", GOOD, GOOD, 0.95, TRIT_YES },
		{ "...........s", "...........e", GOOD, 0.95, TRIT_YES },
		/* of 20 the 19th, exactly */
		{ "--......s...", "--..........", NONE, 0.95, TRIT_NO },
		{ "--......ss..", "--..........", NONE, 0.95, TRIT_YES },
		/* the median of 12 is the sixth */
		{ "ssssss......", NONE, NONE, 0.5, TRIT_NO },
		{ "sssssss.....", NONE, NONE, 0.5, TRIT_YES },
		/* what was not answered took no time */
		{ BAD, "......xxxxxx", "......xxxxxx", 0.95, TRIT_NO },
		{ BAD, BAD, BAD, 0.95, TRIT_UNKNOWN },
		{ "-...........", NONE, NONE, 0.95, TRIT_UNKNOWN },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;
		enum trit value;

		bench_init(&b, &slow, 1);
		b.specs[0].quantile = cases[i].quantile;
		value = play(&b, cases[i].api, cases[i].ui, cases[i].login);
		if (value != cases[i].value)
			fail_msg("case %zu: %s", i, trit_name(value));
		bench_done(&b);
	}
}

static void
a_latency_can_be_a_promise(void **state)
{
	struct bench b;

	bench_init(&b, &slow, 1);
	b.specs[0].holds = (struct compare){ COMPARE_LT, UNIT_DURATION, 500 };
	b.specs[0].clears = (struct compare){ COMPARE_GT, UNIT_DURATION, 2000 };
	assert_int_equal(play(&b, GOOD, GOOD, "...........s"), TRIT_YES);
	assert_int_equal(play(&b, ".", ".", "s"), TRIT_NO);
	bench_done(&b);
}

static void
a_latency_lets_go_at_its_second_threshold(void **state)
{
	struct bench b;

	bench_init(&b, &slow, 1);
	b.specs[0].clears.limit = 90; /* which answers of 100 ms do not reach */
	assert_int_equal(play(&b, "..........ss", GOOD, GOOD), TRIT_YES);
	assert_int_equal(play(&b, GOOD, GOOD, GOOD), TRIT_YES);
	bench_done(&b);

	bench_init(&b, &slow, 1);
	assert_int_equal(play(&b, "..........ss", GOOD, GOOD), TRIT_YES);
	assert_int_equal(play(&b, GOOD, GOOD, GOOD), TRIT_NO);
	bench_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quantile_is_one_of_the_answers),
		cmocka_unit_test(a_latency_can_be_a_promise),
		cmocka_unit_test(a_latency_lets_go_at_its_second_threshold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
