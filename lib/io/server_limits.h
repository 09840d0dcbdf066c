/* SPDX-License-Identifier: MIT */
/* How much a client of io/server may have. The defaults are in clients.c; tests set smaller ones.
 */
#ifndef IO_SERVER_LIMITS_H
#define IO_SERVER_LIMITS_H

#include "base/clock.h"

struct server;

struct server_limits {
	msec_t request;     /* from accept, or the last answer, to a whole request */
	msec_t reply;       /* for reading an answer */
	msec_t sweep;       /* how often these are looked after */
	size_t connections; /* at a time; more wait in the kernel's queue */
};

void server_set_limits(struct server *server, const struct server_limits *limits);

#endif
