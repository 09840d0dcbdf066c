/* SPDX-License-Identifier: MIT */
/*
 * An operation: a run, driven over the network and the disk until it ends.
 *
 * The application finds it ended at its next tick and frees it. Freeing an
 * operation stops it where it is; its record stays in the store, to be resumed.
 */
#ifndef DAEMON_OP_H
#define DAEMON_OP_H

#include "application.h"

struct op;

/* A new run; the move has its id already. */
struct op *op_start(struct application *application, const struct runbook *book,
    const struct move *move);
/* A run read back from the store; takes it over. */
struct op *op_resume(struct application *application, struct run *run);
void op_free(struct op *op);

/* At each tick: whether the application is seen to serve meanwhile. */
void op_watch(struct op *op, struct now now);

/* A person's word. false: err says why it changes nothing. */
must_check bool op_approve(struct op *op, const char *actor, struct error *err);
must_check bool op_abort(struct op *op, const char *actor, const char *reason, struct error *err);

const struct run *op_run(const struct op *op);
bool op_ended(const struct op *op);

#endif
