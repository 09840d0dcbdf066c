/* SPDX-License-Identifier: MIT */
/* An operation over a real loop and a real store; the world that it moves is one flag. */
#include "daemon/op.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "base/alloc.h"
#include "daemon/daemon_private.h"
#include "daemon/ledger.h"
#include "io/journal.h"
#include "place.h"

#define PATIENT (60 * MSEC_SECOND) /* never reached: a test does not wait for a clock */

/* ---- one step, whose act makes its claim true ---- */

static struct {
	bool moved;
	int acts;
} world;

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	return true;
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	return memo_put(ctx->memo, "sent", "yes");
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return world.moved ? VERDICT_DONE : VERDICT_NOT_YET;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	world.acts++;
	world.moved = true;
	return VERDICT_DONE;
}

static const struct step_kind kind = { .name = "flag",
	.claim = "the flag is in {to}",
	.look = { ask, look_judge },
	.act = { act_ask, act_judge },
	.every = 1000,
	.deadline = PATIENT,
	.settle = PATIENT };
static const struct step_spec steps[] = { { "flag", &kind, NULL, 1000, PATIENT } };
static struct runbook book = { "failover", steps, 1, 0 };
static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static struct state_spec states[] = { { .name = "home" } };
static const struct app app = { .name = "remittance",
	.regions = regions,
	.n_regions = 2,
	.states = states,
	.n_states = 1,
	.failover = &book,
	.switchover = &book };
static const struct move move = { .kind = MOVE_FAILOVER,
	.from = 0,
	.to = 1,
	.run = "r-0007",
	.reason = "a test",
	.actor = "alice" };

/* ---- the daemon around it ---- */

struct scene {
	char dir[64];
	struct daemon daemon;
	struct application application;
	struct timer *poll;
	bool (*enough)(struct scene *s); /* the loop stops when it is */
};

static void
on_tick(void *arg)
{
}

/* At each turn of the loop. */
static void
on_poll(void *arg)
{
	struct scene *s = arg;

	if (s->enough(s))
		loop_stop(s->daemon.loop);
	else
		timer_arm(s->poll, loop_now(s->daemon.loop).boot);
}

static void
scene_open(struct scene *s)
{
	s->daemon.store = store_open(s->daemon.loop, s->dir, &s->daemon.store_trouble);
	if (!s->daemon.store)
		fail_msg("%s", s->daemon.store_trouble.text);
}

static void
scene_init(struct scene *s)
{
	*s = (struct scene){ .dir = "/tmp/test_op.XXXXXX" };
	memset(&world, 0, sizeof(world));
	journal_open(JOURNAL_STDERR, -1);
	assert_non_null(mkdtemp(s->dir));
	s->daemon.loop = loop_new();
	s->daemon.tick = timer_new(s->daemon.loop, on_tick, NULL);
	s->daemon.applications = &s->application;
	s->daemon.n_applications = 1;
	s->application.daemon = &s->daemon;
	s->application.app = &app;
	engine_init(&s->application.engine, &app, loop_now(s->daemon.loop));
	s->poll = timer_new(s->daemon.loop, on_poll, s);
}

static void
scene_done(struct scene *s)
{
	op_free(s->application.op);
	store_close(s->daemon.store, PATIENT);
	daemon_forget_notes(&s->daemon);
	engine_done(&s->application.engine);
	timer_free(s->poll);
	timer_free(s->daemon.tick);
	loop_free(s->daemon.loop);
	place_remove(s->dir);
}

static void
run_until(struct scene *s, bool (*enough)(struct scene *s))
{
	s->enough = enough;
	timer_arm(s->poll, loop_now(s->daemon.loop).boot);
	assert_true(loop_run(s->daemon.loop));
}

static bool
ended(struct scene *s)
{
	return op_ended(s->application.op);
}

static bool
acted(struct scene *s)
{
	return world.acts > 0;
}

