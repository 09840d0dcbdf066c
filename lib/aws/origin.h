/* SPDX-License-Identifier: MIT */
/*
 * Where our credentials come from: what the environment and the shared files say,
 * as a plan that others carry out. Pure.
 *
 * First hit wins, in the order of the SDKs; what is configured but broken is an
 * error, not a reason to go on:
 *
 *	1 the environment's keys
 *	2 systemd's credentials aws-access-key-id, aws-secret-access-key and, for
 *	  temporary ones, aws-session-token, each a file in $CREDENTIALS_DIRECTORY
 *	3 the profile's role_arn, with source_profile or credential_source
 *	4 web identity: AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN, or the profile's
 *	5 the profile's keys of the credentials file, its credential_process, its keys
 *	  of the config file
 *	6 the container, when its variables are set
 *	7 the instance
 *
 * The profile is the configuration's, AWS_PROFILE, or "default". One that the
 * configuration names takes 1 and 2 and the variables of 4 out of the row: whoever
 * names it means it. A profile that a person has to log in for is an error.
 */
#ifndef AWS_ORIGIN_H
#define AWS_ORIGIN_H

#include "aws/sign.h"

enum origin_kind {
	ORIGIN_KEYS,      /* written down */
	ORIGIN_PROCESS,   /* printed by a program */
	ORIGIN_WEB,       /* a role for a token that somebody else keeps fresh */
	ORIGIN_CONTAINER, /* ECS, EKS Pod Identity */
	ORIGIN_INSTANCE,  /* the instance metadata service */
};

struct origin_role {
	char *arn;
	char *external_id; /* NULL: none */
	char *session;     /* how CloudTrail names us */
	int duration;      /* seconds; 0: as the role has it */
};

#define ORIGIN_ROLES_MOST 5
#define ORIGIN_TEXT       64

struct origin {
	enum origin_kind kind;
	char name[ORIGIN_TEXT];  /* "environment", "profile prod", ... */
	struct credentials keys; /* of ORIGIN_KEYS */
	char *command;           /* of ORIGIN_PROCESS */
	char *token_file;        /* of ORIGIN_WEB */
	char *region;            /* that the profile names; NULL: none */
	/* Assumed one after the other; the first of ORIGIN_WEB by the token. */
	struct origin_role roles[ORIGIN_ROLES_MOST];
	size_t n_roles;
};

struct origin_file {
	const char *name; /* for messages */
	const char *text; /* NULL: there is none */
};

struct origin_texts {
	const char *(*env)(const char *);
	const char *profile; /* that the configuration names, or NULL */
	const char *session; /* the name of sessions to which none is given; not NULL */
	struct origin_file credentials, config;
	struct origin_file key, secret, token; /* systemd's */
};

must_check bool origin_find(const struct origin_texts *texts, struct origin *ret,
    struct error *err);
void origin_done(struct origin *origin); /* wipes */

/* Which profile is meant, and whether somebody named it. */
const char *origin_profile_name(const char *(*env)(const char *), const char *configured,
    bool *ret_named);
/* "arn:aws:iam::123456789012:role/failoverd", or another partition's. */
bool origin_is_role(const char *arn);

define_autodone(struct origin, origin_done)

#endif
