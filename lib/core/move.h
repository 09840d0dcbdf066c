/* SPDX-License-Identifier: MIT */
/* A move: what a run does, from which Region to which, why and for whom. */
#ifndef CORE_MOVE_H
#define CORE_MOVE_H

#include "core/app.h"
#include "core/call.h"

#define RUN_ID 24

/* Fixed when the run starts. */
struct move {
	enum move_kind kind;
	size_t from, to; /* Regions */
	bool automatic;
	char run[RUN_ID];
	char reason[160]; /* the operator's, or the rule's */
	char actor[64];   /* "automation", or who asked */
	double loss_ms;   /* estimated at the decision; < 0: not known */
	msec_t onset;     /* wall time when the outage began that it answers; 0: none was seen */
};

/* As whom AWS is asked in it. */
enum call_purpose move_purpose(const struct move *move);
/* A Region as a step's option names it: "{to}" and the like are of the application, any other text
 * is the name itself. Borrowed from the one or the other. */
const char *move_region(const struct app *app, const struct move *move, const char *text);
/* Fills {from}, {to}, {home}, {active} in a text of a step kind; returns ret. */
const char *move_text(const struct app *app, const struct move *move, const char *text, char *ret,
    size_t size);

#endif
