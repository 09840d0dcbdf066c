/* SPDX-License-Identifier: MIT */
/*
 * Credentials as texts say them: variables, files, and the JSON of those who
 * hand them out. Pure: others fetch the texts, aws/origin.h says which.
 *
 * No message repeats a value.
 */
#ifndef AWS_CREDENTIALS_H
#define AWS_CREDENTIALS_H

#include "aws/sign.h"
#include "base/trit.h"

/* Borrowed texts, and how messages call them. */
struct credentials_text {
	const char *key_name, *secret_name, *token_name;
	const char *key, *secret, *token; /* NULL: not given */
};

/* Long-lived unless a token is there; expires is MSEC_NEVER. source is left to the caller. */
must_check bool credentials_make(const struct credentials_text *text, struct credentials *ret,
    struct error *err);
/* Yes: found. No: nothing there, go on. Unknown: there, but broken: err says what and where. */
enum trit credentials_from_env(const char *(*env)(const char *), struct credentials *ret,
    struct error *err);

/* Who hands out credentials as JSON, each in its own words. */
enum credentials_giver {
	GIVER_INSTANCE,  /* the instance metadata service */
	GIVER_CONTAINER, /* ECS, EKS Pod Identity, or what stands in for them */
	GIVER_PROCESS,   /* a credential_process */
	GIVERS,
};

/* who: for messages, "instance role failoverd"; it becomes the source, too. */
must_check bool credentials_from_json(enum credentials_giver giver, const char *text, size_t len,
    const char *who, struct credentials *ret, struct error *err);

#endif