static bool
intending(struct scene *s)
{
	const struct run *run = op_run(s->application.op);

	return (run->courses[0].phase == PHASE_INTEND && run->courses[0].listening) ||
	    run->status != RUN_RUNNING;
}

static void
on_last_write(bool durable, const struct error *err, void *arg)
{
	loop_stop(arg);
}

/* Until all that was given to the disk has been answered. */
static void
run_until_written(struct scene *s)
{
	store_memory(s->daemon.store, "last", "{}", on_last_write, s->daemon.loop);
	timer_arm(s->poll, MSEC_NEVER);
	assert_true(loop_run(s->daemon.loop));
}

/* ---- */

static void
an_operation_acts_once_and_ends(void **state)
{
	struct scene s;
	const struct run *run;

	scene_init(&s);
	scene_open(&s);
	s.application.op = op_start(&s.application, &book, &move);
	run_until(&s, ended);
	run = op_run(s.application.op);
	assert_int_equal(run->status, RUN_DONE);
	assert_int_equal(run->steps[0].status, STEP_DONE);
	assert_int_equal(world.acts, 1);
	run_until_written(&s);
	assert_null(store_load_active_run(s.daemon.store, "remittance"));
	scene_done(&s);
}

/* The disk's word on an intent used to be for an operation that was freed meanwhile. */
static void
freed_while_its_intent_is_written_it_hears_no_more(void **state)
{
	struct scene s;
	bool caught = false;

	scene_init(&s);
	scene_open(&s);
	/* The disk may be faster than we look: then once more. */
	for (int i = 0; i < 100 && !caught; i++) {
		world.moved = false;
		s.application.op = op_start(&s.application, &book, &move);
		run_until(&s, intending);
		caught = op_run(s.application.op)->status == RUN_RUNNING;
		world.acts = caught ? 0 : world.acts;
		op_free(take(s.application.op));
	}
	assert_true(caught);
	run_until_written(&s);
	assert_int_equal(world.acts, 0);
	scene_done(&s);
}

static void
without_a_ledger_it_is_abandoned_and_has_not_acted(void **state)
{
	struct scene s;

	scene_init(&s);
	error_set(&s.daemon.store_trouble, "no such directory");
	s.application.op = op_start(&s.application, &book, &move);
	run_until(&s, ended);
	assert_int_equal(op_run(s.application.op)->status, RUN_ABANDONED);
	assert_int_equal(world.acts, 0);
	assert_non_null(strstr(op_run(s.application.op)->why.text, "nothing was sent"));
	scene_done(&s);
}

/* Stopped at its act, and taken up from what the disk has kept. */
static void
read_back_it_goes_on_and_does_not_act_again(void **state)
{
	autofree(xfree) char *text = NULL;
	struct scene s;
	struct run run;
	struct error err = { "" };

	scene_init(&s);
	scene_open(&s);
	s.application.op = op_start(&s.application, &book, &move);
	run_until(&s, acted);
	op_free(take(s.application.op));
	store_close(take(s.daemon.store), PATIENT);
	daemon_forget_notes(&s.daemon);
	scene_open(&s);
	text = store_load_active_run(s.daemon.store, "remittance");
	assert_non_null(text);
	if (!ledger_read_run(text, &app, &run, &err))
		fail_msg("%s", err.text);
	assert_true(run.steps[0].intended);
	assert_string_equal(memo_get(&run.memo, "sent"), "yes");
	s.application.op = op_resume(&s.application, &run);
	run_until(&s, ended);
	assert_int_equal(op_run(s.application.op)->status, RUN_DONE);
	assert_int_equal(world.acts, 1);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_operation_acts_once_and_ends),
		cmocka_unit_test(freed_while_its_intent_is_written_it_hears_no_more),
		cmocka_unit_test(without_a_ledger_it_is_abandoned_and_has_not_acted),
		cmocka_unit_test(read_back_it_goes_on_and_does_not_act_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
