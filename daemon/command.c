/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "daemon.h"
#include "ledger.h"
#include "log.h"
#include "op.h"
#include "tell.h"

#define PAUSE_MOST (24 * MSEC_HOUR)

static void say(struct reply *ret, enum command_result result, const char *fmt, ...)
    printf_like(3, 4);

static void
say(struct reply *ret, enum command_result result, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ret->message, sizeof(ret->message), fmt, ap);
	va_end(ap);
	ret->result = result;
}

static bool
region_of(const struct application *application, const char *name, size_t fallback, size_t *ret,
    struct reply *reply)
{
	const struct app *app = application->app;
	size_t len = 0;

	*ret = name ? app_region(app, name) : fallback;
	if (*ret != REGION_NONE)
		return true;
	say(reply, COMMAND_INVALID, "%s has no Region %s; it has", app->name,
	    name ? name : "to move to");
	for (size_t r = 0; r < app->n_regions; r++) {
		len = strlen(reply->message);
		snprintf(reply->message + len, sizeof(reply->message) - len, " %s",
		    app->regions[r].name);
	}
	return false;
}

/* A planned move to home is a failback, whatever it was called. */
static enum move_kind
kind_of(const struct application *application, const struct command *command, size_t to)
{
	if (command->verb == COMMAND_FAILOVER)
		return MOVE_FAILOVER;
	return to == application->app->home ? MOVE_FAILBACK : MOVE_SWITCHOVER;
}

static void
note(struct application *application, const struct command *command, const char *what)
{
	autofree(xfree) char *body = ledger_text(json_pack("{s:s, s:o, s:o, s:s*, s:s*}", "command",
	    what, "actor", ledger_words(command->actor), "reason", ledger_words(command->reason),
	    "plan", command->plan, "digest", command->digest));

	daemon_note(application, "command", "", body, NULL, NULL);
}

/* For what has no event of its own. */
static void
tell_command(struct application *application, const struct command *command, const char *what)
{
	struct log_about about = tell_about(application);

	about.actor = command->actor;
	about.reason = command->reason;
	log_event(COMMAND, &about, "%s commands %s: %s", command->actor, what, command->reason);
}

static void
refuse(struct application *application, const struct command *command, enum move_kind kind,
    struct reply *ret)
{
	struct log_about about = tell_about(application);
	char codes[GUARD_COUNT * 5] = "", names[512] = "";
	size_t n = 0, len = 0;

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *g = &ret->decision.guards[i];

		if (!g->applies || g->overridden || g->value == TRIT_YES)
			continue;
		n += (size_t)snprintf(codes + n, sizeof(codes) - n, " %s", g->code);
		if (len < sizeof(names))
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s %s: %s",
			    len > 0 ? "; " : "", g->code, g->name, g->text);
	}
	if (n == 0)
		say(ret, COMMAND_INVALID, "%s", ret->decision.why);
	else
		say(ret, COMMAND_REFUSED, "%s is held back by%s", move_name(kind), codes);
	about.actor = command->actor;
	if (!command->dry_run)
		log_event(COMMAND_REFUSED, &about,
		    "%s of %s was refused: %s; failoverctl explain says what would clear it",
		    move_name(kind), command->actor, n == 0 ? ret->message : names);
}

static void
move(struct application *application, const struct command *command, struct reply *ret)
{
	struct engine *engine = &application->engine;
	struct now now = loop_now(application->daemon->loop);
	bool back = command->verb == COMMAND_FAILBACK;
	enum move_kind kind;
	size_t from, to;
	char what[96];

	if (application->op) {
		snprintf(ret->run, sizeof(ret->run), "%s", application->last_run);
		say(ret, COMMAND_BUSY, "run %s is active", ret->run);
		return;
	}
	if (!region_of(application, command->from, engine->memory.active, &from, ret) ||
	    !region_of(application, command->to,
		back ? application->app->home : engine_target(engine, now.boot), &to, ret))
		return;
	kind = kind_of(application, command, to);
	engine_command(engine,
	    &(struct proposal){ .kind = kind,
		.from = from,
		.to = to,
		.force = command->force,
		.actor = command->actor },
	    &ret->decision, now);
	if (ret->decision.verb != DECIDE_MOVE) {
		refuse(application, command, kind, ret);
		return;
	}
	if (command->dry_run) {
		say(ret, COMMAND_DONE, "a %s from %s to %s would begin", move_name(kind),
		    application->app->regions[from].name, application->app->regions[to].name);
		return;
	}
	note(application, command, move_name(kind));
	snprintf(what, sizeof(what), "a %s to %s", move_name(kind),
	    application->app->regions[to].name);
	tell_command(application, command, what);
	application_move(application, &ret->decision, command->reason, now);
	snprintf(ret->run, sizeof(ret->run), "%s", application->last_run);
	say(ret, COMMAND_STARTED, "%s is running: %s from %s to %s", ret->run, move_name(kind),
	    application->app->regions[from].name, application->app->regions[to].name);
}

