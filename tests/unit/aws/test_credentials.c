/* SPDX-License-Identifier: MIT */
#include "aws/credentials.h"

#include "test.h"

#include <string.h>

#define SECRET "hunter2"

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

static void
assert_found(const struct credentials *found, const char *token, const char *source)
{
	assert_string_equal(found->access_key, "AKID");
	assert_string_equal(found->secret_key, SECRET);
	if (token)
		assert_string_equal(found->token, token);
	else
		assert_null(found->token);
	assert_string_equal(found->source, source);
}

/* ---- the environment ---- */

#define BOTH "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", SECRET

static void
takes_keys_from_the_environment(void **state)
{
	static const struct {
		const char *variables[12];
		const char *token;
		msec_t expires;
	} cases[] = {
		{ { BOTH }, NULL, MSEC_NEVER },
		{ { BOTH, "AWS_SESSION_TOKEN", "" }, NULL, MSEC_NEVER },
		{ { BOTH, "AWS_SESSION_TOKEN", "tok==" }, "tok==", MSEC_NEVER },
		{ { BOTH, "AWS_SECURITY_TOKEN", "old" }, "old", MSEC_NEVER },
		{ { BOTH, "AWS_SESSION_TOKEN", "new", "AWS_SECURITY_TOKEN", "old" }, "new",
		    MSEC_NEVER },
		{ { BOTH, "AWS_CREDENTIAL_EXPIRATION", "2026-11-24T14:00:30Z" }, NULL,
		    1795528830000 },
		{ { BOTH, "AWS_CREDENTIAL_EXPIRATION", "2026-11-24T15:00:30.123+01:00" }, NULL,
		    1795528830000 },
		{ { BOTH, "AWS_WEB_IDENTITY_TOKEN_FILE", "/token" }, NULL, MSEC_NEVER },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(credentials_done) struct credentials found = { 0 };
		struct error err = { "" };

		variables = cases[i].variables;
		assert_int_equal(credentials_from_env(env, &found, &err), TRIT_YES);
		assert_found(&found, cases[i].token, "environment");
		assert_int_equal(found.expires, cases[i].expires);
	}
}

static void
goes_on_when_the_environment_has_none(void **state)
{
	static const char *const empty[] = { "AWS_ACCESS_KEY_ID", "", "AWS_SECRET_ACCESS_KEY", "",
		"AWS_SESSION_TOKEN", "x", NULL };
	struct credentials found = { 0 };
	struct error err;

	variables = NULL;
	assert_int_equal(credentials_from_env(env, &found, &err), TRIT_NO);
	variables = empty;
	assert_int_equal(credentials_from_env(env, &found, &err), TRIT_NO);
	assert_null(found.access_key);
}

static void
a_broken_environment_is_an_error(void **state)
{
	static const struct {
		const char *variables[12], *says;
	} cases[] = {
		{ { "AWS_ACCESS_KEY_ID", "AKID" },
		    "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not: set both or none" },
		{ { "AWS_SECRET_ACCESS_KEY", SECRET },
		    "AWS_SECRET_ACCESS_KEY is set but AWS_ACCESS_KEY_ID is not" },
		{ { "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "hunter2\n" },
		    "AWS_SECRET_ACCESS_KEY holds a blank" },
		{ { BOTH, "AWS_SESSION_TOKEN", "hunter2\xc3\xbc" },
		    "AWS_SESSION_TOKEN holds a blank" },
		{ { BOTH, "AWS_CREDENTIAL_EXPIRATION", "tomorrow" }, "not a time such as" },
		{ { BOTH, "AWS_CREDENTIAL_EXPIRATION", "2026-11-24T14:00:30" },
		    "not a time such as" },
		{ { BOTH, "AWS_CREDENTIAL_EXPIRATION", "2026-11-24T14:00:30Z!" },
		    "not a time such as" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct credentials found = { 0 };
		struct error err = { "" };

		variables = cases[i].variables;
		assert_int_equal(credentials_from_env(env, &found, &err), TRIT_UNKNOWN);
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "hunter2"))
			fail_msg("case %zu: %s", i, err.text);
		assert_null(found.access_key);
	}
}

/* ---- JSON ---- */

#define JSON(head, key, more) \
	"{" head "\"AccessKeyId\":\"" key "\",\"SecretAccessKey\":\"" SECRET "\"" more "}"
#define CODE(code)     "\"Code\":\"" code "\",\"Type\":\"AWS-HMAC\","
#define VERSION_1      "\"Version\":1,"
#define TOKEN          ",\"Token\":\"t\""
#define SESSION_TOKEN  ",\"SessionToken\":\"t\""
#define UNTIL          ",\"Expiration\":\"2026-11-24T14:00:30Z\""
#define INSTANCE(more) JSON(CODE("Success"), "AKID", more)

