/* SPDX-License-Identifier: MIT */
/*
 * A live drill: a switchover, a while, and a failback, by the same commands that a
 * person would give and under the same guards. What it waits for survives a restart;
 * what else moves the application ends it.
 */
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "catalog.h"
#include "daemon.h"
#include "drills_private.h"
#include "ledger.h"
#include "ledger_report.h"
#include "log.h"
#include "tell.h"

/* To go back, guards may have to be waited for; after so long a person sees to it. */
#define AGAIN    (5 * MSEC_SECOND)
#define PATIENCE (24 * MSEC_HOUR)

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* ---- the way out ---- */

bool
drill_begin_live(struct drills *drills, const struct drill_order *order, struct reply *ret,
    struct now now)
{
	struct application *application = drills->application;
	struct drill *drill = drills->under_way;
	char why[160], id[DRILL_ID];
	struct command command = { .verb = COMMAND_SWITCHOVER,
		.from = drill->from,
		.to = drill->to[0] ? drill->to : NULL,
		.dry_run = true,
		.actor = order->actor,
		.reason = why };

	snprintf(why, sizeof(why), "%s: %.120s", drill_id(drill, id), order->reason);
	command_do(application, &command, ret);
	if (ret->result != COMMAND_DONE)
		return false;
	if (application->engine.memory.active != application->app->home) {
		snprintf(ret->message, sizeof(ret->message),
		    "a live drill begins at home, and %s is served from %s", application->app->name,
		    drill->from);
		ret->result = COMMAND_INVALID;
		return false;
	}
	/* The record first: whoever is interrupted between the two finds what was intended. */
	snprintf(drill->out, sizeof(drill->out), "r-%04d", application->daemon->next_run);
	drill_note(drills);
	drill_tell_begin(drills);
	command.dry_run = false;
	command_do(application, &command, ret);
	return true;
}

/* ---- what each way took ---- */

static void
add_leg(struct drill *drill, const struct run *run, enum drill_way way, struct now now)
{
	json_t *row =
	    json_pack("{s:o, s:[], s:[]}", "record", ledger_run(run), "events", "history");
	json_t *report = ledger_report(row, catalog_all(), now);
	const json_t *recovery = json_object_get(report, "recovery");

	if (!drill->legs)
		drill->legs = json_array();
	json_array_append_new(drill->legs,
	    json_pack("{s:s, s:s, s:s, s:O?, s:O?, s:O?, s:O?, s:O?}", "way", drill_way_name(way),
		"run", run->move.run, "status", run_status_name(run->status), "took_s",
		json_object_get(report, "took_s"), "measured_s",
		json_object_get(recovery, "measured_s"), "target_s",
		json_object_get(recovery, "target_s"), "met", json_object_get(recovery, "met"),
		"down_s", json_object_get(recovery, "down_s")));
	json_decref(report);
	json_decref(row);
}

static void
arrived(struct drills *drills, struct now now)
{
	struct drill *drill = drills->under_way;
	struct log_about about = tell_about(drills->application);
	char id[DRILL_ID];

	drill->phase = DRILL_THERE;
	drill->back_at = now.wall + drill->back_after;
	drill_note(drills);
	log_event(DRILL_ARRIVED, &about, "%s (live) has arrived in %s, and goes back after %s",
	    drill_id(drill, id), drill->to, D(drill->back_after));
}

static void
way_out_ended(struct drills *drills, const struct run *run, struct now now)
{
	char text[256];

	add_leg(drills->under_way, run, DRILL_AWAY, now);
	if (run->status == RUN_DONE) {
		arrived(drills, now);
		return;
	}
	snprintf(text, sizeof(text), "the way out, %s, ended as %s: %.180s", run->move.run,
	    run_status_name(run->status), run->why.text);
	drill_end(drills, false, text, NULL, now);
}

static void
way_back_ended(struct drills *drills, const struct run *run, struct now now)
{
	const struct drill *drill = drills->under_way;
	char text[256];

	add_leg(drills->under_way, run, DRILL_HOME, now);
	if (run->status == RUN_DONE)
		snprintf(text, sizeof(text), "out to %s by %s, and back to %s by %s", drill->to,
		    drill->out, drill->from, drill->back);
	else
		snprintf(text, sizeof(text), "the way back, %s, ended as %s: %.180s", run->move.run,
		    run_status_name(run->status), run->why.text);
	drill_end(drills, run->status == RUN_DONE, text, NULL, now);
}

