/* SPDX-License-Identifier: MIT */
/*
 * Keeps one set of credentials fresh: renews them ahead of their end, one attempt
 * at a time, and later and later as long as that fails.
 *
 * What is there is kept when it cannot be renewed, and used on even past its end,
 * with a warning (the SDKs call that static stability): whether it is refused is
 * for AWS to say, and without it nothing could be moved at all.
 */
#ifndef DAEMON_KEEPER_H
#define DAEMON_KEEPER_H

#include "aws/origin.h"
#include "base/trit.h"
#include "daemon.h"

struct keeper;

struct keeper_kind {
	const char *what; /* for messages: "", or " for failover" */
	/* Where from? No: nowhere yet, err says why; look again after keeper_hurry(). Unknown: err
	 * says what is wrong. */
	enum trit (*find)(void *arg, struct origin *ret, struct error *err);
	void (*on_change)(void *arg); /* there are new ones */
};

/* kind stays the caller's, and must live as long. Looks at once. */
struct keeper *keeper_new(struct daemon *daemon, const struct keeper_kind *kind, void *arg);
void keeper_free(struct keeper *keeper);
/* NULL: there are none; trouble is then a sentence with the remedy. Valid until the loop turns. */
const struct credentials *keeper_credentials(const struct keeper *keeper, const char **ret_trouble);
/* The first attempt has not ended yet. */
bool keeper_is_new(const struct keeper *keeper);
/* Somebody has reason to believe that there are newer ones, or that these are not good any more. */
void keeper_hurry(struct keeper *keeper);

#endif
