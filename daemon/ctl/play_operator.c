/* SPDX-License-Identifier: MIT */
#include "play_operator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGE_MOST (15 * MSEC_MINUTE) /* so long a change that is under way holds back */

/* ---- pauses ---- */

static void
pause(struct play_team *team, msec_t length, const char *reason)
{
	for (size_t i = 0; i < team->n; i++) {
		struct engine *engine = &team->watches[i].engine;
		struct pause *pause = &engine->memory.pause;

		if (length > MSEC_DAY)
			length = MSEC_DAY;
		*pause = (struct pause){ .on = true,
			.until = play_watch_now(&team->watches[i], team->now).wall + length };
		snprintf(pause->owner, sizeof(pause->owner), "an operator");
		snprintf(pause->reason, sizeof(pause->reason), "%s", reason);
		engine_restart_holds(engine);
	}
}

static void
resume(struct play_team *team)
{
	for (size_t i = 0; i < team->n; i++) {
		struct engine *engine = &team->watches[i].engine;

		if (engine->memory.pause.on)
			engine_resume(engine);
	}
}

/* ---- processes ---- */

/* By an observer's name, or "d2": the second of those that may act, who does so when the first does
 * not. */
static struct play_watch *
instance(struct play_team *team, const char *name)
{
	size_t i = play_scene_observer(team->scene, name, strlen(name));
	long nth = name[0] == 'd' ? strtol(name + 1, NULL, 10) : 0;

	if (i < team->n)
		return &team->watches[i];
	for (i = 0; i < team->n; i++)
		if (team->scene->observers[i].place != team->scene->active && --nth == 0)
			return &team->watches[i];
	return NULL;
}

static void
process(struct play_team *team, const struct play_event *event)
{
	struct play_watch *watch = instance(team, event->who);

	if (!watch)
		return;
	switch (event->what) {
	case PLAY_CLOCK_STEP:
		watch->wall_offset += (msec_t)(event->seconds * 1000);
		break;
	case PLAY_KILL:
	case PLAY_START:
		watch->killed = event->what == PLAY_KILL;
		break;
	case PLAY_STOP:
	case PLAY_CONTINUE:
		watch->stopped = event->what == PLAY_STOP;
		break;
	default:
		break;
	}
}

/* ---- what they find where they run ---- */

#define PREFLIGHT_MOST (30 * MSEC_MINUTE)

static void
prove(struct play_team *team, enum trit good)
{
	team->preflight = (struct preflight){ good, team->now.boot, "a call was refused" };
	for (size_t i = 0; i < team->n; i++)
		if (team->watches[i].app.limits.preflight == 0)
			team->watches[i].app.limits.preflight = PREFLIGHT_MOST;
}

static void
find(struct play_team *team, const struct play_event *event)
{
	struct play_watch *watch = instance(team, event->who);

	switch (event->what) {
	case PLAY_KILL_SWITCH:
		team->kill_switch = event->is;
		break;
	case PLAY_LEDGER:
		team->ledger = event->is == TRIT_YES;
		break;
	case PLAY_PREFLIGHT:
		prove(team, event->is);
		break;
	case PLAY_READINESS:
		team->readiness = (struct readiness){
			.asked = true, .good = event->is, .text = "as the scenario says"
		};
		break;
	case PLAY_CONFIG:
		snprintf(watch->engine.config, sizeof(watch->engine.config), "%s",
		    event->is == TRIT_YES ? team->config->digest : "0123456789abcdef");
		break;
	case PLAY_PLACE:
		watch->place = event->to;
		break;
	default:
		process(team, event);
	}
}

