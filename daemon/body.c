/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REASON_MOST 120

void
body_bad(struct request *request, const char *remedy, const char *fmt, ...)
{
	char detail[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	reply_problem(request->exchange, &(struct problem){ 400, "bad-request", detail, remedy });
}

json_t *
body_read(struct request *request)
{
	size_t len;
	const char *text = exchange_body(request->exchange, &len);
	json_error_t fault;
	json_t *body;

	if (len == 0)
		return json_object();
	body = json_loadb(text, len, JSON_REJECT_DUPLICATES, &fault);
	if (json_is_object(body))
		return body;
	if (body)
		body_bad(request, "send one JSON object", "the body is not an object");
	else
		body_bad(request, "send one JSON object", "line %d, column %d: %s", fault.line,
		    fault.column, fault.text);
	json_decref(body);
	return NULL;
}

bool
body_known(struct request *request, json_t *body, const char *known)
{
	const char *name;
	json_t *value;

	json_object_foreach(body, name, value)
	{
		char word[64];

		snprintf(word, sizeof(word), " %s ", name);
		if (!strstr(known, word)) {
			body_bad(request, "leave it out", "\"%s\" is not known here", name);
			return false;
		}
	}
	return true;
}

bool
body_text(struct request *request, const json_t *body, const char *name, const char **ret)
{
	const json_t *value = json_object_get(body, name);

	if (value && !json_is_string(value) && !json_is_null(value)) {
		body_bad(request, "write it as a text", "\"%s\" must be a text", name);
		return false;
	}
	*ret = json_string_value(value);
	return true;
}

bool
body_flag(struct request *request, const json_t *body, const char *name, bool *ret)
{
	const json_t *value = json_object_get(body, name);

	if (value && !json_is_boolean(value)) {
		body_bad(request, "write true or false", "\"%s\" must be true or false", name);
		return false;
	}
	*ret = json_is_true(value);
	return true;
}

bool
body_reason(struct request *request, const json_t *body, const char **ret)
{
	if (!body_text(request, body, "reason", ret))
		return false;
	if (*ret && strspn(*ret, " \t\n") < strlen(*ret) && strlen(*ret) <= REASON_MOST)
		return true;
	body_bad(request, "say why, in a few words: it goes into the ledger",
	    *ret && **ret ? "\"reason\" must be at most %d bytes long, and not blank"
			  : "\"reason\" is missing (at most %d bytes)",
	    REASON_MOST);
	return false;
}
