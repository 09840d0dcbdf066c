/* SPDX-License-Identifier: MIT */
/* failover, switchover, failback: weighed, and begun. */
#include "api_move.h"

#include <stdio.h>
#include <string.h>

#include "body.h"
#include "ledger.h"
#include "view.h"

/* The steps of the machine speak of {to}; those of a move that was named, of its Region. */
static json_t *
steps_of(const json_t *book, const struct app *app, const struct move *move)
{
	json_t *steps = json_deep_copy(json_object_get(book, "steps")), *step;
	size_t i;

	json_array_foreach(steps, i, step)
	{
		const char *claim = json_string_value(json_object_get(step, "claim"));
		char text[192];

		if (claim)
			json_object_set_new(step, "claim",
			    view_text(move_text(app, move, claim, text, sizeof(text))));
	}
	return steps;
}

/* With a move that was named: what was weighed, and what the runbook would do. */
static json_t *
weighed_json(struct request *request, const struct reply *reply)
{
	const struct app *app = request->application->app;
	const struct proposal *p = &reply->decision.proposal;
	json_t *machine = view_machine(request->application), *json;
	const json_t *books = json_object_get(machine, "runbooks"), *book;
	size_t i;

	json = json_pack("{s:b, s:o, s:o}", "dry_run", 1, "message", view_text(reply->message),
	    "decision", view_decision(request->application, &reply->decision, request->now));
	if (p->to != REGION_NONE)
		json_object_set_new(json, "confirm",
		    json_sprintf("%s %s", app->name, app->regions[p->to].name));
	json_array_foreach(books, i, book)
	{
		const char *name = json_string_value(json_object_get(book, "name"));
		const struct state_spec *state = &app->states[reply->decision.target_state];

		if (state->run && strcmp(name, state->run->name) == 0)
			json_object_set_new(json, "steps",
			    steps_of(book, app, &(struct move){ .from = p->from, .to = p->to }));
	}
	json_decref(machine);
	return json;
}

static void
reply_refused(struct request *request, const struct reply *reply)
{
	reply_problem(request->exchange,
	    &(struct problem){ 412, "refused", reply->message, "see \"guards\" for each remedy",
		json_pack("{s:o, s:o}", "guards",
		    ledger_guards(reply->decision.guards, request->now), "decision",
		    view_decision(request->application, &reply->decision, request->now)) });
}

void
api_move_reply(struct request *request, const struct command *command, const struct reply *reply)
{
	switch (reply->result) {
	case COMMAND_DONE:
	case COMMAND_STARTED:
	case COMMAND_REFUSED:
		if (command->dry_run)
			reply_json(request->exchange, 200, weighed_json(request, reply));
		else if (reply->result == COMMAND_REFUSED)
			reply_refused(request, reply);
		else if (reply->result == COMMAND_STARTED)
			reply_json(request->exchange, 202,
			    json_pack("{s:s, s:o}", "run", reply->run, "message",
				view_text(reply->message)));
		else
			reply_json(request->exchange, 200,
			    json_pack("{s:o}", "message", view_text(reply->message)));
		break;
	case COMMAND_INVALID:
		reply_problem(request->exchange,
		    &(struct problem){ 409, "invalid", reply->message, "failoverctl status" });
		break;
	case COMMAND_BUSY:
		reply_problem(request->exchange,
		    &(struct problem){ 409, "busy", reply->message, "wait until the run has ended",
			json_pack("{s:s}", "run", reply->run) });
		break;
	}
}

static const char *
target_of(const struct request *request, const struct command *command)
{
	const struct engine *engine = &request->application->engine;
	size_t to = command->verb == COMMAND_FAILBACK ? engine->app->home
						      : engine_target(engine, request->now.boot);

	if (command->to)
		return command->to;
	return to == REGION_NONE ? "" : engine->app->regions[to].name;
}

/* Compare and set: who names the Region to leave is told when it is not the one that serves. */
static bool
from_serves(struct request *request, const struct command *command)
{
	const struct engine *engine = &request->application->engine;
	const char *active = engine->app->regions[engine->memory.active].name;
	char detail[160];

	if (!command->from || strcmp(command->from, active) == 0)
		return true;
	snprintf(detail, sizeof(detail), "%.60s is not serving; %s is", command->from, active);
	reply_problem(request->exchange,
	    &(struct problem){ 409, "stale", detail, "look again: failoverctl status" });
	return false;
}

static bool
regions_exist(struct request *request, const struct command *command)
{
	const struct app *app = request->application->app;
	const char *const names[] = { command->from, command->to };

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i] && app_region(app, names[i]) == REGION_NONE) {
			body_bad(request, "failoverctl status lists them",
			    "\"%.60s\" is no Region of %s", names[i], app->name);
			return false;
		}
	return true;
}

bool
api_move_known(struct request *request, const struct command *command)
{
	return regions_exist(request, command) && from_serves(request, command);
}

bool
api_move_confirmed(struct request *request, const struct command *command, const char *confirm)
{
	char needed[160];

	if (command->dry_run)
		return true;
	snprintf(needed, sizeof(needed), "%s %s", request->application->app->name,
	    target_of(request, command));
	if (confirm && strcmp(confirm, needed) == 0)
		return true;
	body_bad(request, "write the application and the Region it goes to",
	    "\"confirm\" must be \"%s\"", needed);
	return false;
}

static void
move(struct request *request, enum command_verb verb)
{
	struct command command = { .verb = verb, .actor = request->person.name };
	struct reply reply = { 0 };
	const char *confirm = NULL;
	json_t *body = body_read(request);

	if (!body)
		return;
	if (body_known(request, body, " from to force dry_run confirm reason ") &&
	    body_text(request, body, "from", &command.from) &&
	    body_text(request, body, "to", &command.to) &&
	    body_text(request, body, "confirm", &confirm) &&
	    body_flag(request, body, "force", &command.force) &&
	    body_flag(request, body, "dry_run", &command.dry_run) &&
	    (command.dry_run ? body_text(request, body, "reason", &command.reason)
			     : body_reason(request, body, &command.reason)) &&
	    api_move_known(request, &command) && api_move_confirmed(request, &command, confirm)) {
		if (!command.reason)
			command.reason = "dry run";
		command_do(request->application, &command, &reply);
		api_move_reply(request, &command, &reply);
	}
	json_decref(body);
}

void
command_failover(struct request *request)
{
	move(request, COMMAND_FAILOVER);
}

void
command_switchover(struct request *request)
{
	move(request, COMMAND_SWITCHOVER);
}

void
command_failback(struct request *request)
{
	move(request, COMMAND_FAILBACK);
}
