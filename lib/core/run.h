/* SPDX-License-Identifier: MIT */
/*
 * A run is one execution of a runbook: for each step look, act, look.
 *
 *	look      is the claim already true? then the step is done
 *	intend    say in the ledger what is about to be done, wait until that is durable
 *	act       the one call; an unclear answer is resolved by looking
 *	watch     look until the claim is true or the deadline passes
 *
 * It does no I/O and owns no memory but its scratch. The caller asks run_want(),
 * does that, and reports back. What a run knows is in struct run: it can be
 * printed, stored, and resumed. A resumed run begins its step with a look; before
 * the point of no return it begins with its first step.
 */
#ifndef CORE_RUN_H
#define CORE_RUN_H

#include "core/app.h"
#include "core/downtime.h"
#include "core/move.h"

#define RUN_STEPS_MOST 24

enum run_status {
	RUN_RUNNING,
	RUN_DONE,
	RUN_FAILED,    /* a person is needed */
	RUN_ABANDONED, /* before the point of no return: nothing has changed that is to be undone */
};

enum run_phase {
	PHASE_LOOK,   /* before the act */
	PHASE_INTEND, /* the intent is on its way to the disk */
	PHASE_ACT,
	PHASE_WATCH, /* after the act */
};

enum step_status {
	STEP_WAITING,
	STEP_RUNNING,
	STEP_DONE,
	STEP_ALREADY, /* done without our doing: the claim was true at the first look */
	STEP_FAILED,
};

struct step_record {
	enum step_status status;
	msec_t started, ended; /* wall time */
	int looks, acts;
	bool intended;       /* an intent to act is in the ledger */
	bool unsure;         /* an act may or may not have been taken */
	bool accepted;       /* the last act was: what is left is to wait for it */
	bool touched;        /* an act was taken, or may have been */
	char request_id[64]; /* of the act */
	char detail[DETAIL_TEXT];
	char said[DETAIL_TEXT]; /* what was said to the last act of this life of the daemon */
	struct notice notice;
};

struct run {
	const struct app *app;
	const struct runbook *book;
	struct move move;
	enum run_status status;
	enum run_phase phase;
	size_t at;
	struct step_record steps[RUN_STEPS_MOST];
	bool listening; /* an answer, or word from the disk, is on its way */
	int tries;      /* passing faults in a row */
	uint32_t turn, seed;
	msec_t wake;           /* boot time: do nothing before */
	msec_t entered;        /* boot time: when the current step began */
	msec_t looked;         /* boot time: when the last look was answered */
	msec_t acted;          /* boot time: when the last act was sent, or the step entered */
	bool late;             /* taken up again when the step's time was over */
	bool touched_before;   /* by an act before the one that is under way */
	msec_t started, ended; /* wall time */
	enum trit recheck;
	char recheck_text[DETAIL_TEXT];
	struct downtime downtime; /* while it lasts: whoever drives it looks */
	struct memo memo;
	struct buf scratch;
	struct error why; /* RUN_FAILED, RUN_ABANDONED */
};

enum run_want {
	RUN_WANT_LOOK,
	RUN_WANT_INTENT, /* store the run, call run_intended() once it is durable; at run->wake the
			    step's time is over */
	RUN_WANT_ACT,
	RUN_WANT_LISTEN, /* nothing: an answer is on its way */
	RUN_WANT_SLEEP,  /* nothing before run->wake */
	RUN_WANT_END,    /* run->status says how */
};

#define RUN_APPROVED "approved" /* memo_name() of the step's own: who approved */

void run_start(struct run *run, const struct app *app, const struct runbook *book,
    const struct move *move, uint32_t seed, struct now now);
void run_resume(struct run *run, struct now now); /* after it was read back */
void run_done(struct run *run);                   /* wipes what it holds in memory */

/* What to do now. With LOOK, INTENT and ACT the run counts that as begun. */
enum run_want run_want(struct run *run, struct now now);

/* Writes the call of a look or an act; false: it cannot be written, the run has failed. */
bool run_ask(struct run *run, bool act, struct call *ret, struct now now);
/* What nobody waits for, because it comes twice or after the end, changes nothing. */
void run_answer(struct run *run, bool act, const struct answer *answer);
void run_intended(struct run *run, bool durable, struct now now);
/* Before the point of no return the run is abandoned, or has failed if a person must undo what it
 * did; after it, nothing happens and false is returned. */
bool run_abort(struct run *run, const char *why, struct now now);
/* The current step waits for a person's word, and this is it; false: it does not. */
bool run_approve(struct run *run, const char *actor, struct now now);

const struct step_spec *run_step(const struct run *run);
bool run_may_fail(const struct step_spec *step); /* and the run goes on */
bool run_committed(const struct run *run);       /* past the point of no return */

const char *run_status_name(enum run_status status);
const char *step_status_name(enum step_status status);

#endif
