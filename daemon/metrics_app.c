/* SPDX-License-Identifier: MIT */
/* Of each application: where it stands, and what holds it. */
#include "metrics.h"

#define EACH_APPLICATION(app)                                      \
	for (const struct application *app = daemon->applications; \
	     app < daemon->applications + daemon->n_applications; app++)

static void
mode(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	for (int m = MODE_OBSERVE; m <= (int)MODE_AUTO; m++)
		metrics_text_sample(text,
		    METRICS_LABELS({ "application", a->app->name }, { "mode", mode_name(m) }),
		    (int)a->app->mode == m);
}

static void
state(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	for (size_t i = 0; i < a->app->n_states; i++)
		metrics_text_sample(text,
		    METRICS_LABELS({ "application", a->app->name },
			{ "state", a->app->states[i].name }),
		    a->engine.memory.state == i);
}

static void
state_since(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    (double)a->engine.memory.since / MSEC_SECOND);
}

static void
needs_operator(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    a->engine.memory.state == a->app->needs_operator);
}

static void
paused(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    a->engine.memory.pause.on && now.wall < a->engine.memory.pause.until);
}

static void
drift(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }), a->engine.drift);
}

static void
run_active(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }), a->op != NULL);
}

static void
breach(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	metrics_text_sample(text, METRICS_LABELS({ "application", a->app->name }),
	    a->decision.weighed ? (double)a->decision.proposal.held / MSEC_SECOND : 0);
}

static void
guards(struct metrics_text *text, const struct daemon *daemon, struct now now)
{
	EACH_APPLICATION(a)
	for (size_t i = 0; a->decision.weighed && i < GUARD_COUNT; i++) {
		const struct guard *guard = &a->decision.guards[i];

		if (guard->applies)
			metrics_text_sample(text,
			    METRICS_LABELS({ "application", a->app->name },
				{ "guard", guard->code }),
			    guard->overridden || guard->value == TRIT_YES);
	}
}

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
	{ NULL },
};
