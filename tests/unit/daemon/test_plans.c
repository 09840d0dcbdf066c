/* SPDX-License-Identifier: MIT */
/* Which plans are remembered, for how long, and what becomes of them. */
#include "daemon/plans.h"

#include <stdio.h>
#include <string.h>

#include "io/loop.h"
#include "test.h"

static struct loop *loop;

static int
begin(void **state)
{
	loop = loop_new();
	*state = plans_new(loop);
	return 0;
}

static int
end(void **state)
{
	plans_free(*state);
	loop_free(loop);
	return 0;
}

static struct plan *
add(struct plans *plans, struct now now)
{
	return plans_add(plans,
	    &(struct plan){ .verb = COMMAND_FAILOVER, .actor = "ana", .shown = json_object() },
	    now);
}

static void
each_plan_has_an_id_of_its_own_and_is_found_by_it(void **state)
{
	struct now now = loop_now(loop);
	struct plan *first = add(*state, now), *second = add(*state, now);

	assert_int_equal(strlen(first->id), strlen("p-7f3a91"));
	assert_int_equal(strncmp(first->id, "p-", 2), 0);
	assert_string_not_equal(first->id, second->id);
	assert_ptr_equal(plans_find(*state, first->id), first);
	assert_ptr_equal(plans_find(*state, second->id), second);
	assert_null(plans_find(*state, "p-nobody"));
	assert_null(plans_find(*state, ""));
	assert_null(plans_find(NULL, first->id));
}

static void
what_is_shown_says_its_id_its_time_and_who_made_it(void **state)
{
	struct plan *plan = add(*state, loop_now(loop));

	assert_string_equal(json_string_value(json_object_get(plan->shown, "id")), plan->id);
	assert_string_equal(json_string_value(json_object_get(plan->shown, "actor")), "ana");
	assert_non_null(json_string_value(json_object_get(plan->shown, "expires")));
}

static void
it_expires_after_two_minutes(void **state)
{
	struct now now = loop_now(loop);
	struct plan *plan = add(*state, now);

	now.boot += 2 * MSEC_MINUTE - 1;
	assert_false(plan_expired(plan, now));
	now.boot += 1;
	assert_true(plan_expired(plan, now));
}

static void
of_one_that_expired_or_was_run_only_its_name_is_kept(void **state)
{
	struct now now = loop_now(loop), old = now;
	struct plan *expired, *used = add(*state, now);

	old.boot -= PLAN_GOOD;
	expired = add(*state, old);
	assert_null(expired->shown);
	plan_used(used, "r-0007", "ben", "key");
	assert_null(used->shown);
	assert_string_equal(used->run, "r-0007");
	assert_string_equal(used->by, "ben");
	assert_string_equal(used->key, "key");
	assert_ptr_equal(plans_find(*state, used->id), used);
	assert_ptr_equal(plans_find(*state, expired->id), expired);
}

static void
the_oldest_gives_way(void **state)
{
	struct now now = loop_now(loop);
	char first[PLAN_ID], second[PLAN_ID];

	memcpy(first, add(*state, now)->id, PLAN_ID);
	memcpy(second, add(*state, now)->id, PLAN_ID);
	for (size_t i = 2; i < PLANS_MOST + 1; i++)
		add(*state, now);
	assert_null(plans_find(*state, first));
	assert_non_null(plans_find(*state, second));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_plan_has_an_id_of_its_own_and_is_found_by_it,
		    begin, end),
		cmocka_unit_test_setup_teardown(what_is_shown_says_its_id_its_time_and_who_made_it,
		    begin, end),
		cmocka_unit_test_setup_teardown(it_expires_after_two_minutes, begin, end),
		cmocka_unit_test_setup_teardown(
		    of_one_that_expired_or_was_run_only_its_name_is_kept, begin, end),
		cmocka_unit_test_setup_teardown(the_oldest_gives_way, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
