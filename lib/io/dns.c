/* SPDX-License-Identifier: MIT */
#include "io/dns.h"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "io/dns_parse.h"
#include "io/dns_socket.h"

/* A lost packet is sent again after a quarter of the time, then after twice that. */
#define TRIES       3
#define FIRST_SHARE 4

struct dns {
	struct loop *loop;
	struct dns_call *calls;
};

/* A socket that c-ares wants to be watched. */
struct plug {
	struct dns_call *call;
	struct plug *next;
	ares_socket_t fd;
	struct watch *watch;
};

/* Each has a channel of its own: no question waits for another's server, and ending one ends
 * nothing else. */
struct dns_call {
	struct dns *dns;
	struct dns_call *next, **link;
	dns_answer_fn *on_answer;
	void *arg;
	struct dns_question question;
	ares_channel channel;
	struct plug *plugs;
	struct timer *timer;
	msec_t started, deadline;
	int os_errno; /* of the socket call that failed last */
	bool over;    /* answer is whole, and on its way */
	struct dns_answer answer;
};

static msec_t
now_of(const struct dns_call *call)
{
	return loop_now(call->dns->loop).boot;
}

static void
call_free(struct dns_call *call)
{
	call->over = true; /* else ares_destroy() would have on_reply() answer */
	if (call->channel)
		ares_destroy(call->channel);
	*call->link = call->next;
	if (call->next)
		call->next->link = call->link;
	timer_free(call->timer);
	xfree(call);
}

void
dns_cancel(struct dns_call *call)
{
	if (call)
		call_free(call);
}

/* The answer goes out from the loop, when c-ares is not on the stack. */
static void
end(struct dns_call *call)
{
	call->over = true;
	call->answer.took = now_of(call) - call->started;
	timer_arm(call->timer, 0);
}

static void fail(struct dns_call *call, enum dns_failure failure, const char *fmt, ...)
    printf_like(3, 4);

static void
fail(struct dns_call *call, enum dns_failure failure, const char *fmt, ...)
{
	va_list ap;

	call->answer = (struct dns_answer){ .failure = failure };
	va_start(ap, fmt);
	vsnprintf(call->answer.why, sizeof(call->answer.why), fmt, ap);
	va_end(ap);
	end(call);
}

static const char *
server_of(const struct dns_call *call)
{
	return call->question.server[0] ? call->question.server : "the system's resolvers";
}

static void
fail_timeout(struct dns_call *call)
{
	fail(call, DNS_TIMEOUT, "no answer from %s within %lld ms", server_of(call),
	    (long long)call->question.timeout);
}

/* c-ares has one code for "nobody listens", which is the server's matter, and for all that is ours:
 * no route, no descriptor left. */
static void
fail_error(struct dns_call *call)
{
	switch (call->os_errno) {
	case 0:
	case ECONNRESET:
		fail(call, DNS_REFUSED, "%s ended the connection", server_of(call));
		break;
	case ECONNREFUSED:
		fail(call, DNS_REFUSED, "%s: nobody listens there", server_of(call));
		break;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case ENETDOWN:
	case EHOSTDOWN:
	case EADDRNOTAVAIL:
		fail(call, DNS_NO_ROUTE, "no route to %s: %s", server_of(call),
		    strerror(call->os_errno));
		break;
	default:
		fail(call, DNS_LOCAL, "no question to %s: %s", server_of(call),
		    strerror(call->os_errno));
	}
}

static void
fail_status(struct dns_call *call, int status)
{
	switch (status) {
	case ARES_ESERVFAIL:
	case ARES_EREFUSED:
		call->answer = (struct dns_answer){ .rcode = status == ARES_EREFUSED ? 5 : 2 };
		end(call);
		break;
	case ARES_ETIMEOUT:
		fail_timeout(call);
		break;
	case ARES_ECONNREFUSED:
		fail_error(call);
		break;
	case ARES_EBADRESP:
		fail(call, DNS_GARBLED, "the answer of %s is garbled", server_of(call));
		break;
	default:
		fail(call, DNS_LOCAL, "%.60s: %s", call->question.name, ares_strerror(status));
	}
}

static void
on_reply(void *arg, int status, int timeouts, unsigned char *data, int len)
{
	struct dns_call *call = arg;

	if (call->over)
		return;
	if (!data)
		fail_status(call, status);
	else if (dns_parse(data, len, &call->question, &call->answer))
		end(call);
	else
		fail_status(call, ARES_EBADRESP);
}

/* c-ares has sockets to wait for, and a time to send again. */
static void
rearm(struct dns_call *call)
{
	struct timeval tv;
	msec_t when = call->deadline;

	if (call->over)
		return;
	if (ares_timeout(call->channel, NULL, &tv)) {
		msec_t again =
		    now_of(call) + (msec_t)tv.tv_sec * MSEC_SECOND + (tv.tv_usec + 999) / 1000;

		if (again < when)
			when = again;
	}
	timer_arm(call->timer, when);
}

