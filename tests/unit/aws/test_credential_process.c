/* SPDX-License-Identifier: MIT */
#include "aws/credential_process.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static void
splits_the_command_without_a_shell(void **state)
{
	static const struct {
		const char *command, *argv[8];
	} cases[] = {
		{ "/bin/give", { "/bin/give" } },
		{ " /bin/give \t--role  ours ", { "/bin/give", "--role", "ours" } },
		{ "\"/opt/a b/give\" 'x \"y\"' \"it's\"", { "/opt/a b/give", "x \"y\"", "it's" } },
		{ "/bin/give a\\ b \"c\\\"d\" 'e\\f' ''",
		    { "/bin/give", "a b", "c\"d", "e\\f", "" } },
		{ "/bin/give $HOME;`id`|&>x *", { "/bin/give", "$HOME;`id`|&>x", "*" } },
		{ "/bin/give a'b'\"c\"", { "/bin/give", "abc" } },
		{ "/bin/give x\\", { "/bin/give", "x\\" } },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(process_request_done) struct process_request req = { .timeout = 0 };
		struct error err = { "" };
		size_t n = 0;

		if (!credential_process_request(cases[i].command, &req, &err))
			fail_msg("case %zu: %s", i, err.text);
		for (; cases[i].argv[n]; n++) {
			assert_non_null(req.argv[n]);
			assert_string_equal(req.argv[n], cases[i].argv[n]);
		}
		assert_null(req.argv[n]);
		assert_true(req.inherit);
		assert_true(req.timeout > 0);
	}
}

static void
refuses_a_command_that_it_cannot_run(void **state)
{
	char many[200] = "/bin/give";

	const struct {
		const char *command, *says;
	} cases[] = {
		{ "", "does not begin with a program's absolute path" },
		{ "give hunter2", "does not begin with a program's absolute path" },
		{ "~/give", "absolute path" },
		{ "/bin/give \"hunter2", "a quotation has no end" },
		{ "/bin/give 'a", "a quotation has no end" },
		{ many, "more than 32 words" },
	};

	for (size_t i = 0; i < 32; i++)
		strncat(many, " a", sizeof(many) - strlen(many) - 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct process_request req = { .timeout = 0 };
		struct error err = { "" };

		assert_false(credential_process_request(cases[i].command, &req, &err));
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "hunter2") ||
		    strncmp(err.text, "credential_process: ", 20) != 0)
			fail_msg("case %zu: %s", i, err.text);
		assert_null(req.argv[0]);
	}
}

#define JSON "{\"Version\":1,\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"hunter2\"}"

static void
takes_what_it_prints(void **state)
{
	const struct process_answer answer = { .out = JSON "\n", .err = "a warning" };
	autofree(credentials_done) struct credentials found = { 0 };
	struct error err = { "" };

	if (!credential_process_read(&answer, "profile prod", &found, &err))
		fail_msg("%s", err.text);
	assert_string_equal(found.access_key, "AKID");
	assert_string_equal(found.source, "profile prod");
}

static void
says_why_it_gave_none_but_not_in_its_own_words(void **state)
{
	static struct process_answer big;

	const struct {
		struct process_answer answer;
		const char *says;
	} cases[] = {
		{ { .failure = PROCESS_LOCAL, .why = "/bin/give cannot be run: No such file" },
		    "credential_process of profile prod: /bin/give cannot be run: No such file" },
		{ { .failure = PROCESS_TIMEOUT, .why = "/bin/give was killed" }, "was killed" },
		{ { .status = 3, .out = JSON, .err = "hunter2 is wrong" },
		    "ended with status 3; run it by hand as the user of failoverd" },
		{ { .out = "hunter2" }, "what the profile prod gives is unusable: it is not" },
		{ { .out = "{\"Version\":1}" }, "is missing" },
	};
	struct credentials found = { 0 };
	struct error err = { "" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_false(credential_process_read(&cases[i].answer, "profile prod", &found,
		    &err));
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "hunter2"))
			fail_msg("case %zu: %s", i, err.text);
		assert_null(found.access_key);
	}
	memset(big.out, ' ', PROCESS_OUT_MOST);
	assert_false(credential_process_read(&big, "profile prod", &found, &err));
	assert_non_null(strstr(err.text, "prints more than"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_the_command_without_a_shell),
		cmocka_unit_test(refuses_a_command_that_it_cannot_run),
		cmocka_unit_test(takes_what_it_prints),
		cmocka_unit_test(says_why_it_gave_none_but_not_in_its_own_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
