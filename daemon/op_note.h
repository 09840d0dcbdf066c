/* SPDX-License-Identifier: MIT */
/*
 * What the ledger keeps of a run's calls, chained with all else: each act, each
 * look that ended its step, and each that met a fault which the one before had
 * not. Looks that only said "not yet" are counted in the run's record.
 */
#ifndef DAEMON_OP_NOTE_H
#define DAEMON_OP_NOTE_H

#include "application.h"
#include "aws/fault.h"

/* A call that is under way, and what is remembered from one to the next. */
struct op_call {
	bool act;
	char name[CALL_NAME]; /* "": nothing was asked */
	char region[32];
	size_t step;
	size_t faulty;    /* 1 + the step whose looks meet a fault; 0: none does */
	enum fault fault; /* which one */
};

void op_note_asked(struct op_call *call, const struct run *run, const struct call *asked, bool act);
/* After the run has judged the answer. */
void op_note_answered(struct application *application, const struct run *run, struct op_call *call,
    const struct answer *answer);
/* It was taken up again at this step. */
void op_note_resumed(struct application *application, const struct run *run);
/* How it ended, with the digest of its record as the store keeps it; and counts it. */
void op_note_end(struct application *application, const struct run *run);

#endif