static void
pause(struct application *application, const struct command *command, struct reply *ret)
{
	struct pause *pause = &application->engine.memory.pause;
	struct now now = loop_now(application->daemon->loop);
	struct log_about about = tell_about(application);
	char length[DURATION_TEXT];

	if (command->pause_for <= 0 || command->pause_for > PAUSE_MOST) {
		say(ret, COMMAND_INVALID, "a pause lasts from 1s to 24h; pause again to go on");
		return;
	}
	*pause = (struct pause){ .on = true, .until = now.wall + command->pause_for };
	snprintf(pause->owner, sizeof(pause->owner), "%s", command->actor);
	snprintf(pause->reason, sizeof(pause->reason), "%s", command->reason);
	duration_text(command->pause_for, length);
	note(application, command, "pause");
	about.actor = command->actor;
	about.reason = command->reason;
	log_event(PAUSED, &about, "paused by %s for %s: %s", command->actor, length,
	    command->reason);
	engine_restart_holds(&application->engine);
	say(ret, COMMAND_DONE, "paused for %s; watching goes on, nothing is moved", length);
}

static void
resume(struct application *application, const struct command *command, struct reply *ret)
{
	struct log_about about = tell_about(application);

	if (!application->engine.memory.pause.on) {
		say(ret, COMMAND_DONE, "it was not paused");
		return;
	}
	engine_resume(&application->engine);
	note(application, command, "resume");
	about.actor = command->actor;
	log_event(RESUMED, &about, "resumed by %s; holds begin anew", command->actor);
	say(ret, COMMAND_DONE, "resumed; holds begin anew");
}

static void
ack(struct application *application, const struct command *command, struct reply *ret)
{
	size_t was = application->engine.memory.state;

	note(application, command, "ack");
	tell_command(application, command, "ack");
	engine_ack(&application->engine, command->reason, loop_now(application->daemon->loop));
	if (application->engine.memory.state != was)
		tell_state(application, "acknowledged; the world is looked at anew");
	say(ret, COMMAND_DONE, "acknowledged: cooldown and latch are ended%s",
	    application->engine.memory.state != was ? ", the state is observed anew" : "");
}

static bool
is_run(const struct application *application, const char *id)
{
	const struct run *run = application_run(application);

	return run && strcmp(run->move.run, id) == 0;
}

/* A run that waits in its midst. */
static void
approve_run(struct application *application, const struct command *command, struct reply *ret)
{
	struct error err;

	if (!op_approve(application->op, command->actor, &err)) {
		say(ret, COMMAND_INVALID, "%.250s", err.text);
		return;
	}
	note(application, command, "approve run");
	tell_command(application, command, "approve run");
	say(ret, COMMAND_DONE, "%s is approved and goes on", command->id);
}

/* Only the steps that are ours alone are known to leave the writer and traffic alone. */
static void
say_going_back(const struct run *run, struct reply *ret)
{
	size_t left = run_left(run, 0);
	bool sure = left == run->book->n_steps || run->book->steps[left].kind->back;

	say(ret, COMMAND_DONE, "%s goes back: %s is under way%s%.40s%s; failoverctl runs watch %s",
	    run->move.run, run_step(run)->name,
	    sure ? ", the writer and traffic were not moved" : ", and what ",
	    sure ? "" : run->book->steps[left].name, sure ? "" : " did stays for you to undo",
	    run->move.run);
}

/* Whether something is left to undo, the run says itself. */
static void
say_aborted(const struct run *run, struct reply *ret)
{
	if (run->status == RUN_RUNNING)
		say_going_back(run, ret);
	else if (run->status == RUN_FAILED)
		say(ret, COMMAND_DONE, "%s has stopped: %s", run->move.run, run->why.text);
	else
		say(ret, COMMAND_DONE, "%s is abandoned; the writer and traffic were not moved",
		    run->move.run);
}

static void
abort_run(struct application *application, const struct command *command, struct reply *ret)
{
	struct error err;

	if (!is_run(application, command->id))
		error_set(&err, "no run %.32s is under way; failoverctl runs list", command->id);
	else if (op_abort(application->op, command->actor, command->reason, &err)) {
		note(application, command, "abort run");
		tell_command(application, command, "abort run");
		say_aborted(op_run(application->op), ret);
		return;
	}
	say(ret, COMMAND_INVALID, "%.250s", err.text);
}

static void
approve(struct application *application, const struct command *command, struct reply *ret)
{
	struct error err;
	char what[32];

	if (is_run(application, command->id)) {
		approve_run(application, command, ret);
		return;
	}
	if (!engine_approve(&application->engine, command->id, command->actor,
		loop_now(application->daemon->loop), &err)) {
		say(ret, COMMAND_INVALID, "%.250s", err.text);
		return;
	}
	snprintf(what, sizeof(what), "approve %.*s", APPROVAL_ID,
	    application->engine.memory.approval.hash);
	note(application, command, what);
	tell_command(application, command, what);
	say(ret, COMMAND_DONE, "%.*s is approved; it begins as soon as all guards hold",
	    APPROVAL_ID, application->engine.memory.approval.hash);
}

void
command_do(struct application *application, const struct command *command, struct reply *ret)
{
	*ret = (struct reply){ 0 };
	switch (command->verb) {
	case COMMAND_FAILOVER:
	case COMMAND_SWITCHOVER:
	case COMMAND_FAILBACK:
		move(application, command, ret);
		return;
	case COMMAND_PAUSE:
		pause(application, command, ret);
		break;
	case COMMAND_RESUME:
		resume(application, command, ret);
		break;
	case COMMAND_ACK:
		ack(application, command, ret);
		break;
	case COMMAND_APPROVE:
		approve(application, command, ret);
		break;
	case COMMAND_ABORT:
		abort_run(application, command, ret);
		break;
	}
	daemon_remember(application);
	daemon_wake(application->daemon);
}
