/* SPDX-License-Identifier: MIT */
#include "core/step.h"

#include <stdio.h>

struct step_record *
step_record(struct run *run)
{
	return &run->steps[run->at];
}

const char *
step_token(const struct run *run, char ret[UUID_TEXT])
{
	char text[RUN_ID + 32];

	snprintf(text, sizeof(text), "%s/%zu", run->move.run, run->at);
	return digest_uuid(text, ret);
}

void
step_last(struct run *run, enum run_status status, struct now now)
{
	run->status = status;
	run->ended = now.wall;
	buf_wipe(&run->scratch);
}

void
step_enter(struct run *run, size_t at, struct now now)
{
	run->at = at;
	run->phase = PHASE_LOOK;
	run->listening = false;
	run->tries = 0;
	run->wake = run->entered = run->acted = now.boot;
	run->late = false;
	buf_wipe(&run->scratch);
	if (at == run->book->n_steps) {
		step_last(run, RUN_DONE, now);
		return;
	}
	step_record(run)->status = STEP_RUNNING;
	step_record(run)->started = now.wall;
}

void
step_end(struct run *run, enum step_status status, struct now now)
{
	step_record(run)->status = status;
	step_record(run)->ended = now.wall;
}

void
step_fail(struct run *run, const struct error *err, struct now now)
{
	step_end(run, STEP_FAILED, now);
	if (run_may_fail(run_step(run))) {
		snprintf(step_record(run)->detail, DETAIL_TEXT, "%.150s", err->text);
		step_enter(run, run->at + 1, now);
		return;
	}
	run->why = *err;
	error_wrap(&run->why, "step %s", run_step(run)->name);
	step_last(run, run_committed(run) ? RUN_FAILED : RUN_ABANDONED, now);
}
