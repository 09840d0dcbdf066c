/* SPDX-License-Identifier: MIT */
/* The share of answers that failed: when it is known, when it holds, and what doubt does to it. */
#include "fact_bench.h"

static const struct fact_spec up = { .name = "up",
	.kind = FACT_RATIO,
	.probes = three,
	.n_probes = 3,
	.holds = { COMPARE_LT, UNIT_RATIO, 0.05 },
	.clears = { COMPARE_GE, UNIT_RATIO, 0.15 },
	.over = SECONDS(60),
	.samples = 6 };

static void
a_ratio_is_known_when_silent_probes_could_not_change_it(void **state)
{
	static const struct {
		const char *api, *ui, *login;
		enum trit down, up;
	} cases[] = {
		{ GOOD, GOOD, GOOD, TRIT_NO, TRIT_YES },
		{ BAD, BAD, BAD, TRIT_YES, TRIT_NO },
		{ NONE, NONE, NONE, TRIT_UNKNOWN, TRIT_UNKNOWN },
		{ HUH, HUH, HUH, TRIT_UNKNOWN, TRIT_UNKNOWN },
		/* two of three are enough for down, whatever the third would say; not for up */
		{ BAD, BAD, HUH, TRIT_YES, TRIT_NO },
		{ GOOD, GOOD, HUH, TRIT_NO, TRIT_UNKNOWN },
		{ BAD, GOOD, HUH, TRIT_UNKNOWN, TRIT_NO },
		{ BAD, HUH, NONE, TRIT_UNKNOWN, TRIT_NO },
		{ GOOD, HUH, NONE, TRIT_UNKNOWN, TRIT_UNKNOWN },
		/* one dead endpoint of three is the grey band */
		{ BAD, GOOD, GOOD, TRIT_NO, TRIT_NO },
		{ "x.x.x.x.x.x.", "x.x.x.x.x.x.", "x.x.x.x.x.x.", TRIT_YES, TRIT_NO },
		{ "x..x..x..x..", "x..x..x..x..", "x..x..x..x..", TRIT_NO, TRIT_NO },
		{ "...........x", GOOD, GOOD, TRIT_NO, TRIT_YES },
		/* five clear answers are not six */
		{ "-------xxxxx", "-------xxxxx", "-------xxxxx", TRIT_UNKNOWN, TRIT_UNKNOWN },
		{ "-------xxxxx", "-------xxxxx", "------xxxxxx", TRIT_UNKNOWN, TRIT_NO },
		{ "-------xxxxx", "------xxxxxx", "------xxxxxx", TRIT_YES, TRIT_NO },
		{ "??????xxxxxx", "??????xxxxxx", "??????xxxxxx", TRIT_YES, TRIT_NO },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;
		enum trit value;

		bench_init(&b, (struct fact_spec[]){ up, down }, 2);
		value = play(&b, cases[i].api, cases[i].ui, cases[i].login);
		if (value != cases[i].down || b.facts[0].value != cases[i].up)
			fail_msg("case %zu: down %s, up %s", i, trit_name(value),
			    trit_name(b.facts[0].value));
		bench_done(&b);
	}
}

static void
a_ratio_lets_go_below_its_second_threshold(void **state)
{
	struct bench b;

	bench_init(&b, &down, 1);
	assert_int_equal(play(&b, BAD, BAD, BAD), TRIT_YES);
	/* the share falls to 5 of 12 and to 4 of 12: between the thresholds */
	assert_int_equal(play(&b, ".......", ".......", "......."), TRIT_YES);
	assert_int_equal(play(&b, ".", ".", "."), TRIT_YES);
	assert_int_equal(play(&b, ".", ".", "."), TRIT_NO);
	/* and from below the first threshold counts */
	assert_int_equal(play(&b, "xx", "xx", "xx"), TRIT_NO);
	bench_done(&b);
}

/* Five of twelve failed, and at no moment half: between the thresholds. */
#define MIDDLE "x...x.x..xx."

static enum trit
after_doubt(const char *doubt)
{
	struct bench b;
	enum trit value;

	bench_init(&b, &down, 1);
	play(&b, BAD, BAD, BAD);
	assert_int_equal(play(&b, MIDDLE, MIDDLE, MIDDLE), TRIT_YES);
	assert_int_equal(play(&b, doubt, doubt, doubt), TRIT_UNKNOWN);
	value = play(&b, MIDDLE, MIDDLE, MIDDLE);
	bench_done(&b);
	return value;
}

static void
doubt_does_not_make_it_forget_but_long_doubt_does(void **state)
{
	assert_int_equal(after_doubt("???????"), TRIT_YES);
	assert_int_equal(after_doubt(HUH), TRIT_YES);
	assert_int_equal(after_doubt(HUH HUH), TRIT_NO);
}

