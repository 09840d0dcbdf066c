/* SPDX-License-Identifier: MIT */
/* Sends a request through io/http and runs the loop until it is answered. */
#ifndef TESTS_UNIT_IO_ASKER_H
#define TESTS_UNIT_IO_ASKER_H

#include "io/http.h"

#include "test.h"

#include <string.h>

#include "base/alloc.h"
#include "peer.h"

struct asker {
	struct loop *loop;
	struct http *http;
	struct http_line *line; /* NULL: none */
	struct http_response rsp;
	int answers;
};

#define PATIENCE (10 * MSEC_SECOND)
#define OK       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static inline void
asker_start(struct asker *asker, const char *ca_file)
{
	struct http_settings settings = { ca_file, "failoverd/test", 4 };
	struct error err = { 0 };

	*asker = (struct asker){ .loop = loop_new() };
	asker->http = http_new(asker->loop, &settings, &err);
	assert_string_equal(err.text, "");
}

static inline void
asker_stop(struct asker *asker)
{
	http_response_done(&asker->rsp);
	http_line_free(asker->line);
	http_free(asker->http);
	loop_free(asker->loop);
}

static inline void
asker_on_answer(const struct http_response *rsp, void *arg)
{
	struct asker *asker = arg;
	struct http_response *copy = &asker->rsp;

	http_response_done(copy);
	*copy = *rsp;
	copy->headers = (struct http_headers){ 0 };
	copy->body = (struct buf){ 0 };
	for (size_t i = 0; i < rsp->headers.n; i++)
		http_header_add(&copy->headers, rsp->headers.list[i].name,
		    rsp->headers.list[i].value);
	if (rsp->body.len > 0)
		buf_add(&copy->body, rsp->body.data, rsp->body.len);
	asker->answers++;
	loop_stop(asker->loop);
}

/* The request is done with afterwards. */
static inline const struct http_response *
asker_ask(struct asker *asker, struct http_request *req)
{
	if (req->timeout == 0)
		req->timeout = PATIENCE;
	http_send(asker->http, asker->line, req, asker_on_answer, asker);
	assert_true(loop_run(asker->loop));
	http_request_done(req);
	return &asker->rsp;
}

static inline const struct http_response *
asker_get(struct asker *asker, const char *scheme, const struct peer *peer)
{
	struct http_request req = { .url = xasprintf("%s://127.0.0.1:%d/", scheme, peer->port) };

	return asker_ask(asker, &req);
}

static inline const struct http_response *
asker_get_url(struct asker *asker, const char *url, msec_t timeout)
{
	struct http_request req = { .url = xstrdup(url), .timeout = timeout };

	return asker_ask(asker, &req);
}

#define assert_has(text, part)   assert_true(has(text, part, true))
#define assert_lacks(text, part) assert_true(has(text, part, false))

static inline bool
has(const char *text, const char *part, bool wanted)
{
	if ((strstr(text, part) != NULL) == wanted)
		return true;
	print_error("\"%s\" in: %s\n", part, text);
	return false;
}

#endif
