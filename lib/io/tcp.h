/* SPDX-License-Identifier: MIT */
/*
 * Tries whether a TCP connection can be made, on the event loop, and whether the
 * server says the expected text; then closes it. Names are asked of the system's
 * resolvers by io/dns, first for IPv4, then for IPv6; of several addresses each
 * is tried in turn, with an equal share of the time that is left.
 *
 * Answered exactly once, from the loop, unless cancelled.
 */
#ifndef IO_TCP_H
#define IO_TCP_H

#include "base/tcp.h"
#include "io/dns.h"
#include "io/loop.h"

struct tcp;
struct tcp_call;

typedef void tcp_answer_fn(const struct tcp_answer *answer, void *arg);

struct tcp *tcp_new(struct loop *loop, struct dns *dns); /* dns is borrowed, and freed later */
void tcp_free(struct tcp *tcp);                          /* cancels what is under way */

/* The texts that the question borrows must last until the answer. */
struct tcp_call *tcp_send(struct tcp *tcp, const struct tcp_question *question,
    tcp_answer_fn *on_answer, void *arg);
void tcp_cancel(struct tcp_call *call);

define_autofree(struct tcp, tcp_free)

#endif
