/* SPDX-License-Identifier: MIT */
/* What operators may ask for but moves, from JSON; and what came of it, as JSON. */
#include "api_move.h"
#include "base/duration.h"
#include "body.h"
#include "started.h"

#define PAUSE_MOST MSEC_DAY

static bool
pause_member(struct request *request, const json_t *body, msec_t *ret)
{
	const char *text;

	if (!body_text(request, body, "for", &text))
		return false;
	if (text && duration_parse(text, ret) && *ret > 0 && *ret <= PAUSE_MOST)
		return true;
	body_bad(request, "write \"30m\" or \"2h\"",
	    "\"for\" must be a duration of at most 24h: a pause always has an end");
	return false;
}

static bool
id_member(struct request *request, const json_t *body, const char **ret)
{
	if (!body_text(request, body, "id", ret))
		return false;
	if (*ret)
		return true;
	body_bad(request, "failoverctl status names what waits", "\"id\" is missing");
	return false;
}

static void
simple(struct request *request, enum command_verb verb, const char *known)
{
	struct command command = { .verb = verb, .actor = request->person.name };
	struct reply reply = { 0 };
	json_t *body = body_read(request);

	if (!body)
		return;
	if (body_known(request, body, known) &&
	    (verb != COMMAND_PAUSE || pause_member(request, body, &command.pause_for)) &&
	    ((verb != COMMAND_APPROVE && verb != COMMAND_ABORT) ||
		id_member(request, body, &command.id)) &&
	    (verb == COMMAND_RESUME ? body_text(request, body, "reason", &command.reason)
				    : body_reason(request, body, &command.reason))) {
		if (!command.reason)
			command.reason = "no reason given";
		command_do(request->application, &command, &reply);
		api_move_reply(request, &command, &reply);
	}
	json_decref(body);
}

void
command_pause(struct request *request)
{
	simple(request, COMMAND_PAUSE, " for reason ");
}

void
command_resume(struct request *request)
{
	simple(request, COMMAND_RESUME, " reason ");
}

void
command_ack(struct request *request)
{
	simple(request, COMMAND_ACK, " reason ");
}

void
command_approve(struct request *request)
{
	simple(request, COMMAND_APPROVE, " id reason ");
}

void
command_abort(struct request *request)
{
	simple(request, COMMAND_ABORT, " id reason ");
}

void
command_reload(struct request *request)
{
	const struct application *busy = daemon_busy(request->daemon);
	autofree(buf_done) struct buf said = { 0 };
	struct error err = { "" };

	if (daemon_reload(request->daemon, &err)) {
		buf_puts(&said, "the new configuration is in force");
		started_tell(request->daemon->at_start, &request->daemon->config->settings, &said);
		reply_json(request->exchange, 200,
		    json_pack("{s:s, s:s}", "message", buf_text(&said), "config",
			request->daemon->config->digest));
	} else if (busy)
		reply_problem(request->exchange,
		    &(struct problem){ 409, "busy", err.text, "wait until the run has ended",
			json_pack("{s:s}", "run", busy->last_run) });
	else
		reply_problem(request->exchange,
		    &(struct problem){ 422, "config", err.text,
			"the old configuration stays in force; failoverctl config check" });
}
