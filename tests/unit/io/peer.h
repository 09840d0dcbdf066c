/* SPDX-License-Identifier: MIT */
/*
 * The other side of a connection: a server on 127.0.0.1, in a thread of its own,
 * that reads requests and gives one answer to each of them. Stop it after the
 * client: what it floods with must be let go.
 */
#ifndef TESTS_UNIT_IO_PEER_H
#define TESTS_UNIT_IO_PEER_H

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"

#define PEER_CONNECTIONS 16

enum peer_then {
	PEER_KEEPS,
	PEER_CLOSES,
	PEER_RESETS,
	PEER_FLOODS,
};

struct peer_connection {
	int fd;
	SSL *tls;
	struct buf got;
};

struct peer {
	int listener, port, stop[2];
	SSL_CTX *tls;
	pthread_t thread;
	struct peer_connection connections[PEER_CONNECTIONS];
	size_t n;

	pthread_mutex_t lock; /* over what follows */
	const char *answer;
	enum peer_then then;
	int accepted, resumed, requests;
	char request[4096]; /* the last one */
};

static inline void
peer_drop(struct peer *peer, size_t i)
{
	SSL_free(peer->connections[i].tls);
	close(peer->connections[i].fd);
	buf_done(&peer->connections[i].got);
	peer->connections[i] = peer->connections[--peer->n];
}

static inline ssize_t
peer_write(const struct peer_connection *connection, const char *data, size_t len)
{
	if (len == 0)
		return 0;
	return connection->tls ? SSL_write(connection->tls, data, (int)len)
			       : send(connection->fd, data, len, MSG_NOSIGNAL);
}

/* False: the connection is to be dropped. */
static inline bool
peer_answer(struct peer *peer, struct peer_connection *connection)
{
	static const struct linger at_once = { .l_onoff = 1 };
	static const char flood[16384] = { 'x' };
	const char *answer;
	enum peer_then then;

	pthread_mutex_lock(&peer->lock);
	answer = peer->answer;
	then = peer->then;
	peer->requests++;
	snprintf(peer->request, sizeof(peer->request), "%s", buf_text(&connection->got));
	pthread_mutex_unlock(&peer->lock);

	buf_clear(&connection->got);
	if (peer_write(connection, answer, strlen(answer)) < 0)
		return false;
	if (then == PEER_RESETS)
		setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	while (then == PEER_FLOODS && peer_write(connection, flood, sizeof(flood)) > 0)
		;
	return then == PEER_KEEPS;
}

static inline bool
peer_is_whole(const struct buf *got)
{
	const char *end = strstr(buf_text(got), "\r\n\r\n");
	const char *length = strcasestr(buf_text(got), "\r\nContent-Length: ");
	size_t body = length ? strtoul(length + 18, NULL, 10) : 0;

	return end && got->len >= (size_t)(end + 4 - got->data) + body;
}

static inline bool
peer_read(struct peer *peer, struct peer_connection *connection)
{
	char data[4096];
	ssize_t n;

	do {
		n = connection->tls ? SSL_read(connection->tls, data, sizeof(data))
				    : read(connection->fd, data, sizeof(data));
		if (n <= 0)
			return false;
		buf_add(&connection->got, data, (size_t)n);
	} while (connection->tls && SSL_pending(connection->tls) > 0);
	return !peer_is_whole(&connection->got) || peer_answer(peer, connection);
}

static inline void
peer_accept(struct peer *peer)
{
	struct peer_connection connection = { .fd = accept(peer->listener, NULL, NULL) };
	bool good = true;

	if (peer->tls) {
		connection.tls = SSL_new(peer->tls);
		SSL_set_fd(connection.tls, connection.fd);
		good = SSL_accept(connection.tls) == 1;
	}
	pthread_mutex_lock(&peer->lock);
	peer->accepted++;
	if (good && peer->tls && SSL_session_reused(connection.tls))
		peer->resumed++;
	pthread_mutex_unlock(&peer->lock);
	peer->connections[peer->n++] = connection;
	if (!good || peer->n == PEER_CONNECTIONS)
		peer_drop(peer, peer->n - 1);
}

static inline void *
peer_run(void *arg)
{
	struct peer *peer = arg;

	for (;;) {
		struct pollfd fds[2 + PEER_CONNECTIONS] = { { .fd = peer->stop[0],
								.events = POLLIN },
			{ .fd = peer->listener, .events = POLLIN } };
		size_t n = peer->n;

		for (size_t i = 0; i < n; i++)
			fds[2 + i] =
			    (struct pollfd){ .fd = peer->connections[i].fd, .events = POLLIN };
		poll(fds, 2 + n, -1);
		if (fds[0].revents)
			return NULL;
		for (size_t i = n; i-- > 0;)
			if (fds[2 + i].revents && !peer_read(peer, &peer->connections[i]))
				peer_drop(peer, i);
		if (fds[1].revents)
			peer_accept(peer);
	}
}

/* tls: borrowed, or NULL. path: of a unix socket, or NULL. */
static inline struct peer *
peer_start(SSL_CTX *tls, const char *path)
{
	struct peer *peer = xcalloc(1, sizeof(*peer));
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(in);

	snprintf(un.sun_path, sizeof(un.sun_path), "%s", path ? path : "");
	*peer = (struct peer){ .tls = tls, .answer = "" };
	pthread_mutex_init(&peer->lock, NULL);
	peer->listener = socket(path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(peer->listener, path ? (struct sockaddr *)&un : (struct sockaddr *)&in,
		path ? sizeof(un) : sizeof(in)) < 0 ||
	    listen(peer->listener, 64) < 0 || pipe(peer->stop) < 0)
		abort();
	if (!path)
		getsockname(peer->listener, (struct sockaddr *)&in, &len);
	peer->port = ntohs(in.sin_port);
	if (pthread_create(&peer->thread, NULL, peer_run, peer) != 0)
		abort();
	return peer;
}

static inline void
peer_says(struct peer *peer, const char *answer, enum peer_then then)
{
	pthread_mutex_lock(&peer->lock);
	peer->answer = answer;
	peer->then = then;
	pthread_mutex_unlock(&peer->lock);
}

static inline void
peer_stop(struct peer *peer)
{
	if (write(peer->stop[1], "", 1) != 1)
		abort();
	pthread_join(peer->thread, NULL);
	while (peer->n > 0)
		peer_drop(peer, 0);
	close(peer->listener);
	close(peer->stop[0]);
	close(peer->stop[1]);
	pthread_mutex_destroy(&peer->lock);
	xfree(peer);
}

/* A socket with a port of its own, where nobody listens as long as it is open. */
static inline int
peer_closed_port(int *ret_port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&in, sizeof(in)) < 0 ||
	    getsockname(fd, (struct sockaddr *)&in, &len) < 0)
		abort();
	*ret_port = ntohs(in.sin_port);
	return fd;
}

static inline int
peer_count(struct peer *peer, const int *what)
{
	int n;

	pthread_mutex_lock(&peer->lock);
	n = *what;
	pthread_mutex_unlock(&peer->lock);
	return n;
}

#endif
