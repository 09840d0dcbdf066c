/* SPDX-License-Identifier: MIT */
#include "aws/profile.h"

#include "test.h"

#include <string.h>

#define SECRET "hunter2"
#define PAIR   "aws_access_key_id=AKID\naws_secret_access_key=" SECRET "\n"

static void
assert_slot(const struct profile *profile, enum profile_slot slot, const char *value)
{
	if (value)
		assert_string_equal(profile->slots[slot], value);
	else
		assert_null(profile->slots[slot]);
}

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
		{ "[prod]\n  aws_access_key_id=AKID\n  aws_secret_access_key=" SECRET "\n", false,
		    NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(profile_done) struct profile found = { .found = false };
		struct error err = { "" };

		if (!profile_read(cases[i].text, cases[i].is_config, "prod", &found, &err))
			fail_msg("case %zu: %s", i, err.text);
		assert_true(found.found);
		assert_slot(&found, PROFILE_KEY, "AKID");
		assert_slot(&found, PROFILE_SECRET, SECRET);
		assert_slot(&found, PROFILE_TOKEN, cases[i].token);
		assert_slot(&found, PROFILE_ROLE, NULL);
	}
}

static void
every_member_has_its_place(void **state)
{
	for (size_t i = 0; i < PROFILE_SLOTS; i++) {
		autofree(profile_done) struct profile found = { .found = false };
		autofree(buf_done) struct buf text = { 0 };
		struct error err;

		buf_printf(&text, "[default]\n%s = a value\n", profile_members[i]);
		assert_true(profile_read(buf_text(&text), true, "default", &found, &err));
		for (size_t other = 0; other < PROFILE_SLOTS; other++)
			assert_slot(&found, other, other == i ? "a value" : NULL);
	}
}

static void
goes_on_when_the_file_has_no_such_profile(void **state)
{
	static const struct {
		const char *text;
		bool is_config;
	} cases[] = {
		{ NULL, false },
		{ "", false },
		{ "nonsense before any section\n" PAIR, false },
		{ "[other]\n" PAIR, false },
		{ "[PROD]\n" PAIR, false },
		{ "[prod-2]\n" PAIR, false },
		{ "[profile prod]\n" PAIR, false },
		{ "[prod]\n" PAIR, true },
		{ "[profileprod]\n" PAIR, true },
		{ "[sso-session prod]\n" PAIR, true },
		{ "[services prod]\n" PAIR, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct profile found = { .found = true };
		struct error err = { "" };

		if (!profile_read(cases[i].text, cases[i].is_config, "prod", &found, &err))
			fail_msg("case %zu: %s", i, err.text);
		assert_false(found.found);
		assert_slot(&found, PROFILE_KEY, NULL);
	}
}

static void
an_empty_value_is_none(void **state)
{
	struct profile found = { .found = false };
	struct error err;

	assert_true(profile_read("[prod]\naws_access_key_id =\nrole_arn =   # none\n", false,
	    "prod", &found, &err));
	assert_true(found.found);
	assert_slot(&found, PROFILE_KEY, NULL);
	assert_slot(&found, PROFILE_ROLE, NULL);
}

static void
a_broken_line_is_an_error_with_its_number(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "[prod]\n\n" SECRET "\n", "line 3: expected NAME = VALUE" },
		{ "#\n[prod\n" PAIR, "line 2: the section's name lacks its \"]\"" },
		{ "[other]\n" PAIR "[x", "line 4: the section's name" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct profile found = { .found = false };
		struct error err = { "" };

		assert_false(profile_read(cases[i].text, false, "prod", &found, &err));
		if (!strstr(err.text, cases[i].says) || strstr(err.text, SECRET))
			fail_msg("case %zu: %s", i, err.text);
		assert_false(found.found);
	}
}

/* ---- services ---- */

#define SERVICES                                                                            \
	"[default]\nservices = ours\n[services ours]\nrds =\n  endpoint_url = http://rds\n" \
	"  other = x\nsecrets_manager = \n\tEndpoint_URL = http://sm # comment\n"           \
	"[services theirs]\nrds =\n endpoint_url = http://theirs\n"

static void
finds_the_endpoint_of_a_service(void **state)
{
	static const struct {
		const char *services, *id, *url;
	} cases[] = {
		{ "ours", "rds", "http://rds" },
		{ "ours", "RDS", "http://rds" },
		{ "ours", "secrets_manager", "http://sm" },
		{ "ours", "sts", "" },
		{ "theirs", "rds", "http://theirs" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf url = { 0 };
		struct error err;

		assert_true(profile_service(SERVICES, cases[i].services, cases[i].id, &url, &err));
		assert_string_equal(buf_text(&url), cases[i].url);
	}
}

static void
services_that_are_not_there_are_an_error(void **state)
{
	static const char *const texts[] = { "", "[services mine]\n", "[profile ours]\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct buf url = { 0 };
		struct error err;

		assert_false(profile_service(texts[i], "ours", "rds", &url, &err));
		assert_string_equal(err.text,
		    "the profile names services = ours, and there is no section [services ours]: "
		    "write it, or take that line out");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_profile_in_a_file),
		cmocka_unit_test(every_member_has_its_place),
		cmocka_unit_test(goes_on_when_the_file_has_no_such_profile),
		cmocka_unit_test(an_empty_value_is_none),
		cmocka_unit_test(a_broken_line_is_an_error_with_its_number),
		cmocka_unit_test(finds_the_endpoint_of_a_service),
		cmocka_unit_test(services_that_are_not_there_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
