/* SPDX-License-Identifier: MIT */
/*
 * bare new|keep CA|- PORT...: asks each port of 127.0.0.1 once a second, with epoll and OpenSSL and
 * nothing between: the least that asking can cost. Over TLS, verified by the authority CA, sessions
 * resumed; with "-" over plain HTTP. Starts are on a grid of 10 ms, as failoverd's are. Runs until
 * it is ended.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

#define EVENTS  64
#define SECOND  1000000000ULL
#define SLOT    10000000ULL
#define ANSWER  65536
#define REQUEST 256
#define OK_AT   9 /* "HTTP/1.1 200" */

enum stage {
	CLOSED,
	CONNECTING,
	IDLE,
	ASKED
};

struct endpoint {
	int fd;
	uint16_t port;
	enum stage stage;
	SSL *ssl; /* NULL: plain, or closed */
	SSL_SESSION *session;
	char request[REQUEST];
	int len;
};

static SSL_CTX *tls; /* NULL: plain HTTP */
static bool keep;
static int epoll;

static uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void
die(const char *what)
{
	perror(what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

/* ---- one question ---- */

static void
hang_up(struct endpoint *e)
{
	if (e->ssl) {
		SSL_set_quiet_shutdown(e->ssl, 1);
		SSL_shutdown(e->ssl);
		SSL_free(e->ssl);
		e->ssl = NULL;
	}
	ERR_clear_error();
	close(e->fd);
	e->stage = CLOSED;
}

static void
ask(struct endpoint *e)
{
	int n = e->ssl ? SSL_write(e->ssl, e->request, e->len)
		       : (int)send(e->fd, e->request, (size_t)e->len, MSG_NOSIGNAL);

	e->stage = ASKED;
	if (n != e->len)
		hang_up(e);
}

static bool
must_wait(struct endpoint *e, int rc)
{
	int why = e->ssl ? SSL_get_error(e->ssl, rc) : SSL_ERROR_NONE;

	if (!e->ssl)
		return rc < 0 && errno == EAGAIN;
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
}

static void
shake(struct endpoint *e)
{
	int rc = SSL_do_handshake(e->ssl);

	if (rc == 1)
		ask(e);
	else if (!must_wait(e, rc))
		hang_up(e);
}

/* A short answer comes whole. */
static void
hear(struct endpoint *e)
{
	char answer[ANSWER];
	int n = e->ssl ? SSL_read(e->ssl, answer, sizeof(answer))
		       : (int)recv(e->fd, answer, sizeof(answer), 0);

	if (n <= 0 && must_wait(e, n))
		return;
	if (e->stage != ASKED || n < OK_AT + 3 || memcmp(answer + OK_AT, "200", 3) != 0 || !keep)
		hang_up(e);
	else
		e->stage = IDLE;
}

static void
go_on(struct endpoint *e)
{
	if (e->stage == CONNECTING && !e->ssl)
		ask(e);
	else if (e->stage == CONNECTING)
		shake(e);
	else if (e->stage != CLOSED)
		hear(e);
}

static void
secure(struct endpoint *e)
{
	e->ssl = SSL_new(tls);
	SSL_set_fd(e->ssl, e->fd);
	SSL_set_connect_state(e->ssl);
	SSL_set_app_data(e->ssl, e);
	SSL_set_tlsext_host_name(e->ssl, "localhost");
	SSL_set1_host(e->ssl, "localhost");
	if (e->session)
		SSL_set_session(e->ssl, e->session);
}

static void
begin(struct endpoint *e)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(e->port) };
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = e };
	int one = 1;

	if (e->stage == IDLE)
		ask(e);
	if (e->stage != CLOSED)
		return;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	e->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(e->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(e->fd, (struct sockaddr *)&address, sizeof(address)) != 0 &&
	    errno != EINPROGRESS)
		die("connect");
	e->stage = CONNECTING;
	if (tls)
		secure(e);
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, e->fd, &event) != 0)
		die("epoll_ctl");
}

/* ---- all of them ---- */

static int
remember(SSL *ssl, SSL_SESSION *session)
{
	struct endpoint *e = SSL_get_app_data(ssl);

	SSL_SESSION_free(e->session);
	e->session = session;
	return 1;
}

static SSL_CTX *
tls_new(const char *ca_file)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (!ctx || SSL_CTX_load_verify_locations(ctx, ca_file, NULL) != 1)
		die("the authority cannot be used");
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(ctx, remember);
	return ctx;
}

static struct endpoint *
make(char **ports, size_t n)
{
	struct endpoint *list = xcalloc(n, sizeof(*list));

	for (size_t i = 0; i < n; i++) {
		struct endpoint *e = &list[i];

		e->port = (uint16_t)strtoul(ports[i], NULL, 10);
		e->len = snprintf(e->request, sizeof(e->request),
		    "GET /healthz HTTP/1.1\r\nHost: localhost:%u\r\nUser-Agent: bare\r\n"
		    "Accept: */*\r\n%s\r\n",
		    e->port, keep ? "" : "Connection: close\r\n");
	}
	return list;
}

static void
wait_until(uint64_t due)
{
	struct epoll_event events[EVENTS];
	uint64_t now = now_ns();
	struct timespec left = { .tv_nsec = (long)(due > now ? due - now : 0) };
	int ready = epoll_pwait2(epoll, events, EVENTS, &left, NULL);

	for (int i = 0; i < ready; i++)
		go_on(events[i].data.ptr);
}

/* Endpoint number `turn` of this second is due so long after the second's begin. */
static uint64_t
offset(size_t turn, size_t n)
{
	return turn * SECOND / n / SLOT * SLOT;
}

int
main(int argc, char **argv)
{
	size_t n = argc > 3 ? (size_t)argc - 3 : 0, turn = 0;
	struct endpoint *list;
	uint64_t second;

	if (n == 0) {
		fprintf(stderr, "usage: bare new|keep CA|- PORT...\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_TIMERSLACK, 1);
	keep = strcmp(argv[1], "keep") == 0;
	if (strcmp(argv[2], "-") != 0)
		tls = tls_new(argv[2]);
	list = make(argv + 3, n);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	second = now_ns();
	for (;;) {
		for (; turn < n && now_ns() >= second + offset(turn, n); turn++)
			begin(&list[turn]);
		if (turn == n) {
			turn = 0;
			second += SECOND;
		}
		wait_until(second + offset(turn, n));
	}
}
