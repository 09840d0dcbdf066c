/* SPDX-License-Identifier: MIT */
/* Whether what a step of a run rests on, or waits for, holds now. */
#ifndef DAEMON_OP_RECHECK_H
#define DAEMON_OP_RECHECK_H

#include "application.h"
#include "core/run.h"

/* Writes it into the run, for its step that is next. */
void op_recheck(struct application *application, struct run *run, struct now now);

#endif
