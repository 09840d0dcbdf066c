/* SPDX-License-Identifier: MIT */
/* Of each application: where it stands, and what holds it. */
#include <string.h>

#include "doctor.h"
#include "drills.h"
#include "gates.h"
#include "metrics.h"

typedef void app_fn(struct metrics_text *text, const struct application *application,
    struct now now);

static void
each_application(struct metrics_text *text, const struct daemon *daemon, app_fn *fill,
    struct now now)
{
	for (size_t i = 0; i < daemon->n_applications; i++)
		fill(text, &daemon->applications[i], now);
}

#define OF_EACH(name)                                                                            \
	static void name(struct metrics_text *text, const struct daemon *daemon, struct now now) \
	{                                                                                        \
		each_application(text, daemon, name##_of, now);                                  \
	}

static void
mode_of(struct metrics_text *text, const struct application *a, struct now now)
{
	for (int m = MODE_OBSERVE; m <= (int)MODE_AUTO; m++)
		metrics_text_sample(text,
		    METRICS_LABELS({ "application", a->app->name }, { "mode", mode_name(m) }),
		    (int)a->app->mode == m);
}

static void
state_of(struct metrics_text *text, const struct application *a, struct now now)
{
	for (size_t i = 0; i < a->app->n_states; i++)
		metrics_text_sample(text,
		    METRICS_LABELS({ "application", a->app->name },
			{ "state", a->app->states[i].name }),
		    a->engine.memory.state == i);
}

static void
state_since_of(struct metrics_text *text, const struct application *a, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    (double)a->engine.memory.since / MSEC_SECOND);
}

static void
needs_operator_of(struct metrics_text *text, const struct application *a, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    a->engine.memory.state == a->app->needs_operator);
}

static void
paused_of(struct metrics_text *text, const struct application *a, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    a->engine.memory.pause.on && now.wall < a->engine.memory.pause.until);
}

static void
drift_of(struct metrics_text *text, const struct application *a, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }), a->engine.drift);
}

static void
run_active_of(struct metrics_text *text, const struct application *a, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }), a->op != NULL);
}

static void
breach_of(struct metrics_text *text, const struct application *a, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    a->decision.weighed ? (double)a->decision.proposal.held / MSEC_SECOND : 0);
}

static void
guards_of(struct metrics_text *text, const struct application *a, struct now now)
{
	for (size_t i = 0; a->decision.weighed && i < GUARD_COUNT; i++) {
		const struct guard *guard = &a->decision.guards[i];

		if (guard->applies)
			metrics_text_sample(text,
			    METRICS_LABELS({ "application", a->app->name },
				{ "guard", guard->code }),
			    guard->overridden || guard->value == TRIT_YES);
	}
}

static void
drills_of(struct metrics_text *text, const struct application *a, struct now now)
{
	for (int kind = 0; kind < (int)DRILL_KINDS; kind++)
		for (int way = 0; way < (int)DRILL_WAYS; way++) {
			msec_t at =
			    drills_good(a->drills, (enum drill_kind)kind, (enum drill_way)way);

			if (at > 0)
				metrics_text_sample(text,
				    METRICS_LABELS({ "application", a->app->name },
					{ "kind", drill_kind_name((enum drill_kind)kind) },
					{ "direction", drill_way_name((enum drill_way)way) }),
				    (double)at / MSEC_SECOND);
		}
}

/* What is not known has no sample; what is waived counts as open. */
static void
gates_of(struct metrics_text *text, const struct application *a, struct now now)
{
	struct gates_view view;
	struct gate_view gate;

	gates_view(a->gates, &view, now);
	for (size_t i = 0; i < view.n; i++) {
		gates_view_at(a->gates, i, &gate, now);
		if (gate.waiver || gate.is != TRIT_UNKNOWN)
			metrics_text_sample(text,
			    METRICS_LABELS({ "application", a->app->name },
				{ "item", gate.kind->name },
				{ "region", a->app->regions[view.move->to].name }),
			    gate.waiver || gate.is == TRIT_YES);
	}
}

/* ---- what the next move needs ---- */

static bool
same_check(const struct finding_view *a, const struct finding_view *b)
{
	return strcmp(a->name, b->name) == 0 && a->kind == b->kind;
}

