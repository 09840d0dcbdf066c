/* SPDX-License-Identifier: MIT */
/* What a person says to a run that is under way. */
#include "core/step.h"

bool
run_abort(struct run *run, const char *why, struct now now)
{
	if (run->status != RUN_RUNNING || run_committed(run))
		return false;
	step_end(run, STEP_FAILED, now);
	error_set(&run->why, "%s", why);
	step_give_up(run, now);
	return true;
}

bool
run_approve(struct run *run, const char *actor, struct now now)
{
	char token[UUID_TEXT], name[MEMO_NAME];

	if (run->status != RUN_RUNNING || !run_step(run)->kind->approves)
		return false;
	if (!memo_put(&run->memo, memo_name(RUN_APPROVED, step_token(run, token), name), actor))
		return false;
	run->wake = now.boot;
	return true;
}
