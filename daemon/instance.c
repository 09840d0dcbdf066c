/* SPDX-License-Identifier: MIT */
#include "instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct instance_call {
	struct daemon *daemon;
	enum imds_ask wanted, asked;
	char *token; /* of the metadata service, not of AWS */
	char role[128];
	struct http_call *http;
	struct timer *soon; /* for a question that cannot be asked */
	struct error err;
	instance_fn *on_answer;
	void *arg;
};

static const char *
get_env(const char *name)
{
	return getenv(name);
}

void
instance_cancel(struct instance_call *call)
{
	if (!call)
		return;
	http_cancel(call->http);
	timer_free(call->soon);
	xfree_secret(call->token);
	xfree(call);
}

static void
finish(struct instance_call *call, const struct buf *body)
{
	call->on_answer(body, call->role, &call->err, call->arg);
	instance_cancel(call);
}

static void
on_soon(void *arg)
{
	finish(arg, NULL);
}

static void ask(struct instance_call *call, enum imds_ask what);

static void
take_role(struct instance_call *call, const struct buf *body)
{
	size_t len = strcspn(buf_text(body), "\r\n");

	if (len == 0 || len >= sizeof(call->role)) {
		error_set(&call->err, "the instance metadata service gave no name of a role");
		finish(call, NULL);
		return;
	}
	snprintf(call->role, sizeof(call->role), "%.*s", (int)len, buf_text(body));
	ask(call, IMDS_CREDENTIALS);
}

static void
on_http(const struct http_response *rsp, void *arg)
{
	struct instance_call *call = arg;

	call->http = NULL;
	if (!imds_answered(call->asked, rsp, &call->err)) {
		finish(call, NULL);
	} else if (call->asked == IMDS_TOKEN) {
		call->token = xstrdup(buf_text(&rsp->body));
		ask(call, call->wanted == IMDS_CREDENTIALS ? IMDS_ROLE : call->wanted);
	} else if (call->asked == IMDS_ROLE) {
		take_role(call, &rsp->body);
	} else {
		finish(call, &rsp->body);
	}
}

static void
ask(struct instance_call *call, enum imds_ask what)
{
	autofree(http_request_done) struct http_request req = { .method = NULL };

	call->asked = what;
	if (imds_request(get_env, what, call->token, call->role, &req, &call->err))
		call->http = http_send(call->daemon->http, NULL, &req, on_http, call);
	else
		timer_arm(call->soon, loop_now(call->daemon->loop).boot);
}

/* A token for each question: it costs a millisecond, and none can have expired. */
struct instance_call *
instance_ask(struct daemon *daemon, enum imds_ask wanted, instance_fn *on_answer, void *arg)
{
	struct instance_call *call = xcalloc(1, sizeof(*call));

	*call = (struct instance_call){
		.daemon = daemon, .wanted = wanted, .on_answer = on_answer, .arg = arg
	};
	call->soon = timer_new(daemon->loop, on_soon, call);
	ask(call, IMDS_TOKEN);
	return call;
}
