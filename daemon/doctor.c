/* SPDX-License-Identifier: MIT */
#include "doctor.h"

#include <stdio.h>

#include "base/alloc.h"
#include "daemon.h"
#include "doctor_round.h"
#include "doctor_tell.h"

#define FIRST   MSEC_SECOND /* after the start: the probes go first */
#define EVERY   (5 * MSEC_MINUTE)
#define AGAIN   MSEC_MINUTE /* as long as something is bad or not known */
#define LATELY  3           /* so often within the age that guards.preflight allows */
#define SPACING MSEC_SECOND

struct doctor {
	struct application *application;
	struct round *round; /* NULL: none is under way */
	msec_t began;        /* boot time of it */
	struct exams exams;  /* of the newest round that has ended */
	unsigned begun, ended;
	bool again; /* somebody asked while one was under way, and wants what is so now */
	msec_t ended_at, took, due; /* boot time */
	struct told_checks told;
};

static struct now
now_of(const struct doctor *doctor)
{
	return loop_now(doctor->application->daemon->loop);
}

/* ---- which move, and what it needs ---- */

/* The Region that serves, and the one that would be chosen; as it was when none would be. */
static bool
next_move(const struct doctor *doctor, struct move *ret, struct now now)
{
	const struct engine *engine = &doctor->application->engine;
	const struct app *app = engine->app;
	size_t from = engine->memory.active, to = engine_target(engine, now.boot);

	if (to == REGION_NONE && doctor->exams.n > 0 && doctor->exams.move.to != from)
		to = doctor->exams.move.to;
	for (size_t r = 0; to == REGION_NONE && r < app->n_regions; r++)
		if (r != from)
			to = r;
	*ret = (struct move){
		.kind = to == app->home ? MOVE_FAILBACK : MOVE_FAILOVER, .from = from, .to = to
	};
	return to != REGION_NONE;
}

/* ---- the end of a round ---- */

/* Of all: the worst there is. */
static enum health
worst(const struct doctor *doctor)
{
	enum health health = HEALTH_OK;

	for (size_t i = 0; i < doctor->exams.n; i++)
		if (doctor->exams.list[i].opinion.health > health)
			health = doctor->exams.list[i].opinion.health;
	return health;
}

/* For guard G12. */
static void
tell_engine(struct doctor *doctor)
{
	struct preflight *preflight = &doctor->application->engine.preflight;
	struct known *known = xcalloc(doctor->exams.n, sizeof(*known));
	const struct exam *exam;
	size_t which;

	for (size_t i = 0; i < doctor->exams.n; i++)
		known[i] = doctor->exams.list[i].known;
	preflight->good = known_all(known, doctor->exams.n, &preflight->at, &which);
	xfree(known);
	if (preflight->good == TRIT_YES) {
		snprintf(preflight->text, sizeof(preflight->text), "%zu checks", doctor->exams.n);
		return;
	}
	exam = &doctor->exams.list[which];
	snprintf(preflight->text, sizeof(preflight->text), "%.30s: %.94s", exam_name(exam),
	    preflight->good == TRIT_NO ? exam->known.detail : exam->opinion.detail);
}

static void
tell_people(struct doctor *doctor)
{
	told_begin(&doctor->told, doctor->application->app, &doctor->exams.move);
	for (size_t i = 0; i < doctor->exams.n; i++) {
		const struct exam *exam = &doctor->exams.list[i];

		if (exam->known.at > 0 && exam->known.health == HEALTH_FAIL)
			told_add(&doctor->told, exam_name(exam), exam->known.detail);
	}
	told_end(&doctor->told, doctor->application);
}

static msec_t
pause_of(const struct doctor *doctor)
{
	msec_t most = doctor->application->app->limits.preflight / LATELY;
	msec_t pause = worst(doctor) >= HEALTH_UNKNOWN ? AGAIN : EVERY;

	if (most > 0 && most < pause)
		pause = most;
	return pause > SPACING ? pause : SPACING;
}

static void
on_round(void *arg)
{
	struct doctor *doctor = arg;
	msec_t now = now_of(doctor).boot;

	exams_done(&doctor->exams);
	round_take(doctor->round, &doctor->exams);
	round_free(take(doctor->round));
	doctor->ended = doctor->begun;
	doctor->ended_at = now;
	doctor->took = now - doctor->began;
	doctor->due = doctor->again ? now : now + pause_of(doctor);
	doctor->again = false;
	tell_engine(doctor);
	tell_people(doctor);
	daemon_wake(doctor->application->daemon);
}

/* ---- its life ---- */

unsigned
doctor_run(struct doctor *doctor, struct now now)
{
	struct move move;

	if (doctor->round) {
		doctor->again = true;
		return doctor->begun + 1;
	}
	if (doctor->application->op || !next_move(doctor, &move, now))
		return 0;
	doctor->begun++;
	doctor->began = now.boot;
	doctor->round =
	    round_new(doctor->application, &move, ROUND_CHECKS, &doctor->exams, on_round, doctor);
	round_start(doctor->round);
	return doctor->begun;
}

/* What was found of another move says nothing of this one. */
static bool
is_another(struct doctor *doctor, struct now now)
{
	struct move move;

	if (doctor->exams.n == 0 || !next_move(doctor, &move, now) ||
	    round_same_move(&move, &doctor->exams.move))
		return false;
	doctor->application->engine.preflight = (struct preflight){ .at = 0 };
	return true;
}

void
doctor_look(struct doctor *doctor, struct now now)
{
	bool due = now.boot >= doctor->due;

	if (doctor->round || doctor->application->op)
		return;
	if (due || is_another(doctor, now))
		doctor_run(doctor, now);
}

struct doctor *
doctor_new(struct application *application)
{
	struct doctor *doctor = xcalloc(1, sizeof(*doctor));

	doctor->application = application;
	/* One application after the other. */
	doctor->due = now_of(doctor).boot + FIRST +
	    SPACING * (application - application->daemon->applications);
	return doctor;
}

void
doctor_free(struct doctor *doctor)
{
	if (!doctor)
		return;
	round_free(doctor->round);
	exams_done(&doctor->exams);
	told_done(&doctor->told);
	xfree(doctor);
}

void
doctor_inherit(struct doctor *doctor, const struct doctor *from)
{
	told_copy(&doctor->told, &from->told);
	doctor->begun = doctor->ended = from->begun;
}

/* ---- what was found ---- */

void
doctor_view(const struct doctor *doctor, struct doctor_view *ret)
{
	*ret = (struct doctor_view){ .round = doctor->ended,
		.running = doctor->round != NULL,
		.ended = doctor->ended_at,
		.took = doctor->took,
		.health = doctor->exams.n > 0 ? worst(doctor) : HEALTH_UNKNOWN,
		.move = &doctor->exams.move,
		.n = doctor->exams.n };
}

void
doctor_view_at(const struct doctor *doctor, size_t i, struct finding_view *ret)
{
	const struct exam *exam = &doctor->exams.list[i];

	*ret = (struct finding_view){ exam_name(exam), exam->kind, &exam->opinion, &exam->known };
}
