/* SPDX-License-Identifier: MIT */
/* Facts of one answer and of other facts, each kind by its rule, and since when they hold. */
#include "fact_bench.h"

/* ---- streak ---- */

static void
a_streak_rises_and_falls_by_the_rule(void **state)
{
	static const struct {
		const char *answers;
		enum trit value;
	} cases[] = {
		{ "xx", TRIT_UNKNOWN },
		{ "xxx", TRIT_YES },
		{ "x?x?x", TRIT_YES },
		{ "xx.xx", TRIT_UNKNOWN },
		{ "..", TRIT_NO },
		{ ".", TRIT_UNKNOWN },
		{ "xxx.", TRIT_YES },
		{ "xxx.x.", TRIT_YES },
		{ "xxx..", TRIT_NO },
		{ "..xx", TRIT_NO },
		{ "..xxx", TRIT_YES },
		{ "xxx??", TRIT_YES },
		/* 180 s without a clear answer */
		{ "xxx????????????????????????????????????", TRIT_YES },
		{ "xxx?????????????????????????????????????", TRIT_UNKNOWN },
	};
	const struct fact_spec spec = { .name = "admin-down",
		.kind = FACT_STREAK,
		.probes = three,
		.n_probes = 1,
		.fails = 3,
		.passes = 2,
		.fresh = SECONDS(180) };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;
		enum trit value;

		bench_init(&b, &spec, 1);
		value = play(&b, cases[i].answers, cases[i].answers, cases[i].answers);
		if (value != cases[i].value)
			fail_msg("\"%s\": %s", cases[i].answers, trit_name(value));
		bench_done(&b);
	}
}

/* ---- value ---- */

static enum trit
value_after(double value, msec_t age, char ret[DETAIL_TEXT])
{
	const struct fact_spec spec = { .name = "lag",
		.kind = FACT_VALUE,
		.probes = three,
		.n_probes = 1,
		.holds = { COMPARE_LE, UNIT_DURATION, 2000 },
		.fresh = SECONDS(180) };
	struct bench b;
	struct sighting s = { .sample = { .at = SECONDS(1000) } };
	enum trit is;

	bench_init(&b, &spec, 1);
	sample_judge(&s.sample, REASON_OK);
	sighting_value(&s, value, b.now - age);
	series_add(&b.series[0], &s);
	answer(&b, 0, '?'); /* a value outlives answers without one */
	is = update(&b);
	text(&b, ret);
	bench_done(&b);
	return is;
}

static void
a_value_counts_as_long_as_it_is_fresh(void **state)
{
	char is[DETAIL_TEXT];

	assert_int_equal(value_after(2000, 0, is), TRIT_YES);
	assert_string_equal(is, "2s (limit <= 2s)");
	assert_int_equal(value_after(2001, 0, is), TRIT_NO);
	assert_int_equal(value_after(84, SECONDS(180), is), TRIT_YES);
	assert_int_equal(value_after(84, SECONDS(180) + 1, is), TRIT_UNKNOWN);
	assert_string_equal(is, "no value within the last 3m");
}

/* ---- together ---- */

static void
facts_count_together_with_three_values(void **state)
{
	static const char *const answers[] = {
		[TRIT_UNKNOWN] = "?", [TRIT_NO] = ".", [TRIT_YES] = "x"
	};
	static const enum trit Y = TRIT_YES, N = TRIT_NO, U = TRIT_UNKNOWN;

	const struct {
		int at_least;
		enum trit a, b, c, value;
	} cases[] = {
		{ 2, Y, Y, N, Y },
		{ 2, Y, U, N, U },
		{ 2, Y, Y, U, Y },
		{ 2, Y, N, N, N },
		{ 2, U, N, N, N },
		{ 2, U, U, N, U },
		{ 2, U, U, U, U },
		{ 1, U, U, Y, Y },
		{ 1, N, N, U, U },
		{ 3, Y, Y, Y, Y },
		{ 3, Y, Y, U, U },
		{ 3, U, U, N, N },
	};

	static const size_t of[] = { 0, 1, 2 };
	const struct fact_spec one = {
		.kind = FACT_STREAK, .n_probes = 1, .fails = 1, .passes = 1, .fresh = SECONDS(60)
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fact_spec specs[] = { one, one, one,
			{ .name = "many", .kind = FACT_TOGETHER, .of = of, .n_of = 3 } };
		struct bench b;
		enum trit value;

		for (size_t p = 0; p < 3; p++)
			specs[p].probes = &three[p];
		specs[3].at_least = cases[i].at_least;
		bench_init(&b, specs, 4);
		value = play(&b, answers[cases[i].a], answers[cases[i].b], answers[cases[i].c]);
		if (value != cases[i].value)
			fail_msg("case %zu: %s", i, trit_name(value));
		bench_done(&b);
	}
}

/* ---- since ---- */

static void
since_is_when_it_changed(void **state)
{
	struct bench b;
	msec_t since;

	bench_init(&b, &down, 1);
	assert_true(fact_update(b.facts, 0, &b.app, b.series, b.now));
	assert_int_equal(b.facts[0].since, b.now);
	play(&b, GOOD, GOOD, GOOD);
	since = b.facts[0].since;
	assert_int_equal(b.now - since, 6 * EVERY);
	assert_false(fact_update(b.facts, 0, &b.app, b.series, b.now + 1));
	assert_int_equal(b.facts[0].since, since);
	bench_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_streak_rises_and_falls_by_the_rule),
		cmocka_unit_test(a_value_counts_as_long_as_it_is_fresh),
		cmocka_unit_test(facts_count_together_with_three_values),
		cmocka_unit_test(since_is_when_it_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
