/* SPDX-License-Identifier: MIT */
#include "aws/credentials.h"

#include <stdio.h>
#include <string.h>

#include "aws/profile.h"
#include "aws/query.h"
#include "base/alloc.h"

void
credentials_done(struct credentials *credentials)
{
	xfree_secret(credentials->access_key);
	xfree_secret(credentials->secret_key);
	xfree_secret(credentials->token);
	*credentials = (struct credentials){ 0 };
}

void
credentials_copy(struct credentials *ret, const struct credentials *from)
{
	*ret = *from;
	ret->access_key = from->access_key ? xstrdup(from->access_key) : NULL;
	ret->secret_key = from->secret_key ? xstrdup(from->secret_key) : NULL;
	ret->token = from->token ? xstrdup(from->token) : NULL;
}

/* ---- what all sources share; no message repeats a value ---- */

/* Borrowed texts, and how messages call them. */
struct given {
	const char *key_name, *secret_name, *token_name;
	const char *key, *secret, *token;
};

/* They are sent as headers. */
static bool
is_plain(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static bool
make(const struct given *given, struct credentials *ret, struct error *err)
{
	const char *const names[] = { given->key_name, given->secret_name, given->token_name };
	const char *const values[] = { given->key, given->secret, given->token };

	for (size_t i = 0; i < COUNT(values); i++)
		if (values[i] && !is_plain(values[i]))
			return error_set(err, "%s holds a blank, or a character that is not ASCII",
			    names[i]);
	if (!given->key || !given->secret)
		return error_set(err, "%s is set but %s is not: set both or none",
		    given->key ? given->key_name : given->secret_name,
		    given->key ? given->secret_name : given->key_name);
	*ret = (struct credentials){
		.access_key = xstrdup(given->key),
		.secret_key = xstrdup(given->secret),
		.token = given->token ? xstrdup(given->token) : NULL,
		.expires = MSEC_NEVER,
	};
	return true;
}

/* ---- the environment ---- */

/* The SDKs look here before, or instead of, any place that is known to us. */
static const char *const foreign_variables[] = {
	"AWS_WEB_IDENTITY_TOKEN_FILE",
	"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	"AWS_CONTAINER_CREDENTIALS_FULL_URI",
};

/* An empty variable counts as unset. */
static const char *
get(const char *(*env)(const char *), const char *name)
{
	const char *value = env(name);

	return value && *value ? value : NULL;
}

static enum trit
refuse_foreign(const char *(*env)(const char *), struct error *err)
{
	for (size_t i = 0; i < COUNT(foreign_variables); i++) {
		if (!get(env, foreign_variables[i]))
			continue;
		error_set(err,
		    "%s is set, and that source of credentials is not supported: unset it, or name "
		    "a profile in aws.profile",
		    foreign_variables[i]);
		return TRIT_UNKNOWN;
	}
	return TRIT_NO;
}

enum trit
credentials_from_env(const char *(*env)(const char *), struct credentials *ret, struct error *err)
{
	const char *expires = get(env, "AWS_CREDENTIAL_EXPIRATION");
	struct given given = {
		.key_name = "AWS_ACCESS_KEY_ID",
		.secret_name = "AWS_SECRET_ACCESS_KEY",
		.token_name = "AWS_SESSION_TOKEN",
	};
	msec_t until = MSEC_NEVER;

	given.key = get(env, given.key_name);
	given.secret = get(env, given.secret_name);
	given.token = get(env, given.token_name);
	if (!given.token)
		given.token = get(env, "AWS_SECURITY_TOKEN");
	if (!given.key && !given.secret)
		return refuse_foreign(env, err);
	if (expires && !clock_parse(expires, &until)) {
		error_set(err,
		    "AWS_CREDENTIAL_EXPIRATION is not a time such as 2026-11-24T14:02:11Z");
		return TRIT_UNKNOWN;
	}
	if (!make(&given, ret, err))
		return TRIT_UNKNOWN;
	ret->expires = until;
	snprintf(ret->source, sizeof(ret->source), "environment");
	return TRIT_YES;
}

/* ---- the shared files ---- */

static enum trit
judge_profile(const struct profile *profile, struct credentials *ret, struct error *err)
{
	const struct given given = {
		.key_name = profile_members[PROFILE_KEY],
		.secret_name = profile_members[PROFILE_SECRET],
		.token_name = profile_members[PROFILE_TOKEN],
		.key = profile->slots[PROFILE_KEY],
		.secret = profile->slots[PROFILE_SECRET],
		.token = profile->slots[PROFILE_TOKEN],
	};

	if (profile->foreign) {
		error_set(err,
		    "%s is not supported: write aws_access_key_id and aws_secret_access_key, or "
		    "give this host an instance role and leave the profile out",
		    profile->foreign);
		return TRIT_UNKNOWN;
	}
	if (!given.key && !given.secret)
		return TRIT_NO;
	return make(&given, ret, err) ? TRIT_YES : TRIT_UNKNOWN;
}

enum trit
credentials_from_file(const char *text, bool is_config, const char *name, const char *profile,
    struct credentials *ret, struct error *err)
{
	autofree(profile_done) struct profile found = { .foreign = NULL };
	enum trit judged = TRIT_UNKNOWN;

	if (profile_read(text, is_config, profile, &found, err))
		judged = judge_profile(&found, ret, err);
	if (judged == TRIT_UNKNOWN)
		error_wrap(err, "%s: profile %s", name, profile);
	if (judged == TRIT_YES)
		snprintf(ret->source, sizeof(ret->source), "profile %s", profile);
	return judged;
}

/* ---- the instance metadata service ---- */

static const char *
text_of(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));

	return text && *text ? text : NULL;
}

static bool
judge_imds(const json_t *json, struct credentials *ret, struct error *err)
{
	const char *code = text_of(json, "Code");
	const char *expires = text_of(json, "Expiration");
	struct given given = {
		.key_name = "AccessKeyId", .secret_name = "SecretAccessKey", .token_name = "Token"
	};
	msec_t until;

	if (!code || strcmp(code, "Success") != 0)
		return error_set(err, "it says %.60s", code ? code : "nothing that is known");
	given.key = text_of(json, given.key_name);
	given.secret = text_of(json, given.secret_name);
	given.token = text_of(json, given.token_name);
	if (!given.key || !given.secret || !given.token || !expires)
		return error_set(err,
		    "AccessKeyId, SecretAccessKey, Token or Expiration is missing");
	if (!clock_parse(expires, &until))
		return error_set(err, "Expiration is not a time");
	if (!make(&given, ret, err))
		return false;
	ret->expires = until;
	return true;
}

/* jansson frees its texts as they are. */
static void
forget(json_t *json)
{
	const char *key;
	json_t *value;

	json_object_foreach(json, key, value) if (json_is_string(value))
	    wipe((void *)json_string_value(value), json_string_length(value));
	json_decref(json);
}

bool
credentials_from_imds(const char *text, const char *role, struct credentials *ret,
    struct error *err)
{
	json_t *json = query_object(text, strlen(text));
	bool good = json ? judge_imds(json, ret, err) : error_set(err, "it is not a JSON object");

	forget(json);
	if (!good)
		return error_wrap(err,
		    "the instance metadata service's credentials of role %s are unusable", role);
	snprintf(ret->source, sizeof(ret->source), "instance role %.40s", role);
	return true;
}
