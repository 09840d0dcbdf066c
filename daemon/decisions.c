/* SPDX-License-Identifier: MIT */
#include "decisions.h"

#include "base/alloc.h"
#include "core/inputs.h"
#include "daemon.h"
#include "due.h"
#include "ledger.h"
#include "view.h"

struct decisions {
	struct inputs inputs; /* of the last tick */
	struct due_memory due;
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

void
decisions_after(struct application *application, struct now now)
{
	const struct decision *decision = &application->decision;
	unsigned due = due_of(&application->decisions->due, decision, now.boot);

	if (due & DUE_MISS)
		record_tick(application, "near-miss");
	if (due & DUE_BLOCKED)
		record_tick(application, "blocked");
	if (due & DUE_VERB)
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
