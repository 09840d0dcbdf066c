/* SPDX-License-Identifier: MIT */
/*
 * Drives a whole run through a small world in virtual time, as the daemon does
 * over the network and the disk, and makes trouble: a bad answer at a chosen step,
 * or a death between any two events. The world is the test's own.
 */
#ifndef TESTS_UNIT_DRIVE_H
#define TESTS_UNIT_DRIVE_H

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "core/run.h"
#include "test.h"

#define DRIVE_BOOT 4000000
#define DRIVE_WALL 1795528830000

#define ANSWER_TAKES ((msec_t)20)
#define LATE_TAKES   (10 * MSEC_SECOND)
#define DOWN_FOR     (3 * MSEC_SECOND) /* from a death to the restart */
#define ALWAYS       1000000

/* ---- bad answers ---- */

struct bad {
	const char *name;
	enum http_failure failure;
	int status;
	const char *body; /* NULL: the world has words for the status */
	bool sent;        /* so the world may have done what was asked */
	msec_t takes;
	bool trouble; /* it could not even be sent */
	bool other;   /* the right answer to another question */
	bool twice;   /* the right answer, delivered again */
};

static const struct bad bads[] = {
	{ .name = "no connection", .failure = HTTP_CONNECT },
	{ .name = "refused", .failure = HTTP_REFUSED },
	{ .name = "no TLS", .failure = HTTP_TLS },
	{ .name = "no credentials", .trouble = true },
	{ .name = "silence", .failure = HTTP_TIMEOUT, .sent = true },
	{ .name = "too late", .failure = HTTP_TIMEOUT, .sent = true, .takes = LATE_TAKES },
	{ .name = "reset", .failure = HTTP_RESET, .sent = true },
	{ .name = "too large", .failure = HTTP_TOO_LARGE, .sent = true },
	{ .name = "429", .status = 429 },
	{ .name = "500", .status = 500, .sent = true },
	{ .name = "503", .status = 503, .sent = true },
	{ .name = "400", .status = 400 },
	{ .name = "403", .status = 403 },
	{ .name = "empty", .status = 200, .body = "", .sent = true },
	{ .name = "garbage", .status = 200, .body = "\xff<a>{\"b\":", .sent = true },
	{ .name = "another's", .status = 200, .sent = true, .other = true },
	{ .name = "twice", .status = 200, .sent = true, .twice = true },
};

/* Refused for good: asking again cannot help. */
static inline bool
bad_lasts(const struct bad *bad)
{
	return bad->status == 400 || bad->status == 403;
}

/* ---- the world ---- */

struct drive;

struct world_of {
	/* Does what the call says, and answers. */
	void (*perform)(struct drive *d, const struct call *call, struct http_response *ret);
	/* What the service says beside that status; or a right answer to another question. */
	void (*refuse)(const struct call *call, int status, struct http_response *ret);
	void (*other)(struct drive *d, const struct call *call, struct http_response *ret);
};

/* What is left of a run after a death. */
enum kept {
	KEPT_ALL,     /* all that it knew */
	KEPT_STORED,  /* what was given to the disk */
	KEPT_DURABLE, /* what the disk had said it kept */
	KEPT_COUNT,
};

struct drive {
	const struct world_of *of;
	void *world;
	struct run run, stored, durable;
	struct now now;

	struct trouble {
		const struct bad *bad;
		size_t step;
		bool act, done; /* done: and yet the world has done it */
		int times;
	} trouble;

	int met;                /* so often there was trouble */
	int events;             /* moments at which it might have died */
	int deaths_at[2], died; /* 0: never */
	enum kept kept;
	size_t told;     /* the step that the store knows of */
	bool intended;   /* an intent of this step is durable */
	char wrong[200]; /* what must never happen, and has */
};

static inline void
drive_wait(struct drive *d, msec_t msec)
{
	d->now.boot += msec;
	d->now.wall += msec;
}

static inline void
drive_wrong(struct drive *d, const char *what)
{
	if (!d->wrong[0])
		snprintf(d->wrong, sizeof(d->wrong), "step %s: %s", run_step(&d->run)->name, what);
}

static inline void
drive_start(struct drive *d, const struct app *app, const struct runbook *book,
    const struct move *move)
{
	d->now = (struct now){ DRIVE_BOOT, DRIVE_WALL };
	run_start(&d->run, app, book, move, 7, d->now);
	d->run.recheck = TRIT_YES;
	d->stored = d->durable = d->run;
	d->told = 0;
}

/* ---- deaths ---- */

static inline void
drive_store(struct drive *d)
{
	d->stored = d->run;
	memset(d->stored.courses, 0, sizeof(d->stored.courses));
}

