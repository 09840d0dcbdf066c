/* SPDX-License-Identifier: MIT */
#include "aws/credentials.h"

#include <stdio.h>
#include <string.h>

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

/* They are sent as headers. */
static bool
is_plain(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

bool
credentials_make(const struct credentials_text *text, struct credentials *ret, struct error *err)
{
	const char *const names[] = { text->key_name, text->secret_name, text->token_name };
	const char *const values[] = { text->key, text->secret, text->token };

	for (size_t i = 0; i < COUNT(values); i++)
		if (values[i] && !is_plain(values[i]))
			return error_set(err, "%s holds a blank, or a character that is not ASCII",
			    names[i]);
	if (!text->key || !text->secret)
		return error_set(err, "%s is set but %s is not: set both or none",
		    text->key ? text->key_name : text->secret_name,
		    text->key ? text->secret_name : text->key_name);
	*ret = (struct credentials){
		.access_key = xstrdup(text->key),
		.secret_key = xstrdup(text->secret),
		.token = text->token ? xstrdup(text->token) : NULL,
		.expires = MSEC_NEVER,
	};
	return true;
}

/* ---- the environment ---- */

/* An empty variable counts as unset. */
static const char *
get(const char *(*env)(const char *), const char *name)
{
	const char *value = env(name);

	return value && *value ? value : NULL;
}

enum trit
credentials_from_env(const char *(*env)(const char *), struct credentials *ret, struct error *err)
{
	const char *expires = get(env, "AWS_CREDENTIAL_EXPIRATION");
	struct credentials_text text = {
		.key_name = "AWS_ACCESS_KEY_ID",
		.secret_name = "AWS_SECRET_ACCESS_KEY",
		.token_name = "AWS_SESSION_TOKEN",
	};
	msec_t until = MSEC_NEVER;

	text.key = get(env, text.key_name);
	text.secret = get(env, text.secret_name);
	text.token = get(env, text.token_name);
	if (!text.token)
		text.token = get(env, "AWS_SECURITY_TOKEN");
	if (!text.key && !text.secret)
		return TRIT_NO;
	if (expires && !clock_parse(expires, &until)) {
		error_set(err,
		    "AWS_CREDENTIAL_EXPIRATION is not a time such as 2026-11-24T14:02:11Z");
		return TRIT_UNKNOWN;
	}
	if (!credentials_make(&text, ret, err))
		return TRIT_UNKNOWN;
	ret->expires = until;
	snprintf(ret->source, sizeof(ret->source), "environment");
	return TRIT_YES;
}

/* ---- JSON ---- */

static const struct words {
	const char *token;
	bool needs_token, needs_end;
	const char *code; /* the member that says whether it went well; NULL: none does */
} givers[GIVERS] = {
	[GIVER_INSTANCE] = { "Token", true, true, "Code" },
	[GIVER_CONTAINER] = { "Token", true, false, NULL },
	[GIVER_PROCESS] = { "SessionToken", false, false, NULL },
};

static const char *
text_of(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));

	return text && *text ? text : NULL;
}

static bool
check_form(const json_t *json, enum credentials_giver giver, struct error *err)
{
	const json_t *version = json_object_get(json, "Version");
	const char *code = givers[giver].code ? text_of(json, givers[giver].code) : "Success";

	if (!code || strcmp(code, "Success") != 0)
		return error_set(err, "it says %.60s", code ? code : "nothing that is known");
	if (giver == GIVER_PROCESS && json_integer_value(version) != 1)
		return error_set(err, "\"Version\" is not 1");
	return true;
}

static bool
judge(const json_t *json, enum credentials_giver giver, struct credentials *ret, struct error *err)
{
	const struct words *words = &givers[giver];
	const char *expires = text_of(json, "Expiration");
	struct credentials_text text = { .key_name = "AccessKeyId",
		.secret_name = "SecretAccessKey",
		.token_name = words->token };
	msec_t until = MSEC_NEVER;

	if (!check_form(json, giver, err))
		return false;
	text.key = text_of(json, text.key_name);
	text.secret = text_of(json, text.secret_name);
	text.token = text_of(json, text.token_name);
	if (!text.key || !text.secret || (words->needs_token && !text.token) ||
	    (words->needs_end && !expires))
		return error_set(err, "AccessKeyId, SecretAccessKey%s%s%s is missing",
		    words->needs_token ? ", " : "", words->needs_token ? words->token : "",
		    words->needs_end ? ", or Expiration" : "");
	if (expires && !clock_parse(expires, &until))
		return error_set(err, "Expiration is not a time such as 2026-11-24T14:02:11Z");
	if (!credentials_make(&text, ret, err))
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
credentials_from_json(enum credentials_giver giver, const char *text, size_t len, const char *who,
    struct credentials *ret, struct error *err)
{
	json_t *json = query_object(text, len);
	bool good = json ? judge(json, giver, ret, err) : error_set(err, "it is not a JSON object");

	forget(json);
	if (!good)
		return error_wrap(err, "what the %s gives is unusable", who);
	snprintf(ret->source, sizeof(ret->source), "%s", who);
	return true;
}
