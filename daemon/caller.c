/* SPDX-License-Identifier: MIT */
#include "caller.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "aws_call.h"
#include "base/alloc.h"

#define CALL_TIMEOUT    (10 * MSEC_SECOND) /* unless the call says otherwise */
#define CONNECT_TIMEOUT (3 * MSEC_SECOND)

struct sent {
	struct daemon *daemon;
	struct call call;
	struct http_call *http;
	struct aws_call *aws;
	struct dns_call *dns;
	struct tcp_call *tcp;
	struct process_call *process;
	struct timer *timer; /* for what is answered without a network */
	struct aws_call_rights rights;
	caller_answer_fn *on_answer;
	void *arg;
};

void
caller_cancel(struct sent *sent)
{
	if (!sent)
		return;
	http_cancel(sent->http);
	aws_call_cancel(sent->aws);
	dns_cancel(sent->dns);
	tcp_cancel(sent->tcp);
	process_cancel(sent->process);
	timer_free(sent->timer);
	call_done(&sent->call);
	xfree(sent);
}

static void
finish(struct sent *sent, struct answer *answer)
{
	sent->http = NULL;
	sent->aws = NULL;
	sent->dns = NULL;
	sent->tcp = NULL;
	sent->process = NULL;
	answer->now = loop_now(sent->daemon->loop);
	sent->on_answer(answer, sent->arg);
	caller_cancel(sent);
}

static void
on_http(const struct http_response *rsp, void *arg)
{
	finish(arg, &(struct answer){ .http = rsp });
}

static void
on_timer(void *arg)
{
	struct sent *sent = arg;

	finish(sent, &(struct answer){ .trouble = NULL });
}

static void
answer_soon(struct sent *sent, struct http_line *line)
{
	sent->timer = timer_new(sent->daemon->loop, on_timer, sent);
	timer_arm(sent->timer, loop_now(sent->daemon->loop).boot);
}

/* Where to connect instead: the longest pattern of "aws.addresses" that fits the host. */
static const char *
address_of(const struct daemon *daemon, const char *host)
{
	const struct option_map *map = &daemon->config->settings.aws.addresses;
	const char *found = NULL;
	size_t best = 0;

	for (size_t i = 0; i < map->n; i++)
		if (strlen(map->keys[i]) > best && fnmatch(map->keys[i], host, 0) == 0) {
			best = strlen(map->keys[i]);
			found = map->values[i];
		}
	return found;
}

const char *
caller_address(const struct daemon *daemon, const char *url)
{
	const char *host = strstr(url, "://");
	char name[256];

	host = host ? host + 3 : url;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(host, ":/?"), host);
	return address_of(daemon, name);
}

static void
send_http(struct sent *sent, struct http_line *line)
{
	struct http_request *req = &sent->call.http;

	if (req->timeout == 0)
		req->timeout = CALL_TIMEOUT;
	if (req->connect_timeout == 0)
		req->connect_timeout =
		    req->timeout < CONNECT_TIMEOUT ? req->timeout : CONNECT_TIMEOUT;
	if (!req->address)
		req->address = caller_address(sent->daemon, req->url);
	sent->http = http_send(sent->daemon->http, line, req, on_http, sent);
}

static void
on_aws(const struct answer *answer, void *arg)
{
	struct answer ours = *answer;

	finish(arg, &ours);
}

static void
send_aws(struct sent *sent, struct http_line *line)
{
	sent->aws = aws_call_send(sent->daemon, line, &sent->call, &sent->rights, on_aws, sent);
}

static void
on_dns(const struct dns_answer *rsp, void *arg)
{
	finish(arg, &(struct answer){ .dns = rsp });
}

static void
send_dns(struct sent *sent, struct http_line *line)
{
	struct dns_question *question = &sent->call.dns;

	if (question->timeout == 0)
		question->timeout = CONNECT_TIMEOUT;
	sent->dns = dns_send(sent->daemon->dns, question, on_dns, sent);
}

static void
on_tcp(const struct tcp_answer *rsp, void *arg)
{
	finish(arg, &(struct answer){ .tcp = rsp });
}

static void
send_tcp(struct sent *sent, struct http_line *line)
{
	struct tcp_question *question = &sent->call.tcp;

	if (question->timeout == 0)
		question->timeout = CONNECT_TIMEOUT;
	if (!question->address)
		question->address = address_of(sent->daemon, question->host);
	sent->tcp = tcp_send(sent->daemon->tcp, question, on_tcp, sent);
}

static void
on_process(const struct process_answer *rsp, void *arg)
{
	finish(arg, &(struct answer){ .process = rsp });
}

static void
send_process(struct sent *sent, struct http_line *line)
{
	struct process_request *req = &sent->call.process;

	if (req->timeout == 0)
		req->timeout = CALL_TIMEOUT;
	sent->process = process_send(sent->daemon->process, req, on_process, sent);
}

/* A new kind of call is a row here, and two functions: one sends it, one takes its answer. */
static void (*const senders[])(struct sent *sent, struct http_line *line) = {
	[CALL_NONE] = answer_soon,
	[CALL_HTTP] = send_http,
	[CALL_AWS] = send_aws,
	[CALL_DNS] = send_dns,
	[CALL_TCP] = send_tcp,
	[CALL_COMMAND] = send_process,
};

static struct sent *
make(struct daemon *daemon, struct call *call, caller_answer_fn *on_answer, void *arg)
{
	struct sent *sent = xcalloc(1, sizeof(*sent));

	*sent =
	    (struct sent){ .daemon = daemon, .call = *call, .on_answer = on_answer, .arg = arg };
	*call = (struct call){ 0 };
	return sent;
}

struct sent *
caller_send(struct daemon *daemon, struct http_line *line, struct call *call,
    caller_answer_fn *on_answer, void *arg)
{
	struct sent *sent = make(daemon, call, on_answer, arg);

	senders[sent->call.kind](sent, line);
	return sent;
}

struct sent *
caller_send_as(struct daemon *daemon, const struct credentials *as, struct call *call,
    caller_answer_fn *on_answer, void *arg)
{
	struct sent *sent = make(daemon, call, on_answer, arg);

	sent->rights = (struct aws_call_rights){ true, as };
	senders[sent->call.kind](sent, NULL);
	return sent;
}
