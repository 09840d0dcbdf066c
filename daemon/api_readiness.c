/* SPDX-License-Identifier: MIT */
/* The gates of the planned move that may come: as they were found last, to be looked at now, and
 * to be waived by a person. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "body.h"
#include "catalog.h"
#include "gates.h"
#include "ledger.h"
#include "log.h"
#include "request.h"
#include "tell.h"
#include "view.h"

#define WAIVED_FOR MSEC_DAY /* as a pause, at most: whoever wants longer says it again */

void
read_readiness(struct request *request)
{
	reply_json(request->exchange, 200, view_gates(request->application, request->now));
}

/* ---- looking ---- */

static void
reply_impossible(struct request *request)
{
	const struct application *application = request->application;
	const struct app *app = application->app;

	if (application->op)
		reply_problem(request->exchange,
		    &(struct problem){ 409, "busy", "a run is under way, and looks at them itself",
			"wait until the run has ended",
			json_pack("{s:s}", "run", application->last_run) });
	else
		reply_problem(request->exchange,
		    &(struct problem){ 409, "no-such-move", "it serves from there already",
			"failoverctl readiness switchover --to REGION",
			json_pack("{s:s}", "active",
			    app->regions[application->engine.memory.active].name) });
}

static bool
region_named(struct request *request, const char *name, size_t *ret)
{
	const struct app *app = request->application->app;

	*ret = name ? app_region(app, name) : REGION_NONE;
	if (name && *ret == REGION_NONE)
		body_bad(request, "failoverctl status lists them", "\"%.60s\" is no Region of %s",
		    name, app->name);
	return !name || *ret != REGION_NONE;
}

void
command_readiness(struct request *request)
{
	json_t *body = body_read(request);
	const char *name = NULL;
	unsigned round;
	size_t to;

	if (!body)
		return;
	if (body_known(request, body, " to ") && body_text(request, body, "to", &name) &&
	    region_named(request, name, &to)) {
		round = gates_run(request->application->gates, to, request->now);
		if (round > 0)
			reply_json(request->exchange, 202,
			    json_pack("{s:i, s:s}", "round", (int)round, "message",
				"everything that the planned move waits for is being looked at"));
		else
			reply_impossible(request);
	}
	json_decref(body);
}

/* ---- waiving ---- */

static const struct check_kind *
find_gate(const char *name)
{
	const struct check_kind *const *gate = catalog_gates();

	while (*gate && strcmp((*gate)->name, name) != 0)
		gate++;
	return *gate;
}

static bool
gate_named(struct request *request, const json_t *body, const struct check_kind **ret)
{
	const char *name = NULL;

	if (!body_text(request, body, "gate", &name))
		return false;
	*ret = name ? find_gate(name) : NULL;
	if (*ret && (*ret)->waivable)
		return true;
	if (*ret)
		body_bad(request, "failoverctl readiness has its remedy",
		    "\"%s\" cannot be waived: %s", name, (*ret)->why);
	else
		body_bad(request, "failoverctl readiness lists them", "\"gate\" must name a gate");
	return false;
}

static bool
time_given(struct request *request, const json_t *body, msec_t *ret)
{
	const char *text = NULL;

	*ret = WAIVED_FOR;
	if (!body_text(request, body, "for", &text))
		return false;
	if (!text || (duration_parse(text, ret) && *ret > 0 && *ret <= WAIVED_FOR))
		return true;
	body_bad(request, "write \"2h\"", "\"for\" must be a duration of at most 24h");
	return false;
}

static void
keep(struct request *request, const struct waiver *waiver)
{
	struct application *application = request->application;
	struct log_about about = tell_about(application);
	autofree(xfree) char *body = ledger_text(json_pack("{s:s, s:s, s:o, s:o, s:I}", "command",
	    "waive", "gate", waiver->gate, "actor", ledger_words(waiver->owner), "reason",
	    ledger_words(waiver->reason), "until", (json_int_t)waiver->until));

	daemon_note(application, "command", "", body, NULL, NULL);
	daemon_remember(application);
	about.actor = waiver->owner;
	about.reason = waiver->reason;
	log_event(COMMAND, &about, "%s commands waive %s: %s", waiver->owner, waiver->gate,
	    waiver->reason);
	daemon_wake(application->daemon);
}

static void
waive(struct request *request, const json_t *body)
{
	struct memory *memory = &request->application->engine.memory;
	struct waiver waiver = { .until = request->now.wall };
	const struct check_kind *gate;
	const char *reason = NULL;
	msec_t length;

	if (!gate_named(request, body, &gate) || !time_given(request, body, &length) ||
	    !body_reason(request, body, &reason))
		return;
	waiver.until += length;
	snprintf(waiver.gate, sizeof(waiver.gate), "%s", gate->name);
	snprintf(waiver.owner, sizeof(waiver.owner), "%s", request->person.name);
	snprintf(waiver.reason, sizeof(waiver.reason), "%s", reason);
	if (!memory_waive(memory, &waiver)) {
		body_bad(request, "make the move, or wait until they end",
		    "%d gates are waived already", WAIVERS_MOST);
		return;
	}
	keep(request, &waiver);
	reply_json(request->exchange, 200,
	    json_pack("{s:s, s:s, s:o}", "message", "it counts as open until the next move", "gate",
		gate->name, "until", view_time(waiver.until)));
}

void
command_waive(struct request *request)
{
	json_t *body = body_read(request);

	if (!body)
		return;
	if (body_known(request, body, " gate for reason "))
		waive(request, body);
	json_decref(body);
}
