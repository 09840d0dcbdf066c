/* SPDX-License-Identifier: MIT */
#include "aws/origin.h"

#include "test.h"

#include <string.h>

#include "base/buf.h"

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

struct given {
	const char *variables[12];
	const char *profile;              /* the configuration's */
	const char *credentials, *config; /* texts of the files */
	const char *key, *secret, *token; /* systemd's */
};

static bool
find(const struct given *given, struct origin *ret, struct error *err)
{
	const struct origin_texts texts = {
		.env = env,
		.profile = given->profile,
		.session = "failoverd-host",
		.credentials = { "CREDENTIALS", given->credentials },
		.config = { "CONFIG", given->config },
		.key = { "/run/aws-access-key-id", given->key },
		.secret = { "/run/aws-secret-access-key", given->secret },
		.token = { "/run/aws-session-token", given->token },
	};

	variables = given->variables;
	return origin_find(&texts, ret, err);
}

/* "keys AKID from environment; assume A as failoverd-host" */
static void
tell(const struct origin *origin, struct buf *ret)
{
	static const char *const kinds[] = {
		[ORIGIN_KEYS] = "keys",
		[ORIGIN_PROCESS] = "process",
		[ORIGIN_WEB] = "web",
		[ORIGIN_CONTAINER] = "container",
		[ORIGIN_INSTANCE] = "instance",
	};

	buf_printf(ret, "%s", kinds[origin->kind]);
	if (origin->keys.access_key)
		buf_printf(ret, " %s%s", origin->keys.access_key,
		    origin->keys.token ? "+token" : "");
	if (origin->command)
		buf_printf(ret, " %s", origin->command);
	if (origin->token_file)
		buf_printf(ret, " %s", origin->token_file);
	buf_printf(ret, " (%s)", origin->name);
	if (origin->region)
		buf_printf(ret, " in %s", origin->region);
	for (size_t i = 0; i < origin->n_roles; i++) {
		const struct origin_role *role = &origin->roles[i];

		buf_printf(ret, "; %s as %s", strrchr(role->arn, '/') + 1, role->session);
		if (role->external_id)
			buf_printf(ret, " with %s", role->external_id);
		if (role->duration)
			buf_printf(ret, " for %d", role->duration);
	}
}

#define KEYS(id)  "aws_access_key_id=" id "\naws_secret_access_key=hunter2\n"
#define ROLE(arn) "role_arn = arn:aws:iam::123456789012:role/" arn "\n"
#define ENV_KEYS  "AWS_ACCESS_KEY_ID", "ENVID", "AWS_SECRET_ACCESS_KEY", "hunter2"
#define ENV_WEB   "AWS_WEB_IDENTITY_TOKEN_FILE", "/token", "AWS_ROLE_ARN", "arn:aws:iam::1:role/pod"

