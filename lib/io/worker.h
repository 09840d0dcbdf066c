/* SPDX-License-Identifier: MIT */
/*
 * A thread of its own for what may wait for a disk, and its way back to the loop.
 *
 * Work is a list node that its user embeds. The thread gets all that has gathered
 * as one list, in order, and each piece comes back to the loop in that order. The
 * thread blocks every signal. All functions are called from the loop's thread.
 */
#ifndef IO_WORKER_H
#define IO_WORKER_H

#include "io/loop.h"

struct worker;

struct work {
	struct work *next;
};

struct worker_ops {
	void (*perform)(struct work *list, void *arg); /* on the thread; the list stays whole */
	void (*deliver)(struct work *work, void *arg); /* on the loop; takes the work over */
	void (*drop)(struct work *work);               /* frees what will not be delivered */
	void (*end)(void *arg); /* the last thing that is called, on the thread */
};

/* arg is the thread's from now on, until end(); deliver_arg is the loop's. */
struct worker *worker_new(struct loop *loop, const struct worker_ops *ops, void *arg,
    void *deliver_arg);
void worker_add(struct worker *worker, struct work *work);
/* Performs it after all that was added before, and waits for that. It stays the caller's. */
void worker_wait(struct worker *worker, struct work *work);
/* Not performed: only delivered, soon, from the loop. */
void worker_return(struct worker *worker, struct work *work);
/*
 * Waits until what was added is performed, at most `patience`; then drops the rest.
 * A thread that does not return from the disk is left behind, and ends by itself.
 * Nothing is delivered any more. May be called by deliver(), as its last act.
 */
void worker_close(struct worker *worker, msec_t patience);

#endif
