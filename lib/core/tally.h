/* SPDX-License-Identifier: MIT */
/*
 * Counts of the samples of one series within a window that moves with the time.
 *
 * Each sample is counted once when it comes and once when it leaves, so that a
 * look costs what has changed since the last one, however long the window is.
 */
#ifndef CORE_TALLY_H
#define CORE_TALLY_H

#include "core/app.h"

/* By what a sample is counted. */
struct measure {
	bool latency;                         /* by what it took, not by its outcome */
	const struct compare *holds, *clears; /* latency only */
};

struct tally {
	int good, bad;      /* outcome: ok, fail; latency: answers for which holds is no, yes */
	int unknown;        /* neither: nothing was learnt, or (latency) nothing was answered */
	int late;           /* latency: answers for which clears does not hold */
	size_t first, next; /* numbers of the oldest sample counted and of the first not yet */
};

/* Afterwards the tally is of the samples that were taken later than `since`, which never goes
 * back. */
void tally_slide(struct tally *tally, const struct series *series, const struct measure *measure,
    msec_t since);

#endif
