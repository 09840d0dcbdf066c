/* SPDX-License-Identifier: MIT */
/* What a tick goes by is all there: run again on it, the tick comes to the same. */
#include "core/inputs.h"

#include "fate.h"
#include "same.h"

#define LIVES   200
#define SECONDS 400

/* What was decided in all lives, to see that nothing was left out. */
struct seen {
	int verbs[DECIDE_MENDED + 1], misses, weighed;
};

static void
tick_twice(struct fate *f, struct inputs *inputs, long second, struct seen *seen)
{
	struct engine again;
	struct decision decision;
	const char *differs;

	inputs_take(inputs, &f->s.engine, f->s.now);
	engine_tick(&f->s.engine, &f->s.decision, f->s.now);
	inputs_begin(inputs, &again);
	engine_tick(&again, &decision, inputs->now);
	differs = same_decision(&f->s.decision, &decision);
	if (!differs)
		differs = same_engine(&f->s.engine, &again);
	if (differs)
		fail_msg("seed %llu, second %ld: %s", (unsigned long long)f->seed, second, differs);
	engine_done(&again);
	seen->verbs[decision.verb]++;
	seen->misses += decision.missed.at > 0;
	seen->weighed += decision.weighed;
}

static void
a_tick_run_again_comes_to_the_same(void **state)
{
	struct seen seen = { 0 };

	for (uint64_t seed = 1; seed <= LIVES; seed++) {
		autofree(inputs_done) struct inputs inputs;
		struct fate f;

		fate_init(&f, seed);
		inputs_init(&inputs, &f.s.app);
		for (long i = 0; i < SECONDS; i++) {
			fate_second(&f);
			tick_twice(&f, &inputs, i, &seen);
			fate_obey(&f);
		}
		fate_done(&f);
	}
	for (size_t i = 0; i < COUNT(seen.verbs); i++)
		if (seen.verbs[i] == 0)
			fail_msg("verb %zu was never decided", i);
	assert_true(seen.misses > 0 && seen.weighed > 0);
}

/* What is taken does not change with the engine, but for the samples that are added. */
static void
what_was_taken_is_a_copy(void **state)
{
	autofree(inputs_done) struct inputs inputs;
	struct fate f;
	struct fact before;

	fate_init(&f, 1);
	inputs_init(&inputs, &f.s.app);
	story_settle(&f.s);
	inputs_take(&inputs, &f.s.engine, f.s.now);
	before = *engine_fact(&f.s.engine, UP, EAST);
	story_region(&f.s, EAST, SAYS_BAD);
	story_play(&f.s, 2 * MSEC_MINUTE);
	assert_int_not_equal(engine_fact(&f.s.engine, UP, EAST)->value, before.value);
	before.tallies = NULL;
	assert_null(same_fact(engine_fact(&inputs.before, UP, EAST), &before));
	assert_null(engine_fact(&inputs.before, UP, EAST)->tallies);
	assert_int_equal(inputs.before.last_tick, inputs.now.boot);
	fate_done(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tick_run_again_comes_to_the_same),
		cmocka_unit_test(what_was_taken_is_a_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
