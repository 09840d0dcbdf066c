/* SPDX-License-Identifier: MIT */
/* The sockets of c-ares, which keep the error that it does not tell. */
#ifndef IO_DNS_SOCKET_H
#define IO_DNS_SOCKET_H

#include <ares.h>

/* Their argument is an int, for the errno of the call that failed last. */
extern const struct ares_socket_functions dns_socket_functions;

#endif
