/* SPDX-License-Identifier: MIT */
/* One call: what libcurl is told before it, and what it says during and after it. */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/alloc.h"
#include "io/http_private.h"

#define BODY_MOST ((size_t)1024 * 1024)
#define HEAD_MOST ((size_t)64 * 1024)

/* Seconds. The names of new connections are looked up again soon, because what a new customer would
 * get is the question; not at each call, because every look-up is a thread. */
#define DNS_AGE_FRESH 5L
#define DNS_AGE       60L

/* Seconds until a changed CA file is seen. */
#define CA_AGE 3600L

/* Bytes, of each call under way. Over TLS libcurl copies each request into the first one, which is
 * 64 KiB unless told; nothing that we send or read is as long as these usually. */
#define UPLOAD_BUFFER 16384L /* the least that it takes */
#define BUFFER        8192L

#define set(call, option, value) curl_easy_setopt((call)->easy, option, value)

static bool
fail(struct http_call *call, const char *why)
{
	call->rsp.failure = HTTP_LOCAL;
	snprintf(call->rsp.why, sizeof(call->rsp.why), "%s", why);
	return false;
}

static size_t
on_body(char *data, size_t size, size_t n, void *arg)
{
	struct http_call *call = arg;
	struct buf *body = &call->rsp.body;
	size_t len = size * n, room = call->body_most - body->len;

	buf_add(body, data, len < room ? len : room);
	call->body_too_large = len > room;
	return call->body_too_large ? 0 : len;
}

static void
note_header(struct http_headers *headers, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	const char *value, *end = line + len;

	if (!colon || colon == line || headers->n == HTTP_HEADERS_MOST)
		return;
	value = colon + 1;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	headers->list[headers->n].name = xstrndup(line, (size_t)(colon - line));
	headers->list[headers->n].value = xstrndup(value, (size_t)(end - value));
	headers->n++;
}

/* Only the last block counts: others are interim answers, or trailers of a body in chunks. */
static size_t
on_header(char *data, size_t size, size_t n, void *arg)
{
	struct http_call *call = arg;
	size_t len = size * n, bare = len;

	call->head_len += len;
	call->head_too_large = call->head_len > HEAD_MOST;
	if (call->head_too_large)
		return 0;
	while (bare > 0 && (data[bare - 1] == '\r' || data[bare - 1] == '\n'))
		bare--;
	if (!call->in_head && call->rsp.body.len == 0 && bare > 5 &&
	    memcmp(data, "HTTP/", 5) == 0) {
		http_headers_done(&call->rsp.headers);
		call->in_head = true;
	} else if (bare == 0) {
		call->in_head = false;
	} else if (call->in_head) {
		note_header(&call->rsp.headers, data, bare);
	}
	return len;
}

static void
note_peer(struct http_call *call, const char *ip, int port)
{
	snprintf(call->peer, sizeof(call->peer), strchr(ip, ':') ? "[%s]:%d" : "%s:%d", ip, port);
	call->port = port;
}

