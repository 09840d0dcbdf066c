/* SPDX-License-Identifier: MIT */
#include "io/http.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "io/file.h"
#include "io/http_private.h"

#define CA_FILE_MOST ((size_t)16 * 1024 * 1024)
#define CA_FILE_MARK "-----BEGIN "

/*
 * A resumed TLS session repeats the certificate that it began with, so that a
 * new one is not seen: sessions this old are dropped.
 */
#define SESSION_AGE MSEC_HOUR

/* libcurl keeps the parsed CA file of one name for each multi handle, and parsing one takes tens of
 * milliseconds: so each CA file in use has a multi handle. */
struct pool {
	struct http *http;
	struct pool *next;
	char *ca_file; /* NULL: the system's */
	CURLM *multi;
	struct timer *timer;
};

/* A socket that libcurl wants to be watched. */
struct plug {
	struct pool *pool;
	curl_socket_t fd;
	struct watch *watch;
};

static void
leave_multi(struct http_call *call)
{
	if (call->multi)
		curl_multi_remove_handle(call->multi, call->easy);
	call->multi = NULL;
}

/* Takes the call out of everything; only its answer is left. */
static void
detach(struct http_call *call)
{
	leave_multi(call);
	*call->link = call->next;
	if (call->next)
		call->next->link = call->link;
	if (call->line) {
		call->line->call = NULL;
		curl_easy_reset(call->easy); /* frees what it holds, but for its TLS sessions */
	} else {
		curl_easy_cleanup(call->easy);
	}
	timer_free(take(call->soon));
}

static void
headers_free(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header; header = header->next)
		wipe(header->data, strlen(header->data));
	curl_slist_free_all(headers);
}

static void
call_free(struct http_call *call)
{
	headers_free(call->headers);
	curl_slist_free_all(call->connect_to);
	buf_wipe(&call->body);
	http_response_done(&call->rsp);
	xfree(call->host);
	xfree(call);
}

static void
answer(struct http_call *call)
{
	call->answered = true;
	detach(call);
	call->on_answer(&call->rsp, call->arg);
	call_free(call);
}

void
http_cancel(struct http_call *call)
{
	if (!call || call->answered)
		return;
	detach(call);
	call_free(call);
}

static void
act(struct pool *pool, curl_socket_t fd, int events)
{
	int running, left;
	CURLMsg *msg;

	curl_multi_socket_action(pool->multi, fd, events, &running);
	while ((msg = curl_multi_info_read(pool->multi, &left))) {
		struct http_call *call;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&call);
		http_call_end(call, msg->data.result);
		answer(call);
	}
}

static void
on_socket(int what, void *arg)
{
	const struct plug *plug = arg;
	int events = 0;

	if (what & WATCH_READ)
		events |= CURL_CSELECT_IN;
	if (what & WATCH_WRITE)
		events |= CURL_CSELECT_OUT;
	act(plug->pool, plug->fd, events);
}

static void
on_timer(void *arg)
{
	act(arg, CURL_SOCKET_TIMEOUT, 0);
}

/* libcurl says which socket to watch, and for what. */
static int
want_socket(CURL *easy, curl_socket_t fd, int want, void *arg, void *socket_arg)
{
	struct pool *pool = arg;
	struct plug *plug = socket_arg;
	int what = 0;

	if (plug)
		watch_free(take(plug->watch));
	if (want == CURL_POLL_REMOVE) {
		xfree(plug);
		return 0;
	}
	if (want & CURL_POLL_IN)
		what |= WATCH_READ;
	if (want & CURL_POLL_OUT)
		what |= WATCH_WRITE;
	if (!plug) {
		plug = xcalloc(1, sizeof(*plug));
		*plug = (struct plug){ .pool = pool, .fd = fd };
		curl_multi_assign(pool->multi, fd, plug);
	}
	plug->watch = watch_new(pool->http->loop, fd, what, on_socket, plug);
	return 0;
}

/* libcurl says in how many milliseconds to call it; -1 means never. */
static int
want_timer(CURLM *multi, long msec, void *arg)
{
	const struct pool *pool = arg;

	timer_arm(pool->timer, msec < 0 ? MSEC_NEVER : loop_now(pool->http->loop).boot + msec);
	return 0;
}

