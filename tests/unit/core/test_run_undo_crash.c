/* SPDX-License-Identifier: MIT */
/* A run that goes back dies at any moment: the one that comes after it ends it as well. */
#include "undo_way.h"

/* A world with one thing, which the first step sets and the way back resets. */
static bool fenced;
static int fences, openings;

static enum verdict
fence_look(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return fenced ? VERDICT_DONE : VERDICT_NOT_YET;
}

static enum verdict
open_look(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return fenced ? VERDICT_NOT_YET : VERDICT_DONE;
}

static enum verdict
sent(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return VERDICT_NOT_YET;
}

static enum verdict
busy(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return VERDICT_UNDER_WAY;
}

static void
perform(const struct run *run, bool act)
{
	if (!act || run->next == 1)
		return;
	fenced = run->next == 0;
	*(fenced ? &fences : &openings) += 1;
}

/* One history: dies at the event of that number; 0: at none. */
struct history {
	struct way w;
	int at, events;
};

/* What the record has of it is all that is left. */
static bool
dies(struct history *h)
{
	struct script *s = &h->w.s;

	assert_in_range(++h->events, 1, 1000);
	if (h->events != h->at)
		return false;
	memset(s->run.courses, 0, sizeof(s->run.courses));
	script_wait(s, 3000);
	run_resume(&s->run, s->now);
	return true;
}

static void
call_out(struct history *h, bool act)
{
	const struct http_response rsp = { .status = 200 };
	struct script *s = &h->w.s;
	size_t step = s->run.next;
	struct call call = { 0 };

	assert_true(run_ask(&s->run, act, &call, s->now));
	if (dies(h))
		return;
	perform(&s->run, act);
	if (!dies(h))
		run_answer(&s->run, step, act, &(struct answer){ .http = &rsp, .now = s->now });
}

static void
go_on(struct history *h, enum run_want want)
{
	struct script *s = &h->w.s;

	if (want == RUN_WANT_SLEEP)
		script_wait(s, s->run.wake - s->now.boot);
	else if (want != RUN_WANT_INTENT)
		call_out(h, want == RUN_WANT_ACT);
	else if (!dies(h))
		run_intended(&s->run, s->run.next, true, s->now);
}

/* The abort comes when the second step waits. Returns how many events it had. */
static int
play_death(int at)
{
	struct history h = { .at = at };
	struct run *run = &h.w.s.run;
	enum run_want want = RUN_WANT_LISTEN;

	fenced = false;
	fences = openings = 0;
	way_start(&h.w);
	h.w.s.kinds[0].look.judge = fence_look;
	h.w.s.kinds[0].act.judge = h.w.back.act.judge = sent;
	h.w.s.kinds[1].look.judge = busy;
	h.w.back.look.judge = open_look;
	while (want != RUN_WANT_END) {
		dies(&h);
		if (run->at == 1 && !run->undoing)
			way_abort(&h.w);
		dies(&h);
		want = run_want(run, h.w.s.now);
		if (want != RUN_WANT_END)
			go_on(&h, want);
	}
	if (run->status != RUN_ABANDONED || fenced)
		fail_msg("died at %d: %s%s, %s", at, run_status_name(run->status),
		    fenced ? ", fenced" : "", run->why.text);
	if (fences > 1 || openings > 1 + (at > 0))
		fail_msg("died at %d: %d fences, %d openings", at, fences, openings);
	run_done(run);
	return h.events;
}

static void
a_death_at_any_moment_ends_in_the_world_as_it_was(void **state)
{
	int events = play_death(0);

	assert_in_range(events, 20, 200);
	for (int at = 1; at <= events; at++)
		play_death(at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_death_at_any_moment_ends_in_the_world_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
