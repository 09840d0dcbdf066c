/* SPDX-License-Identifier: MIT */
/*
 * Another text of a configuration: its probes ask less often, and what is not
 * written goes with that. What is written stays, whatever the loader says of it.
 *
 * every: of each probe of the application, by its index; 0, or less than it is: as it is.
 */
#ifndef CONFIG_PACE_H
#define CONFIG_PACE_H

#include "base/duration.h"
#include "config/edit.h"

/* source was loaded, and app is what it describes. ret, empty, becomes the text. */
must_check bool pace_set(const struct source *source, const struct app *app, const msec_t *every,
    struct buf *ret, struct error *err);

/* What goes with that pace, and what there is where that goes: a window of as many answers, a hold
 * of two, an answer among the newest, and a value that stays fresh until the next. */
msec_t pace_over(const struct app *app, const struct fact_spec *fact, const msec_t *every);
msec_t pace_fresh(const struct app *app, const struct fact_spec *fact, const msec_t *every);
msec_t pace_hold(const struct app *app, const msec_t *every);
msec_t pace_newest(const struct app *app, const msec_t *every);

/* As it is written: "90s", "1500ms". */
const char *pace_text(msec_t value, char ret[DURATION_TEXT]);

#endif
