/* SPDX-License-Identifier: MIT */
#include "core/news.h"

#include "test.h"

#include <string.h>

/*
 * A story is a text, one letter an answer: "o" ok, "f" fail, "?" unknown, "!" we
 * are not permitted to ask, "e" our credentials have expired, "-" this cannot be
 * asked now, "x" unknown and excused. What is told: "c" a change, "b" blind, "s"
 * sees again, "." nothing.
 */
struct story {
	const char *answers, *told;
	int takes_turns;
	msec_t every;
};

static enum reason
reason_of(char letter)
{
	switch (letter) {
	case 'o':
		return REASON_OK;
	case 'f':
		return REASON_STATUS;
	case '!':
		return REASON_DENIED;
	case 'e':
		return REASON_CREDENTIALS;
	case '-':
		return REASON_NOT_APPLICABLE;
	default:
		return REASON_SERVICE;
	}
}

static char
letter_of(const struct news_word *word)
{
	if (word->blind)
		return word->changed ? 'B' : 'b';
	if (word->sees)
		return word->changed ? 'S' : 's';
	return word->changed ? 'c' : '.';
}

static void
assert_stories(const struct story *stories, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct news news = { .any = false };
		msec_t now = 1000;
		char told[64] = "";

		for (size_t at = 0; stories[i].answers[at]; at++, now += stories[i].every) {
			struct sighting sighting = { .takes_turns = stories[i].takes_turns };
			struct news_word word;

			sample_judge(&sighting.sample, reason_of(stories[i].answers[at]));
			word = news_of(&news, &sighting, stories[i].answers[at] == 'x', now);
			told[at] = letter_of(&word);
		}
		if (strcmp(told, stories[i].told) != 0)
			fail_msg("%s: %s, not %s", stories[i].answers, told, stories[i].told);
	}
}

static void
a_change_is_told_once(void **state)
{
	static const struct story stories[] = {
		{ "ooo", "...", 0, MSEC_SECOND },
		{ "fff", "c..", 0, MSEC_SECOND },
		{ "???", "c..", 0, MSEC_SECOND },
		{ "off??oo", ".c.c.c.", 0, MSEC_SECOND },
		{ "o?o?o", ".cccc", 0, MSEC_SECOND },
		{ "o?o?o", ".cccc", 1, MSEC_SECOND },
	};

	assert_stories(stories, COUNT(stories));
}

static void
one_endpoint_of_several_is_no_news_until_all_are_silent(void **state)
{
	static const struct story stories[] = {
		{ "oooo?oooo?oooo?", "...............", 5, MSEC_SECOND },
		{ "oo??oo??oo", "..........", 5, MSEC_SECOND },
		{ "o?????ooo", ".....cc..", 5, MSEC_SECOND },
		{ "????ooo", ".......", 5, MSEC_SECOND },
		{ "?????ooo", "....cc..", 5, MSEC_SECOND },
		/* A failure is one, whoever says it. */
		{ "oofoo", "..cc.", 5, MSEC_SECOND },
	};

	assert_stories(stories, COUNT(stories));
}

static void
to_know_nothing_for_minutes_is_told_once_and_so_is_its_end(void **state)
{
	static const struct story stories[] = {
		{ "o??????ooooooooooo?????o",
		    ".c....bc.........s"
		    "c....c",
		    0, MSEC_MINUTE },
		{ "o!!!!!!!!!o", ".c....b...c", 0, MSEC_MINUTE },
		{ "??????", "c....b", 0, MSEC_MINUTE },
		{ "?????f", "c....c", 0, MSEC_MINUTE },
		{ "o?o?o?o?o?", ".ccccccccc", 0, MSEC_MINUTE },
		{ "o??????ffffffffffff", ".c....bc.........s.", 0, MSEC_MINUTE },
		{ "o?????????", "..........", 20, MSEC_SECOND },
		/* Asked rarely. */
		{ "o??oo", ".cbcs", 0, MSEC_HOUR },
	};

	assert_stories(stories, COUNT(stories));
}

static void
gaps_that_come_again_and_again_are_one_trouble(void **state)
{
	static const struct story stories[] = {
		{ "o??????o??????o??????oooooooooooo", ".c....bcc.....cc.....c.........s.", 0,
		    MSEC_MINUTE },
		{ "??????o?o?o?o?o?o?ooo", "c....bccccccccccccc..", 0, MSEC_MINUTE },
	};

	assert_stories(stories, COUNT(stories));
}

static void
what_is_told_for_all_probes_together_is_not_told_for_each(void **state)
{
	static const struct story stories[] = {
		{ "oeeeeeeeeo", ".c.......c", 0, MSEC_MINUTE },
		{ "o--------o", ".c.......c", 0, MSEC_MINUTE },
		{ "oxxxxxxxxo", ".c.......c", 0, MSEC_MINUTE },
		/* And then it is something else. */
		{ "oeeeeeee!o", ".c......bc", 0, MSEC_MINUTE },
	};

	assert_stories(stories, COUNT(stories));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_told_once),
		cmocka_unit_test(one_endpoint_of_several_is_no_news_until_all_are_silent),
		cmocka_unit_test(to_know_nothing_for_minutes_is_told_once_and_so_is_its_end),
		cmocka_unit_test(gaps_that_come_again_and_again_are_one_trouble),
		cmocka_unit_test(what_is_told_for_all_probes_together_is_not_told_for_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
