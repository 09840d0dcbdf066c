/* SPDX-License-Identifier: MIT */
/* What failoverctl help backtest says beyond the options. */
#ifndef CTL_BACKTEST_HELP_H
#define CTL_BACKTEST_HELP_H

extern const char backtest_help[];

#endif
