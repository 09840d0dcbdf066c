/* SPDX-License-Identifier: MIT */
/* Asks the metadata service of the instance that we run on. */
#ifndef DAEMON_INSTANCE_H
#define DAEMON_INSTANCE_H

#include "aws/imds.h"
#include "daemon.h"

struct instance_call;

/* body: what was asked for, with the role's name when that is credentials; NULL: err says why
 * there is none. */
typedef void instance_fn(const struct buf *body, const char *role, const struct error *err,
    void *arg);

/* For the instance's Region, or for the credentials of its role. Answered exactly once, from the
 * loop, unless cancelled. */
struct instance_call *instance_ask(struct daemon *daemon, enum imds_ask wanted,
    instance_fn *on_answer, void *arg);
void instance_cancel(struct instance_call *call);

#endif
