/* SPDX-License-Identifier: MIT */
/*
 * Asks a DNS server one question, over c-ares on the event loop. All of c-ares
 * is in dns.c, dns_parse.c and dns_socket.c. A question to a named server is sent to that
 * server alone, without the search list, and never answered from a cache or a
 * hosts file.
 *
 * Answered exactly once, from the loop, unless cancelled.
 */
#ifndef IO_DNS_H
#define IO_DNS_H

#include "base/dns.h"
#include "io/loop.h"

struct dns;
struct dns_call;

typedef void dns_answer_fn(const struct dns_answer *answer, void *arg);

struct dns *dns_new(struct loop *loop);
void dns_free(struct dns *dns);

struct dns_call *dns_send(struct dns *dns, const struct dns_question *question,
    dns_answer_fn *on_answer, void *arg);
void dns_cancel(struct dns_call *call);

define_autofree(struct dns, dns_free)

#endif
