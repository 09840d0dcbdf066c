/* SPDX-License-Identifier: MIT */
#include "op_tell.h"

#include <stdio.h>

#include "base/duration.h"

struct log_about
op_about(const struct application *application, const struct run *run, size_t step)
{
	const struct app *app = application->app;
	bool known = step < run->book->n_steps || (run->undoing && step < run_all(run));

	return (struct log_about){
		.app = app->name,
		.region = app->regions[run->move.from].name,
		.to_region = app->regions[run->move.to].name,
		.run = run->move.run,
		.step = known ? run->book->steps[step].name : NULL,
		.actor = run->move.actor,
		.request_id = known ? run->steps[step].request_id : NULL,
	};
}

void
op_tell_step(const struct application *application, const struct run *run, size_t step)
{
	const struct step_spec *spec = &run->book->steps[step];
	struct log_about a = op_about(application, run, step);
	char claim[DETAIL_TEXT];

	move_text(run->app, &run->move, spec->kind->claim, claim, sizeof(claim));
	if (step >= run->book->n_steps) {
		log_event(STEP_STARTED, &a, "%s goes back, %s: make it true that %s", a.run,
		    spec->name, claim);
		return;
	}
	log_event(STEP_STARTED, &a, "%s step %zu of %zu, %s%s%s: make it true that %s", a.run,
	    step + 1, run->book->n_steps, spec->name, spec->group ? ", in " : "",
	    spec->group ? spec->group->name : "", claim);
	if (spec->kind->approves)
		log_event(PROPOSED, &a,
		    "%s waits for an operator to go on: failoverctl approve %s --app %s --reason "
		    "\"...\"",
		    a.run, a.run, a.app);
}

void
op_tell_overdue(const struct application *application, const struct run *run, size_t step)
{
	const struct step_spec *spec = &run->book->steps[step];
	struct log_about a = op_about(application, run, step);
	char limit[DURATION_TEXT], most[DURATION_TEXT];

	log_event(STEP_OVERDUE, &a,
	    "%s step %zu, %s, is over its time of %s, and waited for until %s: %s", a.run, step + 1,
	    a.step, duration_text(spec->deadline, limit),
	    duration_text(spec->deadline + spec->patience, most), run->steps[step].detail);
}

static void
tell_manual(const struct application *application, const struct run *run, size_t step)
{
	struct log_about a = op_about(application, run, step);
	const struct step_kind *kind = run->book->steps[step].kind;
	char text[768];

	if (!kind->manual)
		return;
	move_text(run->app, &run->move, kind->manual, text, sizeof(text));
	log_event(MANUAL, &a, "%s by hand, step %zu, %s: %s", a.run, step + 1, a.step, text);
}

/* What outlives the step. */
static void
tell_notice(const struct application *application, const struct run *run, size_t step)
{
	const struct notice *notice = &run->steps[step].notice;
	struct log_about a = op_about(application, run, step);

	if (notice->level == NOTICE_CRITICAL)
		log_event(STEP_CRITICAL, &a, "%s step %zu, %s: %s", a.run, step + 1, a.step,
		    notice->text);
	else if (notice->level == NOTICE_WARNING)
		log_event(STEP_WARNING, &a, "%s step %zu, %s: %s", a.run, step + 1, a.step,
		    notice->text);
}

void
op_tell_step_end(const struct application *application, const struct run *run, size_t step)
{
	const struct step_record *rec = &run->steps[step];
	struct log_about a = op_about(application, run, step);
	char took[DURATION_TEXT];

	duration_text(rec->ended - rec->started, took);
	if (rec->status == STEP_FAILED)
		log_event(STEP_FAILED, &a, "%s step %zu, %s, failed after %s: %s", a.run, step + 1,
		    a.step, took, rec->detail[0] ? rec->detail : run->why.text);
	else
		log_event(STEP_ENDED, &a, "%s step %zu, %s, %s after %s: %s", a.run, step + 1,
		    a.step, rec->status == STEP_ALREADY ? "was true already," : "is done", took,
		    rec->detail);
	tell_notice(application, run, step);
}

