/* SPDX-License-Identifier: MIT */
/* What would have had to be different: each change named is made, and the decision turns. */
#include "core/otherwise.h"

#include "base/alloc.h"
#include "core/weigh.h"
#include "story_move.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE
#define H MSEC_HOUR

/* ---- a second engine, in which something is different ---- */

struct other {
	struct engine engine;
	struct fact *facts;
	struct series *series;
};

static void
other_init(struct other *other, const struct story *s)
{
	size_t n = s->app.n_regions * s->app.n_facts, m = s->app.n_regions * s->app.n_probes;

	other->engine = s->engine;
	other->facts = xcalloc(n, sizeof(*other->facts));
	memcpy(other->facts, s->engine.facts, n * sizeof(*other->facts));
	other->series = xcalloc(m, sizeof(*other->series));
	for (size_t i = 0; i < m; i++) {
		const struct series *from = &s->engine.series[i];

		series_init(&other->series[i], from->cap);
		memcpy(other->series[i].ring, from->ring, from->cap * sizeof(*from->ring));
		other->series[i].n = from->n;
		other->series[i].next = from->next;
		other->series[i].count = from->count;
		other->series[i].good = from->good;
	}
	other->engine.facts = other->facts;
	other->engine.series = other->series;
}

static void
other_done(struct other *other)
{
	for (size_t i = 0; i < other->engine.app->n_regions * other->engine.app->n_probes; i++)
		series_done(&other->series[i]);
	xfree(other->series);
	xfree(other->facts);
}

/* A Region that is down is so by its newest answers, too. */
static void
fail_newest(struct engine *engine, size_t region, struct now now)
{
	struct sighting bad = { .sample = { .at = now.boot } };

	sample_judge(&bad.sample, REASON_TIMEOUT);
	for (int i = 0; i < 3; i++) {
		series_add(engine_series(engine, API, region), &bad);
		series_add(engine_series(engine, UI, region), &bad);
	}
}

/* It is now what it would be if so much more time had passed, all else being the same. */
static void
age(struct engine *engine, msec_t more)
{
	const struct app *app = engine->app;

	for (size_t i = 0; i < RULES_MOST; i++)
		if (engine->pending[i].holding)
			engine->pending[i].held += more;
	for (size_t i = 0; i < app->n_regions * app->n_facts; i++)
		engine->facts[i].since -= more;
	engine->started -= more;
	engine->tilt_until -= more;
}

static void
mend(struct engine *engine, enum guard_id id, const struct otherwise *it, struct now now)
{
	struct memory *memory = &engine->memory;

	switch (id) {
	case GUARD_KILL_SWITCH:
		engine->kill_switch = TRIT_YES;
		break;
	case GUARD_PAUSE:
		memory->pause.on = false;
		break;
	case GUARD_SOUND:
		engine->references.good = engine->references.asked;
		break;
	case GUARD_COOLDOWN:
		memory->acked = now.wall;
		break;
	case GUARD_BUDGET:
		for (size_t i = 0; i < memory->n_moves; i++)
			memory->moves[i].automatic = false;
		break;
	case GUARD_LATCH:
		memory->latched = false;
		break;
	case GUARD_LOSS:
		engine->outage.lag[it->proposal.to].value = 100;
		engine->outage.lag[it->proposal.to].at = engine->outage.at;
		break;
	case GUARD_TARGET:
		engine->world.regions[it->proposal.to].member = true;
		break;
	case GUARD_IN_FLIGHT:
		engine->world.in_flight = engine->drift = false;
		engine->observed = true;
		break;
	case GUARD_PLACE:
		engine->place = REGION_NONE;
		break;
	case GUARD_LEDGER:
		engine->ledger = true;
		break;
	default:
		fail_msg("guard %d", (int)id);
	}
}

static void
change(struct engine *engine, const struct change *change, const struct otherwise *it,
    struct now now)
{
	struct fact *fact;

	switch (change->kind) {
	case CHANGE_FACT:
		fact = engine_fact(engine, change->fact.index, change->fact.region);
		fact->value = change->fact.to;
		fact->since = now.boot;
		if (change->fact.index == DOWN && change->fact.to == TRIT_YES)
			fail_newest(engine, change->fact.region, now);
		break;
	case CHANGE_GUARD:
		mend(engine, change->guard, it, now);
		break;
	case CHANGE_TIME:
		age(engine, change->more);
		break;
	}
}

/* What is decided with all changes but one; left_out beyond the last: with all. less: so much less
 * time. */
