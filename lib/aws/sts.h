/* SPDX-License-Identifier: MIT */
/*
 * Security Token Service: a role's credentials for our own, or for a token of
 * somebody whom the account trusts. Always of a Region, never the global
 * endpoint: that one lives in us-east-1.
 */
#ifndef AWS_STS_H
#define AWS_STS_H

#include "aws/origin.h"
#include "core/call.h"

void sts_assume(struct call *ret, const char *region, const struct origin_role *role);
/* The call goes unsigned: the token says who we are. */
void sts_assume_by_token(struct call *ret, const char *region, const struct origin_role *role,
    const char *token);
/* The answer to either. false: err says what was wrong, and the remedy where there is one. */
must_check bool sts_read(const struct answer *answer, const struct origin_role *role,
    struct credentials *ret, struct error *err);

#endif
