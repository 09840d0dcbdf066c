/* SPDX-License-Identifier: MIT */
/* Guesses, characters and pointers: what diagnostics are made of. */
#include <string.h>

#include "base/alloc.h"
#include "config/guess.h"
#include "config/node.h"
#include "config/utf8.h"
#include "test.h"

static void
it_guesses_what_is_near_and_nothing_else(void **state)
{
	static const char *const known[] = { "every", "timeout", "critical", "weight", "go" };

	static const struct {
		const char *word, *guess;
	} cases[] = {
		{ "evry", "every" },
		{ "eveyr", "every" },
		{ "timeuot", "timeout" },
		{ "time_out", "timeout" },
		{ "critcal", "critical" },
		{ "wieght", "weight" },
		{ "interval", NULL },
		{ "x", NULL },
		{ "", NULL },
		{ "a-word-that-is-longer-than-any-that-anybody-would-ever-write-here", NULL },
	};
	struct guess guess = { 0 };

	for (size_t i = 0; i < COUNT(known); i++)
		guess_add(&guess, known[i]);
	guess_add(&guess, "");
	assert_int_equal(guess.n, COUNT(known));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *near = guess_nearest(&guess, cases[i].word);

		if (!cases[i].guess)
			assert_null(near);
		else
			assert_string_equal(near, cases[i].guess);
	}
	assert_true(guess_has(&guess, "go"));
	assert_false(guess_has(&guess, "gone"));
}

static void
it_lists_words_as_people_do_and_as_many_as_fit(void **state)
{
	struct guess guess = { 0 };
	char text[24];

	assert_string_equal(guess_list(&guess, text, sizeof(text)), "");
	guess_add(&guess, "one");
	assert_string_equal(guess_list(&guess, text, sizeof(text)), "one");
	guess_add(&guess, "two");
	guess_add(&guess, "three");
	assert_string_equal(guess_list(&guess, text, sizeof(text)), "one, two or three");
	guess_add(&guess, "fourteen");
	assert_string_equal(guess_list(&guess, text, sizeof(text)), "one, two, three...");
	for (size_t i = 0; i < 2 * (size_t)GUESS_MOST; i++)
		guess_add(&guess, "more");
	assert_int_equal(guess.n, GUESS_MOST);
}

static void
it_knows_characters_from_bytes(void **state)
{
	static const struct {
		const char *text;
		size_t size; /* of the first character; 0: not valid */
		uint32_t c;
	} cases[] = {
		{ "a", 1, 'a' },
		{ "\xc3\xa9", 2, 0xe9 },
		{ "\xe6\xbc\xa2", 3, 0x6f22 },
		{ "\xf0\x9f\x98\x80", 4, 0x1f600 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
		{ "\x80", 0, 0 },             /* a tail without a head */
		{ "\xc3", 0, 0 },             /* a head without a tail */
		{ "\xc3(", 0, 0 },            /* and with a wrong one */
		{ "\xc0\xaf", 0, 0 },         /* written longer than needed */
		{ "\xe0\x80\xaf", 0, 0 },     /* likewise */
		{ "\xf0\x80\x80\xaf", 0, 0 }, /* likewise */
		{ "\xed\xa0\x80", 0, 0 },     /* a surrogate */
		{ "\xf4\x90\x80\x80", 0, 0 }, /* behind the last one */
		{ "\xf8\x88\x80\x80\x80", 0, 0 },
		{ "\xff", 0, 0 },
	};

	uint32_t c;

	for (size_t i = 0; i < COUNT(cases); i++) {
		c = 0;
		assert_int_equal(utf8_next(cases[i].text, strlen(cases[i].text), &c),
		    cases[i].size);
		assert_int_equal(c, cases[i].c);
	}
	assert_int_equal(utf8_count("a\xc3\xa9\xff\xe6\xbc\xa2", 7), 4);
}

static void
it_cuts_between_characters(void **state)
{
	static const char text[] = "a\xc3\xa9\xe6\xbc\xa2";
	static const size_t whole[] = { 0, 1, 1, 3, 3, 3, 6 };

	for (size_t len = 0; len < COUNT(whole); len++)
		assert_int_equal(utf8_whole(text, len), whole[len]);
	assert_int_equal(utf8_whole("\x80\x80\x80\x80\x80", 5), 5);
}

static void
it_knows_how_wide_a_character_is(void **state)
{
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0xe9), 1);
	assert_int_equal(utf8_width(0x301), 0);
	assert_int_equal(utf8_width(0x6f22), 2);
	assert_int_equal(utf8_width(0x1f600), 2);
	assert_int_equal(utf8_width(0x200d), 0);
}

static void
it_writes_pointers_with_their_escapes(void **state)
{
	struct node root = { .type = NODE_OBJECT };
	struct node list = { .type = NODE_ARRAY, .parent = &root, .key = "a/b~c" };
	struct node item = { .type = NODE_OBJECT, .parent = &list, .index = 12 };
	struct node last = { .parent = &item, .key = "" };
	char text[NODE_POINTER], name[2 * NODE_POINTER];

	assert_string_equal(node_pointer(&root, text), "");
	assert_string_equal(node_pointer(&last, text), "/a~1b~0c/12/");
	memset(name, '/', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	last.key = name;
	assert_true(strlen(node_pointer(&last, text)) < NODE_POINTER);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_guesses_what_is_near_and_nothing_else),
		cmocka_unit_test(it_lists_words_as_people_do_and_as_many_as_fit),
		cmocka_unit_test(it_knows_characters_from_bytes),
		cmocka_unit_test(it_cuts_between_characters),
		cmocka_unit_test(it_knows_how_wide_a_character_is),
		cmocka_unit_test(it_writes_pointers_with_their_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
