/* SPDX-License-Identifier: MIT */
/* Drills on a terminal. */
#ifndef CTL_DRILL_PRINT_H
#define CTL_DRILL_PRINT_H

#include "base/buf.h"
#include "ctl.h"

void drill_print_list(const json_t *drills);
void drill_print(const json_t *drill);
void drill_page(struct buf *to, const json_t *drill);
void drill_print_phase(const json_t *drill); /* one line of one that is under way */
/* For the screen of status: the one that is under way, and the last good ones. */
void drill_print_status(const json_t *drills);
/* What a live one would do, as a dry run of its switchover has it. */
void drill_print_plan(const json_t *weighed, const char *application, msec_t return_after);
/* Its switchover is in the way of guards: tells them, and returns the exit code. */
int drill_refused(const struct ctl *ctl, const json_t *weighed);

#endif
