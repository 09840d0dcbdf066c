/* SPDX-License-Identifier: MIT */
/* Answers: JSON, and problems as RFC 9457 writes them. */
#include <stdlib.h>

#include "request.h"
#include "view.h"

static void
send_json(struct exchange *exchange, int status, const char *type, json_t *json)
{
	char *text = json ? json_dumps(json, JSON_INDENT(2) | JSON_PRESERVE_ORDER) : NULL;
	autofree(buf_done) struct buf body = { 0 };

	json_decref(json);
	buf_puts(&body,
	    text ? text : "{\"code\": \"internal\", \"detail\": \"the answer is not valid text\"}");
	buf_putc(&body, '\n');
	server_reply(exchange, text ? status : 500, text ? type : "application/problem+json",
	    &body);
	free(text); /* jansson's own */
}

void
reply_json(struct exchange *exchange, int status, json_t *json)
{
	send_json(exchange, status, "application/json", json);
}

static const char *
title(int status)
{
	static const struct {
		int status;
		const char *title;
	} titles[] = {
		{ 400, "Bad request" },
		{ 403, "Not permitted" },
		{ 404, "Not found" },
		{ 405, "Method not allowed" },
		{ 409, "Conflict" },
		{ 412, "Refused by a guard" },
		{ 422, "The configuration is wrong" },
		{ 503, "Not available" },
	};

	for (size_t i = 0; i < COUNT(titles); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "Failed";
}

void
reply_problem(struct exchange *exchange, const struct problem *problem)
{
	json_t *json = json_pack("{s:s, s:i, s:s, s:o}", "title", title(problem->status), "status",
	    problem->status, "code", problem->code, "detail", view_text(problem->detail));

	if (problem->remedy)
		json_object_set_new(json, "remedy", view_text(problem->remedy));
	if (problem->more)
		json_object_update(json, problem->more);
	json_decref(problem->more);
	send_json(exchange, problem->status, "application/problem+json", json);
}
