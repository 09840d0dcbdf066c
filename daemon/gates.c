/* SPDX-License-Identifier: MIT */
#include "gates.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "daemon.h"
#include "doctor_round.h"

#define FIRST (2 * MSEC_SECOND) /* after the start: probes and doctor go first */
#define EVERY (5 * MSEC_MINUTE)
#define AGAIN MSEC_MINUTE /* away from home, as long as not all are open */
/* So often within the time that home must have been sound. */
#define OFTEN   60
#define SPACING MSEC_SECOND

struct gates {
	struct application *application;
	bool asked;          /* the runbook waits for them */
	struct round *round; /* NULL: none is under way */
	msec_t began;        /* boot time of it */
	struct exams exams;  /* of the newest round that has ended */
	msec_t seen;         /* boot time when that one began */
	unsigned begun, ended;
	bool wanted;                /* the newest one is of a move that somebody asked about */
	msec_t ended_at, took, due; /* boot time */
};

static struct now
now_of(const struct gates *gates)
{
	return loop_now(gates->application->daemon->loop);
}

/* ---- what they say together ---- */

void
gates_view_at(const struct gates *gates, size_t i, struct gate_view *ret, struct now now)
{
	const struct exam *exam = &gates->exams.list[i];

	*ret = (struct gate_view){ exam->kind, &exam->opinion, health_gate(exam->opinion.health),
		NULL };
	if (exam->kind->waivable && ret->is != TRIT_YES)
		ret->waiver =
		    memory_waiver(&gates->application->engine.memory, exam->kind->name, now.wall);
}

/* How many are not open, of several. */
static void
tell_more(size_t n, char ret[DETAIL_TEXT])
{
	size_t len = strlen(ret);

	if (n > 1)
		snprintf(ret + len, DETAIL_TEXT - len, " (and %zu more)", n - 1);
}

/* The first that is closed decides, else the first that is not known. */
static enum trit
sum(const struct gates *gates, char ret[DETAIL_TEXT], struct now now)
{
	size_t n = gates->exams.n, waived = 0, shut = 0;
	enum trit all = n > 0 ? TRIT_YES : TRIT_UNKNOWN;

	snprintf(ret, DETAIL_TEXT, "no gate was looked at yet");
	for (size_t i = 0; i < n; i++) {
		struct gate_view gate;
		enum trit is, with;

		gates_view_at(gates, i, &gate, now);
		waived += gate.waiver != NULL;
		is = gate.waiver ? TRIT_YES : gate.is;
		shut += is != TRIT_YES;
		with = trit_and(all, is);
		if (with != all)
			snprintf(ret, DETAIL_TEXT, "%.20s %s: %.90s", gate.kind->name,
			    is == TRIT_NO ? "is closed" : "is not known", gate.opinion->detail);
		all = with;
	}
	tell_more(shut, ret);
	if (all != TRIT_YES)
		return all;
	snprintf(ret, DETAIL_TEXT, "all %zu gates are open", n);
	if (waived > 0)
		snprintf(ret, DETAIL_TEXT, "%zu of %zu gates are open, %zu waived", n - waived, n,
		    waived);
	return all;
}

static void
tell_engine(const struct gates *gates, struct now now)
{
	struct readiness *ret = &gates->application->engine.readiness;
	char text[DETAIL_TEXT];

	*ret = (struct readiness){ .asked = gates->asked,
		.at = gates->exams.n > 0 ? gates->ended_at : 0,
		.from = gates->exams.move.from,
		.to = gates->exams.move.to };
	ret->good = sum(gates, text, now);
	snprintf(ret->text, sizeof(ret->text), "%.127s", text);
}

/* ---- a round ---- */

static bool
next_move(const struct gates *gates, size_t to, struct move *ret, struct now now)
{
	const struct engine *engine = &gates->application->engine;
	const struct app *app = engine->app;
	size_t from = engine->memory.active;

	if (to == REGION_NONE && from != app->home)
		to = app->home;
	if (to == REGION_NONE)
		to = engine_target(engine, now.boot);
	for (size_t r = 0; to == REGION_NONE && r < app->n_regions; r++)
		if (r != from)
			to = r;
	*ret = (struct move){
		.kind = to == app->home ? MOVE_FAILBACK : MOVE_SWITCHOVER, .from = from, .to = to
	};
	return to != REGION_NONE && to != from;
}

