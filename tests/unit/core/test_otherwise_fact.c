/* SPDX-License-Identifier: MIT */
/* Each kind of fact is turned by its own answers, where the number that is named passes its limit,
 * and with it the decision turns. */
#include "story_move.h"
#include "turned.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

static const size_t api[] = { API }, lag[] = { LAG }, three[] = { API, UI, LAG };

#define STREAK                                                                              \
	{                                                                                   \
		.kind = FACT_STREAK, .probes = api, .n_probes = 1, .fails = 9, .passes = 4, \
		.fresh = M                                                                  \
	}
#define VALUE(op, msec)                                                                      \
	{                                                                                    \
		.kind = FACT_VALUE, .probes = lag, .n_probes = 1, .fresh = 3 * M, .holds = { \
			op,                                                                  \
			UNIT_DURATION,                                                       \
			msec                                                                 \
		}                                                                            \
	}
#define LATENCY(op, msec, clears_op, clears_msec)                                                \
	{                                                                                        \
		.kind = FACT_LATENCY, .probes = api, .n_probes = 1, .quantile = 0.75, .over = M, \
		.holds = { op, UNIT_DURATION, msec }, .clears = {                                \
			clears_op,                                                               \
			UNIT_DURATION,                                                           \
			clears_msec                                                              \
		}                                                                                \
	}
#define RATIO(n, is_half, share, cleared)                                                      \
	{                                                                                      \
		.kind = FACT_RATIO, .probes = three, .n_probes = (n), .over = M, .samples = 1, \
		.half = (is_half), .holds = { COMPARE_GE, UNIT_RATIO, share }, .clears = {     \
			COMPARE_LT,                                                            \
			UNIT_RATIO,                                                            \
			cleared                                                                \
		}                                                                              \
	}

/* What a Region answers for a minute, what is named then, and what is said of it. */
static const struct turn {
	struct fact_spec spec;
	bool negate; /* the rule asks that the fact is not so */
	enum says says;
	bool alone; /* the probe stands for its Region */
	int took;
	double lag;
	double measured, limit;
	const char *text;
} turns[] = {
	{ STREAK, false, SAYS_GOOD, false, 50, 300, 0, 9,
	    "more of us-east-1 would have to be yes: 18 passed in a row (4 clear it), set by 9 "
	    "failed in a row" },
	{ STREAK, true, SAYS_BAD, false, 50, 300, 0, 4,
	    "more of us-east-1 would have to be no: 12 failed in a row (limit 9), cleared by 4 "
	    "passed in a row" },
	{ VALUE(COMPARE_GT, 2000), false, SAYS_GOOD, false, 50, 300, 300, 2000,
	    "more of us-east-1 would have to be yes: 300ms (limit > 2s)" },
	{ VALUE(COMPARE_GE, 200), true, SAYS_GOOD, false, 50, 300, 300, 200,
	    "more of us-east-1 would have to be no: 300ms (limit >= 200ms)" },
	{ VALUE(COMPARE_LT, 200), false, SAYS_GOOD, false, 50, 300, 300, 200,
	    "more of us-east-1 would have to be yes: 300ms (limit < 200ms)" },
	{ VALUE(COMPARE_LE, 2000), true, SAYS_GOOD, false, 50, 300, 300, 2000,
	    "more of us-east-1 would have to be no: 300ms (limit <= 2s)" },
	{ LATENCY(COMPARE_GT, 2000, COMPARE_LT, 1000), false, SAYS_GOOD, false, 1500, 300, 0, 0.25,
	    "more of us-east-1 would have to be yes: 0% of 12 answers over 1m took > 2s (limit p75 "
	    "> 2s)" },
	{ LATENCY(COMPARE_GT, 2000, COMPARE_LT, 1000), true, SAYS_GOOD, false, 2500, 300, 1, 0.25,
	    "more of us-east-1 would have to be no: 100% of 12 answers over 1m took > 2s (limit "
	    "p75 > 2s), cleared by < 1s" },
	{ LATENCY(COMPARE_GT, 2000, COMPARE_NONE, 0), true, SAYS_GOOD, false, 2500, 300, 1, 0.25,
	    "more of us-east-1 would have to be no: 100% of 12 answers over 1m took > 2s (limit "
	    "p75 > 2s)" },
	{ LATENCY(COMPARE_LT, 1000, COMPARE_GE, 2000), false, SAYS_GOOD, false, 1500, 300, 0, 0.75,
	    "more of us-east-1 would have to be yes: 0% of 12 answers over 1m took < 1s (limit p75 "
	    "< 1s)" },
	{ LATENCY(COMPARE_LT, 1000, COMPARE_GE, 2000), true, SAYS_GOOD, false, 50, 300, 1, 0.75,
	    "more of us-east-1 would have to be no: 100% of 12 answers over 1m took < 1s (limit "
	    "p75 < 1s), cleared by >= 2s" },
	{ RATIO(1, false, 0.5, 0.3), false, SAYS_GOOD, false, 50, 300, 0, 0.5,
	    "more of us-east-1 would have to be yes: 0% of 12 answers failed over 1m (limit >= "
	    "50%; worst: api)" },
	{ RATIO(1, false, 0.5, 0.3), true, SAYS_BAD, false, 50, 300, 1, 0.3,
	    "more of us-east-1 would have to be no: 100% of 12 answers failed over 1m (limit >= "
	    "50%; worst: api), cleared by < 30%" },
	{ RATIO(3, true, 0.3, 0.2), false, SAYS_BAD, false, 50, 300, 0.3, 0.3,
	    "more of us-east-1 would have to be yes: 33% of 26 answers failed over 1m (limit >= "
	    "30%; worst: api), by too few of its probes" },
	{ RATIO(3, true, 0.5, 0.4), true, SAYS_BAD, true, 50, 300, 0.4, 0.4,
	    "more of us-east-1 would have to be no: 33% of 26 answers failed over 1m (limit >= "
	    "50%; worst: api), and one probe stands for all" },
};

