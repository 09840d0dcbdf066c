/* SPDX-License-Identifier: MIT */
/* What a person says to a run that is under way. */
#include "core/stage.h"

bool
run_abort(struct run *run, const char *why, struct now now)
{
	if (run->status != RUN_RUNNING || run_committed(run))
		return false;
	for (size_t i = run->at; i < stage_end(run->book, run->at); i++)
		if (step_running(run, i))
			step_end(run, i, STEP_FAILED, now);
	error_set(&run->why, "%s", why);
	stage_give_up(run, now);
	return true;
}

static const char *
approval_name(const struct run *run, size_t step, char ret[MEMO_NAME])
{
	char token[UUID_TEXT];

	return memo_name(RUN_APPROVED, step_token(run, step, token), ret);
}

size_t
run_approval(const struct run *run)
{
	char name[MEMO_NAME];

	for (size_t i = run->at; i < run->book->n_steps; i++)
		if (step_running(run, i) && run->book->steps[i].kind->approves &&
		    !memo_get(&run->memo, approval_name(run, i, name)))
			return i;
	return run->book->n_steps;
}

bool
run_approve(struct run *run, const char *actor, struct now now)
{
	size_t step = run_approval(run);
	char name[MEMO_NAME];

	if (step == run->book->n_steps ||
	    !memo_put(&run->memo, approval_name(run, step, name), actor))
		return false;
	run->courses[step].wake = now.boot;
	return true;
}
