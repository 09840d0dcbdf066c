/* SPDX-License-Identifier: MIT */
/*
 * A failover depends on nothing of the Region that it leaves: neither for its acts, nor
 * for the looks by which it knows that it may go on. What a step asks there for good
 * measure may fail, and the run goes on.
 */
#include "every_call.h"

struct witness {
	const struct step_spec *step;
	const struct move *move;
	size_t elsewhere;
};

static void
mind(const struct call *call, void *arg)
{
	struct witness *witness = arg;
	const char *left = app->regions[witness->move->from].name;

	if (!witness->step->kind->best_effort &&
	    (strcmp(call->region, left) == 0 || (call->endpoint && strstr(call->endpoint, left))))
		fail_msg("step %s asks %s of %s, which is left", witness->step->kind->name,
		    call->name, left);
	witness->elsewhere += strcmp(call->region, left) != 0;
}

static void
look_and_act(const struct step_spec *step, const struct move *move, size_t *ret_calls)
{
	struct witness witness = { .step = step, .move = move };
	const struct hearer hearer = { mind, &witness };

	for (size_t past = 0; past < COUNT(pasts); past++)
		if (past_fits(&pasts[past], step->kind, move))
			ask_step_then(step, move, &pasts[past], &hearer);
	*ret_calls += witness.elsewhere;
}

static void
a_failover_needs_nothing_of_the_region_that_it_leaves(void **state)
{
	static const struct move move = {
		.kind = MOVE_FAILOVER, .from = 0, .to = 1, .run = "r-1", .actor = "test"
	};
	const struct runbook *books[] = { app->failover, app->switchover };

	for (size_t b = 0; b < COUNT(books); b++) {
		size_t calls = 0;

		for (size_t i = 0; i < books[b]->n_steps; i++)
			look_and_act(&books[b]->steps[i], &move, &calls);
		assert_true(calls > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failover_needs_nothing_of_the_region_that_it_leaves),
	};

	return cmocka_run_group_tests(tests, load_every, unload_every);
}