/* Another event. True: the daemon died here, and is back with what was kept. */
static inline bool
drive_dies(struct drive *d)
{
	struct run kept;

	d->events++;
	if (d->died == 2 || d->events != d->deaths_at[d->died])
		return false;
	d->died++;
	if (d->kept == KEPT_ALL)
		drive_store(d);
	kept = d->kept == KEPT_DURABLE ? d->durable : d->stored;
	run_done(&d->run);
	d->run = d->stored = d->durable = kept;
	d->told = d->run.at;
	d->intended = d->run.status == RUN_RUNNING && d->run.steps[d->run.at].intended;
	drive_wait(d, DOWN_FOR);
	run_resume(&d->run, d->now);
	return true;
}

/* ---- calls ---- */

static inline bool
strikes(const struct drive *d, const struct call *call, bool act)
{
	return d->trouble.bad && call->kind != CALL_NONE && d->trouble.step == d->run.at &&
	    d->trouble.act == act && d->met < d->trouble.times;
}

static inline void
answer_badly(struct drive *d, const struct call *call, struct http_response *ret)
{
	const struct bad *bad = d->trouble.bad;
	struct http_response right = { 0 };

	d->met++;
	if (bad->sent && (d->trouble.done || bad->twice))
		d->of->perform(d, call, bad->twice ? ret : &right);
	http_response_done(&right);
	drive_wait(d, bad->takes);
	if (bad->twice)
		return;
	ret->failure = bad->failure;
	ret->status = bad->status;
	ret->sent = bad->sent || bad->status;
	snprintf(ret->why, sizeof(ret->why), "%s", bad->failure ? bad->name : "");
	if (bad->other)
		d->of->other(d, call, ret);
	else if (bad->body)
		buf_puts(&ret->body, bad->body);
	else if (bad->status)
		d->of->refuse(call, bad->status, ret);
}

static inline void
drive_call(struct drive *d, bool act)
{
	autofree(call_done) struct call call = { 0 };
	autofree(http_response_done) struct http_response rsp = { .cert_days = -1 };
	struct answer answer = { .http = &rsp };
	bool bad;

	if (drive_dies(d) || !run_ask(&d->run, act, &call, d->now))
		return;
	if (act && !d->intended)
		drive_wrong(d, "an act without a durable intent");
	if (drive_dies(d))
		return;
	drive_wait(d, ANSWER_TAKES);
	bad = strikes(d, &call, act);
	if (bad)
		answer_badly(d, &call, &rsp);
	else if (call.kind != CALL_NONE)
		d->of->perform(d, &call, &rsp);
	if (drive_dies(d))
		return;
	answer.now = d->now;
	if (bad && d->trouble.bad->trouble)
		answer = (struct answer){ .trouble = "no credentials", .now = d->now };
	if (call.kind == CALL_NONE)
		answer.http = NULL;
	run_answer(&d->run, d->run.next, act, &answer);
	if (bad && d->trouble.bad->twice)
		run_answer(&d->run, d->run.next, act, &answer);
	if (act)
		drive_store(d);
	drive_dies(d);
}

static inline void
drive_intent(struct drive *d)
{
	drive_store(d);
	if (drive_dies(d))
		return;
	drive_wait(d, 5);
	d->durable = d->stored;
	if (drive_dies(d))
		return;
	d->intended = true;
	run_intended(&d->run, d->run.next, true, d->now);
	drive_dies(d);
}

static inline void
drive_progress(struct drive *d)
{
	if (d->told == d->run.at && d->run.status == RUN_RUNNING)
		return;
	d->intended = d->intended && d->told == d->run.at;
	d->told = d->run.at;
	drive_store(d);
}

/* Until the run has ended; a run that does not is wrong, too. */
static inline void
drive_to_end(struct drive *d)
{
	for (int i = 0; i < 100000; i++) {
		enum run_want want = run_want(&d->run, d->now);

		drive_progress(d);
		switch (want) {
		case RUN_WANT_LOOK:
		case RUN_WANT_ACT:
			drive_call(d, want == RUN_WANT_ACT);
			break;
		case RUN_WANT_INTENT:
			drive_intent(d);
			break;
		case RUN_WANT_SLEEP:
			drive_wait(d, d->run.wake - d->now.boot);
			break;
		case RUN_WANT_LISTEN:
			drive_wrong(d, "it listens, and nobody speaks");
			return;
		case RUN_WANT_END:
			run_done(&d->run);
			return;
		}
	}
	drive_wrong(d, "it does not end");
}

/* The sum of the deadlines, and for each step what its last call may take. */
static inline msec_t
drive_limit(const struct runbook *book)
{
	msec_t sum = 0;

	for (size_t i = 0; i < book->n_steps; i++)
		sum += book->steps[i].deadline + LATE_TAKES + ANSWER_TAKES;
	return sum;
}

#endif
