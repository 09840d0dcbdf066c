/* SPDX-License-Identifier: MIT */
/*
 * How long it took the last times: of each step, and of the whole, over the newest
 * runs of one application that were done, of the same kind, from and to the same
 * Regions. A plan expects that, a report compares with it.
 *
 * Records are given newest first; what is of another move, or was not done, is
 * passed over. A plain struct: nothing to free.
 */
#ifndef DAEMON_LEDGER_DURATIONS_H
#define DAEMON_LEDGER_DURATIONS_H

#include <jansson.h>

#include "core/run.h"

#define LEDGER_DURATIONS_MOST 20 /* runs that count */
#define LEDGER_DURATIONS_ROWS 60 /* runs to look through for them */

/* Milliseconds. n is 0: there is no history, and the others say nothing. */
struct ledger_took {
	size_t n;
	msec_t median, least, most;
};

struct ledger_durations {
	const char *application, *kind, *from, *to; /* of the records; borrowed */
	const char *but; /* the id of a run that does not count, or NULL */

	struct ledger_durations_of {
		size_t n;
		msec_t took[LEDGER_DURATIONS_MOST];
	} whole, steps[RUN_STEPS_MOST];

	char names[RUN_STEPS_MOST][48]; /* of the steps; "" from the first that is none */
};

/* record: a run as the ledger writes it. false: it does not count. */
bool ledger_durations_add(struct ledger_durations *durations, const json_t *record);
/* From its start to its end. */
struct ledger_took ledger_durations_whole(const struct ledger_durations *durations);
/* nth: which of the steps of that name in its runbook, from 0. */
struct ledger_took ledger_durations_step(const struct ledger_durations *durations, const char *name,
    size_t nth);

#endif
