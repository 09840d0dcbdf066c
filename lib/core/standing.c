/* SPDX-License-Identifier: MIT */
/* Where a run stands, for those who ask. */
#include "core/stage.h"

#include <stdio.h>

#include "base/duration.h"

const struct step_spec *
run_step(const struct run *run)
{
	return &run->book->steps[run->at];
}

size_t
run_all(const struct run *run)
{
	return run->book->n_steps + run->book->n_undo;
}

bool
run_may_fail(const struct step_spec *step)
{
	return step->best_effort || step->kind->best_effort;
}

bool
run_may_act(const struct step_spec *step)
{
	const struct step_kind *kind = step->kind;

	return kind->act.ask && !(kind->looks_only && kind->looks_only(step->args));
}

bool
run_committed(const struct run *run)
{
	size_t last = stage_first(run->book, run->book->no_return);

	if (run->undoing)
		return false;
	if (run->at != last)
		return run->at > last;
	for (size_t i = last; i < run->book->n_steps && i < stage_end(run->book, last); i++)
		if (run->steps[i].intended)
			return true;
	return false;
}

size_t
run_overdue(const struct run *run)
{
	for (size_t i = run->at; i < run->book->n_steps; i++)
		if (step_running(run, i) && run->steps[i].overdue)
			return i;
	return run->book->n_steps;
}

void
run_overdue_text(const struct run *run, char ret[DETAIL_TEXT])
{
	size_t step = run ? run_overdue(run) : 0;
	char limit[DURATION_TEXT];

	ret[0] = '\0';
	if (run && step < run->book->n_steps)
		snprintf(ret, DETAIL_TEXT, "%s: step %.40s is over its time of %s: %.60s",
		    run->move.run, run->book->steps[step].name,
		    duration_text(run->book->steps[step].deadline, limit), run->steps[step].detail);
}

const char *
run_status_name(enum run_status status)
{
	static const char *const names[] = { "running", "done", "failed", "abandoned" };

	return names[status];
}

const char *
step_status_name(enum step_status status)
{
	static const char *const names[] = { "waiting", "running", "done", "already", "failed" };

	return names[status];
}
