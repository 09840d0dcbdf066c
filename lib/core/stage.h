/* SPDX-License-Identifier: MIT */
/*
 * What of a run is under way together: one step, or a group of them.
 *
 * A step that fails ends the run, but not before its neighbours have ended, too. As
 * long as there is a way back, those that have not acted do not begin to.
 */
#ifndef CORE_STAGE_H
#define CORE_STAGE_H

#include "core/step.h"

size_t stage_first(const struct runbook *book, size_t step); /* of the stage that has the step */
size_t stage_end(const struct runbook *book, size_t step);   /* the step behind it */

/* All steps of it begin. Past the last one the run is done. */
void stage_enter(struct run *run, size_t first, struct now now);
/* A step has ended. */
void stage_end_step(struct run *run, size_t step, enum step_status status, struct now now);
/* A step that cannot: the run ends with its stage, unless the step was only worth a try. */
void stage_fail(struct run *run, size_t step, const struct error *err, struct now now);
/* When nothing of it is under way any more, the run goes on, or ends. */
void stage_settle(struct run *run, struct now now);
/* The run has ended so. */
void stage_end_run(struct run *run, enum run_status status, struct now now);
/* No other step has made this the point of no return, and its act would. */
bool stage_decides(const struct run *run, size_t step);

#endif
