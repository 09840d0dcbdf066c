/* SPDX-License-Identifier: MIT */
#include "core/undo.h"

#include <stdio.h>
#include <string.h>

#include "core/stage.h"

static bool
is_true(const struct step_record *rec)
{
	return rec->status == STEP_DONE || rec->status == STEP_ALREADY;
}

/* The step of the way back for that one; run_all(): there is none. */
static size_t
back_of(const struct run *run, size_t step)
{
	size_t i = run->book->n_steps;

	while (i < run_all(run) && run->book->steps[i].of != step)
		i++;
	return i;
}

/* ---- the end ---- */

size_t
run_left(const struct run *run, size_t from)
{
	const struct runbook *book = run->book;
	size_t i;

	for (i = from; i < book->n_steps; i++) {
		size_t back = back_of(run, i);

		if (run->steps[i].touched && book->steps[i].kind->undo &&
		    (back == run_all(run) || !is_true(&run->steps[back])))
			break;
	}
	return i;
}

const char *
run_left_text(const struct run *run, size_t step, char *ret, size_t size)
{
	size_t back = back_of(run, step);
	const struct step_kind *kind = run->book->steps[step].kind;
	bool tried = back < run_all(run) && kind->back->manual;

	return move_text(run->app, &run->move, tried ? kind->back->manual : kind->undo, ret, size);
}

static void
tell_one(struct run *run, size_t step)
{
	const struct runbook *book = run->book;
	size_t back = back_of(run, step);
	struct error why = run->why;
	char undo[sizeof(why.text)];

	move_text(run->app, &run->move, book->steps[step].kind->undo, undo, sizeof(undo));
	if (back == run_all(run))
		error_set(&run->why, "%.220s; step %s has acted, and that is yours to undo: %s",
		    why.text, book->steps[step].name, undo);
	else
		error_set(&run->why,
		    "%.120s; step %s has acted, and could not be taken back (%.100s), so that is "
		    "yours to undo: %s",
		    why.text, book->steps[step].name, run->steps[back].detail, undo);
}

/* There is no room for how each of them is undone: the run's record has it. */
static void
tell_several(struct run *run, size_t n)
{
	const struct runbook *book = run->book;
	struct error why = run->why;
	char names[160] = "";
	size_t len = 0;

	for (size_t i = run_left(run, 0); i < book->n_steps && len + 1 < sizeof(names);
	     i = run_left(run, i + 1))
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%.40s",
		    len > 0 ? ", " : "", book->steps[i].name);
	error_set(&run->why,
	    "%.240s; %zu steps have acted, and that is yours to undo: %s; failoverctl runs show %s "
	    "says how",
	    why.text, n, names, run->move.run);
}

static void
tell_left(struct run *run)
{
	size_t n = 0;

	for (size_t i = run_left(run, 0); i < run->book->n_steps; i = run_left(run, i + 1))
		n++;
	if (n == 1)
		tell_one(run, run_left(run, 0));
	else
		tell_several(run, n);
}

static void
tell_back(struct run *run)
{
	const struct runbook *book = run->book;
	struct error why = run->why;
	char names[160] = "";
	size_t len = 0;

	for (size_t i = book->n_steps; i < run_all(run); i++)
		if (is_true(&run->steps[i]) && len + 1 < sizeof(names))
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%.40s",
			    len > 0 ? ", " : "", book->steps[book->steps[i].of].name);
	if (len > 0)
		error_set(&run->why, "%.300s; taken back: %s", why.text, names);
}

static void
finish(struct run *run, struct now now)
{
	bool left = run_left(run, 0) < run->book->n_steps;

	if (left)
		tell_left(run);
	else
		tell_back(run);
	stage_end_run(run, left ? RUN_FAILED : RUN_ABANDONED, now);
}

/* ---- on the way ---- */

static void
go_back(struct run *run, size_t from, struct now now)
{
	const struct runbook *book = run->book;
	size_t i = from;

	while (i < run_all(run) && !run->steps[book->steps[i].of].touched)
		i++;
	if (i == run_all(run)) {
		finish(run, now);
		return;
	}
	run->undoing = true;
	run->at = i;
	step_enter(run, i, now);
	undo_resume(run, now);
}

void
undo_begin(struct run *run, struct now now)
{
	go_back(run, run->book->n_steps, now);
}

void
undo_settle(struct run *run, struct now now)
{
	if (!step_running(run, run->at))
		go_back(run, run->at + 1, now);
}

/* When it was sent is not known any more, if it was before a restart: then it was just now. */
void
undo_resume(struct run *run, struct now now)
{
	msec_t acted = run->courses[run->book->steps[run->at].of].acted;

	run->courses[run->at].acted = acted > 0 ? acted : now.boot;
}

bool
undo_too_soon(const struct run *run, size_t step, struct now now)
{
	const struct step_spec *spec;
	size_t of;

	if (!run->undoing)
		return false;
	of = run->book->steps[step].of;
	spec = &run->book->steps[of];
	return run->steps[of].unsure && run->steps[step].acts == 0 &&
	    now.boot - run->courses[step].acted < spec->kind->settle;
}