/* Makes the socket itself, to know the address and why none could be made. */
static curl_socket_t
want_connection(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct http_call *call = arg;
	char ip[NI_MAXHOST], port[NI_MAXSERV];
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

	call->os_errno = fd < 0 ? errno : 0;
	if (address->family == AF_UNIX)
		snprintf(call->peer, sizeof(call->peer), "%s", call->host);
	else if (getnameinfo(&address->addr, address->addrlen, ip, sizeof(ip), port, sizeof(port),
		     NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		note_peer(call, ip, (int)strtol(port, NULL, 10));
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/* The connection is ready, and the request goes out next. */
static int
before_request(void *arg, char *ip, char *own_ip, int port, int own_port)
{
	struct http_call *call = arg;

	call->rsp.sent = true;
	if (ip[0] && port > 0)
		note_peer(call, ip, port);
	return CURL_PREREQFUNC_OK;
}

static bool
add_header(struct http_call *call, const char *name, const char *value)
{
	/* libcurl takes "Name:" as "do not send it", and "Name;" as one without a value. */
	char *text = value[0] ? xasprintf("%s: %s", name, value) : xasprintf("%s;", name);
	bool good = strpbrk(text, "\r\n") == NULL;

	if (good)
		call->headers = curl_slist_append(call->headers, text);
	xfree_secret(text);
	return good;
}

static bool
set_headers(struct http_call *call, const struct http_request *req)
{
	for (size_t i = 0; i < req->headers.n; i++)
		if (!add_header(call, req->headers.list[i].name, req->headers.list[i].value)) {
			fail(call, "a header of the request holds a line break");
			return false;
		}
	/* libcurl would add these on its own. */
	call->headers = curl_slist_append(call->headers, "Expect:");
	if (!http_header(&req->headers, "Content-Type"))
		call->headers = curl_slist_append(call->headers, "Content-Type:");
	set(call, CURLOPT_HTTPHEADER, call->headers);
	set(call, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE); /* none to a proxy */
	set(call, CURLOPT_USERAGENT, call->http->user_agent);
	return true;
}

static void
set_method(struct http_call *call, const struct http_request *req)
{
	static const char *const with_body[] = { "POST", "PUT", "PATCH" };
	const char *method = req->method ? req->method : "GET";
	bool body = req->body.len > 0;

	if (strcmp(method, "HEAD") == 0) {
		set(call, CURLOPT_NOBODY, 1L);
		return;
	}
	for (size_t i = 0; i < COUNT(with_body); i++)
		body = body || strcmp(method, with_body[i]) == 0;
	if (body) {
		buf_add(&call->body, req->body.data, req->body.len);
		set(call, CURLOPT_POSTFIELDS, buf_text(&call->body));
		set(call, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.len);
	}
	set(call, CURLOPT_CUSTOMREQUEST, method);
}

/* Only where the connection goes changes; names in the request and in TLS stay. */
static bool
set_address(struct http_call *call, const char *address)
{
	const char *colon = strrchr(address, ':');
	autofree(xfree) char *text = NULL;

	if (!colon || colon == address || !colon[1])
		return fail(call,
		    "the address to connect to must be a host and a port, such as "
		    "10.0.0.1:443");
	if (address[0] != '[' && memchr(address, ':', (size_t)(colon - address)))
		text = xasprintf("::[%.*s]%s", (int)(colon - address), address, colon);
	else
		text = xasprintf("::%s", address);
	call->connect_to = curl_slist_append(NULL, text);
	set(call, CURLOPT_CONNECT_TO, call->connect_to);
	xfree(call->host);
	call->host = xstrdup(address);
	return true;
}

static bool
set_unix_socket(struct http_call *call, const char *path)
{
	if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return fail(call, "the socket's path is too long");
	set(call, CURLOPT_UNIX_SOCKET_PATH, path);
	xfree(call->host);
	call->host = xstrdup(path);
	return true;
}

/* "api.example:443", of the URL. */
static bool
set_url(struct http_call *call, const char *url)
{
	CURLU *parts = curl_url();
	char *host = NULL, *port = NULL, *scheme = NULL;
	bool good = parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	    (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);

	if (good) {
		call->host = xasprintf("%s:%s", host, port);
		call->tls = strcmp(scheme, "https") == 0;
		set(call, CURLOPT_URL, url);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(parts);
	return good || fail(call, "the URL must be http://HOST/... or https://HOST/...");
}

static void
set_connection(struct http_call *call, const struct http_request *req)
{
	set(call, CURLOPT_PROTOCOLS_STR, "http,https");
	set(call, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	set(call, CURLOPT_PATH_AS_IS, 1L); /* signatures cover the path as it was given */
	set(call, CURLOPT_NOSIGNAL, 1L);
	set(call, CURLOPT_QUICK_EXIT, 1L); /* else a timeout waits for the resolver's thread */
	set(call, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	set(call, CURLOPT_UPLOAD_BUFFERSIZE, UPLOAD_BUFFER);
	set(call, CURLOPT_BUFFERSIZE, BUFFER);
	set(call, CURLOPT_TIMEOUT_MS, (long)req->timeout);
	if (req->connect_timeout > 0)
		set(call, CURLOPT_CONNECTTIMEOUT_MS, (long)req->connect_timeout);
	set(call, CURLOPT_FRESH_CONNECT, req->fresh ? 1L : 0L);
	set(call, CURLOPT_FORBID_REUSE, req->fresh ? 1L : 0L);
	set(call, CURLOPT_DNS_CACHE_TIMEOUT, req->fresh ? DNS_AGE_FRESH : DNS_AGE);
	if (!call->may_use_proxy)
		set(call, CURLOPT_NOPROXY, "*");
}

static void
set_tls(struct http_call *call)
{
	set(call, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	set(call, CURLOPT_SSL_VERIFYPEER, 1L);
	set(call, CURLOPT_SSL_VERIFYHOST, 2L);
	/* The directory that Debian's libcurl has as a default turns the CA cache off. */
	set(call, CURLOPT_CAPATH, NULL);
	set(call, CURLOPT_CA_CACHE_TIMEOUT, CA_AGE);
	if (call->ca_file)
		set(call, CURLOPT_CAINFO, call->ca_file);
	/* Costly, and large: asked once for each new set of sessions. */
	set(call, CURLOPT_CERTINFO, !call->line || call->line->expires == 0 ? 1L : 0L);
}

static void
set_callbacks(struct http_call *call)
{
	set(call, CURLOPT_PRIVATE, call);
	set(call, CURLOPT_ERRORBUFFER, call->says);
	set(call, CURLOPT_WRITEFUNCTION, on_body);
	set(call, CURLOPT_WRITEDATA, call);
	set(call, CURLOPT_HEADERFUNCTION, on_header);
	set(call, CURLOPT_HEADERDATA, call);
	set(call, CURLOPT_OPENSOCKETFUNCTION, want_connection);
	set(call, CURLOPT_OPENSOCKETDATA, call);
	set(call, CURLOPT_PREREQFUNCTION, before_request);
	set(call, CURLOPT_PREREQDATA, call);
}

bool
http_call_set(struct http_call *call, const struct http_request *req)
{
	call->timeout = req->timeout;
	call->body_most = req->body_most > 0 ? req->body_most : BODY_MOST;
	call->may_use_proxy = !req->no_proxy && !req->unix_socket;
	if (!set_url(call, req->url) || !set_headers(call, req))
		return false;
	if (req->address && !set_address(call, req->address))
		return false;
	if (req->unix_socket && !set_unix_socket(call, req->unix_socket))
		return false;
	set_method(call, req);
	set_connection(call, req);
	set_tls(call);
	set_callbacks(call);
	return true;
}

/* When the server's certificate expires, by the wall clock; 0: unknown. */
static msec_t
expiry(struct http_call *call)
{
	static const char name[] = "Expire date:";
	struct curl_certinfo *certs = NULL;

	curl_easy_getinfo(call->easy, CURLINFO_CERTINFO, &certs);
	if (!certs || certs->num_of_certs < 1)
		return 0;
	for (const struct curl_slist *field = certs->certinfo[0]; field; field = field->next)
		if (strncmp(field->data, name, strlen(name)) == 0) {
			time_t when = curl_getdate(field->data + strlen(name), NULL);

			return when < 0 ? 0 : (msec_t)when * MSEC_SECOND;
		}
	return 0;
}

static void
note_expiry(struct http_call *call)
{
	msec_t expires = call->tls ? expiry(call) : 0;
	msec_t left;

	if (call->line && call->rsp.failure == HTTP_CERT)
		call->line->expires = 0;
	else if (call->line && expires > 0)
		call->line->expires = expires;
	if (call->tls && call->line && expires == 0)
		expires = call->line->expires;
	left = expires - loop_now(call->http->loop).wall;
	if (expires > 0)
		call->rsp.cert_days = left < 0 ? 0 : (int)(left / MSEC_DAY);
}

void
http_call_end(struct http_call *call, CURLcode code)
{
	struct http_response *rsp = &call->rsp;
	curl_off_t took = 0;
	long status = 0, connects = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(call->easy, CURLINFO_NUM_CONNECTS, &connects);
	curl_easy_getinfo(call->easy, CURLINFO_TOTAL_TIME_T, &took);
	rsp->took = took / 1000;
	rsp->reused = rsp->sent && connects == 0;
	if (code != CURLE_OK)
		http_fault(call, code);
	note_expiry(call);

	/* What is not whole is not an answer. A body that was cut has a status all the same. */
	if (rsp->failure == HTTP_ANSWERED || call->body_too_large) {
		rsp->status = (int)status;
		return;
	}
	http_headers_done(&rsp->headers);
	buf_wipe(&rsp->body);
}
