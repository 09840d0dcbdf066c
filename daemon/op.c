/* SPDX-License-Identifier: MIT */
#include "op.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/duration.h"
#include "caller.h"
#include "ledger.h"
#include "log.h"
#include "op_note.h"
#include "op_recheck.h"
#include "op_tell.h"

/* What the disk's word is for. The word may come when the operation has ended or is freed. */
struct intent {
	struct errand *errand; /* NULL: nobody's any more */
	bool kept;             /* the run's own record is durable, and says what is intended */
};

/* What is under way for one step. */
struct errand {
	struct op *op;
	struct sent *sent;
	struct intent *intent;      /* on its way to the disk */
	struct op_call call;        /* the newest that was sent */
	bool begun, overdue, ended; /* what was told of the step */
};

struct op {
	struct application *application;
	struct timer *timer;
	struct run run;
	struct errand errands[RUN_ALL_MOST];
	bool over; /* the end was told and kept */
};

static void pump(void *arg);

const struct run *
op_run(const struct op *op)
{
	return &op->run;
}

bool
op_ended(const struct op *op)
{
	return op->over;
}

static struct now
now_of(const struct op *op)
{
	return loop_now(op->application->daemon->loop);
}

void
op_watch(struct op *op, struct now now)
{
	if (!op->over)
		downtime_look(&op->run.downtime,
		    downtime_serves(&op->application->engine, now.boot), now.boot);
}

static void
keep_and_tell(struct op *op, store_written_fn *on_written, void *arg)
{
	struct daemon *daemon = op->application->daemon;
	autofree(xfree) char *body = ledger_text(ledger_run(&op->run));

	if (daemon->store)
		store_run(daemon->store, op->run.move.run, op->application->app->name,
		    run_status_name(op->run.status), body, on_written, arg);
}

static void
keep(struct op *op)
{
	keep_and_tell(op, NULL, NULL);
}

/* ---- telling and keeping ---- */

static bool
has_ended(const struct step_record *rec)
{
	return rec->status != STEP_WAITING && rec->status != STEP_RUNNING;
}

/* Whether something of it was told that was not told before. */
static bool
tell_step(struct op *op, size_t step)
{
	const struct step_record *rec = &op->run.steps[step];
	struct errand *errand = &op->errands[step];
	const struct errand before = *errand;

	errand->begun = rec->status != STEP_WAITING;
	errand->overdue = rec->overdue;
	errand->ended = has_ended(rec);
	if (errand->begun && !before.begun)
		op_tell_step(op->application, &op->run, step);
	if (errand->overdue && !before.overdue)
		op_tell_overdue(op->application, &op->run, step);
	if (errand->ended && !before.ended)
		op_tell_step_end(op->application, &op->run, step);
	return errand->begun != before.begun || errand->overdue != before.overdue ||
	    errand->ended != before.ended;
}

/* Steps that ended since, and those that began, are told in order, and kept. */
static void
tell_progress(struct op *op)
{
	bool changed = false, ended = op->run.status != RUN_RUNNING;

	if (op->over)
		return;
	for (size_t i = 0; i < run_all(&op->run); i++)
		changed = tell_step(op, i) || changed;
	if (ended) {
		op_tell_end(op->application, &op->run);
		op_note_end(op->application, &op->run);
	}
	if (changed || ended)
		keep(op);
	op->over = ended;
}

/* All that it was until now has been told. */
static void
skip_told(struct op *op)
{
	for (size_t i = 0; i < run_all(&op->run); i++) {
		const struct step_record *rec = &op->run.steps[i];

		op->errands[i].begun = rec->status != STEP_WAITING;
		op->errands[i].overdue = rec->overdue;
		op->errands[i].ended = has_ended(rec);
	}
}

/* ---- driving ---- */

static void
go_on(struct op *op)
{
	timer_arm(op->timer, now_of(op).boot);
}

static void
on_answer(const struct answer *answer, void *arg)
{
	struct errand *errand = arg;
	struct op *op = errand->op;
	size_t step = (size_t)(errand - op->errands);

	errand->sent = NULL;
	run_answer(&op->run, step, errand->call.act, answer);
	op_note_answered(op->application, &op->run, &errand->call, answer);
	if (errand->call.act) {
		op_tell_act(op->application, &op->run, step, answer);
		keep(op);
	}
	go_on(op); /* from the loop, not from inside the client */
}

static void
send_call(struct op *op, bool act)
{
	struct application *application = op->application;
	struct errand *errand = &op->errands[op->run.next];
	autofree(call_done) struct call call = { 0 };
	struct now now = now_of(op);

	op_recheck(application, &op->run, now);
	if (!run_ask(&op->run, act, &call, now))
		return;
	/* With what the act has noted for the looks that follow. */
	if (act)
		keep(op);
	/* What a kept connection lost, libcurl sends again by itself; an act is sent once. */
	if (act)
		call.http.fresh = true;
	call.acts = act;
	call.purpose = move_purpose(&op->run.move);
	log_debug("%s step %s: %s %s%s%s", op->run.move.run, op->run.book->steps[op->run.next].name,
	    act ? "act" : "look", call.name, call.region ? " in " : "",
	    call.region ? call.region : "");
	op_note_asked(&errand->call, &op->run, &call, act);
	errand->sent = caller_send(application->daemon, NULL, &call, on_answer, errand);
}