static msec_t
pause_of(const struct gates *gates, struct now now)
{
	const struct app *app = gates->application->app;
	bool waits = gates->exams.move.to == app->home;
	char text[DETAIL_TEXT];
	msec_t pause = waits && sum(gates, text, now) != TRIT_YES ? AGAIN : EVERY;

	if (waits && app->limits.stable / OFTEN < pause)
		pause = app->limits.stable / OFTEN;
	return pause > SPACING ? pause : SPACING;
}

static void
on_round(void *arg)
{
	struct gates *gates = arg;
	struct now now = now_of(gates);

	exams_done(&gates->exams);
	round_take(gates->round, &gates->exams);
	round_free(take(gates->round));
	gates->ended = gates->begun;
	gates->seen = gates->began;
	gates->ended_at = now.boot;
	gates->took = now.boot - gates->began;
	gates->due = now.boot + pause_of(gates, now);
	tell_engine(gates, now);
	daemon_wake(gates->application->daemon);
}

/* What is under way is of no use to whoever wants what is so from now on. */
static unsigned
begin(struct gates *gates, const struct move *move, struct now now)
{
	round_free(take(gates->round));
	gates->begun++;
	gates->began = now.boot;
	gates->round =
	    round_new(gates->application, move, ROUND_GATES, &gates->exams, on_round, gates);
	round_start(gates->round);
	return gates->begun;
}

unsigned
gates_run(struct gates *gates, size_t to, struct now now)
{
	struct move move;

	if (gates->application->op || !next_move(gates, to, &move, now))
		return 0;
	gates->wanted = to != REGION_NONE;
	return begin(gates, &move, now);
}

/* What was found of another move says nothing of this one; but who asked for it may read it. */
static bool
is_due(const struct gates *gates, const struct move *move, struct now now)
{
	if (now.boot >= gates->due)
		return true;
	return gates->exams.n > 0 && !gates->wanted && !round_same_move(move, &gates->exams.move);
}

void
gates_look(struct gates *gates, struct now now)
{
	struct move move;

	tell_engine(gates, now);
	if (!gates->asked || gates->round || gates->application->op ||
	    !next_move(gates, REGION_NONE, &move, now) || !is_due(gates, &move, now))
		return;
	gates->wanted = false;
	begin(gates, &move, now);
}

/* ---- for a run ---- */

#define WAIT (2 * MSEC_SECOND) /* before what is not known is looked at again */

enum trit
gates_word(struct gates *gates, const struct move *move, msec_t since, char ret[DETAIL_TEXT],
    struct now now)
{
	bool fresh =
	    gates->exams.n > 0 && gates->seen >= since && round_same_move(move, &gates->exams.move);
	enum trit good = fresh ? sum(gates, ret, now) : TRIT_UNKNOWN;
	bool old = gates->round && gates->began < since;

	if (!fresh)
		snprintf(ret, DETAIL_TEXT, "the gates are being looked at");
	if (good == TRIT_UNKNOWN && (!gates->round || old) &&
	    (!fresh || now.boot >= gates->ended_at + WAIT))
		begin(gates, move, now);
	return good;
}

/* ---- its life ---- */

static bool
has_gates(const struct app *app)
{
	for (size_t i = 0; app->switchover && i < app->switchover->n_steps; i++)
		if (app->switchover->steps[i].kind->gates)
			return true;
	return false;
}

struct gates *
gates_new(struct application *application)
{
	struct gates *gates = xcalloc(1, sizeof(*gates));

	gates->application = application;
	gates->asked = has_gates(application->app);
	gates->due = now_of(gates).boot + FIRST +
	    SPACING * (application - application->daemon->applications);
	return gates;
}

void
gates_free(struct gates *gates)
{
	if (!gates)
		return;
	round_free(gates->round);
	exams_done(&gates->exams);
	xfree(gates);
}

void
gates_inherit(struct gates *gates, const struct gates *from)
{
	gates->begun = from->begun;
}

void
gates_view(const struct gates *gates, struct gates_view *ret, struct now now)
{
	char text[DETAIL_TEXT];

	*ret = (struct gates_view){ .round = gates->ended,
		.running = gates->round != NULL,
		.ended = gates->ended_at,
		.took = gates->took,
		.good = sum(gates, text, now),
		.move = &gates->exams.move,
		.n = gates->exams.n };
}
