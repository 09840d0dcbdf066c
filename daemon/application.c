/* SPDX-License-Identifier: MIT */
#include "application.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "catalog.h"
#include "core/weigh.h"
#include "daemon.h"
#include "decisions.h"
#include "doctor.h"
#include "drills.h"
#include "gates.h"
#include "identity.h"
#include "io/file.h"
#include "kept.h"
#include "ledger_private.h"
#include "ledger_report.h"
#include "log.h"
#include "op.h"
#include "pages.h"
#include "references.h"
#include "tell.h"
#include "warm.h"
#include "watch.h"

#define NEWEST 2 /* one may be under way */

const struct run *
application_run(const struct application *application)
{
	return application->op ? op_run(application->op) : NULL;
}

void
application_start(struct application *application, struct daemon *daemon, const struct app *app)
{
	*application = (struct application){ .daemon = daemon, .app = app };
	engine_init(&application->engine, app, loop_now(daemon->loop));
	application->told = tell_new(app);
	application->decisions = decisions_new(app);
	application->pages = pages_new();
	application->kept = kept_new(application);
	application->watcher = watcher_new(application);
	application->doctor = doctor_new(application);
	application->drills = drills_new(application);
	application->gates = gates_new(application);
	application->warm = warm_new(application);
}

void
application_done(struct application *application)
{
	warm_free(application->warm);
	drills_free(application->drills);
	gates_free(application->gates);
	doctor_free(application->doctor);
	op_free(application->op);
	watcher_free(application->watcher);
	kept_free(application->kept);
	tell_free(application->told);
	pages_free(application->pages);
	decisions_free(application->decisions);
	engine_done(&application->engine);
	json_decref(application->timing);
}

/* ---- taking up what was before ---- */

static void
needs_operator(struct application *application, const char *what, const char *why)
{
	struct memory *memory = &application->engine.memory;

	snprintf(memory->trouble, sizeof(memory->trouble), "%s cannot be taken up: %.180s", what,
	    why);
	memory->state = application->app->needs_operator;
	tell_state(application, memory->trouble);
}

static void
recall_run(struct application *application)
{
	struct store *store = application->daemon->store;
	autofree(xfree) char *text = store_load_active_run(store, application->app->name);
	struct memory *memory = &application->engine.memory;
	struct run run;
	struct error err = { 0 };

	if (text && ledger_read_run(text, application->app, &run, &err)) {
		memory->state = weigh_state(application->app, run.move.kind);
		memory->active = run.move.from;
		snprintf(application->last_run, sizeof(application->last_run), "%s", run.move.run);
		application->engine.running = true;
		application->op = op_resume(application, &run);
		return;
	}
	if (text)
		needs_operator(application, "an unfinished run", err.text);
	else if (application->app->states[memory->state].run)
		/* Decided, but no step was begun: what is, will be seen. */
		memory->state = memory->active == application->app->home
		    ? application->app->start
		    : application->app->observed_away;
}

static void
time_run(struct application *application, const json_t *record)
{
	json_t *timing = ledger_report_timing(record, catalog_all());

	if (!timing)
		return;
	json_decref(application->timing);
	application->timing = timing;
}

/* Of the newest runs; what has ended since the start is newer still. */
static void
on_run_before(const char *body, void *arg)
{
	json_t *record = json_loads(body, 0, NULL);
	struct application *application =
	    daemon_application(arg, ledger_string(record, "application"));

	if (application && !application->timing)
		time_run(application, record);
	json_decref(record);
}

void
application_recall(struct application *application)
{
	struct daemon *daemon = application->daemon;
	autofree(xfree) char *text = NULL;
	struct error err = { 0 };

	if (!daemon->store)
		return;
	text = store_load_memory(daemon->store, application->app->name);
	if (text &&
	    !ledger_read_memory(text, application->app, &application->engine.memory, &err)) {
		engine_done(&application->engine);
		engine_init(&application->engine, application->app, loop_now(daemon->loop));
		needs_operator(application, "what was remembered", err.text);
	}
	engine_recall(&application->engine, loop_now(daemon->loop));
	recall_run(application);
	store_list_runs(daemon->store, application->app->name, NEWEST, on_run_before, NULL, daemon);
	drills_recall(application->drills);
	daemon_remember(application);
}

void
application_inherit(struct application *application, const struct application *from)
{
	struct error err = { 0 };
	autofree(xfree) char *text = ledger_text(ledger_memory(&from->engine));
	struct memory memory;

	if (ledger_read_memory(text, application->app, &memory, &err))
		application->engine.memory = memory;
	else
		needs_operator(application, "what was remembered", err.text);
	engine_recall(&application->engine, loop_now(application->daemon->loop));
	engine_inherit(&application->engine, &from->engine);
	snprintf(application->last_run, sizeof(application->last_run), "%s", from->last_run);
	application->engine.ledger = from->engine.ledger;
	application->ledger_lost = from->ledger_lost;
	application->timing = json_incref(from->timing);
	doctor_inherit(application->doctor, from->doctor);
	drills_inherit(application->drills, from->drills);
	tell_inherit(application->told, from->told);
	gates_inherit(application->gates, from->gates);
}

/* ---- deciding ---- */

static void
look_around(struct application *application)
{
	struct engine *engine = &application->engine;
	const struct daemon *daemon = application->daemon;
	const char *place = daemon->config->settings.place;
	const char *path = application->app->limits.kill_switch;

	engine->kill_switch = path ? trit_not(file_exists(path)) : TRIT_YES;
	place = place ? place : identity_place(daemon->identity);
	engine->place = *place ? app_region(application->app, place) : PLACE_UNKNOWN;
	snprintf(engine->config, sizeof(engine->config), "%s", daemon->config->digest);
	references_count(daemon->references, &engine->references.asked, &engine->references.good);
}

