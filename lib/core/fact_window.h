/* SPDX-License-Identifier: MIT */
/* The facts that look at a window: ratio and latency. For core/fact alone. */
#ifndef CORE_FACT_WINDOW_H
#define CORE_FACT_WINDOW_H

#include "core/fact.h"

/* Slides fact->tallies, and fills fact->because, which is zero. before: what the fact said last, as
 * far as it still counts. */
enum trit fact_window_ratio(struct fact *fact, const struct fact_spec *spec, const struct app *app,
    const struct series *series, enum trit before, msec_t now);
enum trit fact_window_latency(struct fact *fact, const struct fact_spec *spec,
    const struct series *series, enum trit before, msec_t now);

void fact_window_ratio_text(const struct fact *fact, const struct fact_spec *spec,
    const struct app *app, char ret[DETAIL_TEXT]);
void fact_window_latency_text(const struct fact *fact, const struct fact_spec *spec,
    char ret[DETAIL_TEXT]);

#endif
