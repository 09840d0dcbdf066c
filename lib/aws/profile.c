/* SPDX-License-Identifier: MIT */
#include "aws/profile.h"

#include "aws/ini.h"
#include "base/alloc.h"

const char *const profile_members[PROFILE_SLOTS] = {
	[PROFILE_KEY] = "aws_access_key_id",
	[PROFILE_SECRET] = "aws_secret_access_key",
	[PROFILE_TOKEN] = "aws_session_token",
	[PROFILE_ROLE] = "role_arn",
	[PROFILE_SOURCE_PROFILE] = "source_profile",
	[PROFILE_CREDENTIAL_SOURCE] = "credential_source",
	[PROFILE_EXTERNAL_ID] = "external_id",
	[PROFILE_SESSION] = "role_session_name",
	[PROFILE_DURATION] = "duration_seconds",
	[PROFILE_MFA] = "mfa_serial",
	[PROFILE_PROCESS] = "credential_process",
	[PROFILE_WEB_TOKEN] = "web_identity_token_file",
	[PROFILE_SSO_SESSION] = "sso_session",
	[PROFILE_SSO_URL] = "sso_start_url",
	[PROFILE_LOGIN] = "login_session",
	[PROFILE_REGION] = "region",
	[PROFILE_ENDPOINT] = "endpoint_url",
	[PROFILE_SERVICES] = "services",
	[PROFILE_FIPS] = "use_fips_endpoint",
	[PROFILE_DUAL_STACK] = "use_dualstack_endpoint",
	[PROFILE_IGNORE_ENDPOINTS] = "ignore_configured_endpoint_urls",
	[PROFILE_CA_BUNDLE] = "ca_bundle",
	[PROFILE_RETRY_MODE] = "retry_mode",
	[PROFILE_MAX_ATTEMPTS] = "max_attempts",
};

/* As older tools write it. */
#define TOKEN_TOO "aws_security_token"

void
profile_done(struct profile *profile)
{
	for (size_t i = 0; i < PROFILE_SLOTS; i++)
		xfree_secret(profile->slots[i]);
	*profile = (struct profile){ .found = false };
}

static void
on_member(const struct ini_member *member, void *arg)
{
	struct profile *profile = arg;

	if (member->above.len > 0)
		return;
	for (size_t i = 0; i < PROFILE_SLOTS; i++) {
		if (!ini_is(member->name, profile_members[i]) &&
		    !(i == PROFILE_TOKEN && ini_is(member->name, TOKEN_TOO)))
			continue;
		xfree_secret(profile->slots[i]);
		profile->slots[i] =
		    member->value.len > 0 ? xstrndup(member->value.at, member->value.len) : NULL;
	}
}

bool
profile_read(const char *text, bool is_config, const char *name, struct profile *ret,
    struct error *err)
{
	autofree(profile_done) struct profile found = { .found = false };
	const struct ini_section section = { is_config ? "profile" : NULL, name };

	if (text && !ini_read(text, &section, on_member, &found, &found.found, err))
		return false;
	*ret = found;
	found = (struct profile){ .found = false };
	return true;
}

/* ---- services ---- */

struct wanted {
	const char *id;
	struct buf *ret;
};

static void
on_service(const struct ini_member *member, void *arg)
{
	struct wanted *wanted = arg;

	if (!ini_is(member->above, wanted->id) || !ini_is(member->name, "endpoint_url"))
		return;
	buf_clear(wanted->ret);
	buf_add(wanted->ret, member->value.at, member->value.len);
}

bool
profile_service(const char *text, const char *services, const char *id, struct buf *ret,
    struct error *err)
{
	struct wanted wanted = { id, ret };
	const struct ini_section section = { "services", services };
	bool found;

	if (!ini_read(text, &section, on_service, &wanted, &found, err))
		return false;
	return found ||
	    error_set(err,
		"the profile names services = %s, and there is no section [services %s]: write "
		"it, or take that line out",
		services, services);
}
