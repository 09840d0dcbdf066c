/* SPDX-License-Identifier: MIT */
/* What a fact says of itself. */
#include "fact_bench.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_because_of_what),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
