/* SPDX-License-Identifier: MIT */
/* What would have had to be different: each change named is made, in the answers or in what its
 * guard is about, and the decision turns. */
#include "hinder.h"
#include "story_move.h"
#include "turned.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

static unsigned seed;

static unsigned
draw(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* What was named, and turned; of what only waits: what made the time that was named. */
struct met {
	int named[GUARD_COUNT], waited[GUARD_COUNT], turned[TRIT_YES + 1][N_FACTS], spared;
};

static void
note(struct met *met, const struct story *s, const struct otherwise *it)
{
	for (size_t i = 0; i < it->n; i++) {
		const struct change *change = &it->changes[i];

		if (change->kind == CHANGE_GUARD)
			met->named[change->guard]++;
		if (change->kind == CHANGE_FACT)
			met->turned[change->fact.to][change->fact.index]++;
		for (size_t g = 0; change->kind == CHANGE_TIME && g < GUARD_COUNT; g++) {
			const struct guard *guard = &s->decision.guards[g];

			met->waited[g] += s->decision.weighed && it->rule == s->decision.rule &&
			    guard->applies && guard->clears_at - s->now.boot == change->more;
		}
	}
}

/* ---- stories ---- */

static void
begin(struct story *s, struct peers *peers)
{
	story_write(s);
	s->now.boot += 7 * MSEC_DAY; /* time can be taken back */
	s->app.mode = MODE_OBSERVE + (int)draw(3);
	s->app.limits.failback = draw(2) ? FAILBACK_APPROVE : FAILBACK_AUTO;
	s->app.limits.unknown_loss = draw(2) ? POLICY_HOLD : POLICY_ASK;
	s->app.limits.approval = (int)draw(3);
	s->app.limits.approval_for = M;
	s->app.limits.stable = draw(2) ? 5 * M : 6 * H;
	s->states[HOME].rules[0].hold = draw(2) ? 0 : 4 * M;
	if (draw(4) == 0)
		s->states[AWAY].rules[1] = (struct rule_spec){
			.when = { { ROLE_ACTIVE, DOWN, true } }, .n_when = 1, .go = FAILING_BACK
		};
	if (draw(2))
		peers_join(peers, s, draw(4) ? 30 * S : 3 * M);
	story_begin(s);
	snprintf(s->engine.config, sizeof(s->engine.config), "%064x", 7);
	s->engine.lease = (struct lease){ TRIT_YES, 6, MSEC_NEVER };
	if (draw(2)) {
		s->engine.memory.state = AWAY;
		s->engine.memory.active = s->truth.writer = s->truth.traffic = WEST;
	}
	peers_play(peers, s, 10 * M);
}

static void
hinder(struct story *s)
{
	for (size_t i = 0; i < COUNT(hindrances); i++) {
		unsigned is = draw(8), way = draw(2);

		if (is == 0 && (!hindrances[i].peers || s->app.observers.n > 0))
			hindrances[i].hinder(s, way);
	}
}

/* What was looked at by an engine that began not long ago has few answers yet. */
static void
begin_anew(struct story *s, struct peers *peers)
{
	struct rule_spec *rule = &s->states[HOME].rules[0];

	s->states[AWAY].rules[0].when[2] = rule->when[2] =
	    (struct fact_ref){ ROLE_TARGET, LAGGING, false };
	s->states[AWAY].rules[0].n_when = rule->n_when = 3;
	story_restart(s);
	s->engine.lease = (struct lease){ TRIT_YES, 6, MSEC_NEVER };
	snprintf(s->engine.config, sizeof(s->engine.config), "%064x", 7);
	peers_play(peers, s, 65 * S);
}

static void
look(struct met *met, const struct story *s)
{
	struct otherwise it;

	otherwise(&s->engine, &it, s->now);
	if (it.known && it.verb == DECIDE_NOTHING) {
		each_prevents(s, &it);
		met->spared++;
	} else {
		all_are_needed(s, &it);
		note(met, s, &it);
	}
}

/* What happens in the end: the one Region answers again, or the other one does. */
static void
mend(struct story *s, struct peers *peers)
{
	unsigned how = draw(16);

	if (how < 2) {
		story_region(s, EAST, SAYS_GOOD);
		peers_play(peers, s, 18 * S);
	} else if (how < 5) {
		story_region(s, WEST, SAYS_GOOD);
		peers_play(peers, s, (40 + (msec_t)draw(60)) * S);
	}
}

static void
play(struct met *met)
{
	static const enum says answers[] = { SAYS_GOOD, SAYS_BAD, SAYS_BAD, SAYS_NOTHING };
	struct peers peers = { .sequence = 0 };
	bool anew = draw(8) == 0;
	struct story s;

	begin(&s, &peers);
	if (anew)
		begin_anew(&s, &peers);
	story_region(&s, EAST, answers[draw(4)]);
	if (draw(5) == 0)
		story_region(&s, WEST, answers[draw(4)]);
	peers_play(&peers, &s, (msec_t)draw(anew ? 20 : 400) * S);
	mend(&s, &peers);
	hinder(&s);
	story_second(&s);
	look(met, &s);
	story_done(&s);
}

/* ---- the property ---- */

/* How a guard can be named: none are those that an operator's word settles, and what is waited for
 * is told as time. */
enum how {
	NEVER,
	NAMED,
	WAITED,
	EITHER,
};

static const enum how hows[GUARD_COUNT] = {
	[GUARD_MODE] = NEVER,
	[GUARD_KILL_SWITCH] = NAMED,
	[GUARD_PAUSE] = NAMED,
	[GUARD_SOUND] = EITHER,
	[GUARD_QUORUM] = EITHER,
	[GUARD_HOLD] = EITHER,
	[GUARD_COOLDOWN] = NAMED,
	[GUARD_BUDGET] = NAMED,
	[GUARD_LATCH] = NAMED,
	[GUARD_LOSS] = NAMED,
	[GUARD_LAG] = NAMED,
	[GUARD_PREFLIGHT] = NAMED,
	[GUARD_TARGET] = EITHER,
	[GUARD_IN_FLIGHT] = NAMED,
	[GUARD_FLAPPING] = NAMED,
	[GUARD_WINDOW] = EITHER,
	[GUARD_APPROVAL] = NAMED,
	[GUARD_LEASE] = NAMED,
	[GUARD_AGREEMENT] = NAMED,
	[GUARD_PLACE] = NAMED,
	[GUARD_STABILITY] = WAITED,
	[GUARD_LEDGER] = NAMED,
	[GUARD_READINESS] = NAMED,
};

static void
what_is_named_turns_the_decision(void **state)
{
	struct met met = { 0 };

	for (unsigned n = 1; n <= 1200; n++) {
		seed = n;
		play(&met);
	}
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		if ((met.named[i] > 0) != (hows[i] == NAMED || hows[i] == EITHER))
			fail_msg("%s was named %d times", guard_code(i), met.named[i]);
		if ((met.waited[i] > 0) != (hows[i] == WAITED || hows[i] == EITHER))
			fail_msg("%s was waited for %d times", guard_code(i), met.waited[i]);
	}
	assert_true(met.turned[TRIT_YES][DOWN] > 0);
	assert_true(met.turned[TRIT_NO][DOWN] > 0);
	assert_true(met.turned[TRIT_YES][UP] > 0);
	assert_true(met.turned[TRIT_YES][LAGGING] > 0);
	assert_true(met.spared > 0);
}

static void
what_prevents_a_move_is_named_one_by_one(void **state)
{
	struct story s;
	struct otherwise it;

	story_init(&s);
	story_settle(&s);
	story_region(&s, EAST, SAYS_BAD);
	assert_int_equal(story_until(&s, DECIDE_MOVE, 5 * M), 180);
	otherwise(&s.engine, &it, s.now);
	assert_int_equal(it.n, 3);
	each_prevents(&s, &it);
	assert_string_equal(it.text,
	    "the failover to us-west-2 would not begin if only one were so: down of us-east-1 would "
	    "have to be no: 100% of 24 answers failed over 1m (limit >= 50%; worst: ui), cleared by "
	    "< 30%; up of us-west-2 would have to be no: 0% of 24 answers failed over 1m (limit < "
	    "5%; worst: ui), cleared by >= 15%; 1ms less.");
	story_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_named_turns_the_decision),
		cmocka_unit_test(what_prevents_a_move_is_named_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
