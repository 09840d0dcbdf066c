/* SPDX-License-Identifier: MIT */
/* A DNS message as it came from the network, and may come from anybody. A part of io/dns. */
#ifndef IO_DNS_PARSE_H
#define IO_DNS_PARSE_H

#include "base/cleanup.h"
#include "base/dns.h"

int dns_parse_type(enum dns_type type); /* the number on the wire */
/* False: it is garbled, and ret is not to be used. The chain of aliases is followed within the
 * message. */
must_check bool dns_parse(const unsigned char *data, int len, const struct dns_question *question,
    struct dns_answer *ret);

#endif
