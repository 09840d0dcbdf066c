/* SPDX-License-Identifier: MIT */
/*
 * What an action asks of the key that encrypts what it is done on, when that is a key
 * of the customer's own. AWS's own keys need no policy.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
#ifndef AWS_KEY_NEED_H
#define AWS_KEY_NEED_H

#include "aws/right.h"

struct key_need {
	const char *action;     /* "secretsmanager:GetSecretValue" */
	const char *via;        /* the service that uses the key for us, "secretsmanager" */
	struct right rights[4]; /* on the key; without a reach; ends as a table of rights does */
};

extern const struct key_need key_needs[]; /* ends with a row whose action is NULL */

/* The key of the secret, or of the cluster, that the ARN names; NULL: it is none of this
 * application, or none of its keys encrypts it. */
const char *key_need_of(const struct app *app, const struct key_need *need, const char *arn);

#endif
