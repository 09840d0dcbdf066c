/* SPDX-License-Identifier: MIT */
#include "core/run.h"

#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "core/stage.h"
#include "core/undo.h"

/* Tries to make an intent durable before a run that changed nothing gives up. */
#define INTENTS_BEFORE 3
/* An act rests on a look that is no older. */
#define LOOK_GOOD (15 * MSEC_SECOND)

/* ---- time ---- */

static void
overdue(struct run *run, size_t step, struct now now)
{
	struct step_record *rec = &run->steps[step];
	const struct step_course *course = &run->courses[step];
	bool more = course->said[0] && strcmp(course->said, rec->detail) != 0;
	struct error err;
	char limit[DURATION_TEXT];

	duration_text(step_limit(run, step), limit);
	if (course->listening) {
		rec->intended = false;
		error_set(&err, "the ledger has not kept the intent within %s, so nothing was sent",
		    limit);
	} else {
		error_set(&err, "not true after %s; last seen: %s%s%s", limit,
		    rec->detail[0] ? rec->detail : "nothing", more ? "; the last act: " : "",
		    more ? course->said : "");
	}
	stage_fail(run, step, &err, now);
}

/* A call that is on its way may still say that the claim is true; a disk that hangs says nothing.
 */
static void
check_time(struct run *run, size_t step, struct now now)
{
	struct step_course *course = &run->courses[step];
	msec_t past = now.boot - course->entered;

	if (course->listening && course->phase != PHASE_INTEND)
		return;
	if (past >= step_limit(run, step))
		overdue(run, step, now);
	else if (past >= run->book->steps[step].deadline)
		run->steps[step].overdue = true;
}

/* Time has passed since the look that an act would rest on. Before there is no way back, what the
 * whole run rests on is as old. */
static void
look_again(struct run *run, size_t step, struct now now)
{
	struct step_record *rec = &run->steps[step];
	struct error err;
	char age[DURATION_TEXT];

	run->courses[step].phase = PHASE_LOOK;
	if (!stage_decides(run, step) || rec->acts > 0 || rec->unsure)
		return;
	rec->intended = false;
	error_set(&err, "the act was held up for %s, so nothing was sent; decide anew",
	    duration_text(now.boot - run->courses[step].looked, age));
	stage_fail(run, step, &err, now);
}

static void
check_age(struct run *run, size_t step, struct now now)
{
	const struct step_course *course = &run->courses[step];

	if (!course->listening && course->phase == PHASE_ACT &&
	    now.boot - course->looked > LOOK_GOOD)
		look_again(run, step, now);
}

static void
pass_time(struct run *run, struct now now)
{
	size_t at = run->at;

	for (size_t i = at; run->at == at && i < stage_end(run->book, at); i++) {
		if (step_running(run, i))
			check_time(run, i, now);
		if (run->at == at && step_running(run, i))
			check_age(run, i, now);
	}
}

/* ---- what is wanted ---- */

static enum run_want
begin(struct run *run, size_t step)
{
	struct step_course *course = &run->courses[step];

	run->next = step;
	course->listening = true;
	if (course->phase == PHASE_INTEND) {
		run->steps[step].intended = true; /* what is stored must say so */
		run->wake = course->entered + step_limit(run, step);
		return RUN_WANT_INTENT;
	}
	return course->phase == PHASE_ACT ? RUN_WANT_ACT : RUN_WANT_LOOK;
}

static void
wake_at(struct run *run, msec_t at)
{
	run->wake = at < run->wake ? at : run->wake;
}

enum run_want
run_want(struct run *run, struct now now)
{
	enum run_want ret = RUN_WANT_LISTEN;

	if (run->status == RUN_RUNNING)
		pass_time(run, now);
	if (run->status != RUN_RUNNING)
		return RUN_WANT_END;
	run->wake = MSEC_NEVER;
	for (size_t i = run->at; i < stage_end(run->book, run->at); i++) {
		const struct step_course *course = &run->courses[i];

		if (!step_running(run, i))
			continue;
		if (!course->listening && now.boot >= course->wake)
			return begin(run, i);
		if (course->listening && course->phase == PHASE_INTEND)
			wake_at(run, course->entered + step_limit(run, i));
		if (course->listening)
			continue;
		wake_at(run, course->wake);
		ret = RUN_WANT_SLEEP;
	}
	return ret;
}

