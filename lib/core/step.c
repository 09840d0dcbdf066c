/* SPDX-License-Identifier: MIT */
#include "core/step.h"

#include <stdio.h>
#include <string.h>

#include "base/backoff.h"

#define RETRY_FIRST 200
#define RETRY_MOST  (5 * MSEC_SECOND)

const char *
step_token(const struct run *run, size_t step, char ret[UUID_TEXT])
{
	const struct runbook *book = run->book;
	char text[RUN_ID + 32];

	if (step >= book->n_steps)
		step = book->steps[step].of;
	snprintf(text, sizeof(text), "%s/%zu", run->move.run, step);
	return digest_uuid(text, ret);
}

bool
step_running(const struct run *run, size_t step)
{
	return run->status == RUN_RUNNING && run->steps[step].status == STEP_RUNNING;
}

void
step_enter(struct run *run, size_t step, struct now now)
{
	struct step_course *course = &run->courses[step];

	buf_wipe(&course->scratch);
	*course = (struct step_course){ .wake = now.boot, .entered = now.boot, .acted = now.boot };
	run->steps[step].status = STEP_RUNNING;
	run->steps[step].started = now.wall;
	run->steps[step].overdue = false;
	run->steps[step].notice = (struct notice){ 0 };
}

void
step_end(struct run *run, size_t step, enum step_status status, struct now now)
{
	run->steps[step].status = status;
	run->steps[step].ended = now.wall;
	run->courses[step].listening = false;
	buf_wipe(&run->courses[step].scratch);
}

void
step_said(struct run *run, size_t step, const struct error *err)
{
	char *said = run->courses[step].said;

	if (err->text[0])
		error_copy(err, said, DETAIL_TEXT);
	else
		memcpy(said, run->steps[step].detail, DETAIL_TEXT);
}

msec_t
step_limit(const struct run *run, size_t step)
{
	const struct step_spec *spec = &run->book->steps[step];

	return spec->deadline + (run->courses[step].under_way ? spec->patience : 0);
}

void
step_doubt(struct run *run, size_t step)
{
	struct step_record *rec = &run->steps[step];

	rec->unsure = rec->unsure || rec->intended;
	rec->touched = rec->touched || rec->intended;
	rec->accepted = false;
}

void
step_retry(struct run *run, size_t step, const struct error *err, struct now now)
{
	struct step_course *course = &run->courses[step];

	course->tries++;
	course->wake = now.boot + backoff_delay(course->tries, RETRY_FIRST, RETRY_MOST, &run->seed);
	if (err->text[0])
		error_copy(err, run->steps[step].detail, DETAIL_TEXT);
}

void
step_pause(struct run *run, size_t step, struct now now)
{
	struct step_course *course = &run->courses[step];

	course->vain++;
	course->pause = now.boot + backoff_delay(course->vain, RETRY_FIRST, RETRY_MOST, &run->seed);
}
