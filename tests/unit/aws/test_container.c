/* SPDX-License-Identifier: MIT */
#include "aws/container.h"

#include "test.h"

#include <string.h>

/* The environment of a case: pairs of name and value. */
static const char *const *variables;

static const char *
env(const char *name)
{
	for (const char *const *at = variables; at && *at; at += 2)
		if (strcmp(*at, name) == 0)
			return at[1];
	return NULL;
}

#define RELATIVE   "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL       "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define TOKEN      "AWS_CONTAINER_AUTHORIZATION_TOKEN"
#define TOKEN_FILE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

static void
asks_where_the_variables_say(void **state)
{
	static const struct {
		const char *variables[8], *token; /* of the file */
		const char *url, *sent;
	} cases[] = {
		{ { RELATIVE, "/v2/credentials/x" }, NULL, "http://169.254.170.2/v2/credentials/x",
		    NULL },
		{ { RELATIVE, "/v2", FULL, "http://[::1]/" }, NULL, "http://169.254.170.2/v2",
		    NULL },
		{ { FULL, "http://127.0.0.1:80/a?b" }, NULL, "http://127.0.0.1:80/a?b", NULL },
		{ { FULL, "http://127.1.2.3/a" }, NULL, "http://127.1.2.3/a", NULL },
		{ { FULL, "http://localhost/a" }, NULL, "http://localhost/a", NULL },
		{ { FULL, "http://[::1]:80/a" }, NULL, "http://[::1]:80/a", NULL },
		{ { FULL, "http://169.254.170.2/a" }, NULL, "http://169.254.170.2/a", NULL },
		{ { FULL, "http://169.254.170.23/v1/credentials" }, "ey.x\n",
		    "http://169.254.170.23/v1/credentials", "ey.x" },
		{ { FULL, "http://[fd00:ec2::23]/v1", TOKEN, "Basic t" }, NULL,
		    "http://[fd00:ec2::23]/v1", "Basic t" },
		{ { FULL, "https://credentials.example/a", TOKEN, "t" }, "file's",
		    "https://credentials.example/a", "file's" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(http_request_done) struct http_request req = { .method = NULL };
		struct error err = { "" };
		const char *sent;

		variables = cases[i].variables;
		if (!container_request(env, cases[i].token, &req, &err))
			fail_msg("case %zu: %s", i, err.text);
		sent = http_header(&req.headers, "Authorization");
		assert_string_equal(req.url, cases[i].url);
		assert_string_equal(sent ? sent : "none", cases[i].sent ? cases[i].sent : "none");
		assert_true(req.no_proxy);
		assert_int_equal(req.timeout, 2000);
	}
}

static void
sends_the_token_to_nobody_else(void **state)
{
	static const struct {
		const char *variables[8], *token, *says;
	} cases[] = {
		{ { NULL }, NULL, "neither " RELATIVE " nor " FULL " is set" },
		{ { RELATIVE, "", FULL, "" }, NULL, "neither " RELATIVE },
		{ { RELATIVE, "v2" }, NULL, RELATIVE " is not a path" },
		{ { RELATIVE, "/@evil.example" }, NULL, RELATIVE " is not a path" },
		{ { RELATIVE, "/a b" }, NULL, RELATIVE " is not a path" },
		{ { FULL, "169.254.170.2" }, NULL, FULL " is not an http or https URL" },
		{ { FULL, "ftp://127.0.0.1" }, NULL, "is not an http" },
		{ { FULL, "https://" }, NULL, "is not an http" },
		{ { FULL, "http://127.0.0.1@evil.example/" }, NULL, "is not an http" },
		{ { FULL, "http://127.0.0.1\\evil" }, NULL, "is not an http" },
		{ { FULL, "http://evil.example/" }, NULL, "leads to another host over plain HTTP" },
		{ { FULL, "http://127.evil.example/" }, NULL, "another host" },
		{ { FULL, "http://127.0.0.1.evil.example/" }, NULL, "another host" },
		{ { FULL, "http://localhost.evil.example/" }, NULL, "another host" },
		{ { FULL, "http://169.254.170.22/" }, NULL, "another host" },
		{ { FULL, "http://[::1].evil.example/" }, NULL, "is not an http" },
		{ { FULL, "http://[::2]/" }, NULL, "another host" },
		{ { RELATIVE, "/v2", TOKEN, "hunter2\r\nHost: x" }, NULL,
		    TOKEN " holds a line's end" },
		{ { RELATIVE, "/v2", TOKEN_FILE, "/f" }, "hunter2\nx",
		    "the file that " TOKEN_FILE " names holds a line's end" },
		{ { RELATIVE, "/v2", TOKEN_FILE, "/f" }, "\n", "names is empty" },
		{ { RELATIVE, "/v2", TOKEN_FILE, "/f" }, "hunter2\xc3", "not ASCII" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_request req = { .method = NULL };
		struct error err = { "" };

		variables = cases[i].variables;
		if (container_request(env, cases[i].token, &req, &err))
			fail_msg("case %zu was taken", i);
		if (!strstr(err.text, cases[i].says))
			fail_msg("case %zu: %s", i, err.text);
		assert_null(strstr(err.text, "hunter2"));
		assert_null(req.url);
	}
}

static void
the_file_goes_before_the_variable(void **state)
{
	static const char *const set[] = { TOKEN_FILE, "/f", NULL };
	static const char *const empty[] = { TOKEN_FILE, "", NULL };

	variables = set;
	assert_string_equal(container_token_file(env), "/f");
	variables = empty;
	assert_null(container_token_file(env));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_where_the_variables_say),
		cmocka_unit_test(sends_the_token_to_nobody_else),
		cmocka_unit_test(the_file_goes_before_the_variable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
