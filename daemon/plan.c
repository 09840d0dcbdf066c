/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include <stdio.h>
#include <string.h>

#include "aws/outlook.h"
#include "core/evidence.h"
#include "matters.h"
#include "view.h"

#define TEXT 1024

const char *
plan_confirm(const struct app *app, size_t to, char ret[PLAN_CONFIRM])
{
	snprintf(ret, PLAN_CONFIRM, "%.64s %.64s", app->name, app->regions[to].name);
	return ret;
}

/* ---- how long ---- */

static json_t *
took_json(const struct ledger_took *took)
{
	if (took->n == 0)
		return json_null();
	return json_pack("{s:I, s:o, s:o, s:o}", "runs", (json_int_t)took->n, "median_s",
	    view_seconds(took->median), "least_s", view_seconds(took->least), "most_s",
	    view_seconds(took->most));
}

/* How many steps of the same name come before. */
static size_t
nth_of(const struct runbook *book, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += strcmp(book->steps[i].name, book->steps[at].name) == 0;
	return n;
}

static struct ledger_took
took_of(const struct runbook *book, size_t i, const struct ledger_durations *durations)
{
	return ledger_durations_step(durations, book->steps[i].name, nth_of(book, i));
}

/* Since when the Region that is left is down; -1: it is not. */
static msec_t
down_for(const struct engine *engine, const struct proposal *p, struct now now)
{
	const struct outage *outage = &engine->outage;

	return outage->at > 0 && outage->region == p->from ? now.boot - outage->at : -1;
}

/* Of steps that run one after the other, or beside each other: how long all of them take. */
struct total {
	msec_t known, unknown,
	    most;       /* by the history; the limits of those that have none; of all */
	size_t without; /* history */
};

static msec_t
longer(msec_t a, msec_t b)
{
	return a > b ? a : b;
}

static struct total
total_of(const struct runbook *book, const struct ledger_durations *durations)
{
	struct total ret = { 0 }, beside = { 0 };

	for (size_t i = 0; i < book->n_steps; i++) {
		const struct step_spec *step = &book->steps[i];
		struct ledger_took took = took_of(book, i, durations);
		bool last = !step->group || i + 1 == step->group->first + step->group->n;

		beside.known = longer(beside.known, took.median);
		beside.most = longer(beside.most, step->deadline + step->patience);
		if (took.n == 0)
			beside.unknown = longer(beside.unknown, step->deadline + step->patience);
		ret.without += took.n == 0;
		if (!last)
			continue;
		ret.known += beside.known;
		ret.unknown += beside.unknown;
		ret.most += beside.most;
		beside = (struct total){ 0 };
	}
	return ret;
}

/* Steps of which nothing is known have a limit, and no more: it is told apart. */
static json_t *
expected_json(const struct application *application, const struct decision *decision,
    const struct ledger_durations *durations, struct now now)
{
	const struct engine *engine = &application->engine;
	const struct runbook *book = engine->app->states[decision->target_state].run;
	struct ledger_took whole = ledger_durations_whole(durations);
	struct total total = total_of(book, durations);
	msec_t rto = engine->app->objectives.rto;
	msec_t down = down_for(engine, &decision->proposal, now);

	if (total.without == 0)
		total.known = whole.median;
	return json_pack("{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "run_s",
	    total.without < book->n_steps ? view_seconds(total.known) : json_null(),
	    "steps_without_history", (json_int_t)total.without, "without_history_most_s",
	    view_seconds(total.unknown), "most_s", view_seconds(total.most), "history",
	    took_json(&whole), "down_for_s", view_seconds(down), "rto_s",
	    total.without == 0 ? view_seconds((down > 0 ? down : 0) + total.known) : json_null(),
	    "rto_target_s", rto > 0 ? view_seconds(rto) : json_null());
}

/* ---- the steps ---- */

static json_t *
filled(const struct app *app, const struct move *move, const char *text)
{
	char ret[TEXT];

	return text ? view_text(move_text(app, move, text, ret, sizeof(ret))) : json_null();
}

static json_t *
facts_json(const struct step_spec *step)
{
	const struct option_list *when = step->kind->when ? step->kind->when(step->args) : NULL;
	json_t *list = json_array();

	for (size_t i = 0; when && i < when->n; i++)
		json_array_append_new(list, json_string(when->items[i]));
	return list;
}

static json_t *
step_json(const struct app *app, const struct move *move, const struct runbook *book, size_t i,
    const struct ledger_durations *durations)
{
	const struct step_spec *step = &book->steps[i];
	const struct step_kind *back = step->kind->back;
	struct ledger_took took = took_of(book, i, durations);

	return json_pack(
	    "{s:s, s:o, s:s, s:o, s:o, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
	    step->name, "group", view_text(step->group ? step->group->name : NULL), "kind",
	    step->kind->name, "claim", filled(app, move, step->kind->claim), "facts",
	    facts_json(step), "acts", run_may_act(step), "approves", step->kind->approves,
	    "best_effort", run_may_fail(step), "no_return", i == book->no_return, "expected_s",
	    took.n > 0 ? view_seconds(took.median) : json_null(), "history", took_json(&took),
	    "deadline_s", view_seconds(step->deadline + step->patience), "undo",
	    filled(app, move, i < book->no_return ? step->kind->undo : NULL), "back",
	    filled(app, move, i < book->no_return && back ? back->claim : NULL), "calls",
	    outlook_calls(app, move, step));
}

static json_t *
steps_json(const struct app *app, const struct decision *decision,
    const struct ledger_durations *durations)
{
	const struct proposal *p = &decision->proposal;
	const struct runbook *book = app->states[decision->target_state].run;
	struct move move = {
		.kind = p->kind, .from = p->from, .to = p->to, .run = "r-0000", .actor = "operator"
	};
	json_t *list = json_array();

	for (size_t i = 0; i < book->n_steps; i++)
		json_array_append_new(list, step_json(app, &move, book, i, durations));
	return list;
}

/* ---- all of it ---- */

/* Of a Region that the writer is not in. */
static json_t *
lag_json(const struct engine *engine, size_t to, struct now now)
{
	struct lag lag = evidence_lag(engine, to, now.boot);

	if (!lag.known || engine->world.writer == to)
		return json_null();
	return json_pack("{s:o, s:o}", "lag_ms", view_number(lag.value), "age_s",
	    view_seconds(lag.age));
}

json_t *
plan_make(const struct application *application, const struct decision *decision,
    const struct ledger_durations *durations, const char *unread, struct now now)
{
	const struct app *app = application->app;
	const struct proposal *p = &decision->proposal;
	json_t *matters = matters_of(&application->engine, decision, now);
	char confirm[PLAN_CONFIRM], digest[DIGEST_HEX];

	return json_pack("{s:s, s:s, s:o, s:o, s:b, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "application", app->name, "kind", move_name(p->kind), "from", view_region(app, p->from),
	    "to", view_region(app, p->to), "force", p->force, "confirm",
	    plan_confirm(app, p->to, confirm), "digest", matters_digest(matters, digest), "allowed",
	    trit_name(decision->allowed), "steps", steps_json(app, decision, durations), "expected",
	    expected_json(application, decision, durations, now), "history_unread",
	    view_text(unread), "lag", lag_json(&application->engine, p->to, now), "decision",
	    view_decision(application, decision, now), "matters", matters);
}
