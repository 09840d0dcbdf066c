/* SPDX-License-Identifier: MIT */
#include "base/http.h"

#include <assert.h>
#include <strings.h>

#include "base/alloc.h"

static const char *const failure_names[] = {
	[HTTP_ANSWERED] = "answered",
	[HTTP_RESOLVE] = "resolve",
	[HTTP_REFUSED] = "refused",
	[HTTP_NO_ROUTE] = "no-route",
	[HTTP_CONNECT] = "connect",
	[HTTP_TIMEOUT] = "timeout",
	[HTTP_TLS] = "tls",
	[HTTP_CERT] = "certificate",
	[HTTP_RESET] = "reset",
	[HTTP_GARBLED] = "garbled",
	[HTTP_TOO_LARGE] = "too-large",
	[HTTP_PROXY] = "proxy",
	[HTTP_LOCAL] = "local",
};

void
http_header_add(struct http_headers *headers, const char *name, const char *value)
{
	assert(headers->n < HTTP_HEADERS_MOST);
	headers->list[headers->n].name = xstrdup(name);
	headers->list[headers->n].value = xstrdup(value);
	headers->n++;
}

const char *
http_header(const struct http_headers *headers, const char *name)
{
	for (size_t i = 0; i < headers->n; i++)
		if (strcasecmp(headers->list[i].name, name) == 0)
			return headers->list[i].value;
	return NULL;
}

void
http_headers_done(struct http_headers *headers)
{
	for (size_t i = 0; i < headers->n; i++) {
		xfree(headers->list[i].name);
		xfree_secret(headers->list[i].value);
	}
	*headers = (struct http_headers){ 0 };
}

void
http_request_done(struct http_request *req)
{
	http_headers_done(&req->headers);
	xfree_secret(req->url);
	buf_wipe(&req->body);
	*req = (struct http_request){ 0 };
}

void
http_response_done(struct http_response *rsp)
{
	http_headers_done(&rsp->headers);
	buf_wipe(&rsp->body);
	*rsp = (struct http_response){ .cert_days = -1 };
}

const char *
http_failure_name(enum http_failure failure)
{
	return failure_names[failure];
}