static void
weights_say_what_matters(void **state)
{
	struct bench b;

	bench_init(&b, &down, 1);
	b.probes[0].weight = 4;
	/* two thirds of the weight, but one endpoint of three */
	assert_int_equal(play(&b, BAD, GOOD, GOOD), TRIT_NO);
	bench_done(&b);

	bench_init(&b, &down, 1);
	b.probes[0].weight = 4;
	/* a third of the weight, though two endpoints of three */
	assert_int_equal(play(&b, GOOD, BAD, BAD), TRIT_NO);
	bench_done(&b);
}

static void
a_share_may_be_of_one_endpoint(void **state)
{
	struct bench b;

	bench_init(&b, &down, 1);
	b.specs[0].half = false;
	b.specs[0].holds.limit = 0.3;
	assert_int_equal(play(&b, GOOD, BAD, GOOD), TRIT_YES);
	bench_done(&b);
}

static void
an_endpoint_can_stand_for_its_region(void **state)
{
	static const struct {
		const char *api, *ui, *login;
		enum trit down, up;
	} cases[] = {
		{ BAD, GOOD, GOOD, TRIT_YES, TRIT_NO },
		{ "xxxxxxxxxxx.", GOOD, GOOD, TRIT_YES, TRIT_NO },
		{ "..xxxxxxxxxx", GOOD, GOOD, TRIT_NO, TRIT_NO },
		{ GOOD, BAD, GOOD, TRIT_NO, TRIT_NO },
		/* of what is unseen nothing is known, down or up */
		{ HUH, GOOD, GOOD, TRIT_UNKNOWN, TRIT_UNKNOWN },
		{ HUH, BAD, BAD, TRIT_YES, TRIT_NO },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;
		enum trit value;

		bench_init(&b, (struct fact_spec[]){ up, down }, 2);
		b.probes[0].alone = true;
		value = play(&b, cases[i].api, cases[i].ui, cases[i].login);
		if (value != cases[i].down || b.facts[0].value != cases[i].up)
			fail_msg("case %zu: down %s, up %s", i, trit_name(value),
			    trit_name(b.facts[0].value));
		bench_done(&b);
	}
}

static void
an_endpoint_alone_clears_like_any(void **state)
{
	struct bench b;

	bench_init(&b, &down, 1);
	b.probes[0].alone = true;
	assert_int_equal(play(&b, BAD, GOOD, GOOD), TRIT_YES);
	assert_int_equal(play(&b, "........", "........", "........"), TRIT_YES);
	assert_int_equal(play(&b, ".", ".", "."), TRIT_NO);
	bench_done(&b);
}

static void
a_window_counts_the_same_as_counting_anew(void **state)
{
	struct bench b;
	unsigned seed = 7;

	bench_init(&b, &down, 1);
	b.specs[0].over = SECONDS(37);
	for (int i = 0; i < 2000; i++) {
		struct tally anew[PROBES] = { { 0 } };

		seed = seed * 1103515245 + 12345;
		b.now += (seed >> 16) % 7000;
		answer(&b, (seed >> 8) % PROBES, ".x?-"[(seed >> 20) % 4]);
		/* now and then more answers than the ring holds, between two looks */
		for (int n = 0; i % 500 == 499 && n < CAP + 9; n++)
			answer(&b, 1, ".x?"[n % 3]);
		update(&b);
		for (size_t p = 0; p < PROBES; p++) {
			const struct sample *s;

			for (size_t k = 0; (s = series_at(&b.series[p], k)); k++) {
				if (s->at <= b.now - b.specs[0].over)
					break;
				anew[p].good += s->outcome == OUTCOME_OK;
				anew[p].bad += s->outcome == OUTCOME_FAIL;
				anew[p].unknown += s->outcome == OUTCOME_UNKNOWN;
			}
			assert_int_equal(b.facts[0].tallies[p].good, anew[p].good);
			assert_int_equal(b.facts[0].tallies[p].bad, anew[p].bad);
			assert_int_equal(b.facts[0].tallies[p].unknown, anew[p].unknown);
		}
	}
	bench_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ratio_is_known_when_silent_probes_could_not_change_it),
		cmocka_unit_test(a_ratio_lets_go_below_its_second_threshold),
		cmocka_unit_test(doubt_does_not_make_it_forget_but_long_doubt_does),
		cmocka_unit_test(weights_say_what_matters),
		cmocka_unit_test(a_share_may_be_of_one_endpoint),
		cmocka_unit_test(an_endpoint_can_stand_for_its_region),
		cmocka_unit_test(an_endpoint_alone_clears_like_any),
		cmocka_unit_test(a_window_counts_the_same_as_counting_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
