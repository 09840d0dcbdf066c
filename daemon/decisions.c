/* SPDX-License-Identifier: MIT */
#include "decisions.h"

#include "base/alloc.h"
#include "core/inputs.h"
#include "daemon.h"
#include "ledger.h"
#include "view.h"

struct decisions {
	struct inputs inputs; /* of the last tick */
	bool pending;
	enum move_kind kind; /* of what was pending */
	unsigned blocked;    /* a bit for each guard that was recorded to hold it back */
};

struct decisions *
decisions_new(const struct app *app)
{
	struct decisions *decisions = xcalloc(1, sizeof(*decisions));

	inputs_init(&decisions->inputs, app);
	return decisions;
}

void
decisions_free(struct decisions *decisions)
{
	if (!decisions)
		return;
	inputs_done(&decisions->inputs);
	xfree(decisions);
}

void
decisions_before(struct application *application, struct now now)
{
	inputs_take(&application->decisions->inputs, &application->engine, now);
}

/* ---- records ---- */

/* Why it was recorded, and under which configuration. */
static json_t *
compose(const struct application *application, const struct decision *decision, const char *verb,
    struct now now)
{
	json_t *record = ledger_decision(&application->engine, decision, now);
	json_t *head = json_object_get(record, "head");

	json_object_set_new(head, "verb", json_string(verb));
	json_object_set_new(head, "config", json_string(application->engine.config));
	json_object_set_new(record, "page", view_explain(application, now));
	return record;
}

/* The configuration first: whoever finds the record finds that, too. */
static void
store(struct application *application, json_t *record, const char *run)
{
	struct daemon *daemon = application->daemon;
	autofree(xfree) char *body = ledger_text(record);

	if (daemon->store && daemon->config_texts)
		store_config(daemon->store, application->engine.config, daemon->config_texts, NULL,
		    NULL);
	daemon_note(application, "decision", run, body, NULL, NULL);
}

/* What the last tick decided, or did not. */
static void
record_tick(struct application *application, const char *verb)
{
	const struct inputs *inputs = &application->decisions->inputs;
	json_t *record = compose(application, &application->decision, verb, inputs->now);

	json_object_set_new(record, "inputs", ledger_inputs(&inputs->before, inputs->now));
	store(application, record, "");
}

/* Those that hold it back, but for those that only wait, and those that an approval settles. */
static unsigned
blockers(const struct decision *decision)
{
	unsigned ret = 0;

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *g = &decision->guards[i];

		if (g->applies && !g->overridden && !g->asks && g->value != TRIT_YES &&
		    !guard_waits(decision->guards, i))
			ret |= 1U << i;
	}
	return ret;
}

/* Once while it is pending, and again when other guards join. */
static bool
newly_blocked(struct decisions *decisions, const struct decision *decision)
{
	unsigned blocked, known;

	if (!decision->weighed || !decisions->pending || decisions->kind != decision->proposal.kind)
		decisions->blocked = 0;
	decisions->pending = decision->weighed;
	if (!decision->weighed || decision->verb != DECIDE_NOTHING)
		return false;
	decisions->kind = decision->proposal.kind;
	blocked = blockers(decision);
	known = decisions->blocked;
	decisions->blocked |= blocked;
	return (blocked & ~known) != 0;
}

void
decisions_after(struct application *application, struct now now)
{
	const struct decision *decision = &application->decision;

	if (decision->missed.at > 0)
		record_tick(application, "near-miss");
	if (newly_blocked(application->decisions, decision))
		record_tick(application, "blocked");
	if (decision->verb != DECIDE_NOTHING && decision->verb != DECIDE_MOVE)
		record_tick(application, ledger_decided(decision->verb));
}

/* ---- moves ---- */

/* In place of what was supposed about moves that nobody asked for. */
static void
set_commanded(json_t *record, const struct application *application,
    const struct decision *decision, struct now now)
{
	json_t *move = view_decision(application, decision, now);

	json_object_set_new(move, "hypothetical", json_false());
	json_object_set_new(json_object_get(record, "page"), "moves", json_pack("[o]", move));
	json_object_set_new(record, "command", json_true());
	json_object_set_new(record, "inputs", ledger_inputs(&application->engine, now));
}

void
decisions_move(struct application *application, const struct decision *decision,
    const struct move *move, struct now now)
{
	const struct inputs *inputs = &application->decisions->inputs;
	json_t *record = compose(application, decision, "move", now), *head;

	head = json_object_get(record, "head");
	json_object_set_new(head, "reason", ledger_words(move->reason));
	if (decision->proposal.automatic)
		json_object_set_new(record, "inputs", ledger_inputs(&inputs->before, inputs->now));
	else
		set_commanded(record, application, decision, now);
	store(application, record, move->run);
}
