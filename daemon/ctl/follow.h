/* SPDX-License-Identifier: MIT */
/* Follows a run until it has ended, printing each step as it happens. */
#ifndef CTL_FOLLOW_H
#define CTL_FOLLOW_H

#include "ctl.h"

/* The exit code. With --json nothing is printed but the run, once, at its end. */
int follow_run(struct ctl *ctl, const char *id);
/* How it ended, in words, with what is left to do; returns the exit code. */
int follow_outcome(const json_t *run);

#endif