static void
on_kept(bool durable, const struct error *err, void *arg)
{
	struct intent *intent = arg;

	intent->kept = durable;
}

/* The last word on an intent: the disk speaks in the order of the writes. */
static void
on_intent(bool durable, const struct error *err, void *arg)
{
	struct intent *intent = arg;
	struct errand *errand = intent->errand;
	bool kept = intent->kept;
	struct op *op;

	xfree(intent);
	if (!errand)
		return;
	op = errand->op;
	errand->intent = NULL;
	run_intended(&op->run, (size_t)(errand - op->errands), durable && kept, now_of(op));
	go_on(op);
}

static void
forget_intent(struct errand *errand)
{
	if (errand->intent)
		errand->intent->errand = NULL;
	errand->intent = NULL;
}

/* What is under way is nobody's any more. */
static void
forget_all(struct op *op)
{
	for (size_t i = 0; i < RUN_ALL_MOST; i++) {
		forget_intent(&op->errands[i]);
		caller_cancel(op->errands[i].sent);
		op->errands[i].sent = NULL;
	}
}

/* What is about to be done must be on the disk before it is done. */
static void
write_intent(struct op *op)
{
	const struct run *run = &op->run;
	struct errand *errand = &op->errands[run->next];
	autofree(xfree) char *body = ledger_text(json_pack("{s:s, s:s, s:s, s:s}", "step",
	    run->book->steps[run->next].name, "kind", move_name(run->move.kind), "from",
	    run->app->regions[run->move.from].name, "to", run->app->regions[run->move.to].name));

	forget_intent(errand);
	errand->intent = xcalloc(1, sizeof(*errand->intent));
	errand->intent->errand = errand;
	keep_and_tell(op, on_kept, errand->intent);
	daemon_note(op->application, "intent", run->move.run, body, on_intent, errand->intent);
}

/* Does what is wanted; false: there is nothing to do now. */
static bool
serve(struct op *op, enum run_want want)
{
	switch (want) {
	case RUN_WANT_LOOK:
		send_call(op, false);
		return true;
	case RUN_WANT_ACT:
		send_call(op, true);
		return true;
	case RUN_WANT_INTENT:
		write_intent(op);
		return true;
	case RUN_WANT_SLEEP:
	case RUN_WANT_LISTEN:
		/* Without a word from the disk until then nothing is done. */
		timer_arm(op->timer, op->run.wake);
		break;
	case RUN_WANT_END:
		daemon_wake(op->application->daemon);
		break;
	}
	return false;
}

static void
pump(void *arg)
{
	struct op *op = arg;
	enum run_want want;

	do {
		want = run_want(&op->run, now_of(op));
		tell_progress(op);
	} while (serve(op, want));
}

static struct op *
make(struct application *application)
{
	struct op *op = xcalloc(1, sizeof(*op));

	op->application = application;
	for (size_t i = 0; i < RUN_ALL_MOST; i++)
		op->errands[i].op = op;
	op->timer = timer_new(application->daemon->loop, pump, op);
	return op;
}

struct op *
op_start(struct application *application, const struct runbook *book, const struct move *move)
{
	struct op *op = make(application);
	struct now now = now_of(op);
	struct log_about a;

	run_start(&op->run, application->app, book, move, (uint32_t)now.boot, now);
	a = op_about(application, &op->run, book->n_steps);
	a.reason = move->reason;
	log_event(RUN_STARTED, &a, "%s: %s from %s to %s begins, for %s: %s", a.run,
	    move_name(move->kind), a.region, a.to_region, move->actor, move->reason);
	tell_progress(op);
	go_on(op);
	return op;
}

struct op *
op_resume(struct application *application, struct run *run)
{
	struct op *op = make(application);
	struct log_about a;

	op->run = *run;
	run_resume(&op->run, now_of(op));
	skip_told(op);
	a = op_about(application, &op->run, op->run.at);
	op_note_resumed(application, &op->run);
	log_event(RUN_RESUMED, &a,
	    "%s: %s from %s to %s is taken up again at step %zu, %s; the world "
	    "is looked at first",
	    a.run, move_name(op->run.move.kind), a.region, a.to_region, op->run.at + 1, a.step);
	go_on(op);
	return op;
}

void
op_free(struct op *op)
{
	if (!op)
		return;
	forget_all(op);
	timer_free(op->timer);
	run_done(&op->run);
	xfree(op);
}

/* ---- what a person says ---- */

bool
op_approve(struct op *op, const char *actor, struct error *err)
{
	if (run_approval(&op->run) == op->run.book->n_steps)
		return error_set(err, "%s waits for no approval", op->run.move.run);
	if (!run_approve(&op->run, actor, now_of(op)))
		return error_set(err, "%s has no room to note an approval", op->run.move.run);
	keep(op);
	go_on(op);
	return true;
}

bool
op_abort(struct op *op, const char *actor, const char *reason, struct error *err)
{
	char why[200];

	snprintf(why, sizeof(why), "aborted by %.60s: %.120s", actor, reason);
	if (!run_abort(&op->run, why, now_of(op)))
		return run_no_way_back(&op->run, err);
	forget_all(op);
	keep(op); /* before anything else: who comes back must know that it goes back */
	go_on(op);
	return true;
}