/* Of the checks that bear the same names, the first speaks for all: by the worst. */
static void
add_check(struct metrics_text *text, const struct application *a, size_t i, size_t n)
{
	struct finding_view found, other;
	enum health worst = HEALTH_OK;
	bool known = false;

	doctor_view_at(a->doctor, i, &found);
	for (size_t j = 0; j < n; j++) {
		doctor_view_at(a->doctor, j, &other);
		if (!same_check(&found, &other))
			continue;
		if (j < i)
			return;
		known = known || other.known->at > 0;
		if (other.known->at > 0 && other.known->health > worst)
			worst = other.known->health;
	}
	if (known)
		metrics_text_sample(text,
		    METRICS_LABELS({ "application", a->app->name }, { "item", found.name },
			{ "check", found.kind->name }),
		    worst != HEALTH_FAIL);
}

static void
preflight_of(struct metrics_text *text, const struct application *a, struct now now)
{
	struct doctor_view view;

	doctor_view(a->doctor, &view);
	for (size_t i = 0; i < view.n; i++)
		add_check(text, a, i, view.n);
}

/* ---- how long the newest run took ---- */

static void
recovery_of(struct metrics_text *text, const struct application *a, struct now now)
{
	const json_t *recovery = json_object_get(a->timing, "recovery_s");

	if (json_is_number(recovery))
		metrics_text_sample(text,
		    METRICS_LABELS({ "application", a->app->name },
			{ "kind", json_string_value(json_object_get(a->timing, "kind")) }),
		    json_number_value(recovery));
}

static void
steps_of(struct metrics_text *text, const struct application *a, struct now now)
{
	json_t *took;
	const char *step;

	json_object_foreach(json_object_get(a->timing, "steps"), step, took)
	{
		metrics_text_sample(text,
		    METRICS_LABELS({ "application", a->app->name },
			{ "kind", json_string_value(json_object_get(a->timing, "kind")) },
			{ "step", step }),
		    json_number_value(took));
	}
}

OF_EACH(mode)
OF_EACH(state)
OF_EACH(state_since)
OF_EACH(needs_operator)
OF_EACH(paused)
OF_EACH(drift)
OF_EACH(run_active)
OF_EACH(breach)
OF_EACH(guards)
OF_EACH(drills)
OF_EACH(gates)
OF_EACH(preflight)
OF_EACH(recovery)
OF_EACH(steps)

const struct metrics_family metrics_app_families[] = {
	{ "failoverd_mode", "gauge", "1 for the mode of the application.", mode },
	{ "failoverd_state", "gauge", "1 for the state of the application.", state },
	{ "failoverd_state_since_timestamp_seconds", "gauge", "Since when it has that state.",
	    state_since },
	{ "failoverd_needs_operator", "gauge", "Whether a run has stopped half-way.",
	    needs_operator },
	{ "failoverd_paused", "gauge", "Whether an operator has stopped automation for a while.",
	    paused },
	{ "failoverd_drift", "gauge", "Whether writer and traffic disagree.", drift },
	{ "failoverd_run_active", "gauge", "Whether it is being moved.", run_active },
	{ "failoverd_breach_seconds", "gauge",
	    "For how long what a rule needs for a move has held; 0: it does not.", breach },
	{ "failoverd_guard_ok", "gauge",
	    "Whether the guard allows the move that a rule wants; without one there is no sample.",
	    guards },
	{ "failoverd_drill_last_success_timestamp_seconds", "gauge",
	    "When a drill of that kind and direction went well last; none did: there is no sample.",
	    drills },
	{ "failoverd_readiness", "gauge",
	    "Whether the gate of a planned move to the Region is open, or was waived.", gates },
	{ "failoverd_preflight", "gauge",
	    "Whether what the next move needs was good when it was last known, by the step or check "
	    "that asked.",
	    preflight },
	{ "failoverd_last_run_recovery_seconds", "gauge",
	    "For how long customers waited in the newest run that has ended; where that was not "
	    "measured there is no sample.",
	    recovery },
	{ "failoverd_run_step_duration_seconds", "gauge",
	    "How long each step of the newest run that has ended took.", steps },
	{ NULL },
};
