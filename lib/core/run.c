/* SPDX-License-Identifier: MIT */
#include "core/run.h"

#include <stdio.h>
#include <string.h>

#include "base/backoff.h"
#include "base/digest.h"
#include "base/duration.h"
#include "core/step.h"

#define RETRY_FIRST 200
#define RETRY_MOST  (5 * MSEC_SECOND)
/* Tries to make an intent durable before a run that changed nothing gives up. */
#define INTENTS_BEFORE 3
/* An act rests on a look that is no older. */
#define LOOK_GOOD (15 * MSEC_SECOND)

const struct step_spec *
run_step(const struct run *run)
{
	return &run->book->steps[run->at];
}

bool
run_may_fail(const struct step_spec *step)
{
	return step->best_effort || step->kind->best_effort;
}

bool
run_committed(const struct run *run)
{
	return run->at > run->book->no_return ||
	    (run->at == run->book->no_return && run->steps[run->at].intended);
}

void
run_start(struct run *run, const struct app *app, const struct runbook *book,
    const struct move *move, uint32_t seed, struct now now)
{
	*run = (struct run){
		.app = app, .book = book, .move = *move, .seed = seed | 1, .started = now.wall
	};
	step_enter(run, 0, now);
}

/* Whether the act of an intent was sent, and taken, is not known: the world will tell. */
static void
doubt(struct step_record *rec)
{
	rec->unsure = rec->unsure || rec->intended;
	rec->touched = rec->touched || rec->intended;
	rec->accepted = false;
}

/* What it was decided on may have passed meanwhile: that is the first step's to see. */
static void
begin_anew(struct run *run, struct now now)
{
	for (size_t i = 0; i <= run->at; i++) {
		doubt(&run->steps[i]);
		run->steps[i].intended = false;
		run->steps[i].status = STEP_WAITING;
	}
	step_enter(run, 0, now);
}

void
run_resume(struct run *run, struct now now)
{
	msec_t deadline;

	if (run->status != RUN_RUNNING)
		return;
	if (!run_committed(run)) {
		begin_anew(run, now);
		return;
	}
	deadline = run_step(run)->deadline;
	run->phase = PHASE_LOOK;
	run->listening = false;
	run->tries = 0;
	run->wake = run->entered = run->acted = now.boot;
	run->late = now.wall - step_record(run)->started > deadline;
	doubt(step_record(run));
}

void
run_done(struct run *run)
{
	buf_wipe(&run->scratch);
}

/* A call that is on its way may still say that the claim is true; a disk that hangs says nothing.
 */
static bool
is_overdue(const struct run *run, struct now now)
{
	bool calling = run->listening && run->phase != PHASE_INTEND;

	return run->status == RUN_RUNNING && !calling &&
	    now.boot - run->entered >= run_step(run)->deadline;
}

static void
overdue(struct run *run, struct now now)
{
	struct step_record *rec = step_record(run);
	struct error err;
	char limit[DURATION_TEXT];

	if (run->listening) {
		run->listening = false;
		rec->intended = false;
		error_set(&err, "the ledger has not kept the intent within %s, so nothing was sent",
		    duration_text(run_step(run)->deadline, limit));
		step_fail(run, &err, now);
		return;
	}
	error_set(&err, "not true after %s; last seen: %s%s%s",
	    duration_text(run_step(run)->deadline, limit), rec->detail[0] ? rec->detail : "nothing",
	    rec->said[0] ? "; the last act: " : "", rec->said);
	step_fail(run, &err, now);
}

/* Time has passed since the look that an act would rest on. Before there is no way back, what the
 * whole run rests on is as old. */
static void
look_again(struct run *run, struct now now)
{
	struct step_record *rec = step_record(run);
	struct error err;
	char age[DURATION_TEXT];

	run->phase = PHASE_LOOK;
	if (run->at != run->book->no_return || rec->acts > 0 || rec->unsure)
		return;
	rec->intended = false;
	error_set(&err, "the act was held up for %s, so nothing was sent; decide anew",
	    duration_text(now.boot - run->looked, age));
	step_fail(run, &err, now);
}

