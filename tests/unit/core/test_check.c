/* SPDX-License-Identifier: MIT */
#include "core/check.h"

#include "test.h"

#include <string.h>

static void
an_opinion_has_one_line_of_plain_text(void **state)
{
	struct opinion opinion = { .health = HEALTH_OK };

	opinion_set(&opinion, HEALTH_FAIL, "a\nb\x1b[1m%s", "\xc3\xa9");
	assert_int_equal(opinion.health, HEALTH_FAIL);
	assert_string_equal(opinion.detail, "a?b?[1m??");
	opinion_remedy(&opinion, "do %d", 7);
	assert_string_equal(opinion.remedy, "do 7");
}

static void
an_aside_warns_at_most(void **state)
{
	static const struct {
		enum health health, then;
	} cases[] = {
		{ HEALTH_OK, HEALTH_OK },
		{ HEALTH_WARN, HEALTH_WARN },
		{ HEALTH_UNKNOWN, HEALTH_WARN },
		{ HEALTH_FAIL, HEALTH_WARN },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct opinion opinion = { .health = cases[i].health };

		opinion_aside(&opinion);
		assert_int_equal(opinion.health, cases[i].then);
	}
}

static void
the_worst_counts_and_those_that_are_as_bad_are_named(void **state)
{
	static const struct opinion list[] = {
		{ HEALTH_OK, "well", "", "", 1 },
		{ HEALTH_FAIL, "one", "do this", "", 2 },
		{ HEALTH_UNKNOWN, "who knows", "", "", 3 },
		{ HEALTH_FAIL, "two", "do that", "", 4 },
	};
	struct opinion worst;

	opinion_worst(list, COUNT(list), &worst);
	assert_int_equal(worst.health, HEALTH_FAIL);
	assert_string_equal(worst.detail, "one; two");
	assert_string_equal(worst.remedy, "do this");
	opinion_worst(list, 1, &worst);
	assert_string_equal(worst.detail, "well");
}

static void
what_does_not_fit_is_cut(void **state)
{
	struct opinion list[3], worst;

	for (size_t i = 0; i < COUNT(list); i++) {
		list[i] = (struct opinion){ .health = HEALTH_WARN };
		memset(list[i].detail, 'a' + (int)i, DETAIL_TEXT - 60);
	}
	opinion_worst(list, COUNT(list), &worst);
	assert_int_equal(strlen(worst.detail), DETAIL_TEXT - 1);
}

static void
what_is_not_known_takes_away_nothing_that_is(void **state)
{
	struct known known = { .at = 0 };
	struct opinion opinion = { .health = HEALTH_UNKNOWN, .detail = "no answer" };

	known_add(&known, &opinion, 5);
	assert_int_equal(known.at, 0);
	opinion = (struct opinion){ .health = HEALTH_FAIL, .detail = "bad" };
	known_add(&known, &opinion, 6);
	opinion = (struct opinion){ .health = HEALTH_UNKNOWN, .detail = "no answer" };
	known_add(&known, &opinion, 7);
	assert_int_equal(known.health, HEALTH_FAIL);
	assert_int_equal(known.at, 6);
	assert_string_equal(known.detail, "bad");
	opinion = (struct opinion){ .health = HEALTH_WARN, .detail = "so so" };
	known_add(&known, &opinion, 8);
	assert_int_equal(known.health, HEALTH_WARN);
	assert_int_equal(known.at, 8);
}

static void
all_are_as_good_as_the_worst_and_as_old_as_the_oldest(void **state)
{
	static const struct {
		struct known list[3];
		size_t n;
		enum trit good;
		msec_t at;
		size_t which;
	} cases[] = {
		{ {}, 0, TRIT_UNKNOWN, 0, 0 },
		{ { { HEALTH_OK, 9 }, { HEALTH_WARN, 5 }, { HEALTH_OK, 7 } }, 3, TRIT_YES, 5, 1 },
		{ { { HEALTH_OK, 9 }, { HEALTH_FAIL, 8 }, { HEALTH_OK, 7 } }, 3, TRIT_NO, 8, 1 },
		{ { { HEALTH_OK, 9 }, { HEALTH_OK, 0 }, { HEALTH_OK, 7 } }, 3, TRIT_UNKNOWN, 0, 1 },
		{ { { HEALTH_OK, 0 }, { HEALTH_FAIL, 8 }, { HEALTH_OK, 7 } }, 3, TRIT_NO, 8, 1 },
		{ { { HEALTH_FAIL, 9 }, { HEALTH_OK, 0 }, { HEALTH_FAIL, 8 } }, 3, TRIT_NO, 8, 2 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t at = -1;
		size_t which = 99;

		assert_int_equal(known_all(cases[i].list, cases[i].n, &at, &which), cases[i].good);
		assert_int_equal(at, cases[i].at);
		assert_int_equal(which, cases[i].which);
	}
}

static void
each_health_has_its_word(void **state)
{
	assert_string_equal(health_name(HEALTH_OK), "ok");
	assert_string_equal(health_name(HEALTH_WARN), "warn");
	assert_string_equal(health_name(HEALTH_UNKNOWN), "unknown");
	assert_string_equal(health_name(HEALTH_FAIL), "fail");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_opinion_has_one_line_of_plain_text),
		cmocka_unit_test(an_aside_warns_at_most),
		cmocka_unit_test(the_worst_counts_and_those_that_are_as_bad_are_named),
		cmocka_unit_test(what_does_not_fit_is_cut),
		cmocka_unit_test(what_is_not_known_takes_away_nothing_that_is),
		cmocka_unit_test(all_are_as_good_as_the_worst_and_as_old_as_the_oldest),
		cmocka_unit_test(each_health_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
