/* SPDX-License-Identifier: MIT */
/* How the step of a run begins and ends. For core/run alone. */
#ifndef CORE_STEP_H
#define CORE_STEP_H

#include "base/digest.h"
#include "core/run.h"

/* What is noted of the current step. */
struct step_record *step_record(struct run *run);
/* The same for each attempt of the current step of this run: what AWS calls a client token. */
const char *step_token(const struct run *run, char ret[UUID_TEXT]);
/* With a look. Past the last step the run is done. */
void step_enter(struct run *run, size_t at, struct now now);
void step_end(struct run *run, enum step_status status, struct now now);
/* A step that cannot: the run ends, unless the step was only worth a try. */
void step_fail(struct run *run, const struct error *err, struct now now);
/* An act was answered, and err is empty or says what is wrong: the looks that follow say what is,
 * and not why it is not otherwise. */
void step_said(struct run *run, const struct error *err);
/* Before the point of no return: nothing has changed, unless a person is to undo it. run->why is
 * said already. */
void step_give_up(struct run *run, struct now now);
/* The run has ended so. */
void step_last(struct run *run, enum run_status status, struct now now);

#endif
