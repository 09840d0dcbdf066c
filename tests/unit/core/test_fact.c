/* SPDX-License-Identifier: MIT */
/* Facts, each kind by its rule, and what doubt does to them. */
#include "core/fact.h"

#include <string.h>

#include "base/alloc.h"
#include "test.h"

#define PROBES 3
#define CAP    64

/* Facts over three probes whose answers a test writes as a text, one letter each: '.' good, 'x'
 * bad, '?' unknown, 's' good and slow, 'e' an error that came slowly, '-' none. */
struct bench {
	struct app app;
	struct probe_spec probes[PROBES];
	struct fact_spec specs[4];
	struct fact facts[4];
	struct series series[PROBES];
	msec_t now;
};

static const size_t three[] = { 0, 1, 2 };

#define SECONDS(n) ((n)*MSEC_SECOND)
#define EVERY      SECONDS(5)

static void
bench_init(struct bench *b, const struct fact_spec *specs, size_t n)
{
	static const char *const names[] = { "api", "ui", "login" };

	*b = (struct bench){ .now = SECONDS(1000) };
	for (size_t p = 0; p < PROBES; p++) {
		b->probes[p] = (struct probe_spec){ .name = names[p], .weight = 1 };
		series_init(&b->series[p], CAP);
	}
	memcpy(b->specs, specs, n * sizeof(*specs));
	b->app = (struct app){
		.probes = b->probes, .n_probes = PROBES, .facts = b->specs, .n_facts = n
	};
	for (size_t f = 0; f < n; f++)
		fact_init(&b->facts[f], &b->specs[f]);
}

static void
bench_done(struct bench *b)
{
	for (size_t p = 0; p < PROBES; p++)
		series_done(&b->series[p]);
	for (size_t f = 0; f < b->app.n_facts; f++)
		fact_done(&b->facts[f]);
}

static void
answer(struct bench *b, size_t probe, char what)
{
	struct sighting s = { .sample = { .at = b->now, .latency = 100 } };

	if (what == '-')
		return;
	if (what == 's' || what == 'e')
		s.sample.latency = 2500;
	sample_judge(&s.sample,
	    what == 'x'       ? REASON_TIMEOUT
		: what == 'e' ? REASON_STATUS
		: what == '?' ? REASON_RESOLVE
			      : REASON_OK);
	series_add(&b->series[probe], &s);
}

static enum trit
update(struct bench *b)
{
	for (size_t f = 0; f < b->app.n_facts; f++)
		fact_update(b->facts, f, &b->app, b->series, b->now);
	return b->facts[b->app.n_facts - 1].value;
}

/* One text a probe, of the same length; the last fact's value in the end. */
static enum trit
play(struct bench *b, const char *api, const char *ui, const char *login)
{
	for (; *api; api++, ui++, login++) {
		b->now += EVERY;
		answer(b, 0, *api);
		answer(b, 1, *ui);
		answer(b, 2, *login);
		update(b);
	}
	return b->facts[b->app.n_facts - 1].value;
}

static const char *
text(const struct bench *b, char ret[DETAIL_TEXT])
{
	return fact_text(&b->facts[b->app.n_facts - 1], &b->specs[b->app.n_facts - 1], &b->app,
	    ret);
}

/* ---- ratio ---- */

static const struct fact_spec down = { .name = "down",
	.kind = FACT_RATIO,
	.probes = three,
	.n_probes = 3,
	.holds = { COMPARE_GE, UNIT_RATIO, 0.5 },
	.clears = { COMPARE_LT, UNIT_RATIO, 0.3 },
	.over = SECONDS(60),
	.samples = 6 };

static const struct fact_spec up = { .name = "up",
	.kind = FACT_RATIO,
	.probes = three,
	.n_probes = 3,
	.holds = { COMPARE_LT, UNIT_RATIO, 0.05 },
	.clears = { COMPARE_GE, UNIT_RATIO, 0.15 },
	.over = SECONDS(60),
	.samples = 6 };

