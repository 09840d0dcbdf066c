/* SPDX-License-Identifier: MIT */
#include "aws/imds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

#define ENDPOINT "AWS_EC2_METADATA_SERVICE_ENDPOINT"
#define MODE     "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
#define SECONDS  "AWS_METADATA_SERVICE_TIMEOUT"

#define TIMEOUT      MSEC_SECOND
#define SECONDS_MOST 60
#define BODY_MOST    ((size_t)64 * 1024)
#define TOKEN_TTL    "21600"

static const struct {
	const char *name, *path;
} asks[] = {
	[IMDS_TOKEN] = { "token", "/latest/api/token" },
	[IMDS_ROLE] = { "role", "/latest/meta-data/iam/security-credentials/" },
	[IMDS_CREDENTIALS] = { "credentials", "/latest/meta-data/iam/security-credentials/" },
	[IMDS_REGION] = { "Region", "/latest/meta-data/placement/region" },
};

/* What an answer that is not wanted means. */
static const struct {
	enum imds_ask ask;
	int status;
	const char *means;
} hints[] = {
	{ IMDS_TOKEN, 403, " (it is switched off for this instance: enable its HTTP endpoint)" },
	{ IMDS_ROLE, 404, " (the instance has no role: attach an instance profile)" },
	{ IMDS_CREDENTIALS, 404, " (the role was taken away: attach an instance profile)" },
};

static const char *
get(const char *(*env)(const char *), const char *name)
{
	const char *value = env(name);

	return value && *value ? value : NULL;
}

bool
imds_is_off(const char *(*env)(const char *))
{
	const char *off = get(env, "AWS_EC2_METADATA_DISABLED");

	return off && strcasecmp(off, "true") == 0;
}

/* NULL: err says what is wrong with the variables. */
static const char *
find_base(const char *(*env)(const char *), struct error *err)
{
	const char *own = get(env, ENDPOINT), *mode = get(env, MODE);

	if (own && strncmp(own, "http://", 7) != 0 && strncmp(own, "https://", 8) != 0)
		error_set(err, ENDPOINT " is not a URL: write http://HOST, or unset it");
	else if (mode && strcasecmp(mode, "ipv4") != 0 && strcasecmp(mode, "ipv6") != 0)
		error_set(err, MODE " is neither IPv4 nor IPv6");
	else if (own)
		return own;
	else
		return mode && strcasecmp(mode, "ipv6") == 0 ? "http://[fd00:ec2::254]"
							     : "http://169.254.169.254";
	return NULL;
}

static msec_t
find_timeout(const char *(*env)(const char *))
{
	const char *text = get(env, SECONDS);
	char *end;
	long seconds = text ? strtol(text, &end, 10) : 0;

	if (!text || *end || seconds < 1 || seconds > SECONDS_MOST)
		return TIMEOUT;
	return seconds * MSEC_SECOND;
}

bool
imds_request(const char *(*env)(const char *), enum imds_ask ask, const char *token,
    const char *role, struct http_request *ret, struct error *err)
{
	const char *base = find_base(env, err);
	size_t len;

	if (!base)
		return false;
	len = strlen(base);
	*ret = (struct http_request){
		.method = ask == IMDS_TOKEN ? "PUT" : "GET",
		.url = xasprintf("%.*s%s%s", (int)(len - (base[len - 1] == '/')), base,
		    asks[ask].path, ask == IMDS_CREDENTIALS ? role : ""),
		.timeout = find_timeout(env),
		.body_most = BODY_MOST,
		.no_proxy = true,
	};
	if (ask == IMDS_TOKEN)
		http_header_add(&ret->headers, "x-aws-ec2-metadata-token-ttl-seconds", TOKEN_TTL);
	else
		http_header_add(&ret->headers, "x-aws-ec2-metadata-token", token);
	return true;
}

static const char *
hint_of(enum imds_ask ask, const struct http_response *rsp)
{
	/* The answer with the token travels one hop only, unless the instance allows more. */
	if (ask == IMDS_TOKEN && rsp->failure == HTTP_TIMEOUT && rsp->sent)
		return " (in a container the instance's hop limit must be 2)";
	for (size_t i = 0; i < COUNT(hints); i++)
		if (hints[i].ask == ask && hints[i].status == rsp->status)
			return hints[i].means;
	return "";
}

bool
imds_answered(enum imds_ask ask, const struct http_response *rsp, struct error *err)
{
	if (rsp->failure == HTTP_ANSWERED && rsp->status == 200 && rsp->body.len > 0)
		return true;
	if (rsp->failure == HTTP_ANSWERED)
		error_set(err, "HTTP %d%s", rsp->status,
		    rsp->status == 200 ? " without a word" : "");
	else
		error_set(err, "%s", rsp->why[0] ? rsp->why : http_failure_name(rsp->failure));
	return error_wrap(err, "the instance metadata service gave no %s%s", asks[ask].name,
	    hint_of(ask, rsp));
}
