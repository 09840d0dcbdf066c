/* SPDX-License-Identifier: MIT */
/* What the guards ask of the answers, by whatever kind of fact a Region is called down. */
#include "core/evidence.h"

#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

#define API_DOWN N_FACTS
#define UI_DOWN  (N_FACTS + 1)
#define BOTH     (N_FACTS + 2)

static const size_t api_only[] = { API }, ui_only[] = { UI };
static const size_t both[] = { API_DOWN, UI_DOWN };

static struct fact_spec
streak(const char *name, const size_t *probe, int passes)
{
	return (struct fact_spec){ .name = name,
		.kind = FACT_STREAK,
		.probes = probe,
		.n_probes = 1,
		.fails = 3,
		.passes = passes,
		.fresh = 5 * M };
}

static void
leave_by(struct story *s, size_t fact)
{
	s->states[HOME].rules[0].when[0].fact = s->states[AWAY].rules[0].when[0].fact = fact;
}

/* Down is a fact of that place: rows of either endpoint, or both of them together. */
static void
begin(struct story *s, size_t fact, int passes)
{
	story_write(s);
	s->facts[API_DOWN] = streak("api-down", api_only, passes);
	s->facts[UI_DOWN] = streak("ui-down", ui_only, passes);
	s->facts[BOTH] = (struct fact_spec){
		.name = "both", .kind = FACT_TOGETHER, .of = both, .n_of = 2, .at_least = 2
	};
	s->app.n_facts = N_FACTS + 3;
	leave_by(s, fact);
	story_begin(s);
	story_settle(s);
}

/*
 * A row that takes long to clear said "down" for minutes after all was well
 * again, and the guard of the hold took its word: the Region was left.
 */
static void
a_row_that_is_slow_to_clear_moves_nothing_that_is_well(void **state)
{
	static const size_t facts[] = { API_DOWN, BOTH };

	for (size_t i = 0; i < COUNT(facts); i++) {
		struct story s;

		begin(&s, facts[i], 60);
		story_region(&s, EAST, SAYS_BAD);
		story_play(&s, 2 * M);
		story_region(&s, EAST, SAYS_GOOD);
		story_play(&s, 4 * M);
		assert_int_equal(engine_fact(&s.engine, facts[i], EAST)->value, TRIT_YES);
		assert_true(s.engine.pending[0].held > 3 * M);
		assert_int_equal(s.decision.guards[GUARD_HOLD].value, TRIT_NO);
		assert_string_equal(s.decision.guards[GUARD_HOLD].text,
		    "the newest 15s of answers are not failing any more");
		assert_int_equal(s.heard[DECIDE_MOVE], 0);
		story_done(&s);
	}
}

static void
a_row_that_goes_on_failing_moves(void **state)
{
	static const size_t facts[] = { API_DOWN, BOTH };

	for (size_t i = 0; i < COUNT(facts); i++) {
		struct story s;

		begin(&s, facts[i], 60);
		story_region(&s, EAST, SAYS_BAD);
		assert_in_range(story_until(&s, DECIDE_MOVE, 10 * M), 160, 180);
		story_done(&s);
	}
}

/* What the newest answers make of a row: '.' good, 'x' bad, '?' unclear, oldest first. */
static void
the_newest_answers_are_a_row_of_their_own(void **state)
{
	static const struct {
		const char *answers;
		enum trit failing;
	} cases[] = {
		{ "", TRIT_UNKNOWN },
		{ "?", TRIT_UNKNOWN },
		{ "x", TRIT_YES },
		{ "xx", TRIT_YES },
		{ "x?x", TRIT_YES },
		{ ".xxx", TRIT_YES },
		{ ".xx", TRIT_UNKNOWN }, /* three make a row, or all that there are */
		{ "x.", TRIT_NO },
		{ "xxx.", TRIT_NO },
		{ ".", TRIT_NO },
		{ "xx?.?", TRIT_NO },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct story s;
		msec_t since;

		begin(&s, API_DOWN, 60);
		story_region(&s, EAST, SAYS_BAD);
		story_play(&s, 2 * M);
		since = s.now.boot;
		for (const char *at = cases[i].answers; *at; at++) {
			s.now.boot += S;
			s.says[EAST][API] = *at == '.' ? SAYS_GOOD
			    : *at == 'x'               ? SAYS_BAD
						       : SAYS_NOTHING;
			story_ask(&s, EAST, API);
		}
		if (evidence_failing(&s.engine, EAST, since, s.now.boot) != cases[i].failing)
			fail_msg("\"%s\"", cases[i].answers);
		story_done(&s);
	}
}

/* One that is asked every minute says something once a minute, and is waited for so long. */
static void
an_endpoint_that_is_asked_rarely_moves_with_its_next_answer(void **state)
{
	struct story s;

	story_write(&s);
	s.probes[API].every = 60 * S;
	s.facts[API_DOWN] = streak("api-down", api_only, 30);
	s.facts[DOWN].samples = s.facts[UP].samples = 1;
	s.facts[DOWN].over = s.facts[UP].over = 3 * M;
	s.app.n_facts = N_FACTS + 1;
	leave_by(&s, API_DOWN);
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_in_range(story_until(&s, DECIDE_MOVE, 10 * M), 300, 360);
	assert_int_equal(series_at(engine_series(&s.engine, API, EAST), 0)->at, s.now.boot);
	story_done(&s);
}

/* What a rule asks must have been seen for as long as what every rule asks. */
static void
a_fact_that_the_rule_asks_needs_its_samples(void **state)
{
	static const struct {
		enum role role;
		size_t region;
		bool enough;
	} cases[] = {
		{ ROLE_TARGET, WEST, false },
		{ ROLE_TARGET, EAST, true },
		{ ROLE_HOME, EAST, false },
		{ ROLE_ACTIVE, EAST, false },
	};

	static const size_t of[] = { UP };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rule_spec rule = { { { cases[i].role, LAGGING, false } }, 1 };
		const struct proposal p = { .from = EAST, .to = WEST, .rule = &rule };
		struct story s;

		story_init(&s);
		story_settle(&s);
		engine_series(&s.engine, LAG, cases[i].region)->count = 2;
		assert_int_equal(evidence_enough(&s.engine, &p), cases[i].enough);
		/* nor when another counts it */
		s.facts[LAGGING] = (struct fact_spec){ .kind = FACT_TOGETHER, .of = of, .n_of = 1 };
		s.facts[UP].probes = story_lag_only;
		s.facts[UP].n_probes = 1;
		assert_int_equal(evidence_enough(&s.engine, &p), cases[i].enough);
		story_done(&s);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_that_is_slow_to_clear_moves_nothing_that_is_well),
		cmocka_unit_test(a_row_that_goes_on_failing_moves),
		cmocka_unit_test(the_newest_answers_are_a_row_of_their_own),
		cmocka_unit_test(an_endpoint_that_is_asked_rarely_moves_with_its_next_answer),
		cmocka_unit_test(a_fact_that_the_rule_asks_needs_its_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
