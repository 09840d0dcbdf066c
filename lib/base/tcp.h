/* SPDX-License-Identifier: MIT */
/* A TCP connection that is tried and given up again, as plain data. The network is io/tcp.h's. */
#ifndef BASE_TCP_H
#define BASE_TCP_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/dns.h"

#define TCP_HOST       256
#define TCP_HEARD_MOST 1024

struct tcp_question {
	char host[TCP_HOST]; /* a name or an IP address */
	int port;
	char resolver[DNS_SERVER]; /* "IP" or "IP:port"; "": the system's resolvers */
	const char *expect;  /* borrowed; a text that the server says unasked, at the beginning;
				NULL: to be connected is enough */
	const char *address; /* borrowed; "IP:port" or "name:port" to connect to instead; NULL: as
				host and port say */
	msec_t timeout;      /* for all of it */
};

/* Why there was no connection. The closed list that core/reason judges. */
enum tcp_failure {
	TCP_CONNECTED, /* none; whether the text was heard is to be looked up in heard */
	TCP_RESOLVE,   /* the name has no address, or our resolver gave none */
	TCP_REFUSED,
	TCP_NO_ROUTE,
	TCP_TIMEOUT, /* no connection, or not the whole text, in time */
	TCP_RESET,   /* the connection ended by force */
	TCP_LOCAL,   /* our own fault: descriptors, memory, a local firewall, a bad address */
	TCP_OTHER,   /* whatever the table of errors does not know */
};

struct tcp_answer {
	enum tcp_failure failure;
	char why[192];                  /* failure in words, with the address where known */
	char heard[TCP_HEARD_MOST + 1]; /* what it said, with a NUL behind it */
	size_t heard_len;
	bool ended; /* the server has closed the connection */
	msec_t took;
};

#endif
