/* SPDX-License-Identifier: MIT */
/* How often a fact turned lately: from yes to no, or back. Doubt between is no turn. */
#ifndef CORE_CHURN_H
#define CORE_CHURN_H

#include "base/clock.h"

#define CHURN_MOST 32 /* turns that are kept */

struct churn {
	msec_t at[CHURN_MOST]; /* a ring: n % CHURN_MOST is the oldest */
	size_t n;
};

void churn_add(struct churn *churn, msec_t at);
/* Turns after a moment, as far as they are kept. */
int churn_since(const struct churn *churn, msec_t since);
/* When the nth newest was, counted from 0; 0: there were not so many. */
msec_t churn_at(const struct churn *churn, size_t nth);

#endif
