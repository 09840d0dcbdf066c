/* SPDX-License-Identifier: MIT */
#include "caller.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/endpoint.h"
#include "aws/fault.h"
#include "aws/sign.h"
#include "base/alloc.h"
#include "identity.h"
#include "log.h"

#define CALL_TIMEOUT    (10 * MSEC_SECOND) /* unless the call says otherwise */
#define CONNECT_TIMEOUT (3 * MSEC_SECOND)

struct sent {
	struct daemon *daemon;
	struct call call;
	struct http_call *http;
	struct dns_call *dns;
	struct tcp_call *tcp;
	struct process_call *process;
	struct timer *timer; /* for what is answered without a network */
	bool as_others;      /* with these, and not with ours */
	const struct credentials *others;
	char trouble[512];
	caller_answer_fn *on_answer;
	void *arg;
};

static const char *
get_env(const char *name)
{
	return getenv(name);
}

void
caller_cancel(struct sent *sent)
{
	if (!sent)
		return;
	http_cancel(sent->http);
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
	sent->dns = NULL;
	sent->tcp = NULL;
	sent->process = NULL;
	answer->now = loop_now(sent->daemon->loop);
	sent->on_answer(answer, sent->arg);
	caller_cancel(sent);
}

/* Credentials that AWS calls expired are looked for anew, whoever made the call. */
static void
mind_credentials(struct sent *sent, const struct answer *answer)
{
	struct aws_error error;

	aws_error_read(answer, &error);
	if (error.fault == FAULT_EXPIRED && !sent->as_others)
		identity_refused(sent->daemon->identity, sent->call.purpose);
	/* Not the message: it may repeat what was sent, and that may be a secret. */
	if (error.fault != FAULT_NONE)
		log_debug("%s in %s: %s %s %s", sent->call.name, sent->call.region,
		    fault_name(error.fault), error.code, error.request_id);
}

static void
on_http(const struct http_response *rsp, void *arg)
{
	struct sent *sent = arg;
	struct answer answer = { .http = rsp };

	if (sent->call.kind == CALL_AWS)
		mind_credentials(sent, &answer);
	finish(sent, &answer);
}

static void
on_timer(void *arg)
{
	struct sent *sent = arg;

	finish(sent, &(struct answer){ .trouble = sent->trouble[0] ? sent->trouble : NULL });
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

static const char *
address_of_url(const struct daemon *daemon, const char *url)
{
	const char *host = strstr(url, "://");
	char name[256];

	if (!host)
		return NULL;
	host += 3;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(host, ":/?"), host);
	return address_of(daemon, name);
}

static bool
sign(struct sent *sent, struct error *err)
{
	struct endpoint_settings settings = { sent->daemon->config->settings.aws.endpoints,
		get_env };
	struct http_request *req = &sent->call.http;
	const struct credentials *credentials = sent->others;
	struct endpoint endpoint;
	const char *trouble = NULL;
	char *path;

	if (!sent->as_others)
		credentials =
		    identity_credentials(sent->daemon->identity, sent->call.purpose, &trouble);
	if (trouble)
		return error_set(err, "no AWS credentials: %s", trouble);
	if (!endpoint_find(&settings, sent->call.service, sent->call.region, sent->call.endpoint,
		&endpoint, err))
		return false;
	path = req->url;
	/* An endpoint of its own brings its path along; a bare "/" adds nothing to it. */
	if (sent->call.endpoint && strcmp(path, "/") == 0)
		req->url = xstrdup(endpoint.url);
	else
		req->url = xasprintf("%s%s", endpoint.url, path);
	xfree(path);
	if (!credentials)
		return true;
	return sign_request(req, credentials,
	    &(struct sign_scope){
		endpoint.signing_name, endpoint.signing_region, loop_now(sent->daemon->loop).wall },
	    err);
}

/* For AWS alone: by whom the application is verified is for its probes to say. */
static const char *
ca_file_of(const struct daemon *daemon)
{
	const char *bundle = getenv("AWS_CA_BUNDLE");

	if (daemon->config->settings.aws.ca_file)
		return daemon->config->settings.aws.ca_file;
	return bundle && *bundle ? bundle : NULL;
}

static void
send_http(struct sent *sent, struct http_line *line)
{
	struct http_request *req = &sent->call.http;
	struct error err = { 0 };

	if (sent->call.kind == CALL_AWS && !sign(sent, &err)) {
		snprintf(sent->trouble, sizeof(sent->trouble), "%s", err.text);
		answer_soon(sent, line);
		return;
	}
	if (req->timeout == 0)
		req->timeout = CALL_TIMEOUT;
	if (req->connect_timeout == 0)
		req->connect_timeout =
		    req->timeout < CONNECT_TIMEOUT ? req->timeout : CONNECT_TIMEOUT;
	if (!req->address)
		req->address = address_of_url(sent->daemon, req->url);
	if (sent->call.kind == CALL_AWS)
		req->ca_file = ca_file_of(sent->daemon);
	sent->http = http_send(sent->daemon->http, line, req, on_http, sent);
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
	[CALL_AWS] = send_http,
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

	sent->as_others = true;
	sent->others = as;
	senders[sent->call.kind](sent, NULL);
	return sent;
}
