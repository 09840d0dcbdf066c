/* SPDX-License-Identifier: MIT */
/*
 * What never comes: a person's word, a fact, the end of a move, the leave of a safety
 * rule. Each runbook ends within its time, says what it waited for, and leaves traffic
 * where the data is.
 */
#include "whole.h"

#define RULE "arn:aws:route53-recovery-control::111122223333:controlpanel/0123/safetyrule/5d6e"

static struct history h; /* it is large */

static bool
has(const struct whole *whole, const char *kind)
{
	for (size_t i = 0; i < whole->book->n_steps; i++)
		if (strcmp(whole->book->steps[i].kind->name, kind) == 0)
			return true;
	return false;
}

/* It must have ended so, at a step of that kind, with these words. */
static void
check(enum run_status status, const char *kind, const char *words)
{
	const struct run *run = &h.d.run;

	history_check(&h);
	if (h.d.now.boot - DRIVE_BOOT > drive_limit(&h.book))
		history_fails(&h, "it took too long");
	if (run->status != status || strcmp(h.steps[history_failed(&h)].kind->name, kind) != 0 ||
	    !strstr(run->why.text, words))
		history_fails(&h, words);
}

static void
nobody_approves(void **state)
{
	int n = 0;

	for (size_t i = 0; i < wholes.n; i++) {
		if (!has(&wholes.list[i], "approval"))
			continue;
		history_start(&h, &wholes.list[i]);
		h.d.nobody = true;
		drive_to_end(&h.d);
		check(RUN_ABANDONED, "approval", "waits for a person: failoverctl approve");
		n++;
	}
	assert_in_range(n, 2, WHOLE_MOST);
}

static void
the_reason_has_passed_or_is_not_known(void **state)
{
	int n = 0;

	for (size_t i = 0; i < wholes.n; i++) {
		/* The gates are looked at before. */
		const char *kind = has(&wholes.list[i], "readiness") ? "readiness" : "recheck";

		for (int unknown = 0; has(&wholes.list[i], kind) && unknown < 2; unknown++) {
			history_start(&h, &wholes.list[i]);
			h.d.run.recheck = unknown ? TRIT_UNKNOWN : TRIT_NO;
			snprintf(h.d.run.recheck_text, DETAIL_TEXT, "us-east-1.down is %s",
			    unknown ? "unknown" : "no");
			drive_to_end(&h.d);
			check(RUN_ABANDONED, kind, h.d.run.recheck_text);
			n++;
		}
	}
	assert_in_range(n, 10, 2 * WHOLE_MOST);
}

static void
what_a_step_waits_for_does_not_come(void **state)
{
	int n = 0;

	for (size_t i = 0; i < wholes.n; i++) {
		size_t wait = 0;

		if (!has(&wholes.list[i], "wait"))
			continue;
		history_start(&h, &wholes.list[i]);
		while (strcmp(h.steps[wait].kind->name, "wait") != 0)
			wait++;
		drive_to_step(&h.d, wait);
		h.d.run.recheck = TRIT_NO;
		snprintf(h.d.run.recheck_text, DETAIL_TEXT, "us-west-2.up is no");
		drive_to_end(&h.d);
		check(RUN_FAILED, "wait", "last seen: us-west-2.up is no");
		n++;
	}
	assert_in_range(n, 2, WHOLE_MOST);
}

static void
a_move_that_never_ends_leaves_the_traffic(void **state)
{
	for (size_t i = 0; i < wholes.n; i++) {
		history_start(&h, &wholes.list[i]);
		h.cloud.stuck = true;
		drive_to_end(&h.d);
		check(RUN_FAILED, "aurora-writer", "not true after");
		assert_non_null(strstr(h.d.run.why.text, "over"));
		assert_false(cloud_serves(&h.cloud, h.move.to));
	}
}

/* An operator may have named it, for a failover. A fence never asks for that. */
static void
a_safety_rule_is_named_and_obeyed(void **state)
{
	int overridden = 0;

	for (size_t i = 0; i < wholes.n; i++) {
		bool may = strcmp(wholes.list[i].app->name, "replica") == 0 &&
		    wholes.list[i].move.kind == MOVE_FAILOVER;

		history_start(&h, &wholes.list[i]);
		h.cloud.rule = RULE;
		drive_to_end(&h.d);
		if (!may) {
			check(RUN_FAILED, "routing-controls", RULE " refuses");
			assert_false(cloud_serves(&h.cloud, h.move.to));
			continue;
		}
		history_check(&h);
		assert_int_equal(h.d.run.status, RUN_DONE);
		for (size_t s = 0; s < h.book.n_steps; s++)
			overridden += h.d.run.steps[s].notice.level == NOTICE_CRITICAL &&
			    strstr(h.d.run.steps[s].notice.text, RULE " refused") != NULL;
	}
	assert_int_equal(overridden, 1);
}

/* As long as a runbook can be, by more and more of such a step. */
static void
lengthen(const char *kind)
{
	size_t n = h.book.n_steps;

	h.book.n_undo = 0; /* it stands where the new ones go */
	for (size_t s = 0; s < n; s++)
		while (strcmp(h.steps[s].kind->name, kind) == 0 && h.book.n_steps < RUN_STEPS_MOST)
			h.steps[h.book.n_steps++] = h.steps[s];
	assert_int_equal(h.book.n_steps, RUN_STEPS_MOST);
}

static void
play_long(const struct whole *whole, const char *kind)
{
	history_start(&h, whole);
	lengthen(kind);
	drive_to_end(&h.d);
	history_check(&h);
	if (h.d.run.status != RUN_DONE)
		history_fails(&h, "it should be done");
	for (size_t s = 0; s < h.book.n_steps; s++)
		assert_int_not_equal(h.d.run.steps[s].status, STEP_FAILED);
}

/* What steps have to remember has room in the longest of runbooks: a run that has passed its point
 * of no return must not end for want of it. */
static void
no_step_lacks_room_to_remember(void **state)
{
	static const char *const kinds[] = { "lambda", "command", "ssm-automation", "publish" };

	for (size_t i = 0; i < wholes.n; i++)
		for (size_t k = 0; k < COUNT(kinds); k++)
			if (has(&wholes.list[i], "lambda") && has(&wholes.list[i], "approval"))
				play_long(&wholes.list[i], kinds[k]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_approves),
		cmocka_unit_test(the_reason_has_passed_or_is_not_known),
		cmocka_unit_test(what_a_step_waits_for_does_not_come),
		cmocka_unit_test(a_move_that_never_ends_leaves_the_traffic),
		cmocka_unit_test(a_safety_rule_is_named_and_obeyed),
		cmocka_unit_test(no_step_lacks_room_to_remember),
	};

	return cmocka_run_group_tests(tests, whole_load, whole_unload);
}
