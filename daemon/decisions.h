/* SPDX-License-Identifier: MIT */
/*
 * What was decided, for whoever asks later: each decision that matters is an event
 * of the ledger, with all that the tick went by, so that it can be run again. So
 * are those that came to nothing: what guards held back, and what held for a while.
 */
#ifndef DAEMON_DECISIONS_H
#define DAEMON_DECISIONS_H

#include "application.h"

struct decisions;

struct decisions *decisions_new(const struct app *app);
void decisions_free(struct decisions *decisions);

/* Around a tick. after: before anything is done about what was decided. A move is not recorded yet:
 * it has no run. */
void decisions_before(struct application *application, struct now now);
void decisions_after(struct application *application, struct now now);

/* A move begins: decided at the last tick, or commanded now, which is when it was weighed. */
void decisions_move(struct application *application, const struct decision *decision,
    const struct move *move, struct now now);

#endif
