/* SPDX-License-Identifier: MIT */
/* What the samples say where a guard or a recheck needs more than a fact. */
#ifndef CORE_EVIDENCE_H
#define CORE_EVIDENCE_H

#include "core/engine.h"

struct lag {
	bool known;
	double value; /* milliseconds */
	msec_t age;
};

/* Each critical probe of both Regions has three samples since our start, and so has each that the
 * rule asks. */
bool evidence_enough(const struct engine *engine, const struct proposal *proposal);
/* Fewer than two of three references answer: what fails may be our own fault. */
bool evidence_isolated(const struct engine *engine);
/* Whether the answers since a moment still say what makes a rule of failover leave the Region: by
 * its ratios and rows, and those that it counts together, over these answers alone; by its other
 * facts as they are. */
enum trit evidence_failing(const struct engine *engine, size_t region, msec_t since, msec_t now);
bool evidence_newest_failing(const struct engine *engine, size_t region, msec_t newest, msec_t now);
/* The fact "up" of a Region, and for how long it has been yes. */
enum trit evidence_up(const struct engine *engine, size_t region);
msec_t evidence_up_for(const struct engine *engine, size_t region, msec_t now);
/* An outage begins when a rule of failover finds the active Region down, and ends when none does;
 * doubt ends nothing. What is known of the lag at its onset is kept, however long it lasts, and
 * remembered. Returns true when the memory has changed. */
bool evidence_outage(struct engine *engine, enum trit down, struct now now);
/* The last lag of the target measured before the outage began; age is counted back from the onset.
 */
struct lag evidence_lag_at_onset(const struct engine *engine, const struct proposal *proposal,
    msec_t now);
/* The worst lag within a window throughout which it was known: no gap was longer than loss_age. */
struct lag evidence_worst_lag(const struct engine *engine, size_t region, msec_t window,
    msec_t now);
/* The samples of a Region's lag; NULL: nothing measures it. */
const struct series *evidence_lag_series(const struct engine *engine, size_t region);
/* The newest lag of a Region as a secondary. */
struct lag evidence_lag(const struct engine *engine, size_t region, msec_t now);

/* Critical answers of a Region since a moment: good and bad ones. */
struct answers {
	int good, bad;
} evidence_answers(const struct engine *engine, size_t region, msec_t since);

#endif
