/* SPDX-License-Identifier: MIT */
/*
 * Sends what a probe or a step wants to have asked, of whatever kind, and brings
 * the answer: endpoint, credentials, signature and address are added here.
 *
 * Answered exactly once, from the loop, unless cancelled. A call for AWS may take
 * several attempts within its time (aws/retry); they are one answer all the same:
 * whether to ask again is for probes and runs to decide.
 */
#ifndef DAEMON_CALLER_H
#define DAEMON_CALLER_H

#include "aws/sign.h"
#include "core/call.h"
#include "daemon.h"

struct sent;

typedef void caller_answer_fn(const struct answer *answer, void *arg);

/* The call is taken over. line: the asker's own, or NULL. */
struct sent *caller_send(struct daemon *daemon, struct http_line *line, struct call *call,
    caller_answer_fn *on_answer, void *arg);
/* The same for AWS with other credentials than ours, which are borrowed until the answer; NULL: not
 * signed at all. */
struct sent *caller_send_as(struct daemon *daemon, const struct credentials *as, struct call *call,
    caller_answer_fn *on_answer, void *arg);
void caller_cancel(struct sent *sent);

/* Where to connect to for this URL or host instead, by "aws.addresses"; or NULL. */
const char *caller_address(const struct daemon *daemon, const char *url);

#endif