void
play_operator_events(struct play_team *team, const struct play_line *line)
{
	for (size_t i = 0; i < line->n_events; i++) {
		const struct play_event *event = &line->events[i];
		double left = event->until - (double)line->t;

		switch (event->what) {
		case PLAY_PAUSE:
			pause(team, event->until > 0 ? (msec_t)(event->until * 1000) : MSEC_DAY,
			    "paused");
			break;
		case PLAY_MAINTENANCE:
			pause(team, left > 0 ? (msec_t)(left * 1000) : MSEC_HOUR, "maintenance");
			break;
		case PLAY_CHANGE:
			pause(team, CHANGE_MOST, "a change is under way");
			break;
		case PLAY_RESUME:
		case PLAY_MAINTENANCE_END:
		case PLAY_CHANGE_END:
			resume(team);
			break;
		case PLAY_SWITCH:
			/* The database's part of it comes with the signals. */
			if (!event->database_only && event->to != REGION_NONE)
				team->traffic = event->to;
			break;
		default:
			find(team, event);
		}
	}
}

/* ---- commands ---- */

static bool
is(const struct play_event *event, const char *action)
{
	return strcmp(event->action, action) == 0;
}

static void
refuse(struct play_team *team, const struct play_event *event, const struct decision *decision)
{
	char text[512];
	size_t len = (size_t)snprintf(text, sizeof(text), "%s", decision->why);
	struct play_action action = {
		.t = team->t, .what = "refuse", .subject = event->action, .text = text
	};

	for (size_t i = 0; i < GUARD_COUNT && len < sizeof(text); i++) {
		const struct guard *guard = &decision->guards[i];

		if (guard->applies && !guard->overridden && guard->value != TRIT_YES)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "; %s %s: %s",
			    guard->code, guard->name, guard->text);
	}
	team->say(&action, team->arg);
}

static void
command(struct play_team *team, const struct play_event *event, size_t by)
{
	struct play_watch *watch = &team->watches[by];
	struct proposal wanted = { .kind = MOVE_SWITCHOVER,
		.from = watch->engine.memory.active,
		.to = event->to,
		.force = event->accept_loss,
		.actor = "an operator" };
	struct decision decision;

	if (is(event, "failback") && wanted.to == REGION_NONE)
		wanted.to = watch->app.home;
	if (wanted.to == REGION_NONE)
		wanted.to = engine_target(&watch->engine, team->now.boot);
	if (is(event, "failover"))
		wanted.kind = MOVE_FAILOVER;
	else if (wanted.to == watch->app.home)
		wanted.kind = MOVE_FAILBACK;
	engine_command(&watch->engine, &wanted, &decision, play_watch_now(watch, team->now));
	if (decision.verb == DECIDE_MOVE && !team->move.active)
		play_team_move(team, by, &decision);
	else
		refuse(team, event, &decision);
}

static void
ack(struct play_team *team)
{
	for (size_t i = 0; i < team->n; i++)
		engine_ack(&team->watches[i].engine, "seen to",
		    play_watch_now(&team->watches[i], team->now));
}

/* To what whoever may act asks; the others go by what it does. */
static void
consent(struct play_team *team, size_t by)
{
	struct play_watch *watch = &team->watches[by];
	struct play_action action = { .t = team->t, .what = "refuse", .subject = "approve" };
	struct error err = { "no decision waits" };
	const char *hash = watch->engine.memory.approval.hash;

	if (!hash[0] && play_run_approve(team))
		return;
	if (hash[0] &&
	    engine_approve(&watch->engine, hash, "an operator", play_watch_now(watch, team->now),
		&err))
		return;
	action.text = err.text;
	team->say(&action, team->arg);
}

void
play_operator_commands(struct play_team *team, const struct play_line *line)
{
	size_t by = team->lease.holder < team->n ? team->lease.holder : 0;

	for (size_t i = 0; i < line->n_events; i++) {
		const struct play_event *event = &line->events[i];

		if (event->what == PLAY_REQUEST || event->what == PLAY_APPROVE)
			command(team, event, by);
		else if (event->what == PLAY_ACK)
			ack(team);
		else if (event->what == PLAY_CONSENT)
			consent(team, by);
	}
}