enum run_want
run_want(struct run *run, struct now now)
{
	if (is_overdue(run, now))
		overdue(run, now);
	if (run->status == RUN_RUNNING && !run->listening && run->phase == PHASE_ACT &&
	    now.boot - run->looked > LOOK_GOOD)
		look_again(run, now);
	if (run->status != RUN_RUNNING)
		return RUN_WANT_END;
	if (run->listening)
		return RUN_WANT_LISTEN;
	if (now.boot < run->wake)
		return RUN_WANT_SLEEP;

	run->listening = true;
	if (run->phase == PHASE_INTEND) {
		step_record(run)->intended = true; /* what is stored must say so */
		run->wake = run->entered + run_step(run)->deadline;
		return RUN_WANT_INTENT;
	}
	return run->phase == PHASE_ACT ? RUN_WANT_ACT : RUN_WANT_LOOK;
}

static struct step_ctx
context(struct run *run, const char *token, struct now now)
{
	return (struct step_ctx){
		.app = run->app,
		.move = &run->move,
		.args = run_step(run)->args,
		.now = now,
		.started = run->started,
		.turn = run->turn,
		.token = token,
		.recheck = run->recheck,
		.recheck_text = run->recheck_text,
		.unsure = step_record(run)->unsure,
		.memo = &run->memo,
		.scratch = &run->scratch,
		.detail = step_record(run)->detail,
		.request_id = step_record(run)->request_id,
		.notice = &step_record(run)->notice,
	};
}

/* From now on it may have been taken; until an answer says that it certainly was not. */
static void
begin_act(struct run *run)
{
	run->touched_before = step_record(run)->touched;
	step_record(run)->touched = true;
}

bool
run_ask(struct run *run, bool act, struct call *ret, struct now now)
{
	const struct step_kind *kind = run_step(run)->kind;
	char token[UUID_TEXT];
	struct step_ctx ctx;
	struct error err = { 0 };

	/* An act goes where the look before it was answered. Taking turns with looks, it could meet
	 * only what is dead. */
	run->turn += !act;
	ctx = context(run, step_token(run, token), now);
	*(act ? &step_record(run)->acts : &step_record(run)->looks) += 1;
	if (act)
		run->acted = now.boot;
	if ((act ? kind->act.ask : kind->look.ask)(&ctx, ret, &err)) {
		if (act)
			begin_act(run);
		return true;
	}
	run->listening = false;
	step_fail(run, &err, now);
	return false;
}

static void
retry(struct run *run, const struct error *err, struct now now)
{
	run->tries++;
	run->wake = now.boot + backoff_delay(run->tries, RETRY_FIRST, RETRY_MOST, &run->seed);
	if (err && err->text[0])
		error_copy(err, step_record(run)->detail, DETAIL_TEXT);
}

/* What was intended long ago was never done, and whether it is still right nobody knows. */
static void
too_late(struct run *run, struct now now)
{
	struct error err;
	char age[DURATION_TEXT];

	error_set(&err,
	    "it was intended %s ago and has not come true; look whether it still should",
	    duration_text(now.wall - step_record(run)->started, age));
	step_fail(run, &err, now);
}

/* The claim is not true and nobody is making it so. Is it for us to act? */
static void
consider_act(struct run *run, struct now now)
{
	const struct step_spec *step = run_step(run);
	const struct step_record *rec = step_record(run);
	bool settling = rec->unsure && now.boot - run->acted < step->kind->settle;

	if (run->late && run->at == run->book->no_return) {
		too_late(run, now);
		return;
	}
	if (!step->kind->act.ask || settling || rec->accepted) {
		run->wake = now.boot + step->every;
		return;
	}
	run->phase = rec->intended ? PHASE_ACT : PHASE_INTEND;
	run->wake = now.boot;
}