static struct pool *
pool_new(struct http *http, const char *ca_file)
{
	struct pool *pool = xcalloc(1, sizeof(*pool));

	pool->http = http;
	pool->ca_file = ca_file ? xstrdup(ca_file) : NULL;
	pool->timer = timer_new(http->loop, on_timer, pool);
	pool->multi = curl_multi_init();
	if (!pool->multi)
		abort();
	curl_multi_setopt(pool->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	curl_multi_setopt(pool->multi, CURLMOPT_SOCKETDATA, pool);
	curl_multi_setopt(pool->multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(pool->multi, CURLMOPT_TIMERDATA, pool);
	/* libcurl's own choice follows the number of calls under way, and so drops what is idle. */
	curl_multi_setopt(pool->multi, CURLMOPT_MAXCONNECTS, (long)http->connections);
	return pool;
}

static void
pool_free(struct pool *pool)
{
	curl_multi_cleanup(pool->multi);
	timer_free(pool->timer);
	xfree(pool->ca_file);
	xfree(pool);
}

/* The pool of a CA file; NULL is the client's own. */
static struct pool *
pool_of(struct http *http, const char *ca_file)
{
	struct pool **at = &http->pools;

	if (!ca_file)
		return http->pools;
	for (; *at; at = &(*at)->next)
		if ((*at)->ca_file && strcmp((*at)->ca_file, ca_file) == 0)
			return *at;
	*at = pool_new(http, ca_file);
	return *at;
}

bool
http_check_ca_file(const char *path, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };

	if (!file_read(path, CA_FILE_MOST, &text, err))
		return false;
	if (!strstr(buf_text(&text), CA_FILE_MARK "CERTIFICATE-----") &&
	    !strstr(buf_text(&text), CA_FILE_MARK "TRUSTED CERTIFICATE-----"))
		return error_set(err,
		    "%s: it holds no certificate; give a file in PEM format, such as "
		    "/etc/ssl/certs/ca-certificates.crt",
		    path);
	return true;
}

struct http *
http_new(struct loop *loop, const struct http_settings *settings, struct error *err)
{
	struct http *http;

	if (settings->ca_file && !http_check_ca_file(settings->ca_file, err)) {
		error_wrap(err, "CA file");
		return NULL;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	http = xcalloc(1, sizeof(*http));
	http->loop = loop;
	http->user_agent = xstrdup(settings->user_agent);
	http->connections = settings->connections > 0 ? settings->connections : 1;
	http->pools = pool_new(http, settings->ca_file);
	return http;
}

void
http_free(struct http *http)
{
	if (!http)
		return;
	while (http->calls)
		http_cancel(http->calls);
	while (http->pools) {
		struct pool *pool = http->pools;

		http->pools = pool->next;
		pool_free(pool);
	}
	xfree(http->user_agent);
	xfree(http);
	curl_global_cleanup();
}

static CURL *
easy_new(void)
{
	CURL *easy = curl_easy_init();

	if (!easy)
		abort();
	return easy;
}

struct http_line *
http_line_new(struct http *http)
{
	struct http_line *line = xcalloc(1, sizeof(*line));

	line->http = http;
	return line;
}

void
http_line_free(struct http_line *line)
{
	if (!line)
		return;
	http_cancel(line->call);
	curl_easy_cleanup(line->easy);
	xfree(line);
}

/* The line's handle, without sessions that are too old or whose certificate has expired. */
static CURL *
easy_of(struct http_line *line)
{
	struct now now = loop_now(line->http->loop);

	if (line->easy && now.boot < line->since + SESSION_AGE &&
	    (line->expires == 0 || now.wall < line->expires))
		return line->easy;
	curl_easy_cleanup(line->easy);
	line->easy = easy_new();
	line->since = now.boot;
	line->expires = 0;
	return line->easy;
}

static void
on_soon(void *arg)
{
	answer(arg);
}

struct http_call *
http_send(struct http *http, struct http_line *line, const struct http_request *req,
    http_answer_fn *on_answer, void *arg)
{
	struct http_call *call = xcalloc(1, sizeof(*call));
	const struct pool *pool = pool_of(http, req->ca_file);

	assert(!line || !line->call);
	assert(req->timeout > 0);
	*call = (struct http_call){ .http = http,
		.line = line,
		.on_answer = on_answer,
		.arg = arg,
		.ca_file = pool->ca_file,
		.rsp.cert_days = -1 };
	call->easy = line ? easy_of(line) : easy_new();
	if (line)
		line->call = call;
	call->link = &http->calls;
	call->next = http->calls;
	if (call->next)
		call->next->link = &call->next;
	http->calls = call;

	if (!http_call_set(call, req)) {
		call->soon = timer_new(http->loop, on_soon, call);
		timer_arm(call->soon, 0);
		return call;
	}
	call->multi = pool->multi;
	if (curl_multi_add_handle(call->multi, call->easy) != CURLM_OK)
		abort();
	return call;
}
