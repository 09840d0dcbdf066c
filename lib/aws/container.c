/* SPDX-License-Identifier: MIT */
#include "aws/container.h"

#include <string.h>

#include "base/alloc.h"

#define RELATIVE   "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL       "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define TOKEN      "AWS_CONTAINER_AUTHORIZATION_TOKEN"
#define TOKEN_FILE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

#define ECS       "http://169.254.170.2"
#define TIMEOUT   (2 * MSEC_SECOND)
#define BODY_MOST ((size_t)64 * 1024)

static const char *
get(const char *(*env)(const char *), const char *name)
{
	const char *value = env(name);

	return value && *value ? value : NULL;
}

const char *
container_token_file(const char *(*env)(const char *))
{
	return get(env, TOKEN_FILE);
}

/* Of ECS, of EKS, and this host itself: 127.0.0.0/8, ::1, localhost. */
static bool
is_near(const char *host, size_t len)
{
	static const char *const near[] = { "localhost", "[::1]", "169.254.170.2", "169.254.170.23",
		"[fd00:ec2::23]" };

	for (size_t i = 0; i < COUNT(near); i++)
		if (len == strlen(near[i]) && strncmp(host, near[i], len) == 0)
			return true;
	return len > 4 && strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == len;
}

/* How long the host's name is, up to its port. */
static size_t
host_len(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : NULL;

	return end ? (size_t)(end + 1 - host) : strcspn(host, ":/?#");
}

static bool
is_host(const char *host)
{
	size_t len = host_len(host);

	return len > 0 && (host[len] == '\0' || strchr(":/?#", host[len]));
}

static bool
is_clean(const char *url)
{
	for (; *url; url++)
		if (*url <= ' ' || *url > '~' || *url == '@' || *url == '\\')
			return false;
	return true;
}

static bool
check_full(const char *url, struct error *err)
{
	const char *host = strstr(url, "://");
	bool is_secure = strncmp(url, "https://", 8) == 0;

	if ((!is_secure && strncmp(url, "http://", 7) != 0) || !is_host(host + 3) || !is_clean(url))
		return error_set(err, FULL " is not an http or https URL without a user");
	host += 3;
	if (!is_secure && !is_near(host, host_len(host)))
		return error_set(err,
		    FULL " leads to another host over plain HTTP: write https, or one of "
			 "127.0.0.0/8, [::1], localhost, 169.254.170.2, 169.254.170.23, "
			 "[fd00:ec2::23]");
	return true;
}

static bool
set_url(const char *(*env)(const char *), struct http_request *ret, struct error *err)
{
	const char *relative = get(env, RELATIVE), *full = get(env, FULL);

	if (relative && (*relative != '/' || !is_clean(relative)))
		return error_set(err, RELATIVE " is not a path that begins with /");
	if (!relative && !full)
		return error_set(err,
		    "neither " RELATIVE " nor " FULL
		    " is set: run it as a task of ECS or a pod of EKS, or choose "
		    "another source of credentials");
	if (!relative && !check_full(full, err))
		return false;
	ret->url = relative ? xasprintf(ECS "%s", relative) : xstrdup(full);
	return true;
}

static bool
set_token(const char *(*env)(const char *), const char *token, struct http_request *ret,
    struct error *err)
{
	const char *text = token ? token : get(env, TOKEN);
	size_t len = text ? strlen(text) : 0;
	char *value;

	/* A file written by hand ends with a line's end. */
	if (token && len > 0 && text[len - 1] == '\n')
		len--;
	if (len == 0)
		return !token || error_set(err, "the file that " TOKEN_FILE " names is empty");
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return error_set(err,
			    "%s holds a line's end, or a character that is not ASCII",
			    token ? "the file that " TOKEN_FILE " names" : TOKEN);
	value = xstrndup(text, len);
	http_header_add(&ret->headers, "Authorization", value);
	xfree_secret(value);
	return true;
}

bool
container_request(const char *(*env)(const char *), const char *token, struct http_request *ret,
    struct error *err)
{
	struct http_request req = {
		.method = "GET",
		.timeout = TIMEOUT,
		.body_most = BODY_MOST,
		.no_proxy = true,
	};

	if (!set_url(env, &req, err) || !set_token(env, token, &req, err)) {
		http_request_done(&req);
		return false;
	}
	*ret = req;
	return true;
}
