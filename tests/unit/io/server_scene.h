/* SPDX-License-Identifier: MIT */
/* A server on a socket of its own, and clients that are threads with blocking sockets. */
#ifndef TESTS_UNIT_IO_SERVER_SCENE_H
#define TESTS_UNIT_IO_SERVER_SCENE_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/server.h"
#include "io/server_limits.h"
#include "test.h"

struct scene {
	char dir[64], path[96];
	struct loop *loop;
	struct server *server;
	struct watch *watch;
	int ended[2];              /* a pipe: a client that ended writes a byte */
	size_t n_asked;            /* requests that came through */
	struct exchange *exchange; /* of the last request for /later or /stream */
	size_t n_gone;             /* streams that went */
	size_t n_ended;            /* clients that did */
	bool drained;
};

struct client_test {
	struct scene *scene;
	pthread_t thread;
	int fd;
	const char *text;
	size_t len, sent;
	bool leaves;     /* closes when it has sent its text */
	char until[32];  /* what it reads for; "": the end */
	char got[65536]; /* what it was answered */
};

/* ---- the server's side ---- */

static inline void
scene_echo(struct exchange *exchange)
{
	autofree(buf_done) struct buf body = { 0 };
	const char *query = exchange_query(exchange, "q");
	const char *header = exchange_header(exchange, "X-Word");
	struct peer peer = exchange_peer(exchange);
	size_t len;
	const char *text = exchange_body(exchange, &len);

	buf_printf(&body, "%s %s q=%s word=%s uid=%d pid=%d body=%.*s\n", exchange_method(exchange),
	    exchange_path(exchange), query ? query : "-", header ? header : "-",
	    peer.known ? (int)peer.uid : -1, peer.known ? (int)peer.pid : -1, (int)len, text);
	server_reply(exchange, 200, "text/plain", &body);
}

static inline void
scene_gone(void *arg)
{
	struct scene *s = arg;

	s->n_gone++;
	s->exchange = NULL;
	loop_stop(s->loop);
}

static inline void
scene_asked(struct exchange *exchange, void *arg)
{
	struct scene *s = arg;

	s->n_asked++;
	if (strcmp(exchange_path(exchange), "/later") == 0) {
		s->exchange = exchange;
		loop_stop(s->loop);
	} else if (strcmp(exchange_path(exchange), "/stream") == 0) {
		s->exchange = exchange;
		server_stream(exchange, scene_gone, s);
		loop_stop(s->loop);
	} else {
		scene_echo(exchange);
	}
}

static inline void
scene_ended(int what, void *arg)
{
	struct scene *s = arg;
	char c;

	assert_int_equal(read(s->ended[0], &c, 1), 1);
	s->n_ended++;
	loop_stop(s->loop);
}

static inline void
scene_start(struct scene *s)
{
	struct error err = { 0 };

	s->server = server_new(s->loop, -1, s->path, scene_asked, s, &err);
	if (!s->server)
		fail_msg("%s", err.text);
}

static inline void
scene_init(struct scene *s)
{
	*s = (struct scene){ .dir = "/tmp/test_server.XXXXXX" };
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->path, sizeof(s->path), "%s/api.sock", s->dir);
	assert_int_equal(pipe(s->ended), 0);
	s->loop = loop_new();
	s->watch = watch_new(s->loop, s->ended[0], WATCH_READ, scene_ended, s);
}

static inline void
scene_done(struct scene *s)
{
	server_free(s->server);
	watch_free(s->watch);
	loop_free(s->loop);
	close(s->ended[0]);
	close(s->ended[1]);
	unlink(s->path);
	assert_int_equal(rmdir(s->dir), 0);
}

static inline void
scene_limits(struct scene *s, msec_t request, size_t connections)
{
	server_set_limits(s->server,
	    &(struct server_limits){ request, 60 * MSEC_SECOND, 5, connections });
}

static inline void
scene_run(struct scene *s)
{
	assert_true(loop_run(s->loop));
}

/* Lets deadlines of a millisecond pass, and sweeps that would see it. */
static inline void
scene_outlast_deadlines(struct scene *s)
{
	struct timer *timer = timer_new(s->loop, (void (*)(void *))loop_stop, s->loop);

	scene_limits(s, 1, 64);
	timer_arm(timer, loop_now(s->loop).boot + 30);
	scene_run(s);
	timer_free(timer);
	scene_limits(s, 60 * MSEC_SECOND, 64);
}

/* Until so many clients have ended since the beginning. */
static inline void
scene_await(struct scene *s, size_t n_ended)
{
	while (s->n_ended < n_ended)
		scene_run(s);
}

/* ---- the clients' side ---- */

static inline int
scene_connect(const struct scene *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, s->path, strlen(s->path));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static inline void *
client_run(void *arg)
{
	struct client_test *c = arg;
	size_t len = 0;
	ssize_t n = 0;

	while (c->sent < c->len && n >= 0) {
		n = send(c->fd, c->text + c->sent, c->len - c->sent, MSG_NOSIGNAL);
		c->sent += n > 0 ? (size_t)n : 0;
	}
	n = 1;
	while (!c->leaves && n > 0 && len < sizeof(c->got) - 1 &&
	    (c->until[0] == '\0' || !strstr(c->got, c->until))) {
		n = read(c->fd, c->got + len, sizeof(c->got) - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	close(c->fd);
	if (write(c->scene->ended[1], "x", 1) != 1)
		abort();
	return NULL;
}

/* Sends text and reads to the end. */
static inline struct client_test *
client_bytes(struct scene *s, const char *text, size_t len)
{
	struct client_test *c = xcalloc(1, sizeof(*c));

	c->scene = s;
	c->fd = scene_connect(s);
	c->text = text;
	c->len = len;
	return c;
}

/* What fits into the socket is there before the server accepts: no deadline hurries the thread. */
static inline void
client_start(struct client_test *c)
{
	ssize_t n = send(c->fd, c->text, c->len, MSG_NOSIGNAL | MSG_DONTWAIT);

	c->sent = n > 0 ? (size_t)n : 0;
	assert_int_equal(pthread_create(&c->thread, NULL, client_run, c), 0);
}

static inline struct client_test *
client_text(struct scene *s, const char *text)
{
	struct client_test *c = client_bytes(s, text, strlen(text));

	client_start(c);
	return c;
}

static inline void
client_free(struct client_test *c)
{
	pthread_join(c->thread, NULL);
	xfree(c);
}

/* One request from beginning to end. */
static inline struct client_test *
client_ask(struct scene *s, const char *text)
{
	struct client_test *c = client_text(s, text);

	scene_run(s);
	return c;
}

static inline void
assert_says(const struct client_test *c, const char *text)
{
	if (!strstr(c->got, text))
		fail_msg("\"%s\" is not in:\n%s", text, c->got);
}

#endif