void
drills_run_ended(struct drills *drills, const struct run *run, struct now now)
{
	const struct drill *drill = drills->under_way;
	char text[128];

	if (!drill || drill->kind != DRILL_LIVE)
		return;
	if (drill->phase == DRILL_OUT && strcmp(run->move.run, drill->out) == 0) {
		way_out_ended(drills, run, now);
	} else if (drill->phase == DRILL_BACK && strcmp(run->move.run, drill->back) == 0) {
		way_back_ended(drills, run, now);
	} else {
		snprintf(text, sizeof(text), "%s moved the application meanwhile", run->move.run);
		drill_end(drills, false, text, NULL, now);
	}
}

/* ---- the way back ---- */

static void
tell_held(struct drills *drills, const char *why)
{
	struct drill *drill = drills->under_way;
	struct log_about about = tell_about(drills->application);
	char id[DRILL_ID];

	if (strcmp(drill->held, why) == 0)
		return;
	snprintf(drill->held, sizeof(drill->held), "%s", why);
	log_event(DRILL_HELD, &about,
	    "%s (live) cannot go back from %s yet: %s; it tries again, and so can you: failoverctl "
	    "failback --app %s",
	    drill_id(drill, id), drill->to, why, about.app);
}

/* The cooldown after its own way out is what the drill was ordered to pass. */
static void
acknowledge(struct drills *drills, const char *reason)
{
	struct application *application = drills->application;
	struct reply reply;

	if (application->engine.memory.state != application->app->needs_operator)
		command_do(application,
		    &(struct command){
			.verb = COMMAND_ACK, .actor = drills->under_way->actor, .reason = reason },
		    &reply);
}

static void
go_back(struct drills *drills, struct now now)
{
	struct application *application = drills->application;
	struct drill *drill = drills->under_way;
	char why[160], id[DRILL_ID];
	struct reply reply;
	bool cooling;
	struct command command = { .verb = COMMAND_FAILBACK,
		.from = drill->to,
		.to = drill->from,
		.dry_run = true,
		.actor = drill->actor,
		.reason = why };

	snprintf(why, sizeof(why), "%s, the way back: %.100s", drill_id(drill, id), drill->reason);
	command_do(application, &command, &reply);
	cooling = reply.result == COMMAND_REFUSED &&
	    reply.decision.guards[GUARD_COOLDOWN].value != TRIT_YES;
	if (cooling) {
		acknowledge(drills, why);
		command_do(application, &command, &reply);
	}
	if (reply.result != COMMAND_DONE) {
		tell_held(drills, reply.message);
		drill->next_try = now.boot + AGAIN;
		return;
	}
	drill->phase = DRILL_BACK;
	drill->held[0] = '\0';
	snprintf(drill->back, sizeof(drill->back), "r-%04d", application->daemon->next_run);
	drill_note(drills);
	command.dry_run = false;
	command_do(application, &command, &reply);
}

/* ---- ticks ---- */

static bool
serves_from(const struct drills *drills, const char *region)
{
	const struct application *application = drills->application;

	return strcmp(application->app->regions[application->engine.memory.active].name, region) ==
	    0;
}

/* It stands there, until it is time. */
static void
wait_there(struct drills *drills, struct now now)
{
	const struct drill *drill = drills->under_way;
	char text[400];

	if (!serves_from(drills, drill->to)) {
		drill_end(drills, false, "somebody else moved the application meanwhile", NULL,
		    now);
		return;
	}
	if (now.wall < drill->back_at || now.boot < drill->next_try)
		return;
	if (now.wall - drill->back_at > PATIENCE) {
		snprintf(text, sizeof(text),
		    "it did not come back within %s, and is served from %s: %.200s; failoverctl "
		    "failback",
		    D(PATIENCE), drill->to, drill->held);
		drill_end(drills, false, text, NULL, now);
		return;
	}
	go_back(drills, now);
}

/* Its run is not there any more: it was never begun, or it ended and that was not noted. */
static void
lost_run(struct drills *drills, struct now now)
{
	struct drill *drill = drills->under_way;
	bool out = drill->phase == DRILL_OUT;

	if (out && serves_from(drills, drill->to))
		arrived(drills, now);
	else if (out)
		drill_end(drills, false,
		    "it was interrupted before its switchover began: nothing was moved", NULL, now);
	else if (serves_from(drills, drill->from))
		drill_end(drills, true, "it came back while failoverd was started anew", NULL, now);
	else {
		drill->phase = DRILL_THERE;
		drill->back[0] = '\0';
	}
}

void
drill_look_live(struct drills *drills, struct now now)
{
	if (drills->application->op)
		return;
	if (drills->under_way->phase == DRILL_THERE)
		wait_there(drills, now);
	else
		lost_run(drills, now);
}
