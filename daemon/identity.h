/* SPDX-License-Identifier: MIT */
/*
 * Who we are to AWS. One set of credentials to begin with (aws/origin says where
 * from), and one for each role of "aws.roles", assumed with those: so the daemon
 * that watches can have fewer rights than a run. All are kept fresh ahead of need.
 */
#ifndef DAEMON_IDENTITY_H
#define DAEMON_IDENTITY_H

#include "aws/endpoint.h"
#include "aws/sign.h"
#include "core/call.h"
#include "daemon.h"

struct identity;

struct identity *identity_new(struct daemon *daemon);
void identity_free(struct identity *identity);
/* The configuration has changed. */
void identity_reload(struct identity *identity);

const char *identity_purpose_name(enum call_purpose purpose); /* as in aws.roles: "read" */
/* NULL: there are none; trouble is then a sentence with the remedy. Valid until the loop turns. */
const struct credentials *identity_credentials(const struct identity *identity,
    enum call_purpose purpose, const char **ret_trouble);
/* The first ones are still on their way: waiting for a moment may help. */
bool identity_is_new(const struct identity *identity, enum call_purpose purpose);
/* AWS called them expired, or does not know them: look for newer ones soon. */
void identity_refused(struct identity *identity, enum call_purpose purpose);
/* What the profile says of endpoints. Valid until the loop turns. */
const struct endpoint_shared *identity_endpoints(const struct identity *identity);
/* The Region that the instance metadata says we stand in; "" when it does not. */
const char *identity_place(const struct identity *identity);

#endif
