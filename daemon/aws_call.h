/* SPDX-License-Identifier: MIT */
/*
 * One call for AWS: finds the endpoint, signs, sends, and sends again within the
 * call's time when aws/retry says so. Answered exactly once, from the loop,
 * unless cancelled.
 */
#ifndef DAEMON_AWS_CALL_H
#define DAEMON_AWS_CALL_H

#include "aws/sign.h"
#include "core/call.h"
#include "daemon.h"

struct aws_call;

typedef void aws_call_fn(const struct answer *answer, void *arg);

/* By whom. */
struct aws_call_rights {
	bool given;                            /* else: ours, for the call's purpose */
	const struct credentials *credentials; /* borrowed; NULL: the call is not signed */
};

/* line may be NULL. call stays the caller's, and must live until the answer. */
struct aws_call *aws_call_send(struct daemon *daemon, struct http_line *line,
    const struct call *call, const struct aws_call_rights *rights, aws_call_fn *on_answer,
    void *arg);
void aws_call_cancel(struct aws_call *aws);

#endif
