/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/http.h"
#include "io/loop.h"

#define PATIENCE  (30 * MSEC_SECOND)
#define BODY_MOST ((size_t)16 * 1024 * 1024)

struct client {
	struct loop *loop;
	struct http *http;
	struct timer *timer;
	struct watch *interrupt;
	bool interrupted;
	char *socket;

	struct said *said; /* of the question that is under way */
	struct error *err;
	bool answered;
};

static void
on_timer(void *arg)
{
	struct client *client = arg;

	loop_stop(client->loop);
}

struct client *
client_new(const char *socket, struct error *err)
{
	autofree(client_free) struct client *client = xcalloc(1, sizeof(*client));

	client->socket = xstrdup(socket);
	client->loop = loop_new();
	client->timer = timer_new(client->loop, on_timer, client);
	client->http = http_new(client->loop,
	    &(struct http_settings){ .user_agent = "failoverctl/" VERSION, .connections = 1 }, err);
	return client->http ? take(client) : NULL;
}

void
client_free(struct client *client)
{
	if (!client)
		return;
	http_free(client->http);
	watch_free(client->interrupt);
	timer_free(client->timer);
	loop_free(client->loop);
	xfree(client->socket);
	xfree(client);
}

const char *
client_socket(const struct client *client)
{
	return client->socket;
}

void
said_done(struct said *said)
{
	json_decref(said->json);
	*said = (struct said){ 0 };
}

static void
on_answer(const struct http_response *rsp, void *arg)
{
	struct client *client = arg;
	const char *text = buf_text(&rsp->body);

	loop_stop(client->loop);
	if (rsp->failure != HTTP_ANSWERED) {
		error_set(client->err, "%s: %s", client->socket, rsp->why);
		return;
	}
	client->said->status = rsp->status;
	client->said->json = json_loadb(text, rsp->body.len, 0, NULL);
	client->answered = client->said->json != NULL;
	if (!client->answered)
		error_set(client->err, "%s: what answers there is not failoverd (HTTP %d, no JSON)",
		    client->socket, rsp->status);
}

/* libcurl's "could not connect" does not say why. */
static bool
can_open(const struct client *client, struct error *err)
{
	if (access(client->socket, R_OK | W_OK) == 0)
		return true;
	if (errno == EACCES)
		return error_set(err,
		    "%s: permission denied; become root, or join the socket's group",
		    client->socket);
	return error_set(err, "%s: %s", client->socket,
	    errno == ENOENT ? "there is no such socket" : strerror(errno));
}

bool
client_ask(struct client *client, const char *method, const char *path, json_t *body,
    struct said *ret, struct error *err)
{
	autofree(http_request_done) struct http_request req = { .method = method,
		.url = xasprintf("http://failoverd%s", path),
		.timeout = PATIENCE,
		.body_most = BODY_MOST,
		.unix_socket = client->socket,
		.no_proxy = true };
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;

	json_decref(body);
	if (text) {
		buf_puts(&req.body, text);
		http_header_add(&req.headers, "Content-Type", "application/json");
	}
	free(text); /* jansson's own */
	if (!can_open(client, err))
		return false;

	*ret = (struct said){ 0 };
	client->said = ret;
	client->err = err;
	client->answered = false;
	http_send(client->http, NULL, &req, on_answer, client);
	if (!loop_run(client->loop))
		return error_set(err, "the event loop failed");
	return client->answered;
}

static void
on_interrupt(int signo, void *arg)
{
	struct client *client = arg;

	if (client->interrupted)
		_exit(128 + signo);
	client->interrupted = true;
	loop_stop(client->loop);
}

void
client_catch_interrupt(struct client *client)
{
	if (!client->interrupt)
		client->interrupt = watch_signal(client->loop, SIGINT, on_interrupt, client);
}

bool
client_sleep(struct client *client, msec_t time)
{
	if (client->interrupted)
		return false;
	timer_arm(client->timer, client_now(client) + time);
	if (!loop_run(client->loop))
		return false;
	timer_arm(client->timer, MSEC_NEVER);
	return !client->interrupted;
}

msec_t
client_now(const struct client *client)
{
	return loop_now(client->loop).boot;
}
