/* SPDX-License-Identifier: MIT */
#include "aws/member.h"

#include "test.h"

#include <string.h>

static const struct {
	const char *before, *after;
} replaced[] = {
	{ "{\"host\":\"old\"}", "{\"host\":\"new\"}" },
	{ "{\"host\":\"\"}", "{\"host\":\"new\"}" },
	{ " { \"a\" : 1 ,\n\t\"host\" : \"old\" , \"b\":[]}\n",
	    " { \"a\" : 1 ,\n\t\"host\" : \"new\" , \"b\":[]}\n" },
	/* Digits that no number type holds. */
	{ "{\"id\":123456789012345678901234567890,\"x\":1.10,\"y\":1E+2,\"host\":\"old\"}",
	    "{\"id\":123456789012345678901234567890,\"x\":1.10,\"y\":1E+2,\"host\":\"new\"}" },
	/* Only the outermost member; neither a nested one nor a value of that text. */
	{ "{\"a\":{\"host\":\"x\"},\"b\":[{\"host\":\"y\"}],\"c\":\"host\",\"host\":\"old\"}",
	    "{\"a\":{\"host\":\"x\"},\"b\":[{\"host\":\"y\"}],\"c\":\"host\",\"host\":\"new\"}" },
	/* Brackets, commas and quotes within texts. */
	{ "{\"password\":\"a\\\"},{[:\\\\\",\"host\":\"ol\\\"d\",\"z\":null}",
	    "{\"password\":\"a\\\"},{[:\\\\\",\"host\":\"new\",\"z\":null}" },
	{ "{\"a\":[\"]\",{\"b\":\"}\"}],\"host\":\"old\"}",
	    "{\"a\":[\"]\",{\"b\":\"}\"}],\"host\":\"new\"}" },
	/* The same name, written otherwise. */
	{ "{\"h\\u006fst\":\"old\"}", "{\"h\\u006fst\":\"new\"}" },
	{ "{\"\\u00fc\":\"\xc3\xbc\",\"host\":\"old\"}",
	    "{\"\\u00fc\":\"\xc3\xbc\",\"host\":\"new\"}" },
};

static void
changes_one_member_and_no_other_byte(void **state)
{
	for (size_t i = 0; i < COUNT(replaced); i++) {
		autofree(buf_wipe) struct buf text = { 0 };
		struct member member;
		struct error err = { "" };

		if (!member_find(replaced[i].before, "host", &member, &err))
			fail_msg("%s: %s", replaced[i].before, err.text);
		assert_false(member_equals(replaced[i].before, &member, "new"));
		member_replace(replaced[i].before, &member, "new", &text);
		assert_string_equal(buf_text(&text), replaced[i].after);
		assert_true(member_find(buf_text(&text), "host", &member, &err));
		assert_true(member_equals(buf_text(&text), &member, "new"));
	}
}

static void
refuses_what_it_cannot_change_safely_and_tells_no_secret(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "hunter2", "not a JSON object" },
		{ "", "not a JSON object" },
		{ "\"hunter2\"", "not a JSON object" },
		{ "[\"host\",\"hunter2\"]", "not a JSON object" },
		{ "{\"host\":\"hunter2\"", "not a JSON object" },
		{ "{\"host\":\"hunter2\"} x", "not a JSON object" },
		{ "{\"host\":\"hunter2\",\"host\":\"b\"}", "twice" },
		{ "{}", "no member \"host\"" },
		{ "{ }", "no member \"host\"" },
		{ "{\"password\":\"hunter2\"}", "no member \"host\"" },
		{ "{\"a\":{\"host\":\"hunter2\"}}", "no member \"host\"" },
		{ "{\"host\":[\"hunter2\"]}", "not a string" },
		{ "{\"host\":null,\"p\":\"hunter2\"}", "not a string" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct member member;
		struct error err = { "" };

		assert_false(member_find(cases[i].text, "host", &member, &err));
		assert_non_null(strstr(err.text, cases[i].says));
		assert_null(strstr(err.text, "hunter2"));
	}
}

static void
compares_texts_and_not_their_spelling(void **state)
{
	const char *text = "{\"host\":\"db\\u002eexample\"}";
	struct member member;
	struct error err;

	assert_true(member_find(text, "host", &member, &err));
	assert_true(member_equals(text, &member, "db.example"));
	assert_false(member_equals(text, &member, "db.exampl"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_one_member_and_no_other_byte),
		cmocka_unit_test(refuses_what_it_cannot_change_safely_and_tells_no_secret),
		cmocka_unit_test(compares_texts_and_not_their_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
