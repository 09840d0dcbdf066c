/* SPDX-License-Identifier: MIT */
/* What the journal hears of a run: its steps, its acts, its end, and what is left to do by hand. */
#ifndef DAEMON_OP_TELL_H
#define DAEMON_OP_TELL_H

#include "application.h"
#include "log.h"

/* step: an index, or the number of steps for none. */
struct log_about op_about(const struct application *application, const struct run *run,
    size_t step);

void op_tell_step(const struct application *application, const struct run *run,
    size_t step); /* it begins */
/* Its time is over, and it is still waited for. */
void op_tell_overdue(const struct application *application, const struct run *run, size_t step);
void op_tell_act(const struct application *application, const struct run *run, size_t step,
    const struct answer *answer);
void op_tell_step_end(const struct application *application, const struct run *run, size_t step);
void op_tell_end(const struct application *application, const struct run *run);

#endif
