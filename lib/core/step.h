/* SPDX-License-Identifier: MIT */
/* One step of a run, by its number. For core/run and its like alone. */
#ifndef CORE_STEP_H
#define CORE_STEP_H

#include "base/digest.h"
#include "core/run.h"

/* The same for each attempt of the step of this run: what AWS calls a client token. On the way back
 * it is that of the step whose act is taken back. */
const char *step_token(const struct run *run, size_t step, char ret[UUID_TEXT]);
bool step_running(const struct run *run, size_t step);
/* With a look. */
void step_enter(struct run *run, size_t step, struct now now);
void step_end(struct run *run, size_t step, enum step_status status, struct now now);
/* An act was answered, and err is empty or says what is wrong: the looks that follow say what is,
 * and not why it is not otherwise. */
void step_said(struct run *run, size_t step, const struct error *err);
/* So long it may take, by what is known of it now. */
msec_t step_limit(const struct run *run, size_t step);
/* Whether the act of an intent was sent, and taken, is not known: the world will tell. */
void step_doubt(struct run *run, size_t step);

/* A passing fault: it looks again after a pause, longer with each in a row. */
void step_retry(struct run *run, size_t step, const struct error *err, struct now now);
/* An act came to nothing, or so it seems: the next one waits, longer with each in a row. Looks that
 * are answered meanwhile make it no likelier that the act is. */
void step_pause(struct run *run, size_t step, struct now now);

#endif
