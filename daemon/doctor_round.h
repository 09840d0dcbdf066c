/* SPDX-License-Identifier: MIT */
/*
 * One round of all checks of a move, or of all its gates: their questions are
 * asked one after the other. Its memory is needed only while it is under way.
 */
#ifndef DAEMON_DOCTOR_ROUND_H
#define DAEMON_DOCTOR_ROUND_H

#include "application.h"
#include "core/check.h"

/* One check, of the application or of a step of its runbook. */
struct exam {
	const struct check_kind *kind;
	const struct step_spec *step; /* NULL: of the application */
	struct opinion opinion;
	struct known known;
};

/* The name of the step, or of the check. */
const char *exam_name(const struct exam *exam);

struct exams {
	struct move move;
	struct exam *list;
	size_t n;
};

void exams_done(struct exams *exams);

struct round;

typedef void round_done_fn(void *arg);

/* The checks of the application and of the steps, or the gates alone. */
enum round_of {
	ROUND_CHECKS,
	ROUND_GATES,
};

/* Of before, what is known of the same move is known on. done comes from the loop or at once, and
 * may free the round. */
struct round *round_new(struct application *application, const struct move *move, enum round_of of,
    const struct exams *before, round_done_fn *done, void *arg);
void round_start(struct round *round);
/* When it is done: hands out what was found. */
void round_take(struct round *round, struct exams *ret);
void round_free(struct round *round);

bool round_same_move(const struct move *a, const struct move *b);

#endif
