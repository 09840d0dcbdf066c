/* SPDX-License-Identifier: MIT */
#include "tell.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "tell_alert.h"

#define GUARDS_TEXT 512

struct told {
	enum trit *facts; /* [region * n_facts + fact] */
	bool *known;      /* that fact was yes or no before */
	bool pending;
	struct proposal proposal; /* what was pending */
	unsigned guards;          /* a bit for each that blocked */
	bool isolated, tilted;
	struct alerts alerts;
};

struct told *
tell_new(const struct app *app)
{
	struct told *told = xcalloc(1, sizeof(*told));

	told->facts = xcalloc(app->n_regions * app->n_facts, sizeof(*told->facts));
	told->known = xcalloc(app->n_regions * app->n_facts, sizeof(*told->known));
	return told;
}

void
tell_free(struct told *told)
{
	if (!told)
		return;
	xfree(told->facts);
	xfree(told->known);
	xfree(told);
}

struct log_about
tell_about(const struct application *application)
{
	const struct app *app = application->app;
	const struct memory *memory = &application->engine.memory;

	return (struct log_about){ .app = app->name,
		.state = app->states[memory->state].name,
		.region = app->regions[memory->active].name };
}

/* What a fact is at first is no change, and is told for those who debug only. */
static void
tell_fact(struct application *application, size_t f, size_t r)
{
	const struct app *app = application->app;
	const struct fact *fact = engine_fact(&application->engine, f, r);
	size_t i = r * app->n_facts + f;
	struct told *told = application->told;
	struct log_about about = tell_about(application);
	char because[DETAIL_TEXT];

	if (fact->value == told->facts[i])
		return;
	fact_text(fact, &app->facts[f], app, because);
	about.fact = app->facts[f].name;
	about.region = app->regions[r].name;
	if (told->known[i])
		log_event(FACT_CHANGED, &about, "%s.%s is %s, was %s: %s", about.region, about.fact,
		    trit_name(fact->value), trit_name(told->facts[i]), because);
	else
		log_debug("%s.%s is %s: %s", about.region, about.fact, trit_name(fact->value),
		    because);
	told->facts[i] = fact->value;
	told->known[i] = told->known[i] || fact->value != TRIT_UNKNOWN;
}

const char *
tell_evidence(const struct application *application, const struct decision *decision, char ret[256])
{
	return engine_evidence(&application->engine, decision, ret);
}

static void
tell_pending(struct application *application, struct now now)
{
	const struct decision *decision = &application->decision;
	struct told *told = application->told;
	struct log_about about = tell_about(application);
	char sentence[256], evidence[256];

	if (decision->weighed == told->pending)
		return;
	told->pending = decision->weighed;
	told->guards = 0;
	if (decision->weighed) {
		told->proposal = decision->proposal;
		log_event(PENDING, &about, "%s %s",
		    engine_sentence(&application->engine, decision, sentence, now),
		    tell_evidence(application, decision, evidence));
	} else if (!application->op) {
		log_event(PENDING_ENDED, &about, "no %s any more: its facts do not hold",
		    move_name(told->proposal.kind));
	}
}

/* Guards that are more than a wait are named once, and again when others join. */
static void
tell_blocked(struct application *application)
{
	const struct decision *decision = &application->decision;
	struct told *told = application->told;
	struct log_about about = tell_about(application);
	unsigned blocking = 0, news;
	char text[GUARDS_TEXT] = "";
	size_t len = 0;

	if (!decision->weighed || decision->verb == DECIDE_MOVE)
		return;
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *g = &decision->guards[i];

		if (!g->applies || g->value == TRIT_YES || guard_waits(decision->guards, i))
			continue;
		blocking |= 1U << i;
		if (len < sizeof(text))
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s %s: %s",
			    len > 0 ? "; " : "", g->code, g->name, g->text);
		about.guard = g->code;
	}
	news = blocking & ~told->guards;
	told->guards = blocking;
	if (news != 0)
		log_event(BLOCKED, &about, "%s is held back by %s",
		    move_name(decision->proposal.kind), text);
}

static void
tell_soundness(struct application *application, struct now now)
{
	const struct engine *engine = &application->engine;
	struct told *told = application->told;
	struct log_about about = tell_about(application);
	bool tilted = now.boot < engine->tilt_until;
	char left[DURATION_TEXT];

	if (tilted && !told->tilted)
		log_event(TILT, &about,
		    "time jumped, or this process was stopped for a while: watching only, for %s",
		    duration_text(engine->tilt_until - now.boot, left));
	told->tilted = tilted;
}

void
tell_state(struct application *application, const char *why)
{
	struct log_about about = tell_about(application);
	const struct app *app = application->app;
	const struct state_spec *state = &app->states[application->engine.memory.state];
	struct move move = { .from = application->engine.memory.active,
		.to = application->engine.memory.active };
	char text[192];

	move_text(app, &move, state->sentence, text, sizeof(text));
	log_event(STATE_CHANGED, &about, "%s: %s%s%s", state->name, text, why[0] ? "; " : "", why);
}

void
tell_changes(struct application *application, struct now now)
{
	const struct app *app = application->app;

	for (size_t r = 0; r < app->n_regions; r++)
		for (size_t f = 0; f < app->n_facts; f++)
			tell_fact(application, f, r);
	tell_soundness(application, now);
	tell_alert(application, &application->told->alerts, now);
	if (application->op) {
		/* What was pending is being done: when the run has ended, it has not gone away. */
		application->told->pending = false;
		return;
	}
	tell_pending(application, now);
	tell_blocked(application);
}
