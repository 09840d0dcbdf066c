/* SPDX-License-Identifier: MIT */
/*
 * The way back of a run that is given up before the point of no return: of each step
 * that has acted, or may have, the step that takes that back, one after the other, the
 * last act's first. One that fails does not keep the others from being tried. For
 * core/run and its like alone.
 */
#ifndef CORE_UNDO_H
#define CORE_UNDO_H

#include "core/run.h"

/* No step is under way any more, and run->why says why. */
void undo_begin(struct run *run, struct now now);
/* Whether the step of the way back that is under way has ended is seen to: the next begins, or the
 * run ends. */
void undo_settle(struct run *run, struct now now);
/* After it was read back: an act of before the way back may still have been on its way. */
void undo_resume(struct run *run, struct now now);
/* The act that is taken back may still arrive: that it is not there proves nothing yet. */
bool undo_too_soon(const struct run *run, size_t step, struct now now);

#endif
