/* SPDX-License-Identifier: MIT */
/*
 * Who we are to AWS: finds credentials, refreshes them ahead of expiry, and
 * keeps them when a refresh fails, as the SDKs do (static stability).
 *
 * Environment and shared files are read at once and again each minute, so that
 * a rotated key needs no restart; the instance role is fetched from IMDSv2.
 */
#ifndef DAEMON_IDENTITY_H
#define DAEMON_IDENTITY_H

#include "aws/sign.h"
#include "daemon.h"

struct identity;

struct identity *identity_new(struct daemon *daemon);
void identity_free(struct identity *identity);
/* NULL: there are none; trouble is then a sentence with the remedy. Valid until the loop turns. */
const struct credentials *identity_credentials(const struct identity *identity,
    const char **ret_trouble);
/* AWS called them expired: look for newer ones soon. */
void identity_refused(struct identity *identity);
/* The Region that the instance metadata says we stand in; "" when it does not. */
const char *identity_place(const struct identity *identity);

#endif
