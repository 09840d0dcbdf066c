/* SPDX-License-Identifier: MIT */
/* A listening TCP socket, for io/server. */
#ifndef IO_LISTEN_H
#define IO_LISTEN_H

#include "base/error.h"

/* address: "127.0.0.1:9464", "[::1]:9464", or an IP alone, with `port`. Port 0: the kernel chooses.
 * ret_fd is the caller's. */
must_check bool listen_tcp(const char *address, int port, int *ret_fd, struct error *err);

#endif
