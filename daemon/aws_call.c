/* SPDX-License-Identifier: MIT */
#include "aws_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/endpoint.h"
#include "aws/fault.h"
#include "aws/remote.h"
#include "base/alloc.h"
#include "base/digest.h"
#include "base/duration.h"
#include "caller.h"
#include "identity.h"
#include "log.h"

#define TIMEOUT         (10 * MSEC_SECOND) /* unless the call says otherwise */
#define CONNECT_TIMEOUT (3 * MSEC_SECOND)
#define FIRST_LOOK      20 /* how often to look for the first credentials, in milliseconds */

struct aws_call {
	struct daemon *daemon;
	struct http_line *line;
	const struct call *call;
	struct aws_call_rights rights;
	struct endpoint endpoint;
	struct remote *remote; /* NULL: there is no endpoint */
	struct http_call *http;
	struct timer *timer; /* the next attempt; or the answer to what cannot be sent */
	struct retry retry;
	msec_t deadline; /* boot time: of all attempts */
	uint32_t seed;
	char invocation[UUID_TEXT]; /* the same for all attempts */
	struct error trouble;
	aws_call_fn *on_answer;
	void *arg;
};

static const char *
get_env(const char *name)
{
	return getenv(name);
}

static struct now
now_of(const struct aws_call *aws)
{
	return loop_now(aws->daemon->loop);
}

void
aws_call_cancel(struct aws_call *aws)
{
	if (!aws)
		return;
	http_cancel(aws->http);
	timer_free(aws->timer);
	xfree(aws);
}

static void
finish(struct aws_call *aws, struct answer *answer)
{
	answer->now = now_of(aws);
	answer->host = aws->remote ? aws->remote->name : NULL;
	aws->on_answer(answer, aws->arg);
	aws_call_cancel(aws);
}

/* ---- an attempt ---- */

/* What the profile says; NULL: nothing is known of it yet. */
static const struct endpoint_shared *
shared_of(const struct daemon *daemon)
{
	return daemon->identity ? identity_endpoints(daemon->identity) : NULL;
}

static const char *
ca_file_of(const struct daemon *daemon)
{
	const struct endpoint_shared *shared = shared_of(daemon);
	const char *bundle = getenv("AWS_CA_BUNDLE");

	if (daemon->config->settings.aws.ca_file)
		return daemon->config->settings.aws.ca_file;
	if (bundle && *bundle)
		return bundle;
	return shared ? shared->ca_bundle : NULL;
}

static const char *
attempts_of(const struct daemon *daemon)
{
	const struct endpoint_shared *shared = shared_of(daemon);
	const char *most = getenv("AWS_MAX_ATTEMPTS");

	return (most && *most) || !shared ? most : shared->max_attempts;
}

static void
copy_request(const struct aws_call *aws, struct http_request *ret)
{
	const struct http_request *from = &aws->call->http;
	const char *path = from->url;
	char attempt[64];

	*ret = *from;
	ret->headers = (struct http_headers){ .n = 0 };
	ret->body = (struct buf){ 0 };
	/* An endpoint of its own brings its path along; a bare "/" adds nothing to it. */
	if (aws->call->endpoint && strcmp(path, "/") == 0)
		path = "";
	ret->url = xasprintf("%s%s", aws->endpoint.url, path);
	for (size_t i = 0; i < from->headers.n; i++)
		http_header_add(&ret->headers, from->headers.list[i].name,
		    from->headers.list[i].value);
	buf_add(&ret->body, buf_text(&from->body), from->body.len);
	snprintf(attempt, sizeof(attempt), "attempt=%d; max=%d", aws->retry.retries + 1,
	    aws->retry.most);
	http_header_add(&ret->headers, "amz-sdk-invocation-id", aws->invocation);
	http_header_add(&ret->headers, "amz-sdk-request", attempt);
}

/* What is left of the call's time. */
static void
set_times(const struct aws_call *aws, struct http_request *req)
{
	msec_t left = aws->deadline - now_of(aws).boot;

	req->timeout = left > 1 ? left : 1;
	if (req->connect_timeout == 0)
		req->connect_timeout = CONNECT_TIMEOUT;
	if (req->connect_timeout > req->timeout)
		req->connect_timeout = req->timeout;
}

/* Signed anew each time: by the newest credentials, and the server's clock. */
static bool
sign(const struct aws_call *aws, struct http_request *req, struct error *err)
{
	const struct credentials *credentials = aws->rights.credentials;
	const struct sign_scope scope = { aws->endpoint.signing_name, aws->endpoint.signing_region,
		now_of(aws).wall + aws->remote->offset };
	const char *trouble = NULL;

	if (!aws->rights.given)
		credentials =
		    identity_credentials(aws->daemon->identity, aws->call->purpose, &trouble);
	if (trouble)
		return error_set(err, "no AWS credentials: %s", trouble);
	return !credentials || sign_request(req, credentials, &scope, err);
}

static void on_http(const struct http_response *rsp, void *arg);

/* At a start, credentials are on their way like the first questions are. */
static bool
must_wait(const struct aws_call *aws)
{
	return !aws->rights.given && now_of(aws).boot + FIRST_LOOK < aws->deadline &&
	    identity_is_new(aws->daemon->identity, aws->call->purpose);
}

