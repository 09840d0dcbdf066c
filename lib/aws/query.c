/* SPDX-License-Identifier: MIT */
#include "aws/query.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "aws/percent.h"
#include "base/alloc.h"

/* The deepest known answer has 6 levels. jansson itself goes down 2048, by recursion. */
#define DEPTH_MOST 32
#define SIZE_MOST  ((size_t)4 * 1024 * 1024)

static void
begin(struct call *ret, const char *service, const char *region, const char *action)
{
	*ret = (struct call){
		.kind = CALL_AWS,
		.service = service,
		.region = region,
		.http = { .method = "POST", .url = xstrdup("/") },
	};
	snprintf(ret->name, sizeof(ret->name), "%s:%s", service, action);
}

void
query_form(struct call *ret, const char *service, const char *region, const char *version,
    const char *action, ...)
{
	const char *name, *value;
	va_list ap;

	begin(ret, service, region, action);
	http_header_add(&ret->http.headers, "Content-Type",
	    "application/x-www-form-urlencoded; charset=utf-8");
	buf_printf(&ret->http.body, "Action=%s&Version=%s", action, version);
	va_start(ap, action);
	while ((name = va_arg(ap, const char *)) != NULL) {
		value = va_arg(ap, const char *);
		assert(value);
		buf_putc(&ret->http.body, '&');
		percent_encode(&ret->http.body, name, strlen(name), "");
		buf_putc(&ret->http.body, '=');
		percent_encode(&ret->http.body, value, strlen(value), "");
	}
	va_end(ap);
}

static int
add_json(const char *data, size_t len, void *arg)
{
	buf_add(arg, data, len);
	return 0;
}

void
query_json(struct call *ret, const char *service, const char *region, const char *target,
    const char *json_version, json_t *body)
{
	const char *dot = strrchr(target, '.');
	char type[40];

	assert(body);
	begin(ret, service, region, dot ? dot + 1 : target);
	snprintf(type, sizeof(type), "application/x-amz-json-%s", json_version);
	http_header_add(&ret->http.headers, "Content-Type", type);
	http_header_add(&ret->http.headers, "X-Amz-Target", target);
	/* Into our own memory, which is wiped: the body may hold a secret. */
	json_dump_callback(body, add_json, &ret->http.body, JSON_COMPACT);
	json_decref(body);
}

void
query_rest(struct call *ret, const char *service, const char *region, const char *action,
    const char *path, json_t *body)
{
	begin(ret, service, region, action);
	xfree(ret->http.url);
	ret->http.url = xstrdup(path);
	if (!body)
		return;
	http_header_add(&ret->http.headers, "Content-Type", "application/json");
	json_dump_callback(body, add_json, &ret->http.body, JSON_COMPACT);
	json_decref(body);
}

static bool
is_shallow(const char *text, size_t len)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < len && depth <= DEPTH_MOST; i++) {
		if (text[i] == '"')
			quoted = !quoted;
		else if (quoted)
			i += text[i] == '\\';
		else
			depth +=
			    (text[i] == '{' || text[i] == '[') - (text[i] == '}' || text[i] == ']');
	}
	return depth <= DEPTH_MOST;
}

json_t *
query_object(const char *text, size_t len)
{
	json_t *json;

	if (len > SIZE_MOST || !is_shallow(text, len))
		return NULL;
	json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(json))
		return json;
	json_decref(json);
	return NULL;
}

json_t *
query_answer(const struct answer *answer)
{
	const struct http_response *http = answer->http;

	if (!http || http->failure != HTTP_ANSWERED || http->status / 100 != 2)
		return NULL;
	return query_object(buf_text(&http->body), http->body.len);
}

const char *
query_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}
