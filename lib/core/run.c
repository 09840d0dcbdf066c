/* SPDX-License-Identifier: MIT */
#include "core/run.h"

#include <stdio.h>
#include <string.h>

#include "base/backoff.h"
#include "base/digest.h"
#include "base/duration.h"

#define RETRY_FIRST 200
#define RETRY_MOST  (5 * MSEC_SECOND)
/* Tries to make an intent durable before a run that changed nothing gives up. */
#define INTENTS_BEFORE 3

const struct step_spec *
run_step(const struct run *run)
{
	return &run->book->steps[run->at];
}

static struct step_record *
record(struct run *run)
{
	return &run->steps[run->at];
}

bool
run_committed(const struct run *run)
{
	return run->at > run->book->no_return ||
	    (run->at == run->book->no_return && run->steps[run->at].intended);
}

static void
finish(struct run *run, enum run_status status, struct now now)
{
	run->status = status;
	run->ended = now.wall;
	buf_wipe(&run->scratch);
}

static void
enter(struct run *run, size_t at, struct now now)
{
	run->at = at;
	run->phase = PHASE_LOOK;
	run->listening = false;
	run->tries = 0;
	run->wake = run->entered = now.boot;
	run->acted = 0;
	buf_wipe(&run->scratch);
	if (at == run->book->n_steps) {
		finish(run, RUN_DONE, now);
		return;
	}
	record(run)->status = STEP_RUNNING;
	record(run)->started = now.wall;
}

static void
end_step(struct run *run, enum step_status status, struct now now)
{
	record(run)->status = status;
	record(run)->ended = now.wall;
}

/* A step that cannot: the run ends, unless the step was only worth a try. */
static void
fail_step(struct run *run, const struct error *err, struct now now)
{
	end_step(run, STEP_FAILED, now);
	if (run_step(run)->kind->best_effort) {
		snprintf(record(run)->detail, DETAIL_TEXT, "%.150s", err->text);
		enter(run, run->at + 1, now);
		return;
	}
	run->why = *err;
	error_wrap(&run->why, "step %s", run_step(run)->name);
	finish(run, run_committed(run) ? RUN_FAILED : RUN_ABANDONED, now);
}

void
run_start(struct run *run, const struct app *app, const struct runbook *book,
    const struct move *move, uint32_t seed, struct now now)
{
	*run = (struct run){
		.app = app, .book = book, .move = *move, .seed = seed | 1, .started = now.wall
	};
	enter(run, 0, now);
}

/* Whether the act of an intent was sent, and taken, is not known: the world will tell. */
void
run_resume(struct run *run, struct now now)
{
	run->phase = PHASE_LOOK;
	run->listening = false;
	run->tries = 0;
	run->wake = run->entered = now.boot;
	run->acted = now.boot;
	if (run->status == RUN_RUNNING && record(run)->intended) {
		record(run)->unsure = true;
		record(run)->accepted = false;
	}
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
	struct error err;
	char limit[DURATION_TEXT];

	if (run->listening) {
		run->listening = false;
		record(run)->intended = false;
		error_set(&err, "the ledger has not kept the intent within %s, so nothing was sent",
		    duration_text(run_step(run)->deadline, limit));
		fail_step(run, &err, now);
		return;
	}
	error_set(&err, "not true after %s; last seen: %s",
	    duration_text(run_step(run)->deadline, limit),
	    record(run)->detail[0] ? record(run)->detail : "nothing");
	fail_step(run, &err, now);
}

enum run_want
run_want(struct run *run, struct now now)
{
	if (is_overdue(run, now))
		overdue(run, now);
	if (run->status != RUN_RUNNING)
		return RUN_WANT_END;
	if (run->listening)
		return RUN_WANT_LISTEN;
	if (now.boot < run->wake)
		return RUN_WANT_SLEEP;

	run->listening = true;
	if (run->phase == PHASE_INTEND) {
		record(run)->intended = true; /* what is stored must say so */
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
		.turn = run->turn,
		.token = token,
		.recheck = run->recheck,
		.recheck_text = run->recheck_text,
		.memo = &run->memo,
		.scratch = &run->scratch,
		.detail = record(run)->detail,
		.request_id = record(run)->request_id,
	};
}

/* The same for each attempt of this step of this run: what AWS calls a client token. */
static const char *
token_of(const struct run *run, char ret[UUID_TEXT])
{
	char text[RUN_ID + 32];

	snprintf(text, sizeof(text), "%s/%zu", run->move.run, run->at);
	return digest_uuid(text, ret);
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
	ctx = context(run, token_of(run, token), now);
	*(act ? &record(run)->acts : &record(run)->looks) += 1;
	if (act)
		run->acted = now.boot;
	if ((act ? kind->act.ask : kind->look.ask)(&ctx, ret, &err))
		return true;
	run->listening = false;
	fail_step(run, &err, now);
	return false;
}

static void
retry(struct run *run, const struct error *err, struct now now)
{
	run->tries++;
	run->wake = now.boot + backoff_delay(run->tries, RETRY_FIRST, RETRY_MOST, &run->seed);
	if (err && err->text[0])
		snprintf(record(run)->detail, DETAIL_TEXT, "%.150s", err->text);
}

/* The claim is not true and nobody is making it so. Is it for us to act? */
static void
consider_act(struct run *run, struct now now)
{
	const struct step_spec *step = run_step(run);
	const struct step_record *rec = record(run);
	bool settling = rec->unsure && now.boot - run->acted < step->kind->settle;

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
		end_step(run, record(run)->intended ? STEP_DONE : STEP_ALREADY, now);
		if (!run_step(run)->kind->act.ask)
			record(run)->status = STEP_DONE;
		enter(run, run->at + 1, now);
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
		fail_step(run, err, now);
		break;
	}
}

static void
judge_act(struct run *run, enum verdict verdict, const struct error *err, struct now now)
{
	switch (verdict) {
	case VERDICT_FAIL:
		fail_step(run, err, now);
		break;
	case VERDICT_RETRY:
		/* Certainly not taken: look again, then send again; the intent still stands. */
		run->phase = PHASE_LOOK;
		retry(run, err, now);
		break;
	case VERDICT_DONE:
		record(run)->unsure = false;
		record(run)->accepted = true;
		run->phase = PHASE_WATCH;
		run->wake = now.boot;
		break;
	case VERDICT_MORE:
		/* One of several acts: the look finds the next; the intent still stands. */
		record(run)->unsure = false;
		run->phase = PHASE_LOOK;
		run->wake = now.boot;
		break;
	case VERDICT_NOT_YET:
	case VERDICT_UNDER_WAY:
		record(run)->unsure = true;
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
	struct step_ctx ctx = context(run, token_of(run, token), answer->now);
	struct error err = { 0 };
	enum verdict verdict;

	run->listening = false;
	verdict = (act ? kind->act.judge : kind->look.judge)(&ctx, answer, &err);
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
	record(run)->intended = false;
	error_set(&err, "the intent could not be written to the ledger, so nothing was sent");
	if (!run_committed(run) && run->tries + 1 >= INTENTS_BEFORE)
		fail_step(run, &err, now);
	else
		retry(run, &err, now);
}

bool
run_abort(struct run *run, const char *why, struct now now)
{
	if (run->status != RUN_RUNNING || run_committed(run))
		return false;
	end_step(run, STEP_FAILED, now);
	error_set(&run->why, "%s", why);
	finish(run, RUN_ABANDONED, now);
	return true;
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
