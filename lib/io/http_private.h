/* SPDX-License-Identifier: MIT */
/* What the parts of io/http share: http.c moves calls through libcurl, http_call.c is one call,
 * http_fault.c puts a failure into words. */
#ifndef IO_HTTP_PRIVATE_H
#define IO_HTTP_PRIVATE_H

#include <curl/curl.h>

#include "io/http.h"

#define PEER_TEXT 128

struct pool;

struct http {
	struct loop *loop;
	struct pool *pools; /* the first is that of the client's own CA file */
	struct http_call *calls;
	char *user_agent;
	size_t connections;
};

struct http_line {
	struct http *http;
	CURL *easy;
	struct http_call *call;
	msec_t since;   /* boot clock: when the oldest TLS session can be from */
	msec_t expires; /* wall clock: the server's certificate; 0: unknown */
};

struct http_call {
	struct http *http;
	struct http_line *line; /* or NULL */
	struct http_call *next, **link;
	http_answer_fn *on_answer;
	void *arg;

	CURL *easy;
	CURLM *multi; /* NULL: not there, or not any more */
	struct curl_slist *headers, *connect_to;
	struct buf body;     /* of the request */
	struct timer *soon;  /* for a call that cannot even be tried */
	char *host;          /* who is asked: "api.example:443", or a socket's path */
	const char *ca_file; /* the pool's */
	msec_t timeout;
	size_t body_most;
	bool tls, may_use_proxy;

	char peer[PEER_TEXT]; /* the address tried last; "" before there is one */
	int port;             /* its port */
	int os_errno;         /* why no socket could be made */
	size_t head_len;
	bool in_head, head_too_large, body_too_large;
	char says[CURL_ERROR_SIZE]; /* libcurl's own words */

	struct http_response rsp;
	bool answered;
};

/* Tells libcurl about the request. False: rsp says why that is not possible. */
must_check bool http_call_set(struct http_call *call, const struct http_request *req);
/* Fills rsp from what libcurl knows, before the handle is used for anything else. */
void http_call_end(struct http_call *call, CURLcode code);

/* Fills rsp.failure and rsp.why; code is not CURLE_OK, or the answer was too large. */
void http_fault(struct http_call *call, CURLcode code);

#endif
