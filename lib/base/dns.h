/* SPDX-License-Identifier: MIT */
/* DNS questions and answers as plain data. The network is io/dns.h's. */
#ifndef BASE_DNS_H
#define BASE_DNS_H

#include <stdbool.h>

#include "base/clock.h"

#define DNS_NAME         256
#define DNS_SERVER       64
#define DNS_ADDRESS      46
#define DNS_ANSWERS_MOST 16

enum dns_type {
	DNS_A,
	DNS_AAAA,
	DNS_CNAME,
	DNS_TXT,
	DNS_NS,
};

struct dns_question {
	char name[DNS_NAME];
	enum dns_type type;
	char server[DNS_SERVER]; /* "IP" or "IP:port", asked directly; "": the system's resolvers */
	msec_t timeout;
};

enum dns_failure {
	DNS_ANSWERED, /* rcode and answers are whole; there may be none */
	DNS_TIMEOUT,  /* no answer in time */
	DNS_REFUSED,  /* nobody listens there, or nobody wants to */
	DNS_NO_ROUTE, /* we have no way there */
	DNS_GARBLED,  /* not a DNS answer */
	DNS_LOCAL,    /* our own fault */
};

struct dns_answer {
	enum dns_failure failure;
	char why[128];
	int rcode; /* 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED */
	bool authoritative;
	size_t n;
	char list[DNS_ANSWERS_MOST][DNS_NAME]; /* addresses or names, as text */
	int ttl;                               /* seconds, of the first answer */
	msec_t took;
};

#endif
