/* SPDX-License-Identifier: MIT */
#include "warm.h"

#include "base/alloc.h"
#include "caller.h"
#include "core/run.h"
#include "daemon.h"

#define AGAIN     (15 * MSEC_SECOND) /* AWS closes what is idle for longer than some 20 s */
#define MOST      32                 /* looks at once */
#define ENDPOINTS 5                  /* of what has several: ARC's cluster */

struct looked {
	struct sent *sent; /* NULL: answered */
};

struct warm {
	struct application *application;
	struct looked looks[MOST];
	msec_t due; /* boot time; 0: nothing is pending */
};

struct warm *
warm_new(struct application *application)
{
	struct warm *warm = xcalloc(1, sizeof(*warm));

	warm->application = application;
	return warm;
}

void
warm_free(struct warm *warm)
{
	if (!warm)
		return;
	for (size_t i = 0; i < MOST; i++)
		caller_cancel(warm->looks[i].sent);
	xfree(warm);
}

static void
on_answer(const struct answer *answer, void *arg)
{
	struct looked *look = arg;

	look->sent = NULL;
}

static struct looked *
free_look(struct warm *warm)
{
	for (size_t i = 0; i < MOST; i++)
		if (!warm->looks[i].sent)
			return &warm->looks[i];
	return NULL;
}

/* What is asked of AWS, and nothing else: the application and its name servers are asked by probes
 * and by the run. Returns whether the step has other endpoints, too. */
static bool
look(struct warm *warm, struct run *run, struct now now)
{
	autofree(call_done) struct call call = { 0 };
	struct looked *free = free_look(warm);

	if (!free || !run_ask(run, false, &call, now) || call.kind != CALL_AWS)
		return false;
	call.purpose = move_purpose(&run->move);
	free->sent = caller_send(warm->application->daemon, NULL, &call, on_answer, free);
	return call.endpoint != NULL;
}

static void
look_at_steps(struct warm *warm, struct now now)
{
	const struct application *application = warm->application;
	const struct decision *decision = &application->decision;
	const struct runbook *book = application->app->states[decision->target_state].run;
	const struct move move = { .kind = decision->proposal.kind,
		.from = decision->proposal.from,
		.to = decision->proposal.to,
		.automatic = true,
		.run = "warm" };
	struct run *run = xcalloc(1, sizeof(*run));

	for (size_t i = 0; book && i < book->n_steps; i++) {
		bool more = true;

		run_start(run, application->app, book, &move, 1, now);
		run->at = run->next = i;
		for (int turn = 0; more && turn < ENDPOINTS; turn++)
			more = look(warm, run, now);
		run_done(run);
	}
	xfree(run);
}

/* A move that a person must begin has time. */
static bool
is_pending(const struct application *application)
{
	return application->decision.weighed && !application->op &&
	    application->app->mode == MODE_AUTO;
}

void
warm_look(struct warm *warm, struct now now)
{
	if (!is_pending(warm->application)) {
		warm->due = 0;
		return;
	}
	if (now.boot < warm->due)
		return;
	warm->due = now.boot + AGAIN;
	look_at_steps(warm, now);
}
