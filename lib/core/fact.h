/* SPDX-License-Identifier: MIT */
/*
 * A fact: a named condition of a Region, yes, no or unknown, since when, and
 * because of what. Evaluated from the series of its probes, with hysteresis.
 */
#ifndef CORE_FACT_H
#define CORE_FACT_H

#include "core/app.h"

struct because {
	double measured; /* share, value, or answers in a row */
	int good, bad, unknown;
	size_t worst; /* index into the fact's probes: the one that says most */
};

struct fact {
	enum trit value;
	msec_t since; /* boot time of the last change */
	struct because because;
};

/* series has one entry a probe of the application, all of the same Region. Returns true when the
 * value changed. */
bool fact_update(struct fact *fact, const struct fact_spec *spec, const struct app *app,
    const struct series *series, msec_t now);
/* In words: "62% of 36 answers failed over 60s (limit >= 50%)"; returns ret. */
const char *fact_text(const struct fact *fact, const struct fact_spec *spec, const struct app *app,
    char ret[DETAIL_TEXT]);

#endif
