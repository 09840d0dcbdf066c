/* SPDX-License-Identifier: MIT */
/* An AWS account, asked by failoverctl itself: with failoverd's credentials and endpoints, in its
 * own loop, one question at a time. Without the daemon. */
#ifndef CTL_ACCOUNT_H
#define CTL_ACCOUNT_H

#include "aws/inventory.h"

#define ACCOUNT_ADDRESS 46

struct account;

/* file: a failoverd.json, whose "aws" says how AWS is reached; one that is not there says nothing.
 * NULL: it is wrong. */
struct account *account_new(const char *file, struct error *err);
void account_free(struct account *account);

/* All pages of it. False: err says why it is not known. */
must_check bool account_list(struct account *account, enum inventory_kind kind, const char *region,
    const char *of, struct inventory *ret, struct error *err);
/* The Region that the environment, the profile or the instance says we are in; "": none does. */
const char *account_region(struct account *account);
/* An address of a name. False: it has none. */
must_check bool account_resolve(struct account *account, const char *name,
    char ret[ACCOUNT_ADDRESS]);

define_autofree(struct account, account_free)

#endif
