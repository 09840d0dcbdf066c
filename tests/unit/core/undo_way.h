/* SPDX-License-Identifier: MIT */
/* A run whose first step has a way back. */
#ifndef TESTS_UNIT_CORE_UNDO_WAY_H
#define TESTS_UNIT_CORE_UNDO_WAY_H

#include "run_script.h"

/* Two steps and the way back of the first. */
struct way {
	struct script s;
	struct step_kind back;
	struct step_spec steps[3];
};

static inline void
way_start(struct way *w)
{
	script_start(&w->s, 1);
	w->back = script_kind;
	w->back.name = "back";
	w->s.kinds[0].undo = "turn {from} On";
	w->s.kinds[0].back = &w->back;
	w->s.kinds[0].best_effort = true;
	w->steps[0] = w->s.steps[0];
	w->steps[1] = w->s.steps[1];
	w->steps[2] = (struct step_spec){ "undo-first", &w->back, NULL, script_kind.every,
		script_kind.deadline };
	w->s.book = (struct runbook){ "failover", w->steps, 2, 1, 1 };
	run_start(&w->s.run, &w->s.app, &w->s.book,
	    &(struct move){ .from = 0, .to = 1, .run = "r-0007" }, 7, w->s.now);
}

static inline void
way_abort(struct way *w)
{
	assert_true(run_abort(&w->s.run, "by alice", w->s.now));
}

#endif
