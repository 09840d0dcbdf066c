/* SPDX-License-Identifier: MIT */
#include "core/step.h"

#include <stdio.h>
#include <string.h>

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
	step_record(run)->said[0] = '\0';
	step_record(run)->notice = (struct notice){ 0 };
}

void
step_end(struct run *run, enum step_status status, struct now now)
{
	step_record(run)->status = status;
	step_record(run)->ended = now.wall;
}

void
step_said(struct run *run, const struct error *err)
{
	struct step_record *rec = step_record(run);

	if (err->text[0])
		error_copy(err, rec->said, DETAIL_TEXT);
	else
		memcpy(rec->said, rec->detail, DETAIL_TEXT);
}

void
step_give_up(struct run *run, struct now now)
{
	for (size_t i = 0; i <= run->at; i++) {
		const struct step_kind *kind = run->book->steps[i].kind;
		struct error why = run->why;
		char undo[sizeof(why.text)];

		if (!kind->undo || !run->steps[i].touched)
			continue;
		move_text(run->app, &run->move, kind->undo, undo, sizeof(undo));
		error_set(&run->why, "%.200s; step %s has acted, and that is yours to undo: %s",
		    why.text, run->book->steps[i].name, undo);
		step_last(run, RUN_FAILED, now);
		return;
	}
	step_last(run, RUN_ABANDONED, now);
}

void
step_fail(struct run *run, const struct error *err, struct now now)
{
	step_end(run, STEP_FAILED, now);
	if (run_may_fail(run_step(run))) {
		error_copy(err, step_record(run)->detail, DETAIL_TEXT);
		step_enter(run, run->at + 1, now);
		return;
	}
	run->why = *err;
	error_wrap(&run->why, "step %s", run_step(run)->name);
	if (run_committed(run))
		step_last(run, RUN_FAILED, now);
	else
		step_give_up(run, now);
}
