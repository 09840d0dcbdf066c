/* SPDX-License-Identifier: MIT */
/*
 * A fact: a named condition of a Region, yes, no or unknown, since when, and
 * because of what. Evaluated from the series of its probes, with hysteresis, or
 * from other facts of the same Region.
 */
#ifndef CORE_FACT_H
#define CORE_FACT_H

#include "core/tally.h"

struct because {
	double measured; /* share, value, or answers in a row */
	int good, bad, unknown;
	size_t worst;     /* index into the fact's probes: the one that says most */
	size_t silent;    /* index of a probe with too few answers; n_probes: there is none */
	uint32_t holding; /* together: bit i says that fact of[i] holds */
};

struct fact {
	enum trit value;
	msec_t since;    /* boot time of the last change */
	enum trit known; /* the last that was not unknown: what hysteresis goes by */
	msec_t known_at; /* boot time when it was last so */
	struct because because;
	struct tally *tallies; /* one a probe, of a fact with a window; else NULL. Owned */
};

void fact_init(struct fact *fact, const struct fact_spec *spec);
void fact_done(struct fact *fact);

/* Brings facts[f] up to date. facts has one entry a fact of the application, those before f being
 * up to date, and series one a probe, all of the same Region. Returns true when the value changed.
 */
bool fact_update(struct fact *facts, size_t f, const struct app *app, const struct series *series,
    msec_t now);
/* In words: "62% of 36 answers failed over 60s (limit >= 50%)"; returns ret. */
const char *fact_text(const struct fact *fact, const struct fact_spec *spec, const struct app *app,
    char ret[DETAIL_TEXT]);

#endif