/* ---- asking ---- */

static struct step_ctx
context(struct run *run, size_t step, const char *token, struct now now)
{
	struct step_course *course = &run->courses[step];
	struct step_record *rec = &run->steps[step];

	return (struct step_ctx){
		.app = run->app,
		.move = &run->move,
		.args = run->book->steps[step].args,
		.now = now,
		.started = run->started,
		.turn = course->turn,
		.token = token,
		.recheck = course->recheck,
		.recheck_text = course->recheck_text,
		.unsure = rec->unsure,
		.memo = &run->memo,
		.scratch = &course->scratch,
		.detail = rec->detail,
		.request_id = rec->request_id,
		.notice = &rec->notice,
	};
}

/* From now on it may have been taken; until an answer says that it certainly was not. */
static void
begin_act(struct run *run, size_t step)
{
	run->courses[step].touched_before = run->steps[step].touched;
	run->steps[step].touched = true;
}

static void
count(struct run *run, size_t step, bool act, struct now now)
{
	struct step_course *course = &run->courses[step];

	course->recheck = run->recheck;
	snprintf(course->recheck_text, DETAIL_TEXT, "%s", run->recheck_text);
	/* An act goes where the look before it was answered. Taking turns with looks, it could meet
	 * only what is dead. */
	if (act) {
		run->steps[step].acts++;
		course->acted = now.boot;
	} else {
		run->steps[step].looks++;
		course->turn = ++run->turn;
	}
}

bool
run_ask(struct run *run, bool act, struct call *ret, struct now now)
{
	size_t step = run->next;
	const struct step_kind *kind = run->book->steps[step].kind;
	char token[UUID_TEXT];
	struct step_ctx ctx;
	struct error err = { 0 };

	count(run, step, act, now);
	ctx = context(run, step, step_token(run, step, token), now);
	if ((act ? kind->act.ask : kind->look.ask)(&ctx, ret, &err)) {
		if (act)
			begin_act(run, step);
		return true;
	}
	stage_fail(run, step, &err, now);
	return false;
}

/* ---- answers ---- */

/* What was intended long ago was never done, and whether it is still right nobody knows. */
static void
too_late(struct run *run, size_t step, struct now now)
{
	struct error err;
	char age[DURATION_TEXT];

	error_set(&err,
	    "it was intended %s ago and has not come true; look whether it still should",
	    duration_text(now.wall - run->steps[step].started, age));
	stage_fail(run, step, &err, now);
}

/* The claim is not true and nobody is making it so. Is it for us to act? */
static void
consider_act(struct run *run, size_t step, struct now now)
{
	const struct step_spec *spec = &run->book->steps[step];
	const struct step_record *rec = &run->steps[step];
	struct step_course *course = &run->courses[step];
	bool settling = rec->unsure && now.boot - course->acted < spec->kind->settle;

	if (course->late && stage_decides(run, step)) {
		too_late(run, step, now);
		return;
	}
	if (!run_may_act(spec) || settling || rec->accepted) {
		course->wake = now.boot + spec->every;
		return;
	}
	if (now.boot < course->pause) {
		course->wake = course->pause;
		return;
	}
	course->phase = rec->intended ? PHASE_ACT : PHASE_INTEND;
	course->wake = now.boot;
}

static void
judge_look(struct run *run, size_t step, enum verdict verdict, const struct error *err,
    struct now now)
{
	struct step_course *course = &run->courses[step];
	const struct step_spec *spec = &run->book->steps[step];
	bool ours = run->steps[step].intended || !run_may_act(spec);

