/* SPDX-License-Identifier: MIT */
#include "io/tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"

struct tcp {
	struct loop *loop;
	struct dns *dns;
	struct tcp_call *calls;
};

struct tcp_call {
	struct tcp *tcp;
	struct tcp_call *next, **link;
	tcp_answer_fn *on_answer;
	void *arg;
	struct tcp_question question; /* of whom to connect to: address is taken into account */
	struct dns_call *lookup;
	char list[DNS_ANSWERS_MOST][DNS_ADDRESS]; /* IP addresses to try */
	size_t n, at;
	int fd; /* -1: none */
	struct watch *watch;
	struct timer *timer;
	msec_t started, deadline;
	bool connected, over; /* over: answer is whole, and on its way */
	struct tcp_answer answer;
};

/* What is not here is TCP_OTHER. */
static const struct {
	int number;
	enum tcp_failure failure;
} errors[] = {
	{ ECONNREFUSED, TCP_REFUSED },
	{ ETIMEDOUT, TCP_TIMEOUT },
	{ ECONNRESET, TCP_RESET },
	{ ECONNABORTED, TCP_RESET },
	{ EPIPE, TCP_RESET },
	{ ENETUNREACH, TCP_NO_ROUTE },
	{ EHOSTUNREACH, TCP_NO_ROUTE },
	{ ENETDOWN, TCP_NO_ROUTE },
	{ EADDRNOTAVAIL, TCP_LOCAL },
	{ EAFNOSUPPORT, TCP_LOCAL },
	{ EACCES, TCP_LOCAL },
	{ EPERM, TCP_LOCAL },
	{ EINVAL, TCP_LOCAL },
	{ EMFILE, TCP_LOCAL },
	{ ENFILE, TCP_LOCAL },
	{ ENOBUFS, TCP_LOCAL },
	{ ENOMEM, TCP_LOCAL },
};

static enum tcp_failure
failure_of(int number)
{
	for (size_t i = 0; i < COUNT(errors); i++)
		if (errors[i].number == number)
			return errors[i].failure;
	return TCP_OTHER;
}

static msec_t
now_of(const struct tcp_call *call)
{
	return loop_now(call->tcp->loop).boot;
}

static void
disconnect(struct tcp_call *call)
{
	watch_free(take(call->watch));
	if (call->fd >= 0)
		close(call->fd);
	call->fd = -1;
}

static void
call_free(struct tcp_call *call)
{
	disconnect(call);
	dns_cancel(call->lookup);
	*call->link = call->next;
	if (call->next)
		call->next->link = call->link;
	timer_free(call->timer);
	xfree(call);
}

void
tcp_cancel(struct tcp_call *call)
{
	if (call)
		call_free(call);
}

/* The answer goes out from the loop, never from within tcp_send(). */
static void
end(struct tcp_call *call)
{
	disconnect(call);
	call->over = true;
	call->answer.took = now_of(call) - call->started;
	timer_arm(call->timer, 0);
}

static void fail(struct tcp_call *call, enum tcp_failure failure, const char *fmt, ...)
    printf_like(3, 4);

static void
fail(struct tcp_call *call, enum tcp_failure failure, const char *fmt, ...)
{
	va_list ap;

	call->answer.failure = failure;
	va_start(ap, fmt);
	vsnprintf(call->answer.why, sizeof(call->answer.why), fmt, ap);
	va_end(ap);
}

static void
fail_error(struct tcp_call *call, int number)
{
	fail(call, failure_of(number), "%s port %d: %s", call->list[call->at], call->question.port,
	    strerror(number));
}

/* ---- connecting and listening ---- */

static void on_socket(int what, void *arg);

static bool
connect_to(struct tcp_call *call, const char *ip)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)call->question.port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)call->question.port) };
	bool v4 = inet_pton(AF_INET, ip, &in.sin_addr) == 1;
	const struct sockaddr *to = v4 ? (struct sockaddr *)&in : (struct sockaddr *)&in6;
	socklen_t len = v4 ? sizeof(in) : sizeof(in6);

	if (!v4)
		inet_pton(AF_INET6, ip, &in6.sin6_addr);
	call->fd = socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	return call->fd >= 0 && (connect(call->fd, to, len) == 0 || errno == EINPROGRESS);
}

/* The next address; when there is none, the last one's failure is the answer. */
static void
try_next(struct tcp_call *call)
{
	for (; call->at < call->n; call->at++) {
		msec_t now = now_of(call);
		msec_t share = (call->deadline - now) / (msec_t)(call->n - call->at);

		if (connect_to(call, call->list[call->at])) {
			call->watch =
			    watch_new(call->tcp->loop, call->fd, WATCH_WRITE, on_socket, call);
			timer_arm(call->timer, now + share);
			return;
		}
		fail_error(call, errno);
		disconnect(call);
	}
	end(call);
}

static void
on_connected(struct tcp_call *call)
{
	int number = 0;
	socklen_t len = sizeof(number);

	getsockopt(call->fd, SOL_SOCKET, SO_ERROR, &number, &len);
	if (number != 0) {
		fail_error(call, number);
		disconnect(call);
		call->at++;
		try_next(call);
		return;
	}
	call->connected = true;
	call->answer.failure = TCP_CONNECTED;
	call->answer.why[0] = '\0';
	if (!call->question.expect) {
		end(call);
		return;
	}
	watch_free(call->watch);
	call->watch = watch_new(call->tcp->loop, call->fd, WATCH_READ, on_socket, call);
	timer_arm(call->timer, call->deadline);
}

