/* SPDX-License-Identifier: MIT */
/* What a backtest found, in numbers, and what it took for granted, in sentences. */
#ifndef CTL_BACKTEST_TELL_H
#define CTL_BACKTEST_TELL_H

#include "backtest.h"

struct backtest_sum {
	size_t acts, proposals, held, misses;
	size_t real, fake; /* acts near a decision that is marked so */
	size_t missed;     /* decisions marked real that no act is near */
	msec_t detect;     /* median; -1: nothing was detected */
};

struct backtest_sum backtest_sum(const struct backtest *backtest, const struct variant *variant);
size_t backtest_samples(const struct backtest *backtest);

typedef void backtest_text_fn(const char *text, void *arg);
/* One line each. */
void backtest_assumptions(const struct backtest *backtest, backtest_text_fn *on_text, void *arg);

#endif
