/* SPDX-License-Identifier: MIT */
/*
 * A run of one step, a group of three, and one step more, driven over a disk and a
 * network whose answers come in any order; it may die between any two events.
 */
#ifndef TESTS_UNIT_CORE_GROUP_SCENE_H
#define TESTS_UNIT_CORE_GROUP_SCENE_H

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "core/run.h"
#include "test.h"

#define BOOT  1000000
#define WALL  1795528830000
#define STEPS 5

/* What each step makes true, and how often it was told to. */
static struct {
	bool is[STEPS];
	int acts[STEPS];
	char scratch[STEPS];
} world;

struct side {
	size_t step;
};

static inline size_t
step_of(const struct step_ctx *ctx)
{
	return ((const struct side *)ctx->args)->step;
}

static inline bool
look(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_HTTP;
	return true;
}

static inline bool
act(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_HTTP;
	return memo_put(ctx->memo, memo_name("sent", ctx->token, (char[MEMO_NAME]){ "" }), "yes");
}

static inline enum verdict
judge_look(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	snprintf(ctx->detail, DETAIL_TEXT, "step %zu is %.60s", step_of(ctx), answer->http->why);
	buf_putc(ctx->scratch, (char)('0' + step_of(ctx)));
	world.scratch[step_of(ctx)] = ctx->scratch->data[0];
	error_set(err, "trouble %zu", step_of(ctx));
	return (enum verdict)answer->http->status;
}

static inline enum verdict
judge_act(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	error_set(err, "refused %zu", step_of(ctx));
	return (enum verdict)answer->http->status;
}

static const struct step_kind acts = { .name = "acts",
	.look = { look, judge_look },
	.act = { act, judge_act },
	.undo = "undo {to}",
	.settle = 3000 };
static const struct side sides[STEPS] = { { 0 }, { 1 }, { 2 }, { 3 }, { 4 } };
static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static const struct app app = { .name = "shop", .regions = regions, .n_regions = 2 };
static const struct move move = { .kind = MOVE_FAILOVER, .from = 0, .to = 1, .run = "r-0007" };
static const struct step_group group = { "middle", 1, 3 };

struct scene {
	struct step_spec steps[STEPS];
	struct runbook book;
	struct run run, durable;
	struct now now;
	uint64_t chance;
	int events, dies_at; /* 0: never */

	/* What is on its way, of each step: a call, or an intent. */
	struct flight {
		bool is, act, intent;
		bool done; /* the world has done it */
	} flights[STEPS];

	bool intended[STEPS];        /* and durable */
	enum verdict looks[STEPS];   /* instead of what is so; VERDICT_DONE: what is so */
	enum verdict refuses[STEPS]; /* an act; VERDICT_DONE: it is taken */
};

static inline void
begin(struct scene *s, size_t no_return, uint64_t seed)
{
	*s = (struct scene){ .now = { BOOT, WALL }, .chance = seed * 0x9e3779b97f4a7c15 };
	memset(&world, 0, sizeof(world));
	for (size_t i = 0; i < STEPS; i++)
		s->steps[i] = (struct step_spec){ .name = (const char *[]){ "first", "a", "b", "c",
						      "last" }[i],
			.kind = &acts,
			.args = &sides[i],
			.every = 1000,
			.deadline = 60000,
			.group = i >= 1 && i <= 3 ? &group : NULL };
	s->book = (struct runbook){ "failover", s->steps, STEPS, no_return };
	run_start(&s->run, &app, &s->book, &move, 7, s->now);
	s->durable = s->run;
}

static inline size_t
of(struct scene *s, size_t n)
{
	s->chance = s->chance * 6364136223846793005 + 1442695040888963407;
	return (size_t)(s->chance >> 33) % n;
}

static inline void
wait(struct scene *s, msec_t msec)
{
	s->now.boot += msec;
	s->now.wall += msec;
}

