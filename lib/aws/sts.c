/* SPDX-License-Identifier: MIT */
#include "aws/sts.h"

#include <stdio.h>
#include <string.h>

#include "aws/credentials.h"
#include "aws/fault.h"
#include "aws/percent.h"
#include "aws/query.h"
#include "aws/xml.h"

#define VERSION_2011 "2011-06-15"

static void
add(struct call *ret, const char *name, const char *value)
{
	buf_printf(&ret->http.body, "&%s=", name);
	percent_encode(&ret->http.body, value, strlen(value), "");
}

static void
begin(struct call *ret, const char *region, const char *action, const struct origin_role *role)
{
	char seconds[16];

	query_form(ret, "sts", region, VERSION_2011, action, "RoleArn", role->arn,
	    "RoleSessionName", role->session, (char *)NULL);
	snprintf(seconds, sizeof(seconds), "%d", role->duration);
	if (role->duration > 0)
		add(ret, "DurationSeconds", seconds);
}

void
sts_assume(struct call *ret, const char *region, const struct origin_role *role)
{
	begin(ret, region, "AssumeRole", role);
	if (role->external_id)
		add(ret, "ExternalId", role->external_id);
}

void
sts_assume_by_token(struct call *ret, const char *region, const struct origin_role *role,
    const char *token)
{
	begin(ret, region, "AssumeRoleWithWebIdentity", role);
	add(ret, "WebIdentityToken", token);
}

/* ---- the answer ---- */

/* What to do about a refusal; "" where the error says it all. */
static const struct {
	const char *code, *remedy;
} remedies[] = {
	{ "AccessDenied",
	    "; allow sts:AssumeRole on it to whom failoverd is, and name that one in the role's "
	    "trust policy" },
	{ "InvalidIdentityToken",
	    "; check the token file, and the identity provider that the role trusts" },
	{ "IDPRejectedClaim", "; check the audience and the subject in the role's trust policy" },
	{ "ExpiredTokenException", "; whoever writes the token file must keep it fresh" },
	{ "RegionDisabledException", "; switch STS on for that Region in the account's settings" },
	{ "ValidationError", "; compare duration_seconds and role_session_name with the role" },
};

static bool
refuse(const struct aws_error *error, const struct answer *answer, struct error *err)
{
	const char *remedy = "";
	char text[300];

	for (size_t i = 0; i < COUNT(remedies); i++)
		if (strcmp(remedies[i].code, error->code) == 0)
			remedy = remedies[i].remedy;
	return error_set(err, "%s%s", aws_error_text(error, answer, text, sizeof(text)), remedy);
}

/* <AssumeRoleResponse><AssumeRoleResult><Credentials>, and the same with the other's name. */
static bool
read_xml(const struct xml *xml, struct credentials *ret, struct error *err)
{
	static const char *const paths[] = { "AssumeRoleResult/Credentials",
		"AssumeRoleWithWebIdentityResult/Credentials" };
	const struct xml *found = NULL;
	struct credentials_text text = { .key_name = "AccessKeyId",
		.secret_name = "SecretAccessKey",
		.token_name = "SessionToken" };
	const char *expires;
	msec_t until;

	for (size_t i = 0; i < COUNT(paths) && xml && !found; i++)
		found = xml_at(xml, paths[i]);
	if (!found)
		return error_set(err, "the answer holds no credentials");
	text.key = xml_text(found, text.key_name);
	text.secret = xml_text(found, text.secret_name);
	text.token = xml_text(found, text.token_name);
	expires = xml_text(found, "Expiration");
	if (!*text.key || !*text.secret || !*text.token || !clock_parse(expires, &until))
		return error_set(err,
		    "AccessKeyId, SecretAccessKey, SessionToken or Expiration is missing");
	if (!credentials_make(&text, ret, err))
		return false;
	ret->expires = until;
	return true;
}

static bool
read(const struct answer *answer, struct credentials *ret, struct error *err)
{
	struct aws_error error;
	struct error ignored;
	autofree(xml_free) struct xml *xml = NULL;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return refuse(&error, answer, err);
	xml = xml_parse(buf_text(&answer->http->body), answer->http->body.len, &ignored);
	return read_xml(xml, ret, err);
}

bool
sts_read(const struct answer *answer, const struct origin_role *role, struct credentials *ret,
    struct error *err)
{
	const char *name = strstr(role->arn, ":role/");

	if (!read(answer, ret, err))
		return error_wrap(err, "%s cannot be assumed", role->arn);
	snprintf(ret->source, sizeof(ret->source), "role %.50s",
	    name ? name + strlen(":role/") : role->arn);
	return true;
}
