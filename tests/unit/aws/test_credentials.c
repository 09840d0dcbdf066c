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
		{ { "AWS_WEB_IDENTITY_TOKEN_FILE", "/token" },
		    "AWS_WEB_IDENTITY_TOKEN_FILE is set, and that source" },
		{ { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2" },
		    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is set" },
		{ { "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://x" }, "name a profile" },
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

/* ---- the shared files ---- */

#define PAIR                                             \
	"aws_access_key_id=AKID\naws_secret_access_key=" \
	"hunter2\n"

static void
finds_the_profile_in_a_file(void **state)
{
	static const struct {
		const char *text;
		bool is_config;
		const char *token;
	} cases[] = {
		{ "[prod]\n" PAIR, false, NULL },
		{ "[prod]\n" PAIR "aws_session_token = t=\n", false, "t=" },
		{ "[prod]\n" PAIR "aws_security_token = old", false, "old" },
		{ "[profile prod]\n" PAIR, true, NULL },
		{ "[ profile\t prod ] # ours\n" PAIR, true, NULL },
		{ "[profile \"prod\"]\n" PAIR, true, NULL },
		{ "# c\n; c\n\n[other]\naws_access_key_id=X\n[prod]\n" PAIR "[last]\nx\n", false,
		    NULL },
		{ "[prod]\r\naws_access_key_id = AKID\r\nAWS_Secret_Access_Key\t=\t" SECRET "\r\n",
		    false, NULL },
		{ "[prod]\naws_access_key_id=AKID # mine\naws_secret_access_key=" SECRET " ; too\n",
		    false, NULL },
		/* Of what is there twice, the last counts. */
		{ "[prod]\naws_access_key_id=X\naws_session_token=t\naws_session_token=\n" PAIR,
		    false, NULL },
		{ "[prod]\naws_access_key_id=AKID\n[other]\n[prod]\naws_secret_access_key=" SECRET,
		    false, NULL },
		/* What is deeper belongs to the member above. */
		{ "[profile prod]\n" PAIR "s3 =\n  aws_access_key_id=X\n  role_arn=a\n  nonsense\n",
		    true, NULL },
		{ "[prod]\n  aws_access_key_id=AKID\n  aws_secret_access_key="
		  "hunter2\n",
		    false, NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(credentials_done) struct credentials found = { 0 };
		struct error err = { "" };

		if (credentials_from_file(cases[i].text, cases[i].is_config, "FILE", "prod", &found,
			&err) != TRIT_YES)
			fail_msg("case %zu: %s", i, err.text);
		assert_found(&found, cases[i].token, "profile prod");
		assert_int_equal(found.expires, MSEC_NEVER);
	}
}

static void
the_default_profile_needs_no_word(void **state)
{
	static const char *const heads[] = { "[default]\n" PAIR, "[profile default]\n" PAIR };
	struct error err;

	for (size_t i = 0; i < COUNT(heads); i++) {
		autofree(credentials_done) struct credentials found = { 0 };

		assert_int_equal(credentials_from_file(heads[i], true, "FILE", "default", &found,
				     &err),
		    TRIT_YES);
		assert_found(&found, NULL, "profile default");
	}
}

static void
goes_on_when_the_file_has_no_such_profile(void **state)
{
	static const struct {
		const char *text;
		bool is_config;
	} cases[] = {
		{ "", false },
		{ "nonsense before any section\n" PAIR, false },
		{ "[other]\n" PAIR, false },
		{ "[PROD]\n" PAIR, false },
		{ "[prod-2]\n" PAIR, false },
		{ "[profile prod]\n" PAIR, false },
		{ "[prod]\n" PAIR, true },
		{ "[profileprod]\n" PAIR, true },
		{ "[sso-session prod]\n" PAIR, true },
		{ "[profile prod]\nregion = us-east-1\nrole_arn =\n", true },
		{ "[prod]\naws_access_key_id =\naws_secret_access_key =\n", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct credentials found = { 0 };
		struct error err = { "" };

		if (credentials_from_file(cases[i].text, cases[i].is_config, "FILE", "prod", &found,
			&err) != TRIT_NO)
			fail_msg("case %zu: %s", i, err.text);
		assert_null(found.access_key);
	}
}

static void
a_broken_profile_is_an_error_with_its_place(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "[prod]\naws_access_key_id=AKID\n",
		    "FILE: profile prod: aws_access_key_id is set but aws_secret_access_key is not" },
		{ "[prod]\naws_secret_access_key="
		  "hunter2\n",
		    "aws_secret_access_key is set but aws_access_key_id is not" },
		{ "[prod]\naws_access_key_id=AKID\naws_secret_access_key=a hunter2\n",
		    "aws_secret_access_key holds a blank" },
		{ "[prod]\n\n"
		  "hunter2\n",
		    "line 3: expected NAME = VALUE" },
		{ "#\n[prod\n" PAIR, "line 2: the section's name" },
		{ "[prod]\n" PAIR "role_arn = arn:aws:iam::1:role/r\n",
		    "role_arn is not supported" },
		{ "[prod]\ncredential_process = /bin/hunter2\n",
		    "credential_process is not supported: write aws_access_key_id" },
		{ "[prod]\nsso_session = s\n", "sso_session is not supported" },
		{ "[prod]\nsso_start_url = s\n", "sso_start_url is not supported" },
		{ "[prod]\nweb_identity_token_file = s\n", "web_identity_token_file is not" },
		{ "[prod]\nlogin_session = s\n", "login_session is not" },
		{ "[prod]\ncredential_source = Environment\n", "credential_source is not" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct credentials found = { 0 };
		struct error err = { "" };

		assert_int_equal(credentials_from_file(cases[i].text, false, "FILE", "prod", &found,
				     &err),
		    TRIT_UNKNOWN);
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "hunter2"))
			fail_msg("case %zu: %s", i, err.text);
		assert_int_equal(strncmp(err.text, "FILE: profile prod: ", 20), 0);
		assert_null(found.access_key);
	}
}

/* ---- the instance metadata service ---- */

#define IMDS(code, key, more)                                                                    \
	"{\"Code\":\"" code "\",\"LastUpdated\":\"2026-11-24T08:00:00Z\",\"Type\":\"AWS-HMAC\"," \
	"\"AccessKeyId\":\"" key "\",\"SecretAccessKey\":\"" SECRET "\"" more "}"
#define TOKEN ",\"Token\":\"t\""
#define UNTIL ",\"Expiration\":\"2026-11-24T14:00:30Z\""

static void
takes_what_the_instance_is_given(void **state)
{
	autofree(credentials_done) struct credentials found = { 0 };
	struct error err = { "" };

	if (!credentials_from_imds(IMDS("Success", "AKID", TOKEN UNTIL), "failoverd", &found, &err))
		fail_msg("%s", err.text);
	assert_found(&found, "t", "instance role failoverd");
	assert_int_equal(found.expires, 1795528830000);
}

static void
anything_else_from_the_instance_is_an_error(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "not a JSON object" },
		{ "<html>hunter2", "not a JSON object" },
		{ IMDS("Success", "AKID", TOKEN) "x", "not a JSON object" },
		{ "{}", "it says nothing that is known" },
		{ IMDS("AssumeRoleUnauthorizedAccess", "", ""),
		    "it says AssumeRoleUnauthorizedAccess" },
		{ IMDS("Success", "AKID", UNTIL), "is missing" },
		{ IMDS("Success", "AKID", TOKEN), "is missing" },
		{ IMDS("Success", "AKID", ",\"Token\":7" UNTIL), "is missing" },
		{ IMDS("Success", "", TOKEN UNTIL), "is missing" },
		{ IMDS("Success", "AK ID", TOKEN UNTIL), "AccessKeyId holds a blank" },
		{ IMDS("Success", "AKID", TOKEN ",\"Expiration\":\"soon\""), "not a time" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct credentials found = { 0 };
		struct error err = { "" };

		assert_false(credentials_from_imds(cases[i].text, "failoverd", &found, &err));
		if (!strstr(err.text, cases[i].says) || strstr(err.text, "hunter2") ||
		    !strstr(err.text, "role failoverd"))
			fail_msg("case %zu: %s", i, err.text);
		assert_null(found.access_key);
	}
}

static void
a_copy_has_a_life_of_its_own(void **state)
{
	autofree(credentials_done) struct credentials copy = { 0 };
	struct credentials found = { 0 };
	struct error err;

	assert_true(credentials_from_imds(IMDS("Success", "AKID", TOKEN UNTIL), "r", &found, &err));
	credentials_copy(&copy, &found);
	credentials_done(&found);
	assert_null(found.secret_key);
	assert_found(&copy, "t", "instance role r");
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
		cmocka_unit_test(finds_the_profile_in_a_file),
		cmocka_unit_test(the_default_profile_needs_no_word),
		cmocka_unit_test(goes_on_when_the_file_has_no_such_profile),
		cmocka_unit_test(a_broken_profile_is_an_error_with_its_place),
		cmocka_unit_test(takes_what_the_instance_is_given),
		cmocka_unit_test(anything_else_from_the_instance_is_an_error),
		cmocka_unit_test(a_copy_has_a_life_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