static void
on_heard(struct tcp_call *call)
{
	struct tcp_answer *answer = &call->answer;
	const char *expect = call->question.expect;
	ssize_t n = recv(call->fd, answer->heard + answer->heard_len,
	    TCP_HEARD_MOST - answer->heard_len, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0)
		fail_error(call, errno);
	answer->ended = n == 0;
	answer->heard_len += n > 0 ? (size_t)n : 0;
	answer->heard[answer->heard_len] = '\0';
	if (n <= 0 || answer->heard_len == TCP_HEARD_MOST ||
	    memmem(answer->heard, answer->heard_len, expect, strlen(expect)))
		end(call);
}

static void
on_socket(int what, void *arg)
{
	struct tcp_call *call = arg;

	if (call->connected)
		on_heard(call);
	else
		on_connected(call);
}

static void
on_timer(void *arg)
{
	struct tcp_call *call = arg;

	if (call->over) {
		tcp_answer_fn *on_answer = call->on_answer;
		struct tcp_answer answer = call->answer;
		void *answer_arg = call->arg;

		call_free(call);
		on_answer(&answer, answer_arg);
		return;
	}
	if (call->connected) {
		fail(call, TCP_TIMEOUT,
		    "%s port %d takes the connection and does not say \"%.40s\"",
		    call->list[call->at], call->question.port, call->question.expect);
		end(call);
		return;
	}
	fail(call, TCP_TIMEOUT, "%s port %d: no connection in time", call->list[call->at],
	    call->question.port);
	disconnect(call);
	call->at++;
	try_next(call);
}

/* ---- where to ---- */

static void look_up(struct tcp_call *call, enum dns_type type);

static void
on_lookup(const struct dns_answer *dns, enum dns_type type, struct tcp_call *call)
{
	call->lookup = NULL;
	for (size_t i = 0; i < dns->n; i++)
		snprintf(call->list[call->n++], DNS_ADDRESS, "%.45s", dns->list[i]);
	if (call->n > 0) {
		try_next(call);
	} else if (type == DNS_A && dns->failure == DNS_ANSWERED) {
		look_up(call, DNS_AAAA);
	} else {
		fail(call, dns->failure == DNS_LOCAL ? TCP_LOCAL : TCP_RESOLVE, "%.100s: %s",
		    call->question.host, dns->why[0] ? dns->why : "no address of that name");
		end(call);
	}
}

static void
on_a(const struct dns_answer *dns, void *arg)
{
	on_lookup(dns, DNS_A, arg);
}

static void
on_aaaa(const struct dns_answer *dns, void *arg)
{
	on_lookup(dns, DNS_AAAA, arg);
}

static void
look_up(struct tcp_call *call, enum dns_type type)
{
	struct dns_question question = { .type = type, .timeout = call->deadline - now_of(call) };

	snprintf(question.name, sizeof(question.name), "%s", call->question.host);
	snprintf(question.server, sizeof(question.server), "%s", call->question.resolver);
	call->lookup = dns_send(call->tcp->dns, &question, type == DNS_A ? on_a : on_aaaa, call);
}

static bool
is_ip(const char *text)
{
	struct in6_addr any;

	return inet_pton(AF_INET, text, &any) == 1 || inet_pton(AF_INET6, text, &any) == 1;
}

/* "IP:port", "[IPv6]:port" or "name:port" takes the place of host and port. */
static bool
redirect(struct tcp_question *question)
{
	const char *colon = strrchr(question->address, ':');
	const char *host = question->address;
	size_t len = colon ? (size_t)(colon - host) : 0;
	char *end = NULL;

	if (len > 2 && host[0] == '[' && colon[-1] == ']') {
		host++;
		len -= 2;
	}
	question->port = colon ? (int)strtol(colon + 1, &end, 10) : 0;
	if (len == 0 || len >= TCP_HOST || end == colon + 1 || *end)
		return false;
	snprintf(question->host, TCP_HOST, "%.*s", (int)len, host);
	return true;
}

static void
start(struct tcp_call *call)
{
	struct tcp_question *question = &call->question;
	bool good = !question->address || redirect(question);

	if (!good || question->port < 1 || question->port > UINT16_MAX) {
		fail(call, TCP_LOCAL, "%.120s is no address with a port: write IP:port",
		    question->address ? question->address : question->host);
		end(call);
	} else if (is_ip(question->host)) {
		snprintf(call->list[call->n++], DNS_ADDRESS, "%.45s", question->host);
		try_next(call);
	} else {
		look_up(call, DNS_A);
	}
}

struct tcp_call *
tcp_send(struct tcp *tcp, const struct tcp_question *question, tcp_answer_fn *on_answer, void *arg)
{
	struct tcp_call *call = xcalloc(1, sizeof(*call));

	*call = (struct tcp_call){ .tcp = tcp,
		.on_answer = on_answer,
		.arg = arg,
		.question = *question,
		.fd = -1,
		.link = &tcp->calls,
		.next = tcp->calls };
	if (call->next)
		call->next->link = &call->next;
	tcp->calls = call;
	call->timer = timer_new(tcp->loop, on_timer, call);
	call->started = now_of(call);
	call->deadline = call->started + question->timeout;
	start(call);
	return call;
}

struct tcp *
tcp_new(struct loop *loop, struct dns *dns)
{
	struct tcp *tcp = xcalloc(1, sizeof(*tcp));

	*tcp = (struct tcp){ .loop = loop, .dns = dns };
	return tcp;
}

void
tcp_free(struct tcp *tcp)
{
	if (!tcp)
		return;
	while (tcp->calls)
		tcp_cancel(tcp->calls);
	xfree(tcp);
}
