/* SPDX-License-Identifier: MIT */
/*
 * The move of a scenario: a run of the application's own runbook, by the same code
 * as in the daemon, with its phases, deadlines, retries and order. Its steps ask
 * no network: each looks at the scenario's world, and acts on it by the calls
 * whose outcome the scenario tells.
 */
#ifndef CTL_PLAY_RUN_H
#define CTL_PLAY_RUN_H

#include "core/run.h"
#include "play_line.h"

struct play_team;

/* What a step of the scenario goes by. */
struct play_step {
	const struct step_spec *spec; /* as the runbook has it */
	struct play_team *team;
	size_t step;
};

struct play_move {
	bool active;
	struct run run;
	struct runbook book; /* the same as the application's, in this world */
	struct step_spec steps[RUN_STEPS_MOST];
	struct step_kind kinds[RUN_STEPS_MOST];
	struct play_step args[RUN_STEPS_MOST];
	const struct play_line *line;
	size_t by;                  /* the observer that drives it; n: nobody does */
	msec_t process;             /* boot time when its process began */
	msec_t moving;              /* boot time when the database took the order; 0: it has not */
	bool standalone;            /* the target's secret is no replica any more */
	bool written[REGIONS_MOST]; /* secrets that name the new writer */
	bool acted[RUN_STEPS_MOST]; /* what nothing but the step itself can tell */
};

/* Zeroed at first. */
void play_run_begin(struct play_team *team, const struct runbook *book, const struct move *move);
/* A second passes. */
void play_run_second(struct play_team *team, const struct play_line *line);
/* Somebody says yes to the step that waits for it; false: none does. */
bool play_run_approve(struct play_team *team);

#endif