static void
begin(struct story *s, const struct turn *turn)
{
	story_write(s);
	s->facts[N_FACTS] = turn->spec;
	s->facts[N_FACTS].name = "more";
	s->app.n_facts = N_FACTS + 1;
	s->probes[API].alone = turn->alone;
	s->states[HOME].rules[0].when[0] = (struct fact_ref){ ROLE_ACTIVE, N_FACTS, turn->negate };
	story_begin(s);
	s->took[EAST] = turn->took;
	s->lag[EAST] = turn->lag;
	story_settle(s);
	s->says[EAST][API] = turn->says;
	story_play(s, M);
}

static void
each_kind_turns_at_its_limit(void **state)
{
	for (size_t i = 0; i < COUNT(turns); i++) {
		const struct turn *turn = &turns[i];
		const struct change *change;
		struct otherwise it;
		struct story s;

		begin(&s, turn);
		otherwise(&s.engine, &it, s.now);
		change = &it.changes[0];
		assert_int_equal(change->kind, CHANGE_FACT);
		assert_int_equal(change->fact.index, N_FACTS);
		assert_int_equal(change->fact.to, turn->negate ? TRIT_NO : TRIT_YES);
		assert_string_equal(change->text, turn->text);
		assert_true(change->fact.measured == turn->measured);
		assert_true(change->fact.limit == turn->limit);
		all_are_needed(&s, &it);
		story_done(&s);
	}
}

/* What no answer says has no number, and its words say what is missing. */
static void
doubt_has_no_number(void **state)
{
	static const struct turn turn = { RATIO(1, false, 0.5, 0.3), false, SAYS_NOTHING, false, 50,
		300, 0.5, 0.5,
		"more of us-east-1 would have to be yes: too few answers to tell: 0 clear and 12 "
		"unclear over 1m; api has fewer than 1" };
	struct otherwise it;
	struct story s;

	begin(&s, &turn);
	otherwise(&s.engine, &it, s.now);
	assert_string_equal(it.changes[0].text, turn.text);
	assert_true(it.changes[0].fact.measured == it.changes[0].fact.limit);
	all_are_needed(&s, &it);
	story_done(&s);
}

/* Of those that it counts, each that is in doubt might hold. */
static void
of_several_facts_each_counts(void **state)
{
	static const size_t of[] = { DOWN, UP };
	struct otherwise it;
	struct story s;

	story_write(&s);
	s.facts[N_FACTS] = (struct fact_spec){
		.name = "more", .kind = FACT_TOGETHER, .of = of, .n_of = 2, .at_least = 1
	};
	s.app.n_facts = N_FACTS + 1;
	s.states[HOME].rules[0].when[0] = (struct fact_ref){ ROLE_ACTIVE, N_FACTS, true };
	story_begin(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_NOTHING);
	story_play(&s, 2 * M);
	otherwise(&s.engine, &it, s.now);
	assert_int_equal(it.changes[0].fact.index, N_FACTS);
	assert_true(it.changes[0].fact.measured == 2);
	assert_true(it.changes[0].fact.limit == 1);
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_turns_at_its_limit),
		cmocka_unit_test(doubt_has_no_number),
		cmocka_unit_test(of_several_facts_each_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
