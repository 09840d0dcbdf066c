/* SPDX-License-Identifier: MIT */
/*
 * Tries every few minutes, and when somebody asks, what the next move of an
 * application will need (core/check.h), and tells the engine for guard G12.
 *
 * The move is the one from the Region that serves to the one that would be chosen
 * now. One question is asked at a time, none that changes anything, in every mode,
 * and none while a run is under way. What is bad is told once, and its end.
 */
#ifndef DAEMON_DOCTOR_H
#define DAEMON_DOCTOR_H

#include "application.h"
#include "core/check.h"

struct doctor;

struct doctor *doctor_new(struct application *application);
void doctor_free(struct doctor *doctor);
/* Takes over what was told under the configuration before. */
void doctor_inherit(struct doctor *doctor, const struct doctor *from);

/* At each tick: begins when it is time, or when the move that may come is another one. */
void doctor_look(struct doctor *doctor, struct now now);
/* Begins now, or anew when a round is under way. Returns the number of that round; 0: a run of the
 * application is under way. */
unsigned doctor_run(struct doctor *doctor, struct now now);

/* ---- what was found ---- */

struct finding_view {
	const char *name; /* the check's, or that of the step which brings it */
	const struct check_kind *kind;
	const struct opinion *opinion; /* of the newest round that got so far */
	const struct known *known;
};

struct doctor_view {
	unsigned round; /* the newest that has ended; 0: none has */
	bool running;   /* another is under way */
	msec_t ended;   /* boot time */
	msec_t took;
	enum health health; /* the worst */
	const struct move *move;
	size_t n;
};

void doctor_view(const struct doctor *doctor, struct doctor_view *ret);
void doctor_view_at(const struct doctor *doctor, size_t i, struct finding_view *ret);

#endif