static enum decide
decides(const struct story *s, const struct otherwise *it, size_t left_out, msec_t less)
{
	struct other other;
	struct decision decision = { .next = s->now.boot + S };

	other_init(&other, s);
	for (size_t i = 0; i < it->n; i++)
		if (i != left_out && it->changes[i].kind != CHANGE_TIME)
			change(&other.engine, &it->changes[i], it, s->now);
	/* time begins to count when the facts hold */
	weigh_rules(&other.engine, &decision, s->now);
	for (size_t i = 0; i < it->n; i++)
		if (i != left_out && it->changes[i].kind == CHANGE_TIME) {
			change(&other.engine, &it->changes[i], it, s->now);
			age(&other.engine, -less);
		}
	decision = (struct decision){ .next = s->now.boot + S };
	other.engine.proposed = 0;
	weigh_rules(&other.engine, &decision, s->now);
	other_done(&other);
	return decision.verb;
}

/* All changes together turn the decision, and none of them can be left out. */
static void
all_are_needed(const struct story *s, const struct otherwise *it)
{
	assert_true(it->known);
	assert_true(it->n > 0);
	if (decides(s, it, it->n, 0) != it->verb)
		fail_msg("nothing turns: %s", it->text);
	for (size_t i = 0; i < it->n; i++) {
		if (decides(s, it, i, 0) == it->verb)
			fail_msg("without %s: %s", it->changes[i].text, it->text);
		if (it->changes[i].kind == CHANGE_TIME)
			assert_int_not_equal(decides(s, it, it->n, 1), it->verb);
	}
}

/* ---- the property ---- */

static unsigned seed;

static unsigned
draw(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* Some of what may be in the way of a failover. */
static void
hinder(struct story *s)
{
	struct engine *e = &s->engine;
	struct memory *m = &e->memory;

	if (draw(4) == 0)
		e->kill_switch = TRIT_NO;
	if (draw(4) == 0)
		m->pause = (struct pause){ .on = true, .until = s->now.wall + H };
	if (draw(4) == 0)
		memory_moved(m, MOVE_FAILOVER, true, s->now.wall - (draw(2) ? 10 * M : 2 * H));
	if (draw(4) == 0)
		m->latched = true;
	if (draw(4) == 0)
		e->place = EAST;
	if (draw(4) == 0)
		e->ledger = false;
	if (draw(4) == 0)
		e->drift = true;
	if (draw(6) == 0)
		engine_tilt(e, s->now.boot);
}

static void
what_is_named_turns_the_decision(void **state)
{
	static const enum says answers[] = { SAYS_GOOD, SAYS_BAD, SAYS_BAD, SAYS_NOTHING };

	for (seed = 1; seed < 1000;) {
		unsigned was = seed;
		struct story s;
		struct otherwise it;

		story_write(&s);
		s.app.mode = MODE_OBSERVE + (int)draw(3);
		s.app.limits.failback = FAILBACK_APPROVE;
		s.states[HOME].rules[0].hold = draw(2) ? 0 : 4 * M;
		story_begin(&s);
		story_settle(&s);
		story_region(&s, EAST, answers[draw(4)]);
		if (draw(5) == 0)
			story_region(&s, WEST, answers[draw(4)]);
		story_play(&s, (msec_t)draw(120) * S);
		hinder(&s);
		story_second(&s);
		if (s.heard[DECIDE_MOVE] == 0) {
			otherwise(&s.engine, &s.decision, &it, s.now);
			all_are_needed(&s, &it);
		}
		story_done(&s);
		seed = was + 1;
	}
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
	otherwise(&s.engine, &s.decision, &it, s.now);
	assert_int_equal(it.verb, DECIDE_NOTHING);
	assert_int_equal(it.n, 3);
	for (size_t i = 0; i < it.n; i++) {
		struct otherwise one = { .known = true,
			.n = 1,
			.verb = DECIDE_NOTHING,
			.proposal = it.proposal,
			.changes = { it.changes[i] } };

		assert_int_equal(decides(&s, &one, 1, 0), DECIDE_NOTHING);
		assert_int_equal(decides(&s, &one, 0, 0), DECIDE_MOVE);
	}
	assert_string_equal(it.text,
	    "the failover to us-west-2 would not begin if only one were so: down of us-east-1 would "
	    "have to be no: 100% of 24 answers failed over 1m (limit >= 50%; worst: ui); up of "
	    "us-west-2 would have to be no: 0% of 24 answers failed over 1m (limit < 5%; worst: ui); "
	    "1ms less.");
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
