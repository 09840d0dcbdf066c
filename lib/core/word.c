/* SPDX-License-Identifier: MIT */
/* What a person says to a run that is under way. */
#include <stdio.h>
#include <string.h>

#include "core/stage.h"
#include "core/undo.h"

/* What it was seen at is no reason for its end. */
static void
tell_given_up(struct step_record *rec)
{
	char seen[DETAIL_TEXT];

	memcpy(seen, rec->detail, sizeof(seen));
	snprintf(rec->detail, DETAIL_TEXT, "given up%s%.120s", seen[0] ? "; last seen: " : "",
	    seen);
}

bool
run_abort(struct run *run, const char *why, struct now now)
{
	if (run->status != RUN_RUNNING || run->undoing || run_committed(run))
		return false;
	for (size_t i = run->at; i < stage_end(run->book, run->at); i++) {
		if (!step_running(run, i))
			continue;
		/* What is on its way may still arrive. */
		if (run->courses[i].listening && run->courses[i].phase == PHASE_ACT)
			run->steps[i].unsure = true;
		tell_given_up(&run->steps[i]);
		step_end(run, i, STEP_FAILED, now);
	}
	error_set(&run->why, "%s", why);
	undo_begin(run, now);
	return true;
}

bool
run_no_way_back(const struct run *run, struct error *err)
{
	const char *id = run->move.run;
	const char *from = run->app->regions[run->move.from].name;

	if (run->status != RUN_RUNNING)
		return error_set(err, "%s has ended: it is %s", id, run_status_name(run->status));
	if (run->undoing)
		return error_set(err, "%s goes back already; failoverctl runs watch %s", id, id);
	return error_set(err,
	    "%s has passed its point of no return, %s: it can only go forward. Let it end, then "
	    "go back with failoverctl %s --to %s; if it needs you, failoverctl runs show %s says "
	    "what is left",
	    id, run->book->steps[run->book->no_return].name,
	    run->move.from == run->app->home ? "failback" : "switchover", from, id);
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