static void
judge_look(struct run *run, enum verdict verdict, const struct error *err, struct now now)
{
	switch (verdict) {
	case VERDICT_DONE:
		step_end(run, step_record(run)->intended ? STEP_DONE : STEP_ALREADY, now);
		if (!run_step(run)->kind->act.ask)
			step_record(run)->status = STEP_DONE;
		step_enter(run, run->at + 1, now);
		break;
	case VERDICT_NOT_YET:
		run->tries = 0;
		consider_act(run, now);
		break;
	case VERDICT_UNDER_WAY:
		run->tries = 0;
		run->wake = now.boot + run_step(run)->every;
		break;
	case VERDICT_MORE:
		run->wake = now.boot;
		break;
	case VERDICT_RETRY:
		retry(run, err, now);
		break;
	case VERDICT_FAIL:
		step_fail(run, err, now);
		break;
	}
}

static void
judge_act(struct run *run, enum verdict verdict, const struct error *err, struct now now)
{
	switch (verdict) {
	case VERDICT_FAIL:
		step_fail(run, err, now);
		break;
	case VERDICT_RETRY:
		/* Certainly not taken: look again, then send again; the intent still stands. */
		run->phase = PHASE_LOOK;
		retry(run, err, now);
		break;
	case VERDICT_DONE:
		step_record(run)->unsure = false;
		step_record(run)->accepted = true;
		run->phase = PHASE_WATCH;
		run->wake = now.boot;
		break;
	case VERDICT_MORE:
		/* One of several acts: the look finds the next; the intent still stands. */
		step_record(run)->unsure = false;
		run->phase = PHASE_LOOK;
		run->wake = now.boot;
		break;
	case VERDICT_NOT_YET:
	case VERDICT_UNDER_WAY:
		step_record(run)->unsure = true;
		run->phase = PHASE_WATCH;
		run->wake = now.boot;
		break;
	}
}

static void
judge(struct run *run, bool act, const struct answer *answer)
{
	const struct step_kind *kind = run_step(run)->kind;
	char token[UUID_TEXT];
	struct step_ctx ctx = context(run, step_token(run, token), answer->now);
	struct error err = { 0 };
	enum verdict verdict;

	run->listening = false;
	if (!act)
		run->looked = answer->now.boot;
	verdict = (act ? kind->act.judge : kind->look.judge)(&ctx, answer, &err);
	if (act && (verdict == VERDICT_RETRY || verdict == VERDICT_FAIL))
		step_record(run)->touched = run->touched_before;
	if (act)
		step_said(run, &err);
	if (act)
		judge_act(run, verdict, &err, answer->now);
	else
		judge_look(run, verdict, &err, answer->now);
}

void
run_answer(struct run *run, bool act, const struct answer *answer)
{
	bool calling = run->status == RUN_RUNNING && run->listening && run->phase != PHASE_INTEND;

	if (calling && act == (run->phase == PHASE_ACT))
		judge(run, act, answer);
}

void
run_intended(struct run *run, bool durable, struct now now)
{
	struct error err;

	if (run->status != RUN_RUNNING || !run->listening || run->phase != PHASE_INTEND)
		return;
	run->listening = false;
	if (durable) {
		run->tries = 0;
		run->phase = PHASE_ACT;
		run->wake = now.boot;
		return;
	}
	step_record(run)->intended = false;
	error_set(&err, "the intent could not be written to the ledger, so nothing was sent");
	if (!run_committed(run) && run->tries + 1 >= INTENTS_BEFORE)
		step_fail(run, &err, now);
	else
		retry(run, &err, now);
}

const char *
run_status_name(enum run_status status)
{
	static const char *const names[] = { "running", "done", "failed", "abandoned" };

	return names[status];
}

const char *
step_status_name(enum step_status status)
{
	static const char *const names[] = { "waiting", "running", "done", "already", "failed" };

	return names[status];
}
