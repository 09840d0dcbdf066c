/* SPDX-License-Identifier: MIT */
#include "play_run.h"

#include <stdio.h>
#include <string.h>

#include "core/ref.h"
#include "play_deed.h"
#include "play_team.h"

/* ---- its steps ---- */

/* They go by nothing that a network would answer. */
static bool
is_pure(const struct step_kind *kind)
{
	static const char *const names[] = { "recheck", "wait", "approval" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(kind->name, names[i]) == 0)
			return true;
	return false;
}

static void
make_step(struct play_move *move, struct play_team *team, size_t i, const struct step_spec *spec)
{
	move->steps[i] = *spec;
	if (is_pure(spec->kind))
		return;
	move->args[i] = (struct play_step){ spec, team, i };
	move->kinds[i] = *spec->kind;
	play_deed_mimic(&move->kinds[i], run_may_act(spec));
	move->steps[i].kind = &move->kinds[i];
	move->steps[i].args = &move->args[i];
}

void
play_run_begin(struct play_team *team, const struct runbook *book, const struct move *move)
{
	struct play_move *ret = &team->move;

	*ret = (struct play_move){ .active = true, .by = team->n };
	for (size_t i = 0; i < book->n_steps; i++)
		make_step(ret, team, i, &book->steps[i]);
	ret->book = (struct runbook){ book->name, ret->steps, book->n_steps, book->no_return };
	run_start(&ret->run, &team->config->apps[0], &ret->book, move, 7, team->now);
}

/* ---- who drives it ---- */

/* Only the one with the lease acts; whoever takes it up looks at the world first. */
static bool
find_driver(struct play_team *team)
{
	struct play_move *move = &team->move;
	size_t by = team->n == 1 ? 0 : team->lease.holder;
	const struct play_watch *watch = by < team->n ? &team->watches[by] : NULL;

	if (!watch || !watch->alive || watch->stopped)
		return false;
	if (move->by == by && move->process == watch->engine.started)
		return true;
	if (move->by < team->n)
		run_resume(&move->run, team->now);
	move->by = by;
	move->process = watch->engine.started;
	return true;
}

/* ---- driving ---- */

static void
recheck(struct play_team *team)
{
	struct run *run = &team->move.run;
	const struct step_spec *step = &run->book->steps[run->next];
	const struct engine *engine = &team->watches[team->move.by].engine;

	if (step->kind->when)
		run->recheck =
		    ref_hold(engine, &run->move, step->kind->when(step->args), run->recheck_text);
	else
		run->recheck = engine_recheck(engine, &run->move, run->courses[run->next].entered,
		    run->recheck_text, team->now.boot);
}

static void
call(struct play_team *team, bool act)
{
	struct run *run = &team->move.run;
	struct call asked = { 0 };

	recheck(team);
	if (run_ask(run, act, &asked, team->now))
		run_answer(run, run->next, act, &(struct answer){ .now = team->now });
	call_done(&asked);
}

/* false: nothing is left to do in this second. */
static bool
serve(struct play_team *team, enum run_want want)
{
	switch (want) {
	case RUN_WANT_LOOK:
		call(team, false);
		return true;
	case RUN_WANT_ACT:
		call(team, true);
		return true;
	case RUN_WANT_INTENT:
		run_intended(&team->move.run, team->move.run.next, team->ledger, team->now);
		return true;
	case RUN_WANT_LISTEN:
	case RUN_WANT_SLEEP:
	case RUN_WANT_END:
		break;
	}
	return false;
}

static void
tell_end(struct play_team *team)
{
	const struct run *run = &team->move.run;

	for (size_t i = 0; i < team->n; i++)
		engine_end(&team->watches[i].engine, run,
		    play_watch_now(&team->watches[i], team->now));
	team->say(&(struct play_action){ .t = team->t,
		      .what = run->status == RUN_DONE ? "done" : "failed",
		      .inner = true,
		      .to = team->scene->regions[run->move.to].text,
		      .text = run->why.text },
	    team->arg);
}

/* People hear of it as of any alert. */
static void
note_overdue(struct play_team *team)
{
	const struct run *run = &team->move.run;

	for (size_t i = 0; i < team->n; i++)
		run_overdue_text(team->move.active ? run : NULL, team->watches[i].engine.overdue);
}

void
play_run_second(struct play_team *team, const struct play_line *line)
{
	struct play_move *move = &team->move;

	if (!move->active || !find_driver(team))
		return;
	move->line = line;
	while (serve(team, run_want(&move->run, team->now)))
		;
	move->active = move->run.status == RUN_RUNNING;
	note_overdue(team);
	if (move->active)
		return;
	tell_end(team);
	run_done(&move->run);
}

bool
play_run_approve(struct play_team *team)
{
	return team->move.active && run_approve(&team->move.run, "an operator", team->now);
}
