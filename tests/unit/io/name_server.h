/* SPDX-License-Identifier: MIT */
/* A DNS server on 127.0.0.1, in a thread of its own, that gives every question the same answer. */
#ifndef TESTS_UNIT_IO_NAME_SERVER_H
#define TESTS_UNIT_IO_NAME_SERVER_H

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "test.h"

#define HEADER 12

/* How the server answers; what follows the question is a record of its own. */
enum manner {
	SILENT,
	GARBAGE,
	TRUNCATED, /* "ask by TCP" */
	HANGS_UP,  /* the same, and then no word */
	REPLIES,
};

struct name_server {
	int udp, tcp, stop[2], port;
	pthread_t thread;
	pthread_mutex_t lock; /* over what follows */
	enum manner manner;
	int rcode, asked, skip; /* skip: so many questions get lost first */
	const char *record;     /* one, or more, one after the other */
	size_t record_len;
	int more; /* how many besides the first */
};

/* Makes the question the answer; false: there is none. */
static inline bool
name_server_reply(struct name_server *server, char *data, size_t *len, bool by_tcp)
{
	enum manner manner;

	pthread_mutex_lock(&server->lock);
	manner = server->asked++ < server->skip ? SILENT : server->manner;
	data[2] |= (char)0x84; /* an answer, of an authority */
	data[3] = (char)server->rcode;
	if ((manner == TRUNCATED || manner == HANGS_UP) && !by_tcp) {
		data[2] |= 2;
	} else if (server->record) {
		data[7] = (char)(1 + server->more);
		memcpy(data + *len, server->record, server->record_len);
		*len += server->record_len;
	}
	if (manner == GARBAGE)
		*len = 7;
	pthread_mutex_unlock(&server->lock);
	return manner != SILENT && !(manner == HANGS_UP && by_tcp);
}

static inline void
name_server_udp(struct name_server *server)
{
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	char data[1024];
	ssize_t n = recvfrom(server->udp, data, 512, 0, (struct sockaddr *)&from, &from_len);
	size_t len = (size_t)n;

	if (n > HEADER && name_server_reply(server, data, &len, false))
		sendto(server->udp, data, len, 0, (struct sockaddr *)&from, from_len);
}

static inline void
name_server_tcp(struct name_server *server)
{
	int fd = accept(server->tcp, NULL, NULL);
	unsigned char size[2];
	char data[1024];
	size_t len;

	if (recv(fd, size, 2, MSG_WAITALL) == 2 && size[0] < 2) {
		len = (size_t)size[0] << 8 | size[1];
		if (recv(fd, data, len, MSG_WAITALL) == (ssize_t)len &&
		    name_server_reply(server, data, &len, true)) {
			size[0] = (unsigned char)(len >> 8);
			size[1] = (unsigned char)len;
			send(fd, size, 2, MSG_NOSIGNAL | MSG_MORE);
			send(fd, data, len, MSG_NOSIGNAL);
		}
	}
	close(fd);
}

static inline void *
name_server_run(void *arg)
{
	struct name_server *server = arg;

	for (;;) {
		struct pollfd fds[] = { { .fd = server->stop[0], .events = POLLIN },
			{ .fd = server->udp, .events = POLLIN },
			{ .fd = server->tcp, .events = POLLIN } };

		poll(fds, COUNT(fds), -1);
		if (fds[0].revents)
			return NULL;
		if (fds[1].revents)
			name_server_udp(server);
		if (fds[2].revents)
			name_server_tcp(server);
	}
}

/* The same port for both, of the kernel's choice. */
static inline void
name_server_bind(struct name_server *server)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);

	for (;;) {
		server->udp = socket(AF_INET, SOCK_DGRAM, 0);
		server->tcp = socket(AF_INET, SOCK_STREAM, 0);
		in.sin_port = 0;
		assert_int_equal(bind(server->udp, (struct sockaddr *)&in, sizeof(in)), 0);
		assert_int_equal(getsockname(server->udp, (struct sockaddr *)&in, &len), 0);
		if (bind(server->tcp, (struct sockaddr *)&in, sizeof(in)) == 0)
			break;
		close(server->udp);
		close(server->tcp);
	}
	assert_int_equal(listen(server->tcp, 8), 0);
	server->port = ntohs(in.sin_port);
}

static inline void
name_server_start(struct name_server *server)
{
	name_server_bind(server);
	pthread_mutex_init(&server->lock, NULL);
	assert_int_equal(pipe(server->stop), 0);
	assert_int_equal(pthread_create(&server->thread, NULL, name_server_run, server), 0);
}

static inline void
name_server_stop(struct name_server *server)
{
	assert_int_equal(write(server->stop[1], "", 1), 1);
	pthread_join(server->thread, NULL);
	pthread_mutex_destroy(&server->lock);
	close(server->udp);
	close(server->tcp);
	close(server->stop[0]);
	close(server->stop[1]);
}

#endif
