/* SPDX-License-Identifier: MIT */
/*
 * responder CHAIN KEY COUNT: endpoints for whoever measures probers.
 *
 * Listens on COUNT ports of 127.0.0.1 for HTTPS and as many for HTTP, which the
 * kernel chooses, and prints each kind on a line. Counts what really arrives, so that no prober has
 *to be believed. Then it takes commands, one a line, and ends with its input:
 *
 *	counts      prints one line of JSON: what has arrived since the start
 *	record      notes when each request arrives from now on
 *	arrivals    prints what was noted, "NANOSECONDS ENDPOINT" a line, and "end"
 *	fail N      endpoint N answers 503 from now on
 *	mend N      and 200 again
 *
 * Endpoints are counted from 0: first those of HTTPS, then those of HTTP.
 *
 * One thread and one epoll: beside it any prober is the slower one.
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
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

#define REQUEST_MOST  2048
#define COMMAND_MOST  64
#define EVENTS        256
#define BACKLOG       1024
#define ENDPOINTS     4096
#define ARRIVALS_MOST ((size_t)1 << 20)

/* What epoll hands back: an endpoint's listening socket, a connection, or the commands. */
struct plug {
	int fd;
	uint32_t endpoint;
	bool listens, secure;
	SSL *ssl; /* NULL: not a connection over TLS */
	bool established;
	size_t len;
	char request[REQUEST_MOST];
};

struct arrival {
	uint64_t at;
	uint32_t endpoint;
};

static struct counts {
	uint64_t connections, requests, full, resumed, failed;
} counts;

static struct arrival *arrivals;
static size_t n_arrivals;
static bool failing[2 * ENDPOINTS];
static bool recording;
static int epoll;
static SSL_CTX *tls;

static uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void
die(const char *what)
{
	perror(what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

static struct plug *
plug_in(int fd, uint32_t endpoint)
{
	struct plug *plug = xcalloc(1, sizeof(*plug));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = plug };

	plug->fd = fd;
	plug->endpoint = endpoint;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
		die("epoll_ctl");
	return plug;
}

static void
unplug(struct plug *plug)
{
	if (plug->ssl && plug->established)
		SSL_shutdown(plug->ssl);
	SSL_free(plug->ssl);
	ERR_clear_error();
	close(plug->fd);
	xfree(plug);
}

/* ---- connections ---- */

static void
welcome(const struct plug *listening)
{
	int one = 1, fd;

	while ((fd = accept4(listening->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct plug *plug = plug_in(fd, listening->endpoint);

		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		counts.connections++;
		plug->established = !listening->secure;
		if (!listening->secure)
			continue;
		plug->ssl = SSL_new(tls);
		SSL_set_fd(plug->ssl, fd);
		SSL_set_accept_state(plug->ssl);
	}
}

/* False when there will be nothing more. */
static bool
wants_more(struct plug *plug, int rc)
{
	int why;

	if (!plug->ssl)
		return rc < 0 && errno == EAGAIN;
	why = SSL_get_error(plug->ssl, rc);
	ERR_clear_error();
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
}

static bool
establish(struct plug *plug)
{
	int rc = SSL_do_handshake(plug->ssl);

	if (rc != 1)
		return wants_more(plug, rc) || (counts.failed++, false);
	plug->established = true;
	counts.resumed += SSL_session_reused(plug->ssl) != 0;
	counts.full += SSL_session_reused(plug->ssl) == 0;
	return true;
}

static void
note_arrival(const struct plug *plug)
{
	if (recording && n_arrivals < ARRIVALS_MOST)
		arrivals[n_arrivals++] = (struct arrival){ now_ns(), plug->endpoint };
}

/* Probers ask without a body, and one thing at a time. */
static bool
wants_close(const char *request)
{
	const char *line = strcasestr(request, "\r\nconnection:");
	const char *end = strstr(request, "\r\n");

	if (line)
		return strncasecmp(line + 13 + strspn(line + 13, " "), "close", 5) == 0;
	return end && end - request > 8 && memcmp(end - 8, "HTTP/1.0", 8) == 0;
}

static void
put(struct plug *plug, const char *text, size_t len)
{
	if (plug->ssl)
		SSL_write(plug->ssl, text, (int)len);
	else if (write(plug->fd, text, len) < 0)
		counts.failed++;
}

static int
get(struct plug *plug)
{
	char *to = plug->request + plug->len;
	size_t room = REQUEST_MOST - 1 - plug->len;

	return plug->ssl ? SSL_read(plug->ssl, to, (int)room) : (int)read(plug->fd, to, room);
}

static bool
respond(struct plug *plug)
{
	static const char kept[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
				   "Content-Length: 3\r\nConnection: keep-alive\r\n\r\nok\n";
	static const char closed[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
				     "Content-Length: 3\r\nConnection: close\r\n\r\nok\n";
	static const char failed[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
				     "Connection: close\r\n\r\n";
	bool close_it;

	plug->request[plug->len] = '\0';
	if (!strstr(plug->request, "\r\n\r\n"))
		return plug->len < REQUEST_MOST - 1;
	close_it = wants_close(plug->request) || failing[plug->endpoint];
	counts.requests++;
	plug->len = 0;
	if (failing[plug->endpoint])
		put(plug, failed, sizeof(failed) - 1);
	else if (close_it)
		put(plug, closed, sizeof(closed) - 1);
	else
		put(plug, kept, sizeof(kept) - 1);
	return !close_it;
}

static bool
serve(struct plug *plug)
{
	if (!plug->established && !establish(plug))
		return false;
	while (plug->established) {
		int n = get(plug);

		if (n <= 0)
			return wants_more(plug, n);
		if (plug->len == 0)
			note_arrival(plug);
		plug->len += (size_t)n;
		if (!respond(plug))
			return false;
	}
	return true;
}

/* ---- commands ---- */

static void
print_counts(void)
{
	printf("{\"connections\": %ju, \"requests\": %ju, \"full\": %ju, \"resumed\": %ju, "
	       "\"failed\": %ju}\n",
	    (uintmax_t)counts.connections, (uintmax_t)counts.requests, (uintmax_t)counts.full,
	    (uintmax_t)counts.resumed, (uintmax_t)counts.failed);
}

static void
print_arrivals(void)
{
	for (size_t i = 0; i < n_arrivals; i++)
		printf("%ju %u\n", (uintmax_t)arrivals[i].at, arrivals[i].endpoint);
	puts("end");
}

static void
record(void)
{
	n_arrivals = 0;
	recording = true;
}

/* "fail 12" or "mend 12". */
static bool
set_failing(const char *command)
{
	unsigned long endpoint =
	    strlen(command) > 5 ? strtoul(command + 5, NULL, 10) : 2UL * ENDPOINTS;

	if (endpoint >= 2UL * ENDPOINTS ||
	    (strncmp(command, "fail ", 5) != 0 && strncmp(command, "mend ", 5) != 0))
		return false;
	failing[endpoint] = *command == 'f';
	return true;
}

static void
obey(struct plug *plug)
{
	ssize_t n = read(plug->fd, plug->request + plug->len, COMMAND_MOST - plug->len);
	char *end;

	if (n <= 0)
		exit(0); /* whoever measures is gone */
	plug->len += (size_t)n;
	while ((end = memchr(plug->request, '\n', plug->len))) {
		*end = '\0';
		if (strcmp(plug->request, "counts") == 0)
			print_counts();
		else if (strcmp(plug->request, "record") == 0)
			record();
		else if (strcmp(plug->request, "arrivals") == 0)
			print_arrivals();
		else if (!set_failing(plug->request))
			printf("no such command: %s\n", plug->request);
		plug->len -= (size_t)(end + 1 - plug->request);
		memmove(plug->request, end + 1, plug->len);
	}
	fflush(stdout);
}

/* ---- life ---- */

/* As a load balancer of AWS would: sessions live in tickets, the server remembers none. */
static SSL_CTX *
tls_new(const char *chain, const char *key)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (!ctx || SSL_CTX_use_certificate_chain_file(ctx, chain) != 1 ||
	    SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1)
		die("the certificate cannot be used");
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
	return ctx;
}

static void
open_endpoint(uint32_t endpoint, bool secure)
{
	struct plug *plug;
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, BACKLOG) != 0 || getsockname(fd, (struct sockaddr *)&address, &len) != 0)
		die("an endpoint cannot listen");
	plug = plug_in(fd, endpoint);
	plug->listens = true;
	plug->secure = secure;
	printf("%d ", ntohs(address.sin_port));
}

/* Two sockets an endpoint of either kind, and some to spare. */
static void
raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		die("getrlimit");
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void
handle(struct plug *plug, const struct plug *commands)
{
	if (plug == commands)
		obey(plug);
	else if (plug->listens)
		welcome(plug);
	else if (!serve(plug))
		unplug(plug);
}

int
main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	const struct plug *commands;
	unsigned long n = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;

	if (n < 1 || n > ENDPOINTS) {
		fprintf(stderr, "usage: responder CHAIN KEY COUNT, at most %d\n", ENDPOINTS);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	raise_limit();
	tls = tls_new(argv[1], argv[2]);
	arrivals = xcalloc(ARRIVALS_MOST, sizeof(*arrivals));
	epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int secure = 1; secure >= 0; secure--) {
		for (uint32_t i = 0; i < n; i++)
			open_endpoint(secure ? i : (uint32_t)n + i, secure);
		putchar('\n');
	}
	fflush(stdout);
	commands = plug_in(STDIN_FILENO, 0);
	for (;;) {
		int ready = epoll_wait(epoll, events, EVENTS, -1);

		for (int i = 0; i < ready; i++)
			handle(events[i].data.ptr, commands);
	}
}
