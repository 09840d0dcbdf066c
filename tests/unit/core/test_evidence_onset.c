/* SPDX-License-Identifier: MIT */
/* When an outage began: found in one pass, it is what looking from each failed answer finds. */
#include "core/evidence.h"

#include "story.h"

#define S MSEC_SECOND

/* By the definition: the failed answer since which failures outnumber good answers most; of several
 * the first. */
static msec_t
by_definition(const struct engine *engine, msec_t called)
{
	msec_t ret = called;
	int most = 0;

	for (size_t p = API; p <= UI; p++) {
		const struct series *series = engine_series(engine, p, EAST);
		const struct sample *s;

		for (size_t i = 0; (s = series_at(series, i)); i++) {
			struct answers since = evidence_answers(engine, EAST, s->at - 1);
			int weight = since.bad - since.good;

			if (s->outcome == OUTCOME_FAIL && s->at <= called &&
			    (weight > most || (weight == most && s->at < ret))) {
				most = weight;
				ret = s->at;
			}
		}
	}
	return ret;
}

static msec_t
found(struct engine *engine, msec_t called)
{
	engine->outage = (struct outage){ 0 };
	evidence_outage(engine, TRIT_YES, (struct now){ called, called });
	return engine->outage.at;
}

static uint32_t
chance(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 16;
}

static void
it_is_what_the_definition_says(void **state)
{
	uint32_t seed = 7;

	for (int round = 0; round < 500; round++) {
		struct story s;
		uint32_t bad = 1 + chance(&seed) % 9; /* of ten answers */
		msec_t called;

		story_init(&s);
		for (int i = 0; i < 60; i++) {
			s.now.boot += (msec_t)(chance(&seed) % 3) * S;
			s.says[EAST][API] = chance(&seed) % 10 < bad ? SAYS_BAD : SAYS_GOOD;
			if (chance(&seed) % 12 == 0)
				s.says[EAST][API] = SAYS_NOTHING;
			s.says[EAST][UI] = s.says[EAST][API];
			story_ask(&s, EAST, chance(&seed) % 2 ? API : UI);
		}
		called = s.now.boot - (msec_t)(chance(&seed) % 4) * S;
		if (found(&s.engine, called) != by_definition(&s.engine, called))
			fail_msg("round %d: %lld and not %lld", round,
			    (long long)found(&s.engine, called),
			    (long long)by_definition(&s.engine, called));
		story_done(&s);
	}
}

static void
without_an_answer_it_begins_when_it_is_called(void **state)
{
	struct story s;

	story_init(&s);
	assert_int_equal(found(&s.engine, 4000), 4000);
	story_ask(&s, EAST, API);
	assert_int_equal(found(&s.engine, s.now.boot), s.now.boot);
	story_done(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_the_definition_says),
		cmocka_unit_test(without_an_answer_it_begins_when_it_is_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