#define GOOD "............"
#define BAD  "xxxxxxxxxxxx"
#define HUH  "????????????"
#define NONE "------------"

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

/* ---- latency ---- */

static const struct fact_spec slow = { .name = "slow",
	.kind = FACT_LATENCY,
	.probes = three,
	.n_probes = 3,
	.holds = { COMPARE_GT, UNIT_DURATION, 2000 },
	.clears = { COMPARE_LT, UNIT_DURATION, 1000 },
	.quantile = 0.95,
	.over = SECONDS(60),
	.samples = 12 };

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

/* ---- words ---- */

static void
it_says_because_of_what(void **state)
{
	static const size_t of[] = { 0, 1 };
	struct fact_spec streak = { .name = "ui-down",
		.kind = FACT_STREAK,
		.probes = &three[1],
		.n_probes = 1,
		.fails = 3,
		.passes = 2,
		.fresh = SECONDS(60) };
	struct fact_spec many = {
		.name = "bad", .kind = FACT_TOGETHER, .of = of, .n_of = 2, .at_least = 2
	};

	const struct {
		const struct fact_spec *spec;
		const char *api, *ui, *login, *text;
	} cases[] = {
		{ &down, BAD, BAD, GOOD,
		    "67% of 36 answers failed over 1m (limit >= 50%; worst: ui)" },
		{ &down, GOOD, HUH, "-------xxxxx",
		    "too few answers to tell: 17 clear and 12 unclear over 1m; login has fewer than "
		    "6" },
		{ &slow, "ssssssssssss", GOOD, GOOD,
		    "33% of 36 answers over 1m took > 2s (limit p95 > 2s)" },
		{ &slow, BAD, "......xxxxxx", BAD,
		    "too few answers to tell: 6 over 1m, 12 needed" },
		{ &streak, GOOD, "xxxx", GOOD, "4 failed in a row (limit 3)" },
		{ &streak, GOOD, "xxx..", GOOD, "2 passed in a row (2 clear it)" },
		{ &streak, GOOD, "????", GOOD, "no clear answer that is recent enough" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;
		char is[DETAIL_TEXT];

		bench_init(&b, cases[i].spec, 1);
		if (cases[i].spec == &streak)
			play(&b, cases[i].ui, cases[i].ui, cases[i].ui);
		else
			play(&b, cases[i].api, cases[i].ui, cases[i].login);
		assert_string_equal(text(&b, is), cases[i].text);
		bench_done(&b);
	}
	{
		struct bench b;
		char is[DETAIL_TEXT];

		bench_init(&b, (struct fact_spec[]){ down, streak, many }, 3);
		play(&b, BAD, BAD, BAD);
		assert_string_equal(text(&b, is),
		    "2 of 2 hold, 0 unknown (at least 2): down, ui-down");
		bench_done(&b);
	}
}

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
		cmocka_unit_test(a_ratio_is_known_when_silent_probes_could_not_change_it),
		cmocka_unit_test(a_ratio_lets_go_below_its_second_threshold),
		cmocka_unit_test(doubt_does_not_make_it_forget_but_long_doubt_does),
		cmocka_unit_test(weights_say_what_matters),
		cmocka_unit_test(an_endpoint_can_stand_for_its_region),
		cmocka_unit_test(an_endpoint_alone_clears_like_any),
		cmocka_unit_test(a_window_counts_the_same_as_counting_anew),
		cmocka_unit_test(a_streak_rises_and_falls_by_the_rule),
		cmocka_unit_test(a_value_counts_as_long_as_it_is_fresh),
		cmocka_unit_test(a_quantile_is_one_of_the_answers),
		cmocka_unit_test(a_latency_can_be_a_promise),
		cmocka_unit_test(a_latency_lets_go_at_its_second_threshold),
		cmocka_unit_test(facts_count_together_with_three_values),
		cmocka_unit_test(it_says_because_of_what),
		cmocka_unit_test(since_is_when_it_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