static void
attempt(struct aws_call *aws)
{
	autofree(http_request_done) struct http_request req = { .method = NULL };

	if (must_wait(aws)) {
		timer_arm(aws->timer, now_of(aws).boot + FIRST_LOOK);
		return;
	}
	copy_request(aws, &req);
	set_times(aws, &req);
	req.ca_file = ca_file_of(aws->daemon);
	if (!req.address)
		req.address = caller_address(aws->daemon, req.url);
	if (sign(aws, &req, &aws->trouble))
		aws->http = http_send(aws->daemon->http, aws->line, &req, on_http, aws);
	else
		timer_arm(aws->timer, now_of(aws).boot);
}

static void
on_timer(void *arg)
{
	struct aws_call *aws = arg;

	if (aws->trouble.text[0])
		finish(aws, &(struct answer){ .trouble = aws->trouble.text });
	else
		attempt(aws);
}

/* ---- its answer ---- */

/* Once, however many endpoints say so. */
static void
tell_clock(struct aws_call *aws)
{
	msec_t offset = aws->remote->offset;
	msec_t minutes = ((offset < 0 ? -offset : offset) + MSEC_MINUTE / 2) / MSEC_MINUTE;
	char text[DURATION_TEXT];

	if (offset != 0 && !aws->daemon->remotes.told)
		log_event(CLOCK_WRONG, NULL,
		    "the clock of this host is %s %s that of %s: calls are signed by that one; set "
		    "the clock (timedatectl, chronyc tracking)",
		    duration_text(minutes * MSEC_MINUTE, text), offset < 0 ? "ahead of" : "behind",
		    aws->remote->name);
	aws->daemon->remotes.told = offset != 0;
	aws->daemon->remotes.offset = offset;
}

/* What is signed by a wrong clock is refused, and the answer says what the right one is. */
static bool
mind_clock(struct aws_call *aws, const struct http_response *rsp)
{
	/* Without TLS anybody could have said so. */
	if (strncmp(aws->endpoint.url, "https://", 8) != 0 ||
	    !remote_clock(aws->remote, rsp, now_of(aws).wall))
		return false;
	tell_clock(aws);
	return true;
}

static void
note_fault(const struct aws_call *aws, const struct aws_error *error)
{
	if (error->fault == FAULT_NONE)
		return;
	/* Credentials that AWS calls expired are looked for anew, whoever made the call. */
	if (error->fault == FAULT_EXPIRED && !aws->rights.given)
		identity_refused(aws->daemon->identity, aws->call->purpose);
	/* Not the message: it may repeat what was sent, and that may be a secret. */
	log_debug("%s at %s, attempt %d: %s %s %s %s", aws->call->name, aws->remote->name,
	    aws->retry.retries + 1, fault_name(error->fault), error->code, error->request_id,
	    error->extended_id);
}

static void
on_http(const struct http_response *rsp, void *arg)
{
	struct aws_call *aws = arg;
	struct answer answer = { .http = rsp };
	bool corrected = mind_clock(aws, rsp);
	msec_t now = now_of(aws).boot, delay;
	struct aws_error error;

	aws->http = NULL;
	traffic_add(&aws->daemon->traffic, aws->call, rsp);
	aws_error_read(&answer, &error);
	note_fault(aws, &error);
	if (error.fault != FAULT_NONE &&
	    retry_again(&aws->retry, &aws->remote->bucket,
		&(struct retry_case){ aws->call, &error, &answer, corrected }, &aws->seed,
		&delay) &&
	    now + delay < aws->deadline) {
		timer_arm(aws->timer, now + delay);
		return;
	}
	retry_end(&aws->retry, &aws->remote->bucket, error.fault == FAULT_NONE);
	finish(aws, &answer);
}

static bool
find_endpoint(struct aws_call *aws)
{
	const struct daemon *daemon = aws->daemon;
	const struct endpoint_settings settings = { daemon->config->settings.aws.endpoints, get_env,
		shared_of(daemon) };
	const struct call *call = aws->call;

	if (!endpoint_find(&settings, call->service, call->region, call->endpoint, &aws->endpoint,
		&aws->trouble))
		return false;
	aws->remote = remote_of(&aws->daemon->remotes, aws->endpoint.url);
	return true;
}

struct aws_call *
aws_call_send(struct daemon *daemon, struct http_line *line, const struct call *call,
    const struct aws_call_rights *rights, aws_call_fn *on_answer, void *arg)
{
	struct aws_call *aws = xcalloc(1, sizeof(*aws));
	uint8_t id[16];
	char text[33];

	*aws = (struct aws_call){ .daemon = daemon,
		.line = line,
		.call = call,
		.retry.most = retry_attempts(call, attempts_of(daemon)),
		.rights = *rights,
		.on_answer = on_answer,
		.arg = arg };
	digest_random(id, sizeof(id));
	digest_random(&aws->seed, sizeof(aws->seed));
	aws->seed |= 1;
	for (size_t i = 0; i < sizeof(id); i++)
		snprintf(text + 2 * i, 3, "%02x", id[i]);
	digest_uuid(text, aws->invocation);
	aws->timer = timer_new(daemon->loop, on_timer, aws);
	aws->deadline = now_of(aws).boot + (call->http.timeout > 0 ? call->http.timeout : TIMEOUT);
	if (find_endpoint(aws))
		attempt(aws);
	else
		timer_arm(aws->timer, now_of(aws).boot);
	return aws;
}
