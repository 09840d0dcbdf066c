/* SPDX-License-Identifier: MIT */
/* Decisions that were recorded: listed, shown whole, and marked by people. */
#include <string.h>

#include "base/alloc.h"
#include "body.h"
#include "ledger.h"
#include "log.h"
#include "query.h"
#include "tell.h"
#include "view.h"
#include "view_decision.h"

/* ---- to read ---- */

static const char *const verbs[] = { "move", "propose", "would-move", "blocked", "near-miss",
	"adopt", "drift", "mended" };

static bool
is_verb(const char *word, size_t len)
{
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strlen(verbs[i]) == len && strncmp(word, verbs[i], len) == 0)
			return true;
	return false;
}

/* Several may be asked for: "move,propose". */
static bool
verbs_known(struct request *request, const char *asked)
{
	for (const char *at = asked; *at; at += *at == ',') {
		size_t len = strcspn(at, ",");

		if (!is_verb(at, len)) {
			body_bad(request,
			    "write some of move, propose, would-move, blocked, near-miss, adopt, "
			    "drift, mended",
			    "\"%.*s\" is no kind of decision", (int)(len < 40 ? len : 40), at);
			return false;
		}
		at += len;
	}
	return true;
}

static json_t *
view_head(const json_t *row, const struct query *query)
{
	/* A version before this one wrote less. */
	if (!json_object_get(row, "record") && !json_is_object(json_object_get(row, "head")))
		return NULL;
	return view_decision_head(row);
}

static bool
answer_list(struct query *query)
{
	reply_json(query->exchange, 200, json_pack("{s:O}", "decisions", query->found));
	return true;
}

void
read_decisions(struct request *request)
{
	const char *app = exchange_query(request->exchange, "app");
	const char *kinds = exchange_query(request->exchange, "kind");
	struct store_decisions which = { app ? app : "", kinds ? kinds : "", query_limit(request) };

	if (verbs_known(request, which.verbs) && query_possible(request))
		store_list_decisions(request->daemon->store, &which, query_row, query_done,
		    query_new(request, view_head, answer_list));
}

static json_t *
view_whole(const json_t *row, const struct query *query)
{
	return view_decision_whole(row);
}

static bool
answer_whole(struct query *query)
{
	return query_answer_one(query, &query_no_decision);
}

static void
find(struct request *request, struct query *query)
{
	store_find_decision(request->daemon->store, view_decision_number(request->capture),
	    query_row, query_done, query);
}

void
read_decision(struct request *request)
{
	if (query_possible(request))
		find(request, query_new(request, view_whole, answer_whole));
}

/* ---- to mark ---- */

static void
on_marked(bool durable, const struct error *err, void *arg)
{
	struct query *query = arg;
	const char *verdict = json_string_value(json_object_get(query->body, "verdict"));
	bool real = strcmp(verdict, "real") == 0;

	if (durable)
		reply_json(query->exchange, 200,
		    json_pack("{s:o, s:s, s:O}", "message",
			json_sprintf("%s is marked as %s", query->id,
			    real ? "real" : "a false alarm"),
			"id", query->id, "mark", query->body));
	else
		query_failed(query, err);
	query_free(query);
}

/* The ledger has no place for marks of what it does not know. */
static bool
answer_mark(struct query *query)
{
	const json_t *head = json_array_get(query->found, 0);
	const char *name = json_string_value(json_object_get(head, "application"));
	struct application *application =
	    name ? daemon_application(query->api->daemon, name) : NULL;
	autofree(xfree) char *text = NULL;
	struct log_about about;

	if (!application) {
		reply_problem(query->exchange,
		    head ? &(struct problem){ 409, "no-such-application",
			       "its application is not in the configuration any more",
			       "describe it again, then failoverctl reload" }
			 : &query_no_decision);
		return true;
	}
	about = tell_about(application);
	about.decision = query->id;
	about.actor = query->person.name;
	about.reason = json_string_value(json_object_get(query->body, "reason"));
	log_event(COMMAND, &about, "%s marks %s as %s: %s", about.actor, query->id,
	    json_string_value(json_object_get(query->body, "verdict")), about.reason);
	text = ledger_text(json_incref(query->body));
	daemon_note(application, "mark", query->id, text, on_marked, query);
	return false;
}

static bool
verdict_member(struct request *request, const json_t *body, const char **ret)
{
	if (!body_text(request, body, "verdict", ret))
		return false;
	if (*ret && (strcmp(*ret, "real") == 0 || strcmp(*ret, "false-alarm") == 0))
		return true;
	body_bad(request, "write \"real\" or \"false-alarm\"",
	    "\"verdict\" must be \"real\" or \"false-alarm\"");
	return false;
}

void
command_mark(struct request *request)
{
	const char *verdict, *reason;
	struct query *query;
	json_t *body = body_read(request);

	if (!body)
		return;
	if (body_known(request, body, " verdict reason ") &&
	    verdict_member(request, body, &verdict) && body_reason(request, body, &reason) &&
	    query_possible(request)) {
		query = query_new(request, view_head, answer_mark);
		query->body = json_pack("{s:s, s:s, s:o}", "verdict", verdict, "reason", reason,
		    "actor", ledger_words(request->person.name));
		find(request, query);
	}
	json_decref(body);
}
