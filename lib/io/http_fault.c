/* SPDX-License-Identifier: MIT */
/*
 * Why there is no answer: libcurl's many codes as our few, and in words.
 *
 * libcurl's own words are used where they add something, never where they may
 * hold a URL: a proxy's has credentials.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/http_private.h"

/* CURLE_TOO_LARGE, from libcurl 8.6 on. */
#define TOO_LARGE 100

static const struct {
	CURLcode code;
	enum http_failure failure;
} failures[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, HTTP_RESOLVE },
	{ CURLE_COULDNT_RESOLVE_PROXY, HTTP_PROXY },
	{ CURLE_PROXY, HTTP_PROXY },
	{ CURLE_OPERATION_TIMEDOUT, HTTP_TIMEOUT },
	{ CURLE_SSL_CONNECT_ERROR, HTTP_TLS },
	{ CURLE_SSL_CIPHER, HTTP_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, HTTP_CERT },
	{ CURLE_SSL_ISSUER_ERROR, HTTP_CERT },
	{ CURLE_SSL_INVALIDCERTSTATUS, HTTP_CERT },
	{ CURLE_SEND_ERROR, HTTP_RESET },
	{ CURLE_RECV_ERROR, HTTP_RESET },
	{ CURLE_GOT_NOTHING, HTTP_RESET },
	{ CURLE_PARTIAL_FILE, HTTP_GARBLED },
	{ CURLE_WEIRD_SERVER_REPLY, HTTP_GARBLED },
	{ CURLE_BAD_CONTENT_ENCODING, HTTP_GARBLED },
	{ CURLE_INTERFACE_FAILED, HTTP_NO_ROUTE },
};

static const char *
variable(const char *lower, const char *upper)
{
	const char *value = getenv(lower);

	if (!value || !value[0])
		value = upper ? getenv(upper) : NULL;
	return value && value[0] ? value : NULL;
}

/* libcurl looks at these, in this order. HTTP_PROXY is not one: a CGI program's client could set
 * it. */
static const char *
proxy_of(const struct http_call *call)
{
	const char *proxy =
	    call->tls ? variable("https_proxy", "HTTPS_PROXY") : variable("http_proxy", NULL);

	if (!call->may_use_proxy)
		return NULL;
	return proxy ? proxy : variable("all_proxy", "ALL_PROXY");
}

static int
port_of(const char *url)
{
	CURLU *parts = curl_url();
	char *port = NULL;
	int ret = 1080; /* libcurl's default for a proxy */

	if (parts &&
	    curl_url_set(parts, CURLUPART_URL, url,
		CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_PORT, &port, 0) == CURLUE_OK)
		ret = (int)strtol(port, NULL, 10);
	curl_free(port);
	curl_url_cleanup(parts);
	return ret;
}

/*
 * Whether the connection was one to a proxy. libcurl 7.88 does not tell: a
 * proxy must be set, and the address tried must have its port, which is told
 * from the server's own by the port or by there being no exceptions.
 */
static bool
at_proxy(const struct http_call *call)
{
	const char *proxy = proxy_of(call), *own_port = strrchr(call->host, ':');

	if (!proxy)
		return false;
	if (!call->peer[0])
		return true; /* not even an address was found in it */
	if (call->port != port_of(proxy))
		return false;
	return !own_port || call->port != (int)strtol(own_port + 1, NULL, 10) ||
	    !variable("no_proxy", "NO_PROXY");
}

static bool
is_local(int os_errno)
{
	switch (os_errno) {
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOBUFS:
	case EACCES:
	case EPERM:
		return true;
	default:
		return false;
	}
}

static enum http_failure
of_connect(const struct http_call *call, int os_errno)
{
	if (is_local(os_errno))
		return HTTP_LOCAL;
	if (at_proxy(call))
		return HTTP_PROXY;
	switch (os_errno) {
	case ECONNREFUSED:
		return HTTP_REFUSED;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case ENETDOWN:
	case EHOSTDOWN:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
		return HTTP_NO_ROUTE;
	case ETIMEDOUT:
		return HTTP_TIMEOUT;
	default:
		return HTTP_CONNECT;
	}
}

/* What libcurl says with a code that stands for something else as well. */
static bool
of_words(const struct http_call *call, CURLcode code, enum http_failure *ret)
{
	static const struct {
		CURLcode code;
		const char *words;
		enum http_failure failure;
	} list[] = {
		/* A header line without end uses up the memory that libcurl allows itself. */
		{ CURLE_OUT_OF_MEMORY, "", HTTP_TOO_LARGE },
		{ CURLE_UNSUPPORTED_PROTOCOL, "", HTTP_GARBLED }, /* HTTP/0.9, or 7 */
		{ CURLE_RECV_ERROR, "chunked-encoding", HTTP_GARBLED },
		{ CURLE_COULDNT_RESOLVE_HOST, "thread failed to start", HTTP_LOCAL },
	};

	for (size_t i = 0; i < COUNT(list); i++)
		if (list[i].code == code && strstr(call->says, list[i].words)) {
			*ret = list[i].failure;
			return true;
		}
	return false;
}

static enum http_failure
of_code(const struct http_call *call, CURLcode code, int os_errno)
{
	enum http_failure failure = HTTP_LOCAL;

	if (call->body_too_large || call->head_too_large || (int)code == TOO_LARGE)
		return HTTP_TOO_LARGE;
	if (code == CURLE_COULDNT_CONNECT)
		return of_connect(call, os_errno);
	if (of_words(call, code, &failure))
		return failure;
	for (size_t i = 0; i < COUNT(failures); i++)
		if (failures[i].code == code)
			failure = failures[i].failure;
	/* No address yet: it is our own resolver that says nothing. */
	if (failure == HTTP_TIMEOUT && !call->peer[0])
		return at_proxy(call) ? HTTP_PROXY : HTTP_RESOLVE;
	if (failure == HTTP_RESET && !call->rsp.sent && at_proxy(call))
		return HTTP_PROXY;
	return failure;
}

