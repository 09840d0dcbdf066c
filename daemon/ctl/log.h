/* SPDX-License-Identifier: MIT */
/* log: which events are asked for, whoever has them. */
#ifndef CTL_LOG_H
#define CTL_LOG_H

#include "../log.h"
#include "ctl.h"

extern const enum log_id log_decisions[]; /* what was decided, and what became of it */
extern const size_t log_n_decisions;

/* Where no journal is: the newest events, as failoverd itself remembers them. */
int log_recent(struct ctl *ctl);

#endif
