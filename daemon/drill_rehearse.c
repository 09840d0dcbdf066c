/* SPDX-License-Identifier: MIT */
/* Drills that change nothing: what a move needs is tried, or an outage is supposed. */
#include <stdio.h>
#include <string.h>

#include "core/inject.h"
#include "daemon.h"
#include "doctor.h"
#include "drills_private.h"
#include "ledger.h"
#include "view.h"

/* ---- rehearsal ---- */

/* As an operator's word would begin it: a failover of a Region that is down needs no proof of
 * that here, so what only an outage brings is waived. */
static void
weigh(const struct drills *drills, struct decision *ret, struct now now)
{
	const struct application *application = drills->application;
	const struct drill *drill = drills->under_way;

	engine_command(&application->engine,
	    &(struct proposal){ .kind = drill->move,
		.from = application->engine.memory.active,
		.to = app_region(application->app, drill->to),
		.force = drill->move == MOVE_FAILOVER,
		.actor = drill->actor },
	    ret, now);
}

bool
drill_begin_rehearsal(struct drills *drills, struct reply *ret, struct now now)
{
	struct drill *drill = drills->under_way;

	if (!drill->to[0] || strcmp(drill->from, drill->to) == 0) {
		snprintf(ret->message, sizeof(ret->message), "%s has nowhere to go to from %s",
		    drills->application->app->name, drill->from);
		ret->result = COMMAND_INVALID;
		return false;
	}
	drill->round = doctor_run(drills->application->doctor, now);
	drill_note(drills);
	drill_tell_begin(drills);
	ret->result = COMMAND_DONE;
	return true;
}

static size_t
count(const json_t *checks, const char *result)
{
	const json_t *check;
	size_t i, n = 0;

	json_array_foreach(checks, i, check) n +=
	    strcmp(json_string_value(json_object_get(check, "result")), result) == 0;
	return n;
}

static void
blocking(const struct decision *decision, char *ret, size_t size)
{
	size_t len = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < GUARD_COUNT && len < size; i++) {
		const struct guard *guard = &decision->guards[i];

		if (guard->applies && !guard->overridden && guard->value != TRIT_YES)
			len += (size_t)snprintf(ret + len, size - len, " %s", guard->code);
	}
}

/* What would be done, in order. */
static json_t *
steps_json(const struct drills *drills, const struct decision *decision)
{
	const struct app *app = drills->application->app;
	const struct runbook *book = app->states[decision->target_state].run;
	const struct move move = { .from = decision->proposal.from, .to = decision->proposal.to };
	json_t *steps = json_array();
	char claim[DETAIL_TEXT];

	for (size_t i = 0; book && i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];

		json_array_append_new(steps,
		    json_pack("{s:s, s:o, s:b, s:b}", "step", step->name, "claim",
			ledger_words(move_text(app, &move, step->kind->claim, claim,
			    sizeof(claim))),
			"acts", run_may_act(step), "no_return", i == book->no_return));
	}
	return steps;
}

/* What is not known might be refused: only a FAIL and a guard speak against a move. */
static void
conclude(struct drills *drills, struct now now)
{
	const struct application *application = drills->application;
	json_t *doctor = view_doctor(application, now), *more;
	const json_t *checks = json_object_get(doctor, "checks");
	size_t failed = count(checks, "fail");
	struct decision decision;
	char guards[128], text[256];

	weigh(drills, &decision, now);
	blocking(&decision, guards, sizeof(guards));
	snprintf(text, sizeof(text), "a %s to %s: %zu of %zu checks FAIL, %zu unknown, %s%s",
	    move_name(drills->under_way->move), drills->under_way->to, failed,
	    json_array_size(checks), count(checks, "unknown"),
	    guards[0] ? "in its way are the guards" : "no guard is in its way", guards);
	more = json_pack("{s:O, s:o, s:o}", "checks", checks, "guards",
	    ledger_guards(decision.guards, now), "steps", steps_json(drills, &decision));
	json_decref(doctor);
	drill_end(drills, failed == 0 && !guards[0], text, more, now);
}

void
drill_look_rehearsal(struct drills *drills, struct now now)
{
	struct drill *drill = drills->under_way;
	struct doctor_view view;

	if (drills->application->op) {
		drill_end(drills, false, "a run began meanwhile", NULL, now);
		return;
	}
	if (drill->round == 0) /* after a restart */
		drill->round = doctor_run(drills->application->doctor, now);
	doctor_view(drills->application->doctor, &view);
	if (drill->round > 0 && view.round >= drill->round)
		conclude(drills, now);
}

/* ---- an outage that is supposed ---- */

static json_t *
after_json(msec_t after)
{
	return after < 0 ? json_null() : json_real((double)after / MSEC_SECOND);
}

static json_t *
injection_json(const struct injection *said, struct now now)
{
	const struct decision *decision = &said->decision;
	bool weighed = decision->weighed;

	return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "what", "primary-down",
	    "lasting_s", after_json(said->lasting), "decided", ledger_decided(decision->verb),
	    "onset_s", after_json(said->onset), "detected_s", after_json(said->detected),
	    "decided_s", after_json(said->after), "loss_s",
	    said->loss_ms < 0 ? json_null() : json_real(said->loss_ms / MSEC_SECOND), "sentence",
	    ledger_words(said->sentence), "guards",
	    weighed ? ledger_guards(decision->guards, now) : json_array());
}

/* Nothing is begun by it: it ends at once. */
void
drill_begin_injection(struct drills *drills, const struct drill_order *order, struct now now)
{
	static const char *const words[] = { [DECIDE_MOVE] = "a move would have begun",
		[DECIDE_PROPOSE] = "a move would have been proposed",
		[DECIDE_OBSERVE] = "it would have been told that a move would begin" };
	struct injection said;
	char text[400], guards[128];

	inject_down(&drills->application->engine, order->lasting, &said, now);
	blocking(&said.decision, guards, sizeof(guards));
	if (said.after >= 0)
		snprintf(text, sizeof(text), "%s is lost: after %lld s %s", drills->under_way->from,
		    (long long)(said.after / MSEC_SECOND), words[said.decision.verb]);
	else if (said.detected >= 0)
		snprintf(text, sizeof(text),
		    "%s is lost: seen after %lld s, and within %lld s not decided; in the way are%s",
		    drills->under_way->from, (long long)(said.detected / MSEC_SECOND),
		    (long long)(said.lasting / MSEC_SECOND), guards);
	else
		snprintf(text, sizeof(text),
		    "%s is lost: within %lld s no rule saw it, or there is nowhere to go",
		    drills->under_way->from, (long long)(said.lasting / MSEC_SECOND));
	drill_end(drills, said.after >= 0, text, injection_json(&said, now), now);
}