/* libcurl's words, without what could forge a line in a log. */
static const char *
said(struct http_call *call, CURLcode code)
{
	for (char *c = call->says; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	return call->says[0] ? call->says : curl_easy_strerror(code);
}

static void why(struct http_call *call, const char *fmt, ...) printf_like(2, 3);

static void
why(struct http_call *call, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(call->rsp.why, sizeof(call->rsp.why), fmt, ap);
	va_end(ap);
}

static void
say_unresolved(struct http_call *call, CURLcode code)
{
	if (code == CURLE_OPERATION_TIMEDOUT)
		why(call, "the name %s was not resolved within %lld ms", call->host,
		    (long long)call->rsp.took);
	else
		why(call, "the name %s could not be resolved", call->host);
}

static void
say_timeout(struct http_call *call)
{
	long long msec = call->rsp.took;
	long own_port = 0; /* CURLINFO_CONNECT_TIME is only set when TLS is done, too */

	curl_easy_getinfo(call->easy, CURLINFO_LOCAL_PORT, &own_port);
	if (!call->rsp.sent && own_port == 0)
		why(call, "no connection to %s within %lld ms", call->peer, msec);
	else if (!call->rsp.sent)
		why(call, "no TLS session with %s within %lld ms", call->peer, msec);
	else
		why(call, "no whole answer from %s within %lld ms", call->peer, msec);
}

static void
say_too_large(struct http_call *call)
{
	if (call->body_too_large)
		why(call, "the answer of %s has more than %zu bytes", call->peer, call->body_most);
	else
		why(call, "the headers of the answer of %s are too large", call->peer);
}

static void
say_proxy(struct http_call *call, CURLcode code, int os_errno)
{
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	if (status > 0)
		why(call, "the proxy %s answered %ld to CONNECT %s", call->peer, status,
		    call->host);
	else if (code == CURLE_OPERATION_TIMEDOUT)
		why(call, "the name of the proxy, or %s, was not resolved within %lld ms",
		    call->host, (long long)call->rsp.took);
	else if (!call->peer[0])
		why(call,
		    "the proxy that the environment names cannot be used; check https_proxy, "
		    "http_proxy, all_proxy");
	else if (os_errno == ECONNREFUSED)
		why(call, "connection to the proxy %s refused", call->peer);
	else
		why(call, "the proxy %s: %s", call->peer,
		    os_errno ? strerror(os_errno) : "the connection ended early");
}

static void
say_local(struct http_call *call, CURLcode code, int os_errno)
{
	if (code == CURLE_SSL_CACERT_BADFILE)
		why(call,
		    "the CA file %s cannot be read, or holds no certificate; give a PEM file that can "
		    "(ca_file, or AWS_CA_BUNDLE)",
		    call->ca_file ? call->ca_file : "of the system");
	else if (code == CURLE_COULDNT_CONNECT)
		why(call, "no socket for a connection to %s: %s", call->host, strerror(os_errno));
	else
		why(call, "the request to %s could not be made: %s", call->host, said(call, code));
}

static void
say_reset(struct http_call *call, CURLcode code, int os_errno)
{
	if (code == CURLE_GOT_NOTHING)
		why(call, "%s closed the connection without an answer", call->peer);
	else
		why(call, "connection to %s lost: %s", call->peer,
		    os_errno ? strerror(os_errno) : said(call, code));
}

static void
say(struct http_call *call, CURLcode code, int os_errno)
{
	switch (call->rsp.failure) {
	case HTTP_ANSWERED:
		break;
	case HTTP_RESOLVE:
		say_unresolved(call, code);
		break;
	case HTTP_REFUSED:
		why(call, "connection to %s refused", call->peer);
		break;
	case HTTP_NO_ROUTE:
	case HTTP_CONNECT:
		why(call, "connection to %s failed: %s", call->peer,
		    os_errno ? strerror(os_errno) : curl_easy_strerror(code));
		break;
	case HTTP_TIMEOUT:
		say_timeout(call);
		break;
	case HTTP_TLS:
		why(call, "no TLS session with %s: %s", call->peer, said(call, code));
		break;
	case HTTP_CERT:
		why(call, "certificate of %s refused: %s", call->peer, said(call, code));
		break;
	case HTTP_RESET:
		say_reset(call, code, os_errno);
		break;
	case HTTP_GARBLED:
		why(call, "garbled answer of %s: %s", call->peer, said(call, code));
		break;
	case HTTP_TOO_LARGE:
		say_too_large(call);
		break;
	case HTTP_PROXY:
		say_proxy(call, code, os_errno);
		break;
	case HTTP_LOCAL:
		say_local(call, code, os_errno);
		break;
	}
}

void
http_fault(struct http_call *call, CURLcode code)
{
	long os_errno = call->os_errno;
	long connect = 0;

	if (os_errno == 0)
		curl_easy_getinfo(call->easy, CURLINFO_OS_ERRNO, &os_errno);
	curl_easy_getinfo(call->easy, CURLINFO_HTTP_CONNECTCODE, &connect);
	call->rsp.failure = of_code(call, code, (int)os_errno);
	/* The proxy's refusal comes as a receive error. */
	if (call->rsp.failure == HTTP_RESET && !call->rsp.sent && connect >= 300)
		call->rsp.failure = HTTP_PROXY;
	say(call, code, (int)os_errno);
}