/* Another event. true: it died here, and came back with what the disk had. */
static inline bool
dies(struct scene *s)
{
	if (++s->events != s->dies_at)
		return false;
	run_done(&s->run);
	s->run = s->durable;
	memset(s->run.courses, 0, sizeof(s->run.courses));
	memset(s->flights, 0, sizeof(s->flights));
	wait(s, 2000);
	run_resume(&s->run, s->now);
	for (size_t i = 0; i < STEPS; i++)
		s->intended[i] = s->run.steps[i].intended;
	return true;
}

/* All that the disk is given, it keeps at once; its word comes later. */
static inline void
store(struct scene *s)
{
	s->durable = s->run;
}

static inline void
ask(struct scene *s, bool acting)
{
	struct flight *flight = &s->flights[s->run.next];
	struct call call = { 0 };

	assert_false(flight->is);
	assert_true(run_ask(&s->run, acting, &call, s->now));
	if (acting && !s->intended[s->run.next])
		fail_msg("step %zu acts without a durable intent", s->run.next);
	if (acting)
		store(s);
	*flight = (struct flight){ .is = true, .act = acting };
}

/* Begins all that is wanted now. */
static inline enum run_want
pump(struct scene *s)
{
	enum run_want want;

	for (;;) {
		want = run_want(&s->run, s->now);
		if (want != RUN_WANT_LOOK && want != RUN_WANT_ACT && want != RUN_WANT_INTENT)
			return want;
		if (want == RUN_WANT_INTENT) {
			store(s);
			s->flights[s->run.next] = (struct flight){ .is = true, .intent = true };
		} else {
			ask(s, want == RUN_WANT_ACT);
		}
		if (dies(s))
			return RUN_WANT_LISTEN;
	}
}

static inline void
take_call(struct scene *s, size_t step, const struct flight *flight)
{
	struct http_response rsp = { .status = VERDICT_DONE };

	if (flight->act) {
		rsp.status = (int)s->refuses[step];
	} else {
		rsp.status = world.is[step] ? VERDICT_DONE : VERDICT_NOT_YET;
		if (s->looks[step])
			rsp.status = (int)s->looks[step];
	}
	snprintf(rsp.why, sizeof(rsp.why), "%s", world.is[step] ? "so" : "not so");
	run_answer(&s->run, step, flight->act, &(struct answer){ .http = &rsp, .now = s->now });
	if (flight->act)
		store(s);
}

/* One of those that are on their way; STEPS: none is. */
static inline size_t
choose(struct scene *s)
{
	size_t all[STEPS], n = 0;

	for (size_t i = 0; i < STEPS; i++)
		if (s->flights[i].is)
			all[n++] = i;
	return n > 0 ? all[of(s, n)] : STEPS;
}

/* What is on its way happens, or comes back. */
static inline void
happen(struct scene *s)
{
	msec_t left = s->run.wake - s->now.boot;
	size_t i = choose(s);
	struct flight before;

	if (i == STEPS) {
		wait(s, left > 0 && left < MSEC_MINUTE ? left : 1);
		return;
	}
	wait(s, 10);
	before = s->flights[i];
	if (before.act && !before.done) {
		s->flights[i].done = true;
		world.acts[i] += s->refuses[i] == VERDICT_DONE;
		world.is[i] = world.is[i] || s->refuses[i] == VERDICT_DONE;
		return;
	}
	s->flights[i].is = false;
	s->intended[i] = s->intended[i] || before.intent;
	if (before.intent)
		run_intended(&s->run, i, true, s->now);
	else
		take_call(s, i, &before);
}

/* Steps that have ended are kept, as the daemon keeps them. */
static inline void
note_ends(struct scene *s)
{
	for (size_t i = 0; i < STEPS; i++)
		if (s->run.steps[i].status != s->durable.steps[i].status) {
			store(s);
			return;
		}
}

static inline void
play(struct scene *s)
{
	for (int i = 0; i < 5000; i++) {
		if (pump(s) == RUN_WANT_END) {
			run_done(&s->run);
			return;
		}
		note_ends(s);
		if (!dies(s))
			happen(s);
		dies(s);
	}
	fail_msg("it does not end: %s", s->run.steps[s->run.at].detail);
}

#endif
