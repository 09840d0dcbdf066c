/* SPDX-License-Identifier: MIT */
/* "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE": whose it is. */
#ifndef AWS_ARN_H
#define AWS_ARN_H

#include "core/app.h"

struct arn_owner {
	char partition[32], account[32]; /* "": the ARN has none */
};

/* Of the first ARN that an application has. Without one: the partition that its home is in, and no
 * account. */
void arn_owner(const struct app *app, struct arn_owner *ret);

/* "": it has none. */
void arn_region(const char *arn, char *ret, size_t size);

#endif
