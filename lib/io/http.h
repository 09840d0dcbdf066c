/* SPDX-License-Identifier: MIT */
/*
 * An asynchronous HTTP client: libcurl's multi interface on the event loop. All
 * of libcurl is in http.c and its parts, http_*.c.
 *
 * Every call is answered exactly once, from the loop and never from within
 * http_send(), with a response that is the client's until the callback returns.
 * A cancelled call is not answered. The callback may free the line or send again.
 *
 * A line is one endpoint's own place: its easy handle, so that its connection
 * and its TLS session are found again. A call without a line takes a fresh one;
 * connections to the same host are still shared through the client's cache.
 *
 * A request on a kept connection that ends without a byte of an answer is sent
 * once more on a new one, whatever its method: so do HTTP clients, as servers
 * may close what is idle at any time. `fresh` excludes it.
 *
 * Certificates are always verified. Redirects are never followed. The proxy
 * variables of the environment (HTTPS_PROXY, NO_PROXY) are honoured.
 */
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include "base/error.h"
#include "base/http.h"
#include "io/loop.h"

struct http;
struct http_line;
struct http_call;

struct http_settings {
	const char *ca_file; /* PEM bundle; NULL: the system's */
	const char *user_agent;
	size_t connections; /* how many idle ones to keep: at least one an endpoint */
};

typedef void http_answer_fn(const struct http_response *rsp, void *arg);

/* Whether a file can be read and holds a certificate. */
must_check bool http_check_ca_file(const char *path, struct error *err);
/* NULL when the CA file cannot be read: err names the file and the remedy. */
struct http *http_new(struct loop *loop, const struct http_settings *settings, struct error *err);
void http_free(struct http *http); /* cancels what is under way */

struct http_line *http_line_new(struct http *http);
void http_line_free(struct http_line *line); /* cancels its call */

/* line may be NULL; a line carries one call at a time. req is copied as needed, and stays the
 * caller's. */
struct http_call *http_send(struct http *http, struct http_line *line,
    const struct http_request *req, http_answer_fn *on_answer, void *arg);
void http_cancel(struct http_call *call);

define_autofree(struct http, http_free)

#endif
