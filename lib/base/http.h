/* SPDX-License-Identifier: MIT */
/*
 * HTTP messages as plain data. Nothing here touches the network: see io/http.h.
 *
 * A request and a response own what they point to, but for the members that
 * say "borrowed"; zeroed they are valid, the _done functions free them.
 */
#ifndef BASE_HTTP_H
#define BASE_HTTP_H

#include "base/buf.h"
#include "base/clock.h"

#define HTTP_HEADERS_MOST 24

struct http_headers {
	struct {
		char *name, *value;
	} list[HTTP_HEADERS_MOST];

	size_t n;
};

struct http_request {
	const char *method; /* borrowed; "GET" when NULL */
	char *url;          /* absolute */
	struct http_headers headers;
	struct buf body;
	msec_t timeout;         /* for the whole exchange */
	msec_t connect_timeout; /* 0: no limit of its own */
	size_t body_most;       /* longer answers are HTTP_TOO_LARGE; 0: 1 MiB */
	const char *address; /* borrowed; "IP:port" or "name:port" to connect to instead; NULL: as
				the URL says */
	const char *ca_file; /* borrowed; NULL: the client's own */
	const char *unix_socket; /* borrowed; path, or NULL */
	bool fresh;              /* a new connection, closed afterwards */
	bool no_proxy;
};

/* Why there is no whole answer. The closed list that core/reason judges. */
enum http_failure {
	HTTP_ANSWERED,  /* none: status, headers and body are whole */
	HTTP_RESOLVE,   /* the name could not be resolved */
	HTTP_REFUSED,   /* the connection was refused */
	HTTP_NO_ROUTE,  /* network or host unreachable, no such interface */
	HTTP_CONNECT,   /* no connection for another reason */
	HTTP_TIMEOUT,   /* no whole answer in time, the connect time included */
	HTTP_TLS,       /* the handshake failed */
	HTTP_CERT,      /* the certificate could not be verified */
	HTTP_RESET,     /* the connection ended early */
	HTTP_GARBLED,   /* the answer was not HTTP, or its body ended short */
	HTTP_TOO_LARGE, /* the body passed body_most */
	HTTP_PROXY,     /* the proxy refused or could not be reached */
	HTTP_LOCAL,     /* our own fault: descriptors, memory, an unreadable CA file, a bad URL */
};

struct http_response {
	enum http_failure failure;
	char why[192]; /* failure in words, with the address where known */
	int status;    /* 0 when no answer came */
	struct http_headers headers;
	struct buf body;
	bool sent; /* the server may have seen the request: a failure is then no proof that nothing
		      happened */
	msec_t took;
	int cert_days; /* whole days until the server's certificate expires; -1: unknown */
	bool reused;   /* the connection was kept from an earlier request */
};

void http_header_add(struct http_headers *headers, const char *name, const char *value);
/* The value of the first header of that name (case ignored), or NULL. */
const char *http_header(const struct http_headers *headers, const char *name);
void http_headers_done(struct http_headers *headers);

void http_request_done(struct http_request *req);   /* wipes: a request may hold credentials */
void http_response_done(struct http_response *rsp); /* wipes: an answer may hold secrets */

const char *http_failure_name(enum http_failure failure);

define_autodone(struct http_request, http_request_done)
    define_autodone(struct http_response, http_response_done)

#endif
