/* SPDX-License-Identifier: MIT */
#include "tell.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "tell_alert.h"

#define GUARDS_TEXT 768
#define RESTLESS    4         /* changes of a fact within an hour; more are information */
#define CALM        MSEC_HOUR /* a guard that comes again after it is news again */

/* Of a fact, what was told. */
struct told_fact {
	enum trit value;
	bool known;   /* it was yes or no before */
	msec_t since; /* boot time, when they were counted from */
	int changes;
};

struct told {
	struct told_fact *facts; /* [region * n_facts + fact] */
	bool pending;
	struct proposal proposal;   /* what was pending */
	msec_t guards[GUARD_COUNT]; /* boot time when each of them blocked last; 0: it did not */
	bool isolated, tilted;
	struct alerts alerts;
};

struct told *
tell_new(const struct app *app)
{
	struct told *told = xcalloc(1, sizeof(*told));

	told->facts = xcalloc(app->n_regions * app->n_facts, sizeof(*told->facts));
	return told;
}

void
tell_free(struct told *told)
{
	if (!told)
		return;
	xfree(told->facts);
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

void
tell_inherit(struct told *told, const struct told *from)
{
	told->tilted = from->tilted;
	memcpy(told->alerts.alarms, from->alerts.alarms, sizeof(told->alerts.alarms));
}

/* Whether a rule may move the application because of it. */
static bool
decides(const struct app *app, size_t fact)
{
	for (size_t s = 0; s < app->n_states; s++)
		for (size_t i = 0; i < app->states[s].n_rules; i++)
			for (size_t w = 0; w < app->states[s].rules[i].n_when; w++)
				if (app->states[s].rules[i].when[w].fact == fact)
					return true;
	return false;
}

/* Each change once, a few times an hour: one that comes and goes about its limit would tell of
 * nothing else. */
static bool
is_restless(struct told_fact *told, struct now now)
{
	if (told->changes == 0 || now.boot - told->since >= MSEC_HOUR) {
		told->since = now.boot;
		told->changes = 0;
	}
	return ++told->changes > RESTLESS;
}

/* What a fact is at first is no change, and is told for those who debug only. */
static void
tell_fact(struct application *application, size_t f, size_t r, struct now now)
{
	const struct app *app = application->app;
	const struct fact *fact = engine_fact(&application->engine, f, r);
	struct told_fact *told = &application->told->facts[r * app->n_facts + f];
	struct log_about about = tell_about(application);
	char because[DETAIL_TEXT];

	if (fact->value == told->value)
		return;
	fact_text(fact, &app->facts[f], app, because);
	about.fact = app->facts[f].name;
	about.region = app->regions[r].name;
	if (!told->known)
		log_debug("%s.%s is %s: %s", about.region, about.fact, trit_name(fact->value),
		    because);
	else if (is_restless(told, now) || !decides(app, f))
		log_event(FACT_NOTED, &about, "%s.%s is %s, was %s: %s", about.region, about.fact,
		    trit_name(fact->value), trit_name(told->value), because);
	else
		log_event(FACT_CHANGED, &about, "%s.%s is %s, was %s: %s%s", about.region,
		    about.fact, trit_name(fact->value), trit_name(told->value), because,
		    told->changes == RESTLESS ? "; it has changed often, more of this hour's is "
						"information"
					      : "");
	told->value = fact->value;
	told->known = told->known || fact->value != TRIT_UNKNOWN;
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
	memset(told->guards, 0, sizeof(told->guards));
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
tell_blocked(struct application *application, struct now now)
{
	const struct decision *decision = &application->decision;
	struct told *told = application->told;
	struct log_about about = tell_about(application);
	bool news = false;
	char text[GUARDS_TEXT] = "";
	size_t len = 0;

	if (!decision->weighed || decision->verb == DECIDE_MOVE)
		return;
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *g = &decision->guards[i];

		if (!g->applies || g->value == TRIT_YES || guard_waits(decision->guards, i))
			continue;
		news = news || told->guards[i] == 0 || now.boot - told->guards[i] >= CALM;
		told->guards[i] = now.boot;
		if (len < sizeof(text))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s%s %s: %s (to clear it: %s)", len > 0 ? "; " : "", g->code, g->name,
			    g->text, g->remedy);
		about.guard = g->code;
	}
	if (news)
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
			tell_fact(application, f, r, now);
	tell_soundness(application, now);
	tell_alert(application, &application->told->alerts, now);
	if (application->op) {
		/* What was pending is being done: when the run has ended, it has not gone away. */
		application->told->pending = false;
		return;
	}
	tell_pending(application, now);
	tell_blocked(application, now);
}
