/* SPDX-License-Identifier: MIT */
/* What a counterfactual names is made so, in the quantity that it is about, and the rules are
 * weighed anew. */
#ifndef TESTS_UNIT_CORE_TURNED_H
#define TESTS_UNIT_CORE_TURNED_H

#include "core/weigh.h"
#include "other.h"

/* A Region that is down is so by its newest answers, too. */
static inline void
other_feed(struct other *other, const struct change *change)
{
	feed(&other->engine, change, other->now.boot);
	if (change->fact.index == DOWN && change->fact.to == TRIT_YES)
		other_newest(other, change->fact.region);
}

static inline void
other_change(struct other *other, const struct otherwise *it, size_t left_out)
{
	for (size_t i = 0; i < it->n; i++) {
		const struct change *change = &it->changes[i];

		if (i == left_out)
			continue;
		if (change->kind == CHANGE_FACT)
			other_feed(other, change);
		else if (change->kind == CHANGE_GUARD)
			other_mend(other, change->guard, &it->proposal);
	}
	ballot_refresh(&other->engine, other->now);
}

/* With all changes but one; left_out beyond the last: with all. less: so much less time. */
static inline struct decision
other_decides(const struct story *s, const struct otherwise *it, size_t left_out, msec_t less)
{
	struct other other;
	struct decision decision = { .next = s->now.boot + MSEC_SECOND };

	other_init(&other, s);
	other_change(&other, it, left_out);
	/* time begins to count when the facts hold */
	weigh_rules(&other.engine, &decision, other.now);
	for (size_t i = 0; i < it->n; i++)
		if (i != left_out && it->changes[i].kind == CHANGE_TIME)
			other_wait(&other, it->changes[i].more - less);
	decision = (struct decision){ .next = s->now.boot + MSEC_SECOND };
	other.engine.proposed = 0;
	weigh_rules(&other.engine, &decision, other.now);
	other_done(&other);
	return decision;
}

/* Whether that is what is said to be decided then. */
static inline bool
other_turns(const struct story *s, const struct otherwise *it, size_t left_out, msec_t less)
{
	struct decision decision = other_decides(s, it, left_out, less);

	return decision.verb == it->verb &&
	    (it->verb == DECIDE_NOTHING ||
		(decision.rule == it->rule && decision.proposal.kind == it->proposal.kind &&
		    decision.proposal.to == it->proposal.to));
}

/* What is decided instead, and which guards say so. */
static inline void
other_tell(const struct story *s, const struct otherwise *it, size_t left_out)
{
	struct decision decision = other_decides(s, it, left_out, 0);

	print_message("verb %d, rule %zu, held %lld, facts %s\n", (int)decision.verb, decision.rule,
	    (long long)decision.proposal.held, trit_name(decision.holds));
	for (size_t i = 0; decision.weighed && i < GUARD_COUNT; i++)
		if (decision.guards[i].applies && decision.guards[i].value != TRIT_YES)
			print_message("%s %s%s\n", decision.guards[i].code, decision.guards[i].text,
			    decision.guards[i].asks ? " (asks)" : "");
}

/* All changes together turn the decision, and none of them can be left out. */
static inline void
all_are_needed(const struct story *s, const struct otherwise *it)
{
	assert_true(it->known);
	assert_true(it->n > 0);
	if (!other_turns(s, it, it->n, 0)) {
		other_tell(s, it, it->n);
		fail_msg("nothing turns: %s", it->text);
	}
	for (size_t i = 0; i < it->n; i++) {
		if (other_turns(s, it, i, 0)) {
			other_tell(s, it, i);
			fail_msg("without %s: %s", it->changes[i].text, it->text);
		}
		if (it->changes[i].kind == CHANGE_TIME && other_turns(s, it, it->n, 1))
			fail_msg("a moment earlier: %s", it->text);
	}
}

/* Each of them alone prevents what was decided, and the least of time less does, too. */
static inline void
each_prevents(const struct story *s, const struct otherwise *it)
{
	assert_int_equal(it->verb, DECIDE_NOTHING);
	assert_true(it->n > 0);
	for (size_t i = 0; i < it->n; i++) {
		struct otherwise one = { .known = true,
			.n = 1,
			.verb = DECIDE_NOTHING,
			.proposal = it->proposal,
			.changes = { it->changes[i] } };
		struct decision decision;

		decision = other_decides(s, &one, 1, 0);
		if (decision.verb != DECIDE_NOTHING && decision.rule == it->rule)
			fail_msg("goes in spite of %s: %s", it->changes[i].text, it->text);
		assert_int_not_equal(other_decides(s, &one, 0, 0).verb, DECIDE_NOTHING);
	}
}

#endif