static void
takes_what_is_handed_out(void **state)
{
	static const struct {
		enum credentials_giver giver;
		const char *text, *token;
		msec_t expires;
	} cases[] = {
		{ GIVER_INSTANCE, INSTANCE(TOKEN UNTIL), "t", 1795528830000 },
		{ GIVER_CONTAINER, JSON("\"RoleArn\":\"r\",", "AKID", TOKEN UNTIL), "t",
		    1795528830000 },
		{ GIVER_CONTAINER, JSON("", "AKID", TOKEN), "t", MSEC_NEVER },
		{ GIVER_PROCESS, JSON(VERSION_1, "AKID", SESSION_TOKEN UNTIL), "t", 1795528830000 },
		{ GIVER_PROCESS, JSON(VERSION_1, "AKID", SESSION_TOKEN), "t", MSEC_NEVER },
		{ GIVER_PROCESS, JSON(VERSION_1, "AKID", "") "\n", NULL, MSEC_NEVER },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(credentials_done) struct credentials found = { 0 };
		struct error err = { "" };

		if (!credentials_from_json(cases[i].giver, cases[i].text, strlen(cases[i].text),
			"giver", &found, &err))
			fail_msg("case %zu: %s", i, err.text);
		assert_found(&found, cases[i].token, "giver");
		assert_int_equal(found.expires, cases[i].expires);
	}
}

static void
anything_else_that_is_handed_out_is_an_error(void **state)
{
	static const struct {
		enum credentials_giver giver;
		const char *text, *says;
	} cases[] = {
		{ GIVER_INSTANCE, "", "not a JSON object" },
		{ GIVER_INSTANCE, "<html>hunter2", "not a JSON object" },
		{ GIVER_INSTANCE, INSTANCE(TOKEN) "x", "not a JSON object" },
		{ GIVER_INSTANCE, "{}", "it says nothing that is known" },
		{ GIVER_INSTANCE, JSON(CODE("AssumeRoleUnauthorizedAccess"), "", ""),
		    "it says AssumeRoleUnauthorizedAccess" },
		{ GIVER_INSTANCE, INSTANCE(UNTIL), "Token, or Expiration is missing" },
		{ GIVER_INSTANCE, INSTANCE(TOKEN), "is missing" },
		{ GIVER_INSTANCE, INSTANCE(",\"Token\":7" UNTIL), "is missing" },
		{ GIVER_INSTANCE, JSON(CODE("Success"), "", TOKEN UNTIL), "is missing" },
		{ GIVER_INSTANCE, JSON(CODE("Success"), "AK ID", TOKEN UNTIL),
		    "AccessKeyId holds a blank" },
		{ GIVER_INSTANCE, INSTANCE(TOKEN ",\"Expiration\":\"soon\""), "not a time" },
		{ GIVER_CONTAINER, "{\"code\":\"AccessDenied\"}", "Token is missing" },
		{ GIVER_CONTAINER, JSON("", "AKID", UNTIL), "Token is missing" },
		{ GIVER_CONTAINER, JSON("", "AKID", TOKEN ",\"Expiration\":\"x\""), "not a time" },
		{ GIVER_PROCESS, JSON("", "AKID", UNTIL), "\"Version\" is not 1" },
		{ GIVER_PROCESS, JSON("\"Version\":2,", "AKID", UNTIL), "\"Version\" is not 1" },
		{ GIVER_PROCESS, JSON("\"Version\":\"1\",", "AKID", ""), "\"Version\" is not 1" },
		{ GIVER_PROCESS, "{\"Version\":1}", "AccessKeyId, SecretAccessKey is missing" },
		{ GIVER_PROCESS, JSON(VERSION_1, "AKID", ",\"SessionToken\":\"a b\""),
		    "SessionToken holds a blank" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct credentials found = { 0 };
		struct error err = { "" };

		assert_false(credentials_from_json(cases[i].giver, cases[i].text,
		    strlen(cases[i].text), "role r", &found, &err));
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "hunter2") ||
		    !strstr(err.text, "what the role r gives is unusable: "))
			fail_msg("case %zu: %s", i, err.text);
		assert_null(found.access_key);
	}
}

static void
a_copy_has_a_life_of_its_own(void **state)
{
	autofree(credentials_done) struct credentials copy = { 0 };
	struct credentials found = { 0 };
	static const char text[] = INSTANCE(TOKEN UNTIL);
	struct error err;

	assert_true(credentials_from_json(GIVER_INSTANCE, text, strlen(text), "role r", &found,
	    &err));
	credentials_copy(&copy, &found);
	credentials_done(&found);
	assert_null(found.secret_key);
	assert_found(&copy, "t", "role r");
	assert_int_equal(copy.expires, 1795528830000);
	credentials_done(&copy);
	credentials_copy(&copy, &found);
	assert_null(copy.access_key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_keys_from_the_environment),
		cmocka_unit_test(goes_on_when_the_environment_has_none),
		cmocka_unit_test(a_broken_environment_is_an_error),
		cmocka_unit_test(takes_what_is_handed_out),
		cmocka_unit_test(anything_else_that_is_handed_out_is_an_error),
		cmocka_unit_test(a_copy_has_a_life_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
