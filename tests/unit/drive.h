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

#include "bad.h"
#include "base/digest.h"
#include "core/run.h"
#include "test.h"

#define DRIVE_BOOT 4000000
#define DRIVE_WALL 1795528830000

#define ANSWER_TAKES ((msec_t)20)
#define DOWN_FOR     (3 * MSEC_SECOND) /* from a death to the restart */
#define ALWAYS       1000000

/* ---- the world ---- */

struct drive;

struct world_of {
	/* Does what the call says, and answers. */
	void (*perform)(struct drive *d, const struct call *call, struct http_response *ret);
	/* What the service says beside that status; or a right answer to another question. */
	void (*refuse)(const struct call *call, const struct bad *bad, struct http_response *ret);
	void (*other)(struct drive *d, const struct call *call, struct http_response *ret);
	/* The same of names and of programs. NULL: the world has none. */
	void (*resolve)(struct drive *d, const struct call *call, struct dns_answer *ret);
	void (*execute)(struct drive *d, const struct call *call, struct process_answer *ret);
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

	bool acting;            /* what is under way is an act */
	bool nobody;            /* who could approve what waits for it */
	int met;                /* so often there was trouble */
	int events;             /* moments at which it might have died */
	int deaths_at[2], died; /* 0: never */
	enum kept kept;
	size_t told;                 /* the step that the store knows of */
	bool intended[RUN_ALL_MOST]; /* an intent of that step is durable */
	char wrong[200];             /* what must never happen, and has */
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
		snprintf(d->wrong, sizeof(d->wrong), "step %s: %s",
		    d->run.book->steps[d->run.next].name, what);
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
	for (size_t i = 0; i < RUN_ALL_MOST; i++)
		d->intended[i] = d->run.steps[i].intended;
	drive_wait(d, DOWN_FOR);
	run_resume(&d->run, d->now);
	return true;
}

/* ---- calls ---- */

static inline bool
strikes(const struct drive *d, const struct call *call, bool act)
{
	return d->trouble.bad && call->kind != CALL_NONE && d->trouble.step == d->run.next &&
	    d->trouble.act == act && d->met < d->trouble.times;
}

/* What came back, of whatever kind the call was. */
struct drive_said {
	struct http_response http;
	struct dns_answer dns;
	struct process_answer process;
	char host[128];
	struct answer answer;
};

static inline void
perform(struct drive *d, const struct call *call, struct drive_said *ret)
{
	if (call->kind == CALL_DNS)
		d->of->resolve(d, call, &ret->dns);
	else if (call->kind == CALL_COMMAND)
		d->of->execute(d, call, &ret->process);
	else if (call->kind != CALL_NONE)
		d->of->perform(d, call, &ret->http);
}

static inline void
answer_badly(struct drive *d, const struct call *call, struct http_response *ret)
{
	const struct bad *bad = d->trouble.bad;

	ret->failure = bad->failure;
	ret->status = bad->status;
	ret->sent = bad->sent || bad->status;
	snprintf(ret->why, sizeof(ret->why), "%s", bad->failure ? bad->name : "");
	if (bad->other)
		d->of->other(d, call, ret);
	else if (bad->body)
		buf_puts(&ret->body, bad->body);
	else if (bad->status)
		d->of->refuse(call, bad, ret);
}

static inline void
cut(struct buf *body)
{
	body->len /= 2;
	if (body->data)
		body->data[body->len] = '\0';
}

static inline void
perform_badly(struct drive *d, const struct call *call, struct drive_said *ret)
{
	static struct drive_said right; /* it is large */
	const struct bad *bad = d->trouble.bad;

	d->met++;
	right = (struct drive_said){ .http = { .cert_days = -1 } };
	if (bad->sent && (d->trouble.done || bad_is_right(bad)))
		perform(d, call, bad_is_right(bad) ? ret : &right);
	http_response_done(&right.http);
	drive_wait(d, bad->takes);
	if (bad->cut)
		cut(&ret->http.body);
	if (call->kind == CALL_DNS && !bad->twice)
		bad_dns(bad, &ret->dns);
	else if (call->kind == CALL_COMMAND && !bad->twice)
		bad_process(bad, &ret->process);
	else if (!bad_is_right(bad))
		answer_badly(d, call, &ret->http);
}