static void
on_timer(void *arg)
{
	struct dns_call *call = arg;

	if (call->over) {
		dns_answer_fn *on_answer = call->on_answer;
		struct dns_answer answer = call->answer;
		void *answer_arg = call->arg;

		call_free(call);
		on_answer(&answer, answer_arg);
		return;
	}
	if (now_of(call) >= call->deadline) {
		fail_timeout(call);
		return;
	}
	ares_process_fd(call->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	rearm(call);
}

static void
on_socket(int what, void *arg)
{
	const struct plug *plug = arg;
	struct dns_call *call = plug->call;
	ares_socket_t fd = plug->fd;

	ares_process_fd(call->channel, what & WATCH_READ ? fd : ARES_SOCKET_BAD,
	    what & WATCH_WRITE ? fd : ARES_SOCKET_BAD);
	rearm(call);
}

/* c-ares says which socket to watch, and for what. */
static void
want_socket(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct dns_call *call = arg;
	struct plug **at = &call->plugs;
	struct plug *plug;

	while (*at && (*at)->fd != fd)
		at = &(*at)->next;
	plug = *at;
	if (plug)
		watch_free(take(plug->watch));
	if (!readable && !writable) {
		if (plug)
			*at = plug->next;
		xfree(plug);
		return;
	}
	if (!plug) {
		*at = plug = xcalloc(1, sizeof(*plug));
		*plug = (struct plug){ .call = call, .fd = fd };
	}
	plug->watch = watch_new(call->dns->loop, fd,
	    (readable ? WATCH_READ : 0) | (writable ? WATCH_WRITE : 0), on_socket, plug);
}

/* "IP", "IP:port" or "[IPv6]:port". */
static bool
parse_server(const char *text, struct ares_addr_port_node *ret)
{
	const char *colon = strrchr(text, ':'), *host = text, *rest = NULL;
	char ip[DNS_SERVER];
	size_t len = strlen(text);

	if (text[0] == '[') {
		const char *end = strchr(text, ']');

		if (!end)
			return false;
		host = text + 1;
		len = (size_t)(end - host);
		rest = end[1] ? end + 1 : NULL;
		if (rest && *rest != ':')
			return false;
	} else if (colon && strchr(text, ':') == colon) {
		len = (size_t)(colon - text);
		rest = colon;
	}
	snprintf(ip, sizeof(ip), "%.*s", (int)len, host);
	*ret = (struct ares_addr_port_node){ 0 };
	if (rest) {
		char *end;
		long port = strtol(rest + 1, &end, 10);

		if (end == rest + 1 || *end || port < 1 || port > UINT16_MAX)
			return false;
		ret->udp_port = ret->tcp_port = (int)port;
	}
	ret->family = strchr(ip, ':') ? AF_INET6 : AF_INET;
	return inet_pton(ret->family, ip, &ret->addr) == 1;
}

static bool
open_channel(struct dns_call *call)
{
	bool named = call->question.server[0];
	struct ares_addr_port_node server;
	struct ares_options options = {
		/* A named server's refusal is the answer; of the system's, the next is asked. */
		.flags =
		    ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | (named ? ARES_FLAG_NOCHECKRESP : 0),
		.timeout = (int)(call->question.timeout / FIRST_SHARE) + 1,
		.tries = TRIES,
		.sock_state_cb = want_socket,
		.sock_state_cb_data = call,
	};
	int status;

	if (named && !parse_server(call->question.server, &server)) {
		fail(call, DNS_LOCAL, "server %s: give an IP address, or IP:port",
		    call->question.server);
		return false;
	}
	status = ares_init_options(&call->channel, &options,
	    ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
	if (status == ARES_SUCCESS && named)
		status = ares_set_servers_ports(call->channel, &server);
	if (status == ARES_SUCCESS)
		ares_set_socket_functions(call->channel, &dns_socket_functions, &call->os_errno);
	else
		fail(call, DNS_LOCAL, "no resolver: %s", ares_strerror(status));
	return status == ARES_SUCCESS;
}

struct dns_call *
dns_send(struct dns *dns, const struct dns_question *question, dns_answer_fn *on_answer, void *arg)
{
	struct dns_call *call = xcalloc(1, sizeof(*call));

	*call = (struct dns_call){ .dns = dns,
		.on_answer = on_answer,
		.arg = arg,
		.question = *question,
		.link = &dns->calls,
		.next = dns->calls };
	if (call->next)
		call->next->link = &call->next;
	dns->calls = call;
	call->timer = timer_new(dns->loop, on_timer, call);
	call->started = now_of(call);
	call->deadline = call->started + question->timeout;
	if (!open_channel(call))
		return call;
	ares_query(call->channel, question->name, ns_c_in, dns_parse_type(question->type), on_reply,
	    call);
	rearm(call);
	return call;
}

struct dns *
dns_new(struct loop *loop)
{
	struct dns *dns = xcalloc(1, sizeof(*dns));

	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		abort();
	dns->loop = loop;
	return dns;
}

void
dns_free(struct dns *dns)
{
	if (!dns)
		return;
	while (dns->calls)
		dns_cancel(dns->calls);
	xfree(dns);
	ares_library_cleanup();
}