static bool
is_true(const struct step_record *rec)
{
	return rec->status == STEP_DONE || rec->status == STEP_ALREADY;
}

/* Where the run ended: of a group, the first step that is not done. */
static size_t
last_step(const struct run *run)
{
	size_t i = run->at;

	while (i < run->book->n_steps && is_true(&run->steps[i]))
		i++;
	return i;
}

/* What was done and is not taken back. */
static void
tell_left(const struct application *application, const struct run *run)
{
	char text[768];

	for (size_t i = run_left(run, 0); i < run->book->n_steps; i = run_left(run, i + 1)) {
		struct log_about a = op_about(application, run, i);

		log_event(MANUAL, &a, "%s by hand, to take back step %zu, %s: %s", a.run, i + 1,
		    a.step, run_left_text(run, i, text, sizeof(text)));
	}
}

/* What is left of a run that stopped half-way: to go on, or, when it was given up, to go back. */
static void
tell_rest(const struct application *application, const struct run *run)
{
	if (!run_committed(run)) {
		tell_left(application, run);
		return;
	}
	for (size_t i = run->at; i < run->book->n_steps; i++)
		if (!is_true(&run->steps[i]))
			tell_manual(application, run, i);
}

static const char *
what_remains(const struct run *run)
{
	if (run->undoing)
		return "what it did is taken back";
	for (size_t i = 0; i < run->book->n_steps; i++)
		if (run->steps[i].touched)
			return "nothing is left to undo";
	return "nothing has changed";
}

void
op_tell_end(const struct application *application, const struct run *run)
{
	struct log_about a = op_about(application, run, last_step(run));
	char took[DURATION_TEXT];

	duration_text(run->ended - run->started, took);
	switch (run->status) {
	case RUN_DONE:
		log_event(RUN_DONE, &a,
		    "%s: %s from %s to %s is done after %s; its report: failoverctl runs show %s",
		    a.run, move_name(run->move.kind), a.region, a.to_region, took, a.run);
		break;
	case RUN_ABANDONED:
		log_event(RUN_ABANDONED, &a, "%s: %s to %s was abandoned after %s, %s: %s", a.run,
		    move_name(run->move.kind), a.to_region, took, what_remains(run), run->why.text);
		break;
	case RUN_FAILED:
		log_event(RUN_FAILED, &a,
		    "%s: %s from %s to %s stopped half-way after %s and needs an "
		    "operator (failoverctl runs show %s): %s",
		    a.run, move_name(run->move.kind), a.region, a.to_region, took, a.run,
		    run->why.text);
		tell_rest(application, run);
		break;
	case RUN_RUNNING:
		break;
	}
}

/* Of what is tried in vain the first acts are told, and then ever fewer: 4, 8, 16... */
static bool
is_news(const struct answer *answer, int acts)
{
	bool taken =
	    answer->http && answer->http->failure == HTTP_ANSWERED && answer->http->status < 400;

	return taken || acts <= 3 || (acts & (acts - 1)) == 0;
}

void
op_tell_act(const struct application *application, const struct run *run, size_t step,
    const struct answer *answer)
{
	const struct step_record *rec = &run->steps[step];
	struct log_about a = op_about(application, run, step);
	const char *word = "was answered";

	if (!is_news(answer, rec->acts))
		return;
	if (answer->process && !answer->trouble)
		word = "has ended";
	else if (answer->trouble || !answer->http)
		word = "could not be sent";
	else if (answer->http->failure != HTTP_ANSWERED)
		word = answer->http->sent ? "got no answer, what it did will be seen"
					  : "did not reach AWS";
	else if (answer->http->status >= 400)
		word = "was refused";
	log_event(STEP_ACTED, &a, "%s step %zu, %s: the call (number %d) %s%s%s", a.run, step + 1,
	    a.step, rec->acts, word, rec->detail[0] ? ": " : "", rec->detail);
}
