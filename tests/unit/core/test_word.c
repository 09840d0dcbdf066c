/* SPDX-License-Identifier: MIT */
/* What a person says to a run; that it may be aborted, test_run_end.c has. */
#include "core/step.h"

#include <stdio.h>

#include "test.h"

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static const struct app app = { .name = "shop", .regions = regions, .n_regions = 2 };
static const struct move move = { .kind = MOVE_FAILOVER, .from = 0, .to = 1, .run = "r-0007" };

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_NONE;
	return true;
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	char name[MEMO_NAME];

	return memo_get(ctx->memo, memo_name(RUN_APPROVED, ctx->token, name)) ? VERDICT_DONE
									      : VERDICT_NOT_YET;
}

static const struct step_kind waits = { .name = "waits", .look = { ask, judge }, .approves = true };
static const struct step_kind goes = { .name = "goes", .look = { ask, judge } };
static const struct step_spec steps[] = {
	{ "first", &waits, NULL, 500, 60000 },
	{ "second", &waits, NULL, 500, 60000 },
	{ "third", &goes, NULL, 500, 60000 },
};
static const struct runbook book = { "book", steps, COUNT(steps), COUNT(steps) };

/* Looks until the step ends, or twice. */
static void
look(struct run *run, struct now *now)
{
	size_t at = run->at;

	for (int i = 0; i < 4 && run->at == at; i++) {
		struct call call = { 0 };

		if (run_want(run, *now) != RUN_WANT_LOOK) {
			now->boot = run->wake;
			continue;
		}
		assert_true(run_ask(run, false, &call, *now));
		run_answer(run, run->next, false, &(struct answer){ .now = *now });
	}
}

static void
an_approval_is_of_the_step_that_waits_for_it(void **state)
{
	struct now now = { 1000, 2000 };
	struct run run;

	run_start(&run, &app, &book, &move, 1, now);
	look(&run, &now);
	assert_int_equal(run.at, 0);
	assert_true(run_approve(&run, "ann", now));
	look(&run, &now);
	assert_int_equal(run.at, 1);
	look(&run, &now);
	assert_int_equal(run.at, 1);
	assert_true(run_approve(&run, "bob", now));
	look(&run, &now);
	assert_int_equal(run.at, 2);
	assert_false(run_approve(&run, "cay", now));
	run_done(&run);
}

static void
it_outlives_a_restart(void **state)
{
	struct now now = { 1000, 2000 };
	struct run run;

	run_start(&run, &app, &book, &move, 1, now);
	look(&run, &now);
	assert_true(run_approve(&run, "ann", now));
	run_resume(&run, now);
	look(&run, &now);
	assert_int_equal(run.at, 1);
	run_done(&run);
}

static void
nothing_is_said_to_a_run_that_has_ended_or_has_no_room(void **state)
{
	struct now now = { 1000, 2000 };
	struct run run;
	char name[MEMO_NAME];

	run_start(&run, &app, &book, &move, 1, now);
	for (int i = 0; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&run.memo, name, ""));
	}
	assert_false(run_approve(&run, "ann", now));
	run.memo = (struct memo){ 0 };
	assert_true(run_abort(&run, "by ann", now));
	assert_false(run_approve(&run, "ann", now));
	assert_int_equal(run.status, RUN_ABANDONED);
	run_done(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_approval_is_of_the_step_that_waits_for_it),
		cmocka_unit_test(it_outlives_a_restart),
		cmocka_unit_test(nothing_is_said_to_a_run_that_has_ended_or_has_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
