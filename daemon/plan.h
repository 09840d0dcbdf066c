/* SPDX-License-Identifier: MIT */
/*
 * A plan: what a move would do now, step by step, how long that takes by our own
 * history, what it costs, what is in its way, and what all of it rests on. As JSON; it
 * has no id yet.
 */
#ifndef DAEMON_PLAN_H
#define DAEMON_PLAN_H

#include <jansson.h>

#include "daemon.h"
#include "ledger_durations.h"

/* "remittance us-west-2": what a person types to confirm it. */
#define PLAN_CONFIRM 160
const char *plan_confirm(const struct app *app, size_t to, char ret[PLAN_CONFIRM]);

/* decision: of a move whose Regions are known, weighed now. unread: why the history could not be
 * read, or NULL. The caller's. */
json_t *plan_make(const struct application *application, const struct decision *decision,
    const struct ledger_durations *durations, const char *unread, struct now now);

#endif
