/* SPDX-License-Identifier: MIT */
#include "io/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"

#define BACKLOG 16

/* "[::1]:9464", "::1", "127.0.0.1", "127.0.0.1:9464"; what has several colons and no brackets has
 * no port. */
static void
split(const char *address, int port, char **ret_host, char **ret_port)
{
	const char *colon = strrchr(address, ':');
	bool brackets = address[0] == '[' && strchr(address, ']');
	bool has_port = colon && (brackets ? colon[-1] == ']' : strchr(address, ':') == colon);
	size_t len = has_port ? (size_t)(colon - address) : strlen(address);

	*ret_host = brackets ? xasprintf("%.*s", (int)(strcspn(address, "]") - 1), address + 1)
			     : xasprintf("%.*s", (int)len, address);
	*ret_port = has_port ? xstrdup(colon + 1) : xasprintf("%d", port);
}

static bool
fail(const char *address, int reason, struct error *err)
{
	if (reason == EADDRINUSE)
		return error_set(err, "somebody else listens at %s; choose another port", address);
	if (reason == EADDRNOTAVAIL)
		return error_set(err, "%s is no address of this host; 127.0.0.1 is", address);
	if (reason == EACCES)
		return error_set(err, "may not listen at %s; choose a port above 1023", address);
	return error_set(err, "cannot listen at %s: %s", address, strerrordesc_np(reason));
}

static int
open_listening(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int reason, on = 1;

	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	reason = errno;
	if (fd >= 0)
		close(fd);
	errno = reason;
	return -1;
}

bool
listen_tcp(const char *address, int port, int *ret_fd, struct error *err)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM };
	autofree(xfree) char *host = NULL;
	autofree(xfree) char *service = NULL;
	struct addrinfo *info;

	split(address, port, &host, &service);
	if (getaddrinfo(host, service, &hints, &info) != 0)
		return error_set(err, "%s is no IP address with a port; write 127.0.0.1:%d",
		    address, port);
	*ret_fd = open_listening(info);
	freeaddrinfo(info);
	return *ret_fd >= 0 || fail(address, errno, err);
}