static inline void
address_answer(const struct drive *d, const struct call *call, bool bad, struct drive_said *ret)
{
	ret->answer = (struct answer){ .now = d->now };
	if (bad && d->trouble.bad->trouble) {
		ret->answer.trouble = "no credentials";
		return;
	}
	if (call->kind == CALL_AWS || call->kind == CALL_HTTP)
		ret->answer.http = &ret->http;
	if (call->kind == CALL_DNS)
		ret->answer.dns = &ret->dns;
	if (call->kind == CALL_COMMAND)
		ret->answer.process = &ret->process;
	if (call->kind != CALL_AWS)
		return;
	snprintf(ret->host, sizeof(ret->host), "%s.%s.amazonaws.com", call->service, call->region);
	ret->answer.host = ret->host;
}

static inline void
drive_call(struct drive *d, bool act)
{
	autofree(call_done) struct call call = { 0 };
	struct drive_said said = { .http = { .cert_days = -1 } };
	bool bad;

	d->acting = act;
	if (drive_dies(d) || !run_ask(&d->run, act, &call, d->now))
		return;
	if (act && !d->intended[d->run.next])
		drive_wrong(d, "an act without a durable intent");
	if (act)
		drive_store(d); /* with what it has noted */
	if (drive_dies(d))
		return;
	drive_wait(d, ANSWER_TAKES);
	bad = strikes(d, &call, act);
	if (bad)
		perform_badly(d, &call, &said);
	else
		perform(d, &call, &said);
	if (!drive_dies(d)) {
		address_answer(d, &call, bad, &said);
		run_answer(&d->run, d->run.next, act, &said.answer);
		if (bad && d->trouble.bad->twice)
			run_answer(&d->run, d->run.next, act, &said.answer);
		if (act)
			drive_store(d);
		drive_dies(d);
	}
	http_response_done(&said.http);
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
	d->intended[d->run.next] = true;
	run_intended(&d->run, d->run.next, true, d->now);
	drive_dies(d);
}

static inline void
drive_progress(struct drive *d)
{
	if (d->told == d->run.at && d->run.status == RUN_RUNNING)
		return;
	d->told = d->run.at;
	drive_store(d);
}

/* Somebody approves what waits for it, after a while. */
static inline void
drive_sleep(struct drive *d)
{
	drive_wait(d, d->run.wake - d->now.boot);
	if (run_approval(&d->run) == d->run.book->n_steps || d->nobody)
		return;
	assert_true(run_approve(&d->run, "alice", d->now));
	drive_store(d);
}

/* Does the next thing that the run wants. false: it has ended. */
static inline bool
drive_once(struct drive *d)
{
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
		drive_sleep(d);
		break;
	case RUN_WANT_LISTEN:
		drive_wrong(d, "it listens, and nobody speaks");
		return false;
	case RUN_WANT_END:
		return false;
	}
	return true;
}

/* Until the run has ended; a run that does not is wrong, too. */
static inline void
drive_to_end(struct drive *d)
{
	int left = 100000;

	while (left > 0 && drive_once(d))
		left--;
	if (left == 0)
		drive_wrong(d, "it does not end");
	run_done(&d->run);
}

/* Until that step begins: the run may be copied then, for it holds nothing. */
static inline void
drive_to_step(struct drive *d, size_t step)
{
	while (d->run.steps[step].status == STEP_WAITING && drive_once(d))
		;
}

/* Until that step, which has begun, is over. */
static inline void
drive_past_step(struct drive *d, size_t step)
{
	while (d->run.steps[step].status == STEP_RUNNING && drive_once(d))
		;
}

/* The sum of the deadlines and of all patience, and for each step what its last call may take. */
static inline msec_t
drive_limit(const struct runbook *book)
{
	msec_t sum = 0;

	for (size_t i = 0; i < book->n_steps; i++)
		sum +=
		    book->steps[i].deadline + book->steps[i].patience + LATE_TAKES + ANSWER_TAKES;
	return sum;
}

#endif
