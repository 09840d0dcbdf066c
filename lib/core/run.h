/* SPDX-License-Identifier: MIT */
/*
 * A run is one execution of a runbook: for each step look, act, look.
 *
 *	look      is the claim already true? then the step is done
 *	intend    say in the ledger what is about to be done, wait until that is durable
 *	act       the one call; an unclear answer is resolved by looking
 *	watch     look until the claim is true or the deadline passes
 *
 * Steps of a group go through this beside each other, each by itself; the run goes
 * on when all of them have ended.
 *
 * It does no I/O and owns no memory but its scratches. The caller asks run_want(),
 * does that, and reports back. What a run knows is in struct run: it can be
 * printed, stored, and resumed. A resumed run begins its steps with a look; before
 * the point of no return it begins with its first step.
 *
 * A run that is given up before the point of no return goes back: what its steps did
 * is taken back, the last first, by steps of the same kind of life. Only what nobody
 * but a person can undo, or what could not be undone, is left to a person.
 */
#ifndef CORE_RUN_H
#define CORE_RUN_H

#include "core/app.h"
#include "core/downtime.h"
#include "core/move.h"

#define RUN_STEPS_MOST 24
#define RUN_UNDO_MOST  8 /* on the way back */
#define RUN_ALL_MOST   (RUN_STEPS_MOST + RUN_UNDO_MOST)

enum run_status {
	RUN_RUNNING,
	RUN_DONE,
	RUN_FAILED,    /* a person is needed */
	RUN_ABANDONED, /* before the point of no return: nothing has changed, or not any more */
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
	bool overdue;        /* its deadline has passed, and it is still waited for */
	char request_id[64]; /* of the act */
	char detail[DETAIL_TEXT];
	struct notice notice;
};

/* A step that is under way. Nothing of it outlives a restart. */
struct step_course {
	enum run_phase phase;
	bool listening;      /* an answer, or word from the disk, is on its way */
	int tries;           /* passing faults in a row */
	int vain;            /* acts in a row that were not accepted */
	msec_t pause;        /* boot time: no act before */
	uint32_t turn;       /* of its last look */
	msec_t wake;         /* boot time: do nothing before */
	msec_t entered;      /* boot time: when it began */
	msec_t looked;       /* boot time: when the last look was answered */
	msec_t acted;        /* boot time: when the last act was sent, or the step entered */
	bool late;           /* taken up again when its time was over */
	bool under_way;      /* so the last look said that had something to say */
	bool quit;           /* ended because a neighbour has failed, and had not acted */
	bool touched_before; /* by an act before the one that is under way */
	enum trit recheck;   /* as it was when the last call was written */
	char recheck_text[DETAIL_TEXT];
	char said[DETAIL_TEXT]; /* to the last act */
	struct buf scratch;
};

struct run {
	const struct app *app;
	const struct runbook *book;
	struct move move;
	enum run_status status;
	size_t at;    /* the first of the steps that are under way: one, or a group */
	size_t next;  /* the step that run_want() spoke of */
	bool undoing; /* it was given up, and takes back what it did: at is behind n_steps */
	struct step_record steps[RUN_ALL_MOST];
	struct step_course courses[RUN_ALL_MOST];
	uint32_t turn, seed;
	msec_t wake;           /* boot time, of run_want(): ask again then; MSEC_NEVER */
	msec_t started, ended; /* wall time */
	enum trit recheck;     /* the caller's, for what run->next rests on */
	char recheck_text[DETAIL_TEXT];
	struct downtime downtime; /* while it lasts: whoever drives it looks */
	struct memo memo;
	struct error why; /* RUN_FAILED, RUN_ABANDONED */
};

enum run_want {
	RUN_WANT_LOOK,   /* of the step run->next, as the other two */
	RUN_WANT_INTENT, /* store the run, call run_intended() once it is durable; at run->wake the
			    step's time is over */
	RUN_WANT_ACT,
	RUN_WANT_LISTEN, /* nothing: answers are on their way */
	RUN_WANT_SLEEP,  /* nothing before run->wake, or an answer */
	RUN_WANT_END,    /* run->status says how */
};

#define RUN_APPROVED "approved" /* memo_name() of the step's own: who approved */

void run_start(struct run *run, const struct app *app, const struct runbook *book,
    const struct move *move, uint32_t seed, struct now now);
void run_resume(struct run *run, struct now now); /* after it was read back */
void run_done(struct run *run);                   /* wipes what it holds in memory */

/* What to do now. With LOOK, INTENT and ACT the run counts that as begun; ask again at once, for
 * another step may want something, too. */
enum run_want run_want(struct run *run, struct now now);

/* Writes the call of a look or an act of run->next; false: it cannot be written, the step has
 * failed. */
bool run_ask(struct run *run, bool act, struct call *ret, struct now now);
/* What nobody waits for, because it comes twice or after the end, changes nothing. */
void run_answer(struct run *run, size_t step, bool act, const struct answer *answer);
void run_intended(struct run *run, size_t step, bool durable, struct now now);
/* Before the point of no return the run goes back, and is abandoned then, or has failed if a person
 * must undo what it did; after it, or on the way back, nothing happens and false is returned. */
bool run_abort(struct run *run, const char *why, struct now now);
/* Why that does nothing, and what can be done instead. Returns false. */
bool run_no_way_back(const struct run *run, struct error *err);
/* The step that waits for a person's word; n_steps: none does. */
size_t run_approval(const struct run *run);
/* This is it; false: none waits, or there is no room to note it. */
bool run_approve(struct run *run, const char *actor, struct now now);

/* The first step from there on whose act stands, and is a person's to undo if the run goes back, or
 * went; n_steps: there is none. And what the person does; returns ret. */
size_t run_left(const struct run *run, size_t from);
const char *run_left_text(const struct run *run, size_t step, char *ret, size_t size);

size_t run_all(const struct run *run); /* steps, with those of the way back behind them */
const struct step_spec *run_step(const struct run *run); /* the first of those under way */
bool run_may_fail(const struct step_spec *step);         /* and the run goes on */
bool run_may_act(const struct step_spec *step);          /* it changes what it finds */
bool run_committed(const struct run *run);               /* past the point of no return */
/* The first step that is waited for though its deadline has passed; n_steps: there is none. */
size_t run_overdue(const struct run *run);
/* The same for people, "" if there is none, or no run (NULL). */
void run_overdue_text(const struct run *run, char ret[DETAIL_TEXT]);

const char *run_status_name(enum run_status status);
const char *step_status_name(enum step_status status);

#endif