	switch (verdict) {
	case VERDICT_DONE:
		if (undo_too_soon(run, step, now))
			course->wake = now.boot + spec->every;
		else
			stage_end_step(run, step, ours ? STEP_DONE : STEP_ALREADY, now);
		break;
	case VERDICT_NOT_YET:
		course->tries = 0;
		course->under_way = false;
		consider_act(run, step, now);
		break;
	case VERDICT_UNDER_WAY:
		course->tries = 0;
		course->under_way = true;
		course->wake = now.boot + spec->every;
		break;
	case VERDICT_MORE:
		course->wake = now.boot;
		break;
	case VERDICT_RETRY:
		step_retry(run, step, err, now);
		break;
	case VERDICT_FAIL:
		stage_fail(run, step, err, now);
		break;
	}
}

static void
judge_act(struct run *run, size_t step, enum verdict verdict, const struct error *err,
    struct now now)
{
	struct step_record *rec = &run->steps[step];
	struct step_course *course = &run->courses[step];

	course->wake = now.boot;
	switch (verdict) {
	case VERDICT_FAIL:
		stage_fail(run, step, err, now);
		break;
	case VERDICT_RETRY:
		/* Certainly not taken: look again, then send again; the intent still stands. */
		course->phase = PHASE_LOOK;
		step_retry(run, step, err, now);
		step_pause(run, step, now);
		course->wake = course->pause;
		break;
	case VERDICT_DONE:
		rec->unsure = false;
		rec->accepted = true;
		course->phase = PHASE_WATCH;
		break;
	case VERDICT_MORE:
		/* One of several acts: the look finds the next; the intent still stands. */
		rec->unsure = false;
		course->vain = 0;
		course->pause = now.boot;
		course->phase = PHASE_LOOK;
		break;
	case VERDICT_NOT_YET:
	case VERDICT_UNDER_WAY:
		rec->unsure = true;
		step_pause(run, step, now);
		course->phase = PHASE_WATCH;
		break;
	}
}

static void
judge(struct run *run, size_t step, bool act, const struct answer *answer)
{
	const struct step_kind *kind = run->book->steps[step].kind;
	struct step_course *course = &run->courses[step];
	char token[UUID_TEXT];
	struct step_ctx ctx = context(run, step, step_token(run, step, token), answer->now);
	struct error err = { 0 };
	enum verdict verdict;

	course->listening = false;
	if (!act)
		course->looked = answer->now.boot;
	verdict = (act ? kind->act.judge : kind->look.judge)(&ctx, answer, &err);
	/* What was refused was not taken; what ran and failed may have done half of it. */
	if (act && (verdict == VERDICT_RETRY || (verdict == VERDICT_FAIL && !answer_taken(answer))))
		run->steps[step].touched = course->touched_before;
	if (act)
		step_said(run, step, &err);
	if (act)
		judge_act(run, step, verdict, &err, answer->now);
	else
		judge_look(run, step, verdict, &err, answer->now);
}

void
run_answer(struct run *run, size_t step, bool act, const struct answer *answer)
{
	const struct step_course *course = &run->courses[step];
	bool calling =
	    step_running(run, step) && course->listening && course->phase != PHASE_INTEND;

	if (calling && act == (course->phase == PHASE_ACT))
		judge(run, step, act, answer);
}

void
run_intended(struct run *run, size_t step, bool durable, struct now now)
{
	struct step_course *course = &run->courses[step];
	struct error err;

	if (!step_running(run, step) || !course->listening || course->phase != PHASE_INTEND)
		return;
	course->listening = false;
	if (durable) {
		course->tries = 0;
		course->phase = PHASE_ACT;
		course->wake = now.boot;
		return;
	}
	run->steps[step].intended = false;
	error_set(&err, "the intent could not be written to the ledger, so nothing was sent");
	if (!run->undoing && !run_committed(run) && course->tries + 1 >= INTENTS_BEFORE)
		stage_fail(run, step, &err, now);
	else
		step_retry(run, step, &err, now);
}
