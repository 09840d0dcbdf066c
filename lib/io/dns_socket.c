/* SPDX-License-Identifier: MIT */
#include "io/dns_socket.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static ssize_t
note(int *os_errno, ssize_t done)
{
	if (done < 0 && errno != EAGAIN && errno != EINPROGRESS)
		*os_errno = errno;
	return done;
}

static ares_socket_t
open_socket(int family, int type, int protocol, void *arg)
{
	return (int)note(arg, socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

static int
close_socket(ares_socket_t fd, void *arg)
{
	return close(fd);
}

static int
connect_to(ares_socket_t fd, const struct sockaddr *to, ares_socklen_t len, void *arg)
{
	return (int)note(arg, connect(fd, to, len));
}

/* As c-ares calls it. NOLINTBEGIN(readability-function-size) */
static ares_ssize_t
receive(ares_socket_t fd, void *data, size_t len, int flags, struct sockaddr *from,
    ares_socklen_t *from_len, void *arg)
{
	return note(arg, recvfrom(fd, data, len, flags, from, from_len));
}

/* NOLINTEND(readability-function-size) */

static ares_ssize_t
send_parts(ares_socket_t fd, const struct iovec *parts, int n, void *arg)
{
	return note(arg, writev(fd, parts, n));
}

const struct ares_socket_functions dns_socket_functions = { open_socket, close_socket, connect_to,
	receive, send_parts };
