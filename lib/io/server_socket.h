/* SPDX-License-Identifier: MIT */
/* The listening unix socket of io/server: made, and removed when it is still the one we made. */
#ifndef IO_SERVER_SOCKET_H
#define IO_SERVER_SOCKET_H

#include <sys/types.h>

#include "base/error.h"

struct server_socket {
	int fd;
	char *path; /* NULL: it was passed to us */
	dev_t device;
	ino_t inode;
};

/* Mode 0660. A socket that nobody listens at is replaced; whatever else is there stays. */
must_check bool server_socket_bind(const char *path, struct server_socket *ret, struct error *err);
/* Gives what was bound to a group, whose members may then open it. */
must_check bool server_socket_share(const char *path, const char *group, struct error *err);
must_check bool server_socket_adopt(int fd, const char *path, struct server_socket *ret,
    struct error *err);
/* Unlinks what was bound; the descriptor is the caller's. */
void server_socket_remove(struct server_socket *socket);

#endif
