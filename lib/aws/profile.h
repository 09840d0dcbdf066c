/* SPDX-License-Identifier: MIT */
/*
 * One profile of AWS's shared files: "[prod]" of a credentials file, "[profile
 * prod]" of a config file; and the "[services NAME]" section that a profile may
 * point to. Of a member that is there twice, the last value counts.
 */
#ifndef AWS_PROFILE_H
#define AWS_PROFILE_H

#include "base/buf.h"
#include "base/error.h"

enum profile_slot {
	PROFILE_KEY,
	PROFILE_SECRET,
	PROFILE_TOKEN,
	PROFILE_ROLE,
	PROFILE_SOURCE_PROFILE,
	PROFILE_CREDENTIAL_SOURCE,
	PROFILE_EXTERNAL_ID,
	PROFILE_SESSION,
	PROFILE_DURATION,
	PROFILE_MFA,
	PROFILE_PROCESS,
	PROFILE_WEB_TOKEN,
	PROFILE_SSO_SESSION,
	PROFILE_SSO_URL,
	PROFILE_LOGIN,
	PROFILE_REGION,
	PROFILE_ENDPOINT,
	PROFILE_SERVICES,
	PROFILE_FIPS,
	PROFILE_DUAL_STACK,
	PROFILE_IGNORE_ENDPOINTS,
	PROFILE_CA_BUNDLE,
	PROFILE_RETRY_MODE,
	PROFILE_MAX_ATTEMPTS,
	PROFILE_SLOTS,
};

struct profile {
	bool found;                 /* there is a section of that name */
	char *slots[PROFILE_SLOTS]; /* NULL: not there, or empty */
};

extern const char *const profile_members[PROFILE_SLOTS]; /* "aws_access_key_id" */

/* text may be NULL: no such file. A file without such a profile yields an empty one. No error
 * repeats any of the text. */
must_check bool profile_read(const char *text, bool is_config, const char *name,
    struct profile *ret, struct error *err);
void profile_done(struct profile *profile); /* wipes */

/* The endpoint_url of a service in "[services NAME]" of a config file, into ret; empty: it has
 * none. id: "rds", "secrets_manager". */
must_check bool profile_service(const char *text, const char *services, const char *id,
    struct buf *ret, struct error *err);

define_autodone(struct profile, profile_done)

#endif
