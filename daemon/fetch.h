/* SPDX-License-Identifier: MIT */
/* Carries out what aws/origin has planned: brings credentials from where they are. */
#ifndef DAEMON_FETCH_H
#define DAEMON_FETCH_H

#include "aws/origin.h"
#include "daemon.h"

struct fetch;

/* fresh may be taken over. NULL: err says why there are none. */
typedef void fetch_fn(struct credentials *fresh, const struct error *err, void *arg);

/* origin is taken over. Answered exactly once, from the loop, unless cancelled. */
struct fetch *fetch_start(struct daemon *daemon, struct origin *origin, fetch_fn *on_done,
    void *arg);
void fetch_cancel(struct fetch *fetch);

#endif