static void
end_pause(struct application *application, struct now now)
{
	const struct pause *pause = &application->engine.memory.pause;
	struct log_about about = tell_about(application);

	if (!pause->on || now.wall < pause->until)
		return;
	engine_resume(&application->engine);
	log_event(RESUMED, &about,
	    "the pause of %s has expired: automation goes on, holds begin anew", pause->owner);
	daemon_remember(application);
}

static void
end_run(struct application *application, struct now now)
{
	json_t *record;

	if (!application->op || !op_ended(application->op))
		return;
	engine_end(&application->engine, op_run(application->op), now);
	drills_run_ended(application->drills, op_run(application->op), now);
	record = ledger_run(op_run(application->op));
	time_run(application, record);
	json_decref(record);
	op_free(application->op);
	application->op = NULL;
	tell_state(application, "");
	daemon_remember(application);
}

void
application_move(struct application *application, const struct decision *decision,
    const char *reason, struct now now)
{
	struct daemon *daemon = application->daemon;
	struct engine *engine = &application->engine;
	const struct proposal *p = &decision->proposal;
	const struct outage *outage = &engine->memory.outage;
	double lag, age;
	struct move move = { .kind = p->kind,
		.from = p->from,
		.to = p->to,
		.automatic = p->automatic,
		.loss_ms = p->kind == MOVE_FAILOVER
		    ? engine_loss(engine, p->from, p->to, now.boot, &lag, &age)
		    : 0,
		.onset = p->kind == MOVE_FAILOVER && outage->region == p->from ? outage->at : 0 };

	snprintf(move.run, sizeof(move.run), "r-%04d", daemon->next_run++);
	snprintf(move.reason, sizeof(move.reason), "%.150s", reason);
	snprintf(move.actor, sizeof(move.actor), "%s", p->actor);
	snprintf(application->last_run, sizeof(application->last_run), "%s", move.run);
	decisions_move(application, decision, &move, now);
	engine_begin(engine, decision, now);
	daemon_remember(application);
	application->op =
	    op_start(application, application->app->states[decision->target_state].run, &move);
}

static void
decide_move(struct application *application, struct now now)
{
	const struct decision *decision = &application->decision;
	const struct proposal *p = &decision->proposal;
	struct log_about about = tell_about(application);
	char evidence[256], held[DURATION_TEXT];

	tell_evidence(application, decision, evidence);
	about.to_region = application->app->regions[p->to].name;
	about.reason = evidence;
	log_event(DECIDED, &about,
	    "decided on a %s from %s to %s: held for %s, all guards hold; %s", move_name(p->kind),
	    about.region, about.to_region, duration_text(p->held, held), evidence);
	application_move(application, decision, evidence, now);
}

static void
tell_proposal(struct application *application, bool observe)
{
	const struct proposal *p = &application->decision.proposal;
	struct log_about about = tell_about(application);
	char evidence[256];

	about.to_region = application->app->regions[p->to].name;
	tell_evidence(application, &application->decision, evidence);
	if (observe)
		log_event(WOULD_MOVE, &about,
		    "mode is observe, else a %s to %s would begin now: %s", move_name(p->kind),
		    about.to_region, evidence);
	else
		log_event(PROPOSED, &about,
		    "a %s to %s is proposed and waits for an operator: failoverctl approve %.*s --app "
		    "%s --reason \"...\" (%s)",
		    move_name(p->kind), about.to_region, APPROVAL_ID,
		    application->engine.memory.approval.hash, about.app, evidence);
}

static void
obey(struct application *application, struct now now)
{
	struct decision *decision = &application->decision;
	struct log_about about = tell_about(application);

	switch (decision->verb) {
	case DECIDE_NOTHING:
		break;
	case DECIDE_OBSERVE:
	case DECIDE_PROPOSE:
		tell_proposal(application, decision->verb == DECIDE_OBSERVE);
		break;
	case DECIDE_MOVE:
		decide_move(application, now);
		break;
	case DECIDE_ADOPT:
		log_event(ADOPTED, &about, "%s; taken as it is", decision->why);
		tell_state(application, "");
		daemon_remember(application);
		break;
	case DECIDE_DRIFT:
		log_event(DRIFT, &about,
		    "automation is stopped: %s; finish or take back by hand what "
		    "was begun",
		    decision->why);
		break;
	case DECIDE_MENDED:
		log_event(DRIFT_ENDED, &about, "%s; automation goes on", decision->why);
		break;
	}
}

msec_t
application_tick(struct application *application)
{
	struct now now = loop_now(application->daemon->loop);

	look_around(application);
	if (application->op)
		op_watch(application->op, now);
	end_run(application, now);
	doctor_look(application->doctor, now);
	gates_look(application->gates, now);
	end_pause(application, now);
	decisions_before(application, now);
	run_overdue_text(application_run(application), application->engine.overdue);
	engine_tick(&application->engine, &application->decision, now);
	if (application->decision.remember)
		daemon_remember(application);
	kept_place(application->kept, application->engine.memory.active, now.wall);
	decisions_after(application, now);
	pages_look(application, now);
	tell_changes(application, now);
	obey(application, now);
	warm_look(application->warm, now);
	drills_look(application->drills, now);
	return application->decision.next;
}
