/* SPDX-License-Identifier: MIT */
/* How a run begins, and begins again. */
#include "core/stage.h"
#include "core/undo.h"

void
run_start(struct run *run, const struct app *app, const struct runbook *book,
    const struct move *move, uint32_t seed, struct now now)
{
	*run = (struct run){
		.app = app, .book = book, .move = *move, .seed = seed | 1, .started = now.wall
	};
	stage_enter(run, 0, now);
}

/* What it was decided on may have passed meanwhile: that is the first step's to see. */
static void
begin_anew(struct run *run, struct now now)
{
	for (size_t i = 0; i < stage_end(run->book, run->at); i++) {
		step_doubt(run, i);
		run->steps[i].intended = false;
		run->steps[i].status = STEP_WAITING;
	}
	run->why = (struct error){ "" };
	stage_enter(run, 0, now);
}

static void
resume_step(struct run *run, size_t step, struct now now)
{
	struct step_record *rec = &run->steps[step];
	bool late = now.wall - rec->started > run->book->steps[step].deadline;

	buf_wipe(&run->courses[step].scratch);
	run->courses[step] = (struct step_course){
		.wake = now.boot, .entered = now.boot, .acted = now.boot, .late = late
	};
	step_doubt(run, step);
}

/* Of a group, what has ended stays so. */
void
run_resume(struct run *run, struct now now)
{
	if (run->status != RUN_RUNNING)
		return;
	if (run->undoing) {
		resume_step(run, run->at, now);
		undo_resume(run, now);
		return;
	}
	run->at = stage_first(run->book, run->at);
	if (!run_committed(run)) {
		begin_anew(run, now);
		return;
	}
	for (size_t i = run->at; i < stage_end(run->book, run->at); i++)
		if (run->steps[i].status == STEP_RUNNING)
			resume_step(run, i, now);
	stage_settle(run, now);
}

void
run_done(struct run *run)
{
	for (size_t i = 0; i < RUN_ALL_MOST; i++)
		buf_wipe(&run->courses[i].scratch);
}
