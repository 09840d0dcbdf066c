/* SPDX-License-Identifier: MIT */
#include "core/stage.h"

#include <stdio.h>
#include <string.h>

#include "core/undo.h"

size_t
stage_first(const struct runbook *book, size_t step)
{
	const struct step_group *group = step < book->n_steps ? book->steps[step].group : NULL;

	return group ? group->first : step;
}

size_t
stage_end(const struct runbook *book, size_t step)
{
	const struct step_group *group = step < book->n_steps ? book->steps[step].group : NULL;

	return group ? group->first + group->n : step + 1;
}

static bool
is_group(const struct run *run)
{
	return run->book->steps[run->at].group != NULL;
}

void
stage_end_run(struct run *run, enum run_status status, struct now now)
{
	run->status = status;
	run->ended = now.wall;
	run_done(run);
}

void
stage_enter(struct run *run, size_t first, struct now now)
{
	run->at = first;
	if (first >= run->book->n_steps) {
		stage_end_run(run, RUN_DONE, now);
		return;
	}
	for (size_t i = first; i < stage_end(run->book, first); i++)
		step_enter(run, i, now);
}

/* ---- failing ---- */

/* Its failure is one that ends the run. */
static bool
has_failed(const struct run *run, size_t step)
{
	return run->steps[step].status == STEP_FAILED && !run->courses[step].quit &&
	    !run_may_fail(&run->book->steps[step]);
}

/* Each step that has failed is named, and has as much room for its reason as the others. */
static void
join(struct run *run, size_t n)
{
	size_t room = sizeof(run->why.text) / n, len = 0;

	run->why.text[0] = '\0';
	for (size_t i = run->at; i < stage_end(run->book, run->at); i++) {
		char one[sizeof(run->why.text)];

		if (!has_failed(run, i))
			continue;
		snprintf(one, sizeof(one), "%sstep %s: %s", len > 0 ? "; " : "",
		    run->book->steps[i].name, run->steps[i].detail);
		snprintf(run->why.text + len, room < sizeof(one) ? room : sizeof(one), "%s", one);
		len = strlen(run->why.text);
	}
}

/* What has not acted does not begin to, when all of it would have to be undone. */
static void
hold_back(struct run *run, size_t failed, struct now now)
{
	for (size_t i = run->at; i < stage_end(run->book, run->at); i++) {
		if (!step_running(run, i) || run->steps[i].touched)
			continue;
		snprintf(run->steps[i].detail, DETAIL_TEXT,
		    "not gone on with, for step %.60s beside it has failed",
		    run->book->steps[failed].name);
		run->courses[i].quit = true;
		run->steps[i].intended = false;
		step_end(run, i, STEP_FAILED, now);
	}
}

void
stage_settle(struct run *run, struct now now)
{
	size_t failed = 0;

	if (run->undoing) {
		undo_settle(run, now);
		return;
	}
	for (size_t i = run->at; i < stage_end(run->book, run->at); i++) {
		if (step_running(run, i))
			return;
		failed += has_failed(run, i);
	}
	if (failed == 0) {
		stage_enter(run, stage_end(run->book, run->at), now);
		return;
	}
	if (failed > 1 || !run->why.text[0])
		join(run, failed);
	if (run_committed(run))
		stage_end_run(run, RUN_FAILED, now);
	else
		undo_begin(run, now);
}

void
stage_end_step(struct run *run, size_t step, enum step_status status, struct now now)
{
	step_end(run, step, status, now);
	stage_settle(run, now);
}

void
stage_fail(struct run *run, size_t step, const struct error *err, struct now now)
{
	const struct step_spec *spec = &run->book->steps[step];
	bool ends = !run_may_fail(spec);

	step_end(run, step, STEP_FAILED, now);
	if (!ends || run->undoing || is_group(run))
		error_copy(err, run->steps[step].detail, DETAIL_TEXT);
	/* On the way back it is known why there is one. */
	if (ends && !run->undoing) {
		run->why = *err;
		error_wrap(&run->why, "step %s", spec->name);
	}
	if (ends && !run->undoing && !run_committed(run))
		hold_back(run, step, now);
	stage_settle(run, now);
}

bool
stage_decides(const struct run *run, size_t step)
{
	const struct runbook *book = run->book;

	if (run->at != stage_first(book, book->no_return))
		return false;
	for (size_t i = run->at; i < stage_end(book, run->at); i++)
		if (i != step && run->steps[i].intended)
			return false;
	return true;
}
