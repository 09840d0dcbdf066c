/* SPDX-License-Identifier: MIT */
#include "kinds/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "core/reason.h"

/* ---- who refused us? ---- */

/*
 * Signs of a firewall in front of the application. Those without a status are of a
 * firewall whatever the status says; the others are of servers that also have other
 * reasons for it, and count only when that status was not expected.
 */
static const struct {
	int status;
	const char *header, *value; /* value: a part of it; NULL: any */
	const char *body;           /* a part of the body; NULL: any */
	const char *who;
} walls[] = {
	{ 0, "x-amzn-waf-action", NULL, NULL, "AWS WAF" }, /* a captcha or a challenge */
	{ 0, "cf-mitigated", NULL, NULL, "Cloudflare" },
	{ 0, "server", "CloudFront", "Request blocked", "CloudFront's WAF" },
	{ 0, "x-iinfo", NULL, "Incapsula incident", "Imperva" },
	{ 403, "server", "CloudFront", "The request could not be satisfied", "CloudFront" },
	{ 403, "server", "awselb", NULL, "the load balancer or its WAF" },
	{ 403, "x-amzn-errortype", "ForbiddenException", NULL, "API Gateway or its WAF" },
	{ 403, "server", "AkamaiGHost", NULL, "Akamai" },
	{ 403, "server", "cloudflare", NULL, "Cloudflare" },
};

static bool
body_has(const struct http_response *rsp, const char *text)
{
	return rsp->body.len > 0 && memmem(rsp->body.data, rsp->body.len, text, strlen(text));
}

static const char *
wall(const struct expect *expect, const struct http_response *rsp)
{
	bool expected = status_in(&expect->status, rsp->status);

	for (size_t i = 0; i < COUNT(walls); i++) {
		const char *value = http_header(&rsp->headers, walls[i].header);
		bool fits = walls[i].status == 0 || (walls[i].status == rsp->status && !expected);

		if (fits && value && (!walls[i].value || strcasestr(value, walls[i].value)) &&
		    (!walls[i].body || body_has(rsp, walls[i].body)))
			return walls[i].who;
	}
	return NULL;
}

/* ---- the status ---- */

/* What to look at first, where the status alone does not say it. */
static const struct {
	int from, to;
	const char *text;
} hints[] = {
	{ 300, 399, ": a redirect; is the URL right?" },
	{ 401, 401, ": the prober is blocked, a login is asked for" },
	{ 403, 403, ": the prober is blocked" },
	{ 404, 404, ": not deployed there, or is the path wrong?" },
	{ 407, 407, ": a proxy wants a login" },
	{ 410, 410, ": not deployed there any more, or is the path wrong?" },
	{ 429, 429, ": the prober asks too often" },
};

/* Whoever says more than that an answer must be good knows what else there is. */
static bool
by_default(const struct status_set *set)
{
	return set->n == 1 && set->ranges[0].from == 200 && set->ranges[0].to == 299;
}

static void
append(char *ret, const char *text)
{
	size_t len = strlen(ret);

	snprintf(ret + len, DETAIL_TEXT - len, "%s", text);
}

static enum reason
judge_status(const struct expect *expect, const struct http_response *rsp, char *ret)
{
	const char *who = wall(expect, rsp);
	enum reason reason;

	if (who) {
		append(ret, ": the prober is blocked by ");
		append(ret, who);
		return REASON_BLOCKED;
	}
	if (status_in(&expect->status, rsp->status))
		return REASON_OK;
	for (size_t i = 0; i < COUNT(hints); i++)
		if (rsp->status >= hints[i].from && rsp->status <= hints[i].to)
			append(ret, hints[i].text);
	reason = reason_of_http_status(rsp->status);
	if (reason == REASON_OK) /* but not as good as it was meant to be */
		return REASON_OTHER;
	if ((reason == REASON_OTHER || reason == REASON_MISSING) && rsp->status >= 400 &&
	    !by_default(&expect->status))
		return REASON_STATUS;
	return reason;
}

/* ---- the body ---- */

/* One step of a dotted path: a member, or the index of an array. */
static const json_t *
step_into(const json_t *json, const char *name, size_t len)
{
	char key[128];

	if (len >= sizeof(key))
		return NULL;
	memcpy(key, name, len);
	key[len] = '\0';
	if (json_is_array(json) && len > 0 && strspn(key, "0123456789") == len)
		return json_array_get(json, strtoul(key, NULL, 10));
	return json_object_get(json, key);
}

/* A member whose own name has dots wins over a path. */
static const json_t *
find(const json_t *json, const char *path)
{
	const json_t *whole = json_object_get(json, path);

	while (!whole && json) {
		size_t len = strcspn(path, ".");

		json = step_into(json, path, len);
		if (!path[len])
			return json;
		path += len + 1;
	}
	return whole;
}

/* As a person would write it: texts bare, the rest as JSON. The caller frees it. */
static char *
text_of(const json_t *json)
{
	if (json_is_string(json))
		return xstrdup(json_string_value(json));
	return json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
}

static bool
member_right(const json_t *json, const char *path, const char *expected, char *ret)
{
	const json_t *member = find(json, path);
	char *text = member ? text_of(member) : NULL;
	bool right = text && strcmp(text, expected) == 0;
	char says[DETAIL_TEXT];

	if (text)
		snprintf(says, sizeof(says), ": member %.40s is \"%.30s\", expected \"%.30s\"",
		    path, text, expected);
	else
		snprintf(says, sizeof(says), ": member %.40s is missing, expected \"%.30s\"", path,
		    expected);
	if (!right)
		append(ret, says);
	free(text);
	return right;
}

static enum reason
judge_json(const struct expect *expect, const struct http_response *rsp, char *ret)
{
	json_t *json = json_loadb(buf_text(&rsp->body), rsp->body.len, 0, NULL);
	bool right = true;

	if (!json) {
		append(ret, ": the body is not JSON");
		return REASON_GARBLED;
	}
	for (size_t i = 0; i < expect->json.n && right; i++)
		right = member_right(json, expect->json.keys[i], expect->json.values[i], ret);
	json_decref(json);
	return right ? REASON_OK : REASON_BODY;
}

static enum reason
judge_body(const struct expect *expect, const struct http_response *rsp, char *ret)
{
	bool cut = rsp->failure == HTTP_TOO_LARGE;

	if (expect->contains && !body_has(rsp, expect->contains)) {
		append(ret,
		    cut ? ": the body is too large to be searched"
			: ": the body lacks the expected text");
		return cut ? REASON_TOO_LARGE : REASON_BODY;
	}
	if (expect->json.n > 0 && cut) {
		append(ret, ": the body is too large to be parsed");
		return REASON_TOO_LARGE;
	}
	return expect->json.n > 0 ? judge_json(expect, rsp, ret) : REASON_OK;
}

enum reason
expect_judge(const struct expect *expect, const struct http_response *rsp, char *ret)
{
	char took[DURATION_TEXT];
	enum reason reason;

	/* A body that is too long has a status all the same. */
	if (rsp->failure != HTTP_ANSWERED && (rsp->failure != HTTP_TOO_LARGE || rsp->status == 0)) {
		snprintf(ret, DETAIL_TEXT, "%.150s",
		    rsp->why[0] ? rsp->why : http_failure_name(rsp->failure));
		return reason_of_http(rsp);
	}
	snprintf(ret, DETAIL_TEXT, "HTTP %d in %s", rsp->status, duration_text(rsp->took, took));
	reason = judge_status(expect, rsp, ret);
	return reason == REASON_OK ? judge_body(expect, rsp, ret) : reason;
}
