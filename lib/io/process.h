/* SPDX-License-Identifier: MIT */
/*
 * Runs a program to its end on the event loop: without a shell, in / and in a
 * process group of its own, with nothing on standard input and no descriptor of
 * ours. When it has ended, or its time is over, all of its group is killed.
 *
 * To start it waits for its file to be opened, and for no more: plugins belong on a
 * local disk.
 *
 * Answered exactly once, from the loop and after the program was reaped, unless
 * cancelled. A cancelled one is killed, and reaped by the loop.
 */
#ifndef IO_PROCESS_H
#define IO_PROCESS_H

#include "base/error.h"
#include "base/process.h"
#include "io/loop.h"

struct process;
struct process_call;

typedef void process_answer_fn(const struct process_answer *answer, void *arg);

/* Whether there is a program at a path that we may run. */
must_check bool process_check(const char *path, struct error *err);

struct process *process_new(struct loop *loop);
void process_free(struct process *process); /* kills what runs, and does not wait for it */

/* req stays the caller's. */
struct process_call *process_send(struct process *process, const struct process_request *req,
    process_answer_fn *on_answer, void *arg);
void process_cancel(struct process_call *call);

define_autofree(struct process, process_free)

#endif