static const struct {
	struct given given;
	const char *found;
} sources[] = {
	{ { { NULL } }, "instance (instance)" },
	{ { { ENV_KEYS }, .credentials = "[default]\n" KEYS("FILEID") },
	    "keys ENVID (environment)" },
	{ { { ENV_KEYS }, .key = "SYSID", .secret = "hunter2" }, "keys ENVID (environment)" },
	{ { { NULL }, .key = "SYSID\n", .secret = "hunter2\n",
	      .credentials = "[default]\n" KEYS("FILEID") },
	    "keys SYSID (systemd credentials)" },
	{ { { NULL }, .key = " SYSID", .secret = "hunter2", .token = "t\n" },
	    "keys SYSID+token (systemd credentials)" },
	{ { { NULL }, .key = "\n", .secret = "" }, "instance (instance)" },
	{ { { NULL }, .credentials = "[default]\n" KEYS("FILEID") },
	    "keys FILEID (profile default)" },
	{ { { NULL }, .config = "[profile default]\n" KEYS("CONFID") },
	    "keys CONFID (profile default)" },
	{ { { NULL }, .credentials = "[default]\n" KEYS("FILEID"),
	      .config = "[default]\n" KEYS("CONFID") "credential_process=/p\n" },
	    "keys FILEID (profile default)" },
	{ { { NULL }, .config = "[default]\n" KEYS("CONFID") "credential_process=/p a\n" },
	    "process /p a (profile default)" },
	{ { { "AWS_PROFILE", "prod" }, .credentials = "[prod]\n" KEYS("PRODID") },
	    "keys PRODID (profile prod)" },
	{ { { "AWS_PROFILE", "" }, .credentials = "[default]\n" KEYS("FILEID") },
	    "keys FILEID (profile default)" },
	{ { { "AWS_PROFILE", "prod" }, .profile = "ours",
	      .credentials = "[ours]\n" KEYS("OURID") "[prod]\n" KEYS("PRODID") },
	    "keys OURID (profile ours)" },
	/* A profile of the configuration takes the environment out. */
	{ { { ENV_KEYS }, .profile = "ours", .credentials = "[ours]\n" KEYS("OURID"),
	      .key = "SYSID", .secret = "hunter2" },
	    "keys OURID (profile ours)" },
	{ { { ENV_WEB }, .profile = "ours", .credentials = "[ours]\n" KEYS("OURID") },
	    "keys OURID (profile ours)" },
	{ { { ENV_WEB }, .credentials = "[default]\n" KEYS("FILEID") },
	    "web /token (web identity); pod as failoverd-host" },
	{ { { ENV_WEB, "AWS_ROLE_SESSION_NAME", "me" } }, "web /token (web identity); pod as me" },
	{ { { ENV_WEB },
	      .config = "[default]\n" ROLE("r") "source_profile=b\n"
						"[profile b]\n" KEYS("BID") },
	    "keys BID (profile default); r as failoverd-host" },
	{ { { NULL },
	      .config = "[default]\n" ROLE("r") "web_identity_token_file=/t\n"
						"role_session_name=n\n" },
	    "web /t (profile default); r as n" },
	{ { { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2" } }, "container (container)" },
	{ { { "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://x" },
	      .credentials = "[default]\nregion=us-east-1\n" },
	    "container (container) in us-east-1" },
	/* A profile without credentials is not wrong: it may be there for its Region. */
	{ { { "AWS_PROFILE", "prod" }, .config = "[profile prod]\nregion=x\n" },
	    "instance (instance) in x" },
};

static void
the_first_that_is_there_wins(void **state)
{
	for (size_t i = 0; i < COUNT(sources); i++) {
		autofree(origin_done) struct origin found = { .kind = ORIGIN_KEYS };
		autofree(buf_done) struct buf text = { 0 };
		struct error err = { "" };

		if (!find(&sources[i].given, &found, &err))
			fail_msg("case %zu: %s", i, err.text);
		tell(&found, &text);
		if (strcmp(buf_text(&text), sources[i].found) != 0)
			fail_msg("case %zu: %s, not %s", i, buf_text(&text), sources[i].found);
	}
}

static void
a_role_is_followed_to_where_it_begins(void **state)
{
	static const struct {
		struct given given;
		const char *found;
	} cases[] = {
		{ { .config = "[default]\n" ROLE("r") "source_profile=b\nexternal_id=e\n"
						      "role_session_name=s\nduration_seconds=900\n",
		      .credentials = "[b]\n" KEYS("BID") },
		    "keys BID (profile default); r as s with e for 900" },
		{ { .config = "[default]\nregion=us-west-2\n" ROLE(
			"r") "source_profile=b\n"
			     "[profile b]\nregion=us-east-1\n" KEYS("BID") },
		    "keys BID (profile default) in us-west-2; r as failoverd-host" },
		{ { .config = "[default]\n" ROLE("r") "source_profile=b\n"
						      "[profile b]\n" ROLE(
							  "q") "source_profile=c\n"
							       "[profile c]\n" KEYS("CID") },
		    "keys CID (profile default); q as failoverd-host; r as failoverd-host" },
		/* Keys of its own end the row. */
		{ { .config = "[default]\n" ROLE("r") "source_profile=default\n" KEYS("OWNID") },
		    "keys OWNID (profile default); r as failoverd-host" },
		{ { .config = "[default]\n" ROLE("r") "source_profile=b\n"
						      "[profile b]\n" ROLE(
							  "q") "source_profile=default\n",
		      .credentials = "[b]\n" KEYS("BID") },
		    "keys BID (profile default); r as failoverd-host" },
		{ { .config = "[default]\n" ROLE("r") "source_profile=b\n"
						      "[profile b]\ncredential_process=/p\n" },
		    "process /p (profile default); r as failoverd-host" },
		{ { .config = "[default]\n" ROLE("r") "source_profile=b\n[profile b]\n" ROLE(
			"q") "web_identity_token_file=/t\n" },
		    "web /t (profile default); q as failoverd-host; r as failoverd-host" },
		{ { { ENV_KEYS }, .profile = "p",
		      .config = "[profile p]\n" ROLE("r") "credential_source=Environment\n" },
		    "keys ENVID (profile p); r as failoverd-host" },
		{ { .config = "[default]\n" ROLE("r") "credential_source=EcsContainer\n" },
		    "container (profile default); r as failoverd-host" },
		{ { .config = "[default]\n" ROLE("r") "credential_source=Ec2InstanceMetadata\n" },
		    "instance (profile default); r as failoverd-host" },
		{ { .config = "[default]\nrole_arn=arn:aws-us-gov:iam::1:role/path/r\n"
			      "credential_source=EcsContainer\n" },
		    "container (profile default); r as failoverd-host" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(origin_done) struct origin found = { .kind = ORIGIN_KEYS };
		autofree(buf_done) struct buf text = { 0 };
		struct error err = { "" };

		if (!find(&cases[i].given, &found, &err))
			fail_msg("case %zu: %s", i, err.text);
		tell(&found, &text);
		if (strcmp(buf_text(&text), cases[i].found) != 0)
			fail_msg("case %zu: %s, not %s", i, buf_text(&text), cases[i].found);
	}
}

#define LINK(from, to) "[profile " from "]\n" ROLE("r") "source_profile=" to "\n"

static const struct {
	struct given given;
	const char *says;
} broken[] = {
	{ { { "AWS_ACCESS_KEY_ID", "A" }, .credentials = "[default]\n" KEYS("FILEID") },
	    "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not" },
	{ { .key = "A" }, "/run/aws-access-key-id is set but /run/aws-secret-access-key is not" },
	{ { .key = "A", .secret = "hunter2 x" }, "/run/aws-secret-access-key holds a blank" },
	{ { { "AWS_WEB_IDENTITY_TOKEN_FILE", "/token" } }, "AWS_ROLE_ARN is not" },
	{ { { "AWS_WEB_IDENTITY_TOKEN_FILE", "/token", "AWS_ROLE_ARN", "failoverd" } },
	    "failoverd is not the ARN of a role: write one such as arn:aws:iam::" },
	{ { .profile = "ours", .credentials = "[prod]\n" KEYS("A") },
	    "profile ours is in neither of the shared files; add it to CREDENTIALS" },
	{ { { "AWS_PROFILE", "ours" } }, "profile ours is in neither" },
	{ { .credentials = "[default]\naws_access_key_id=AKID\n" },
	    "profile default: aws_access_key_id is set but aws_secret_access_key is not" },
	{ { .credentials = "[default]\naws_secret_access_key=hunter2\n" },
	    "aws_secret_access_key is set but aws_access_key_id is not" },
	{ { .credentials = "[default]\naws_access_key_id=A\naws_secret_access_key=a b\n" },
	    "aws_secret_access_key holds a blank" },
	{ { .credentials = "[default]\n\nhunter2\n" },
	    "CREDENTIALS: line 3: expected NAME = VALUE" },
	{ { .config = "#\n[default\n" }, "CONFIG: line 2: the section's name" },
	{ { .config = "[default]\n" ROLE("r") },
	    "role_arn needs a source_profile or a credential_source" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=b\ncredential_source=x\n" },
	    "source_profile and credential_source: keep one" },
	{ { .config = "[default]\n" ROLE("r") "credential_source=hunter2\n" },
	    "credential_source is none of Environment, EcsContainer" },
	{ { .config = "[default]\n" ROLE("r") "credential_source=Environment\n" },
	    "AWS_ACCESS_KEY_ID is not set there" },
	{ { { "AWS_ACCESS_KEY_ID", "A" }, .profile = "p",
	      .config = "[profile p]\n" ROLE("r") "credential_source=Environment\n" },
	    "profile p: AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not" },
	{ { .config = "[default]\nrole_arn=r\nsource_profile=b\n" },
	    "profile default: r is not the ARN of a role" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=b\nmfa_serial=m\n" },
	    "mfa_serial wants a person each time" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=b\nduration_seconds=1h\n" },
	    "duration_seconds is not a number from 900 to 43200" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=b\nduration_seconds=899\n" },
	    "duration_seconds is not a number" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=b\n" },
	    "profile b: it is in neither of the shared files" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=b\n[profile b]\nregion=x\n" },
	    "profile b: it has neither keys nor a way to get some, and default needs them" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=default\n" },
	    "source_profile default leads in a circle" },
	{ { .profile = "a", .config = LINK("a", "b") LINK("b", "c") LINK("c", "a") },
	    "profile c: source_profile a leads in a circle" },
	{ { .profile = "a",
	      .config = LINK("a", "b") LINK("b", "c") LINK("c", "d") LINK("d", "e") LINK("e", "f")
		  LINK("f", "g") },
	    "profile f: more than 5 roles, one after the other" },
	{ { .config = "[default]\nweb_identity_token_file=/t\n" },
	    "web_identity_token_file is set but role_arn is not" },
	{ { .config = "[default]\nweb_identity_token_file=/t\nrole_arn=x\n" },
	    "x is not the ARN of a role" },
	{ { .config = "[default]\nsso_session=s\n" KEYS("A") },
	    "profile default: sso_session needs a person to log in, and ends within hours: "
	    "give failoverd an instance" },
	{ { .config = "[default]\nsso_start_url=s\n" }, "sso_start_url needs a person" },
	{ { .config = "[default]\nlogin_session=s\n" }, "login_session needs a person" },
	{ { .config = "[default]\n" ROLE("r") "source_profile=b\n[profile b]\n"
					      "sso_session=s\n" },
	    "profile b: sso_session needs a person" },
};

static void
what_is_broken_is_an_error_with_its_place(void **state)
{
	for (size_t i = 0; i < COUNT(broken); i++) {
		autofree(origin_done) struct origin found = { .kind = ORIGIN_KEYS };
		struct error err = { "" };

		if (find(&broken[i].given, &found, &err))
			fail_msg("case %zu was taken", i);
		if (!strstr(err.text, broken[i].says) || strstr(err.text, "hunter2"))
			fail_msg("case %zu: %s", i, err.text);
		assert_null(found.keys.access_key);
	}
}

static void
knows_a_role_of_every_partition(void **state)
{
	static const struct {
		const char *arn;
		bool good;
	} cases[] = {
		{ "arn:aws:iam::123456789012:role/failoverd", true },
		{ "arn:aws-cn:iam::123456789012:role/failoverd", true },
		{ "arn:aws-us-gov:iam::123456789012:role/a/b", true },
		{ "arn:aws:iam::123456789012:user/failoverd", false },
		{ "arn:aws:sts::123456789012:assumed-role/failoverd/x", false },
		{ "failoverd", false },
		{ "", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(origin_is_role(cases[i].arn), cases[i].good);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_is_there_wins),
		cmocka_unit_test(a_role_is_followed_to_where_it_begins),
		cmocka_unit_test(what_is_broken_is_an_error_with_its_place),
		cmocka_unit_test(knows_a_role_of_every_partition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
