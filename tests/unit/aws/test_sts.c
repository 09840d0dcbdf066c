/* SPDX-License-Identifier: MIT */
#include "aws/sts.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

#define ARN     "arn:aws:iam::123456789012:role/path/failoverd"
#define ARN_URL "arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fpath%2Ffailoverd"

static void
asks_for_a_role(void **state)
{
	static const struct {
		struct origin_role role;
		const char *body;
	} cases[] = {
		{ { .arn = (char *)ARN, .session = (char *)"failoverd-host" },
		    "Action=AssumeRole&Version=2011-06-15&RoleArn=" ARN_URL
		    "&RoleSessionName=failoverd-host" },
		{ { .arn = (char *)ARN,
		      .session = (char *)"a@b",
		      .external_id = (char *)"x y",
		      .duration = 900 },
		    "Action=AssumeRole&Version=2011-06-15&RoleArn=" ARN_URL
		    "&RoleSessionName=a%40b&DurationSeconds=900&ExternalId=x%20y" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(call_done) struct call call = { .kind = CALL_NONE };

		sts_assume(&call, "us-west-2", &cases[i].role);
		assert_int_equal(call.kind, CALL_AWS);
		assert_string_equal(call.name, "sts:AssumeRole");
		assert_string_equal(call.service, "sts");
		assert_string_equal(call.region, "us-west-2");
		assert_string_equal(buf_text(&call.http.body), cases[i].body);
		assert_false(call.acts);
	}
}

static void
asks_with_a_token(void **state)
{
	const struct origin_role role = { .arn = (char *)ARN, .session = (char *)"s" };
	autofree(call_done) struct call call = { .kind = CALL_NONE };

	sts_assume_by_token(&call, "us-west-2", &role, "ey.J+/=");
	assert_string_equal(call.name, "sts:AssumeRoleWithWebIdentity");
	assert_string_equal(buf_text(&call.http.body),
	    "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" ARN_URL
	    "&RoleSessionName=s&WebIdentityToken=ey.J%2B%2F%3D");
}

/* ---- the answer ---- */

static const struct origin_role role = { .arn = (char *)ARN, .session = (char *)"s" };

static bool
read(int status, const char *body, struct credentials *ret, struct error *err)
{
	autofree(http_response_done) struct http_response http = { .status = status };
	struct answer answer = { .http = &http };

	buf_puts(&http.body, body);
	return sts_read(&answer, &role, ret, err);
}

#define CREDENTIALS(key, more)           \
	"<Credentials><AccessKeyId>" key \
	"</AccessKeyId><SecretAccessKey>hunter2</SecretAccessKey>" more "</Credentials>"
#define ANSWER(action, inner)                                                              \
	"<" action "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" action \
	"Result>" inner "</" action "Result></" action "Response>"
#define TOKEN "<SessionToken>t==</SessionToken>"
#define UNTIL "<Expiration>2026-11-24T14:00:30Z</Expiration>"

static void
takes_the_credentials_of_either_answer(void **state)
{
	static const char *const bodies[] = {
		ANSWER("AssumeRole", CREDENTIALS("AKID", TOKEN UNTIL)),
		ANSWER("AssumeRoleWithWebIdentity", CREDENTIALS("AKID", UNTIL TOKEN)),
	};

	for (size_t i = 0; i < COUNT(bodies); i++) {
		autofree(credentials_done) struct credentials found = { 0 };
		struct error err = { "" };

		if (!read(200, bodies[i], &found, &err))
			fail_msg("%s", err.text);
		assert_string_equal(found.access_key, "AKID");
		assert_string_equal(found.secret_key, "hunter2");
		assert_string_equal(found.token, "t==");
		assert_string_equal(found.source, "role path/failoverd");
		assert_int_equal(found.expires, 1795528830000);
	}
}

static void
says_what_was_wrong_and_what_to_do(void **state)
{
	static const struct {
		int status;
		const char *body, *says;
	} cases[] = {
		{ 200, "", "the answer holds no credentials" },
		{ 200, "hunter2", "the answer holds no credentials" },
		{ 200, ANSWER("AssumeRole", ""), "the answer holds no credentials" },
		{ 200, ANSWER("AssumeRole", CREDENTIALS("AKID", UNTIL)),
		    "SessionToken or Expiration is missing" },
		{ 200, ANSWER("AssumeRole", CREDENTIALS("AKID", TOKEN)), "is missing" },
		{ 200, ANSWER("AssumeRole", CREDENTIALS("", TOKEN UNTIL)), "is missing" },
		{ 200, ANSWER("AssumeRole", CREDENTIALS("A B", TOKEN UNTIL)),
		    "AccessKeyId holds a blank" },
		{ 403,
		    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>User x is not "
		    "authorized</Message></Error></ErrorResponse>",
		    "HTTP 403 AccessDenied: User x is not authorized; allow sts:AssumeRole" },
		{ 400,
		    "<ErrorResponse><Error><Code>ExpiredTokenException</Code></Error></ErrorResponse>",
		    "whoever writes the token file must keep it fresh" },
		{ 400,
		    "<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>",
		    "check the token file" },
		{ 400,
		    "<ErrorResponse><Error><Code>IDPRejectedClaim</Code></Error></ErrorResponse>",
		    "check the audience" },
		{ 403,
		    "<ErrorResponse><Error><Code>RegionDisabledException</Code></Error></ErrorResponse>",
		    "switch STS on for that Region" },
		{ 400, "<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>",
		    "compare duration_seconds" },
		{ 500, "oops", "HTTP 500" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct credentials found = { 0 };
		struct error err = { "" };

		assert_false(read(cases[i].status, cases[i].body, &found, &err));
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "hunter2") ||
		    strncmp(err.text, ARN " cannot be assumed: ", strlen(ARN)) != 0)
			fail_msg("case %zu: %s", i, err.text);
		assert_null(found.access_key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_a_role),
		cmocka_unit_test(asks_with_a_token),
		cmocka_unit_test(takes_the_credentials_of_either_answer),
		cmocka_unit_test(says_what_was_wrong_and_what_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
