/* SPDX-License-Identifier: MIT */
/*
 * Whether two engines, or two decisions, are the same: member by member, for
 * there may be anything between the members. Each returns the name of the first
 * that differs, or NULL.
 *
 * A new member of what is compared here stops the compiler below. Whoever adds
 * one sees to it that it is compared, that core/inputs copies it, and that the
 * ledger writes and reads it; or says at SAME_LEFT_OUT, here or in same_part.h, why it need not.
 */
#ifndef TESTS_UNIT_CORE_SAME_H
#define TESTS_UNIT_CORE_SAME_H

#include "same_part.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wmissing-field-initializers"

/*
 * SAME_LEFT_OUT
 *	engine.app, .series, .facts, .churns: what they point at is compared
 *	engine.forced, .planned, .calendars, .calendar_error: made of the limits alone
 *	engine.overdue: words about a run, by which people are told and nothing is decided
 */
/* clang-format off */
static const struct engine same_engine_has = { NULL, {}, {}, NULL, NULL, NULL, 0, 0, {},
	{}, 0, 0, 0, 0, 0, false, false, 0, 0, 0, {}, false, {}, false, TRIT_UNKNOWN, 0, {},
	{}, {}, {}, {}, {}, {}, {}, {}, false, {}, 0, {}, 0 };
static const struct proposal same_proposal_has = { MOVE_FAILOVER, 0, 0, false, false, NULL, NULL,
	0 };
static const struct guard same_guard_has = { NULL, NULL, false, false, false, TRIT_UNKNOWN, {},
	NULL, 0 };
static const struct decision same_decision_has = { DECIDE_NOTHING, false, {}, 0, 0, TRIT_UNKNOWN,
	TRIT_UNKNOWN, {}, 0, false, {}, {} };
/* clang-format on */

#pragma GCC diagnostic pop

/* Clocks and what is plain. */
static inline const char *
same_plain(const struct engine *a, const struct engine *b)
{
	const char *ret = NULL;

	(void)same_engine_has;
	SAME(up);
	SAME(lag_probe);
	SAME(started);
	SAME(last_tick);
	SAME(tilt_until);
	SAME(ended);
	SAME(wall_offset);
	SAME(observed);
	SAME(drift);
	SAME(drift_since);
	SAME(differ_since);
	SAME(late_since);
	SAME_TEXT(drift_text);
	SAME(running);
	SAME(ledger);
	SAME(kill_switch);
	SAME(place);
	SAME(references.asked);
	SAME(references.good);
	SAME_TEXT(config);
	SAME(calendars);
	SAME(proposed);
	SAME(n_misses);
	return ret;
}

static inline const char *
same_engine(const struct engine *a, const struct engine *b)
{
	size_t n = a->app->n_regions;
	const char *ret = same_plain(a, b);

	ret = same_unless(ret, !same_world(&a->world, &b->world, n), "world");
	SAME_PART(memory, same_memory);
	SAME_PART(outage, same_outage);
	SAME_PART(lease, same_lease);
	SAME_PART(preflight, same_preflight);
	SAME_PART(readiness, same_readiness);
	SAME_ALL(pending, RULES_MOST, same_pending);
	SAME_ALL(ballots, OBSERVERS_MOST, same_ballot);
	SAME_ALL(verdicts, n, same_finding);
	SAME_ALL(misses, MISSES_MOST, same_miss);
	SAME_ALL(series, n * a->app->n_probes, same_series);
	SAME_ALL(facts, n * a->app->n_facts, same_fact);
	SAME_ALL(churns, n * a->app->n_facts, same_churn);
	return ret;
}

static inline const char *
same_guard(const struct guard *a, const struct guard *b)
{
	const char *ret = NULL;

	(void)same_guard_has;
	SAME(code);
	SAME(name);
	SAME(applies);
	SAME(overridden);
	SAME(asks);
	SAME(value);
	SAME_TEXT(text);
	SAME(remedy);
	SAME(clears_at);
	return ret;
}

static inline const char *
same_proposal(const struct proposal *a, const struct proposal *b)
{
	const char *ret = NULL;

	(void)same_proposal_has;
	SAME(kind);
	SAME(from);
	SAME(to);
	SAME(automatic);
	SAME(force);
	SAME(rule);
	SAME(held);
	ret = same_unless(ret,
	    (a->actor && b->actor) ? strcmp(a->actor, b->actor) == 0 : a->actor == b->actor,
	    "actor");
	return ret;
}

static inline const char *
same_decision(const struct decision *a, const struct decision *b)
{
	const char *ret = NULL;

	(void)same_decision_has;
	SAME(verb);
	SAME(weighed);
	SAME_PART(proposal, same_proposal);
	SAME(rule);
	SAME(target_state);
	SAME(holds);
	SAME(allowed);
	SAME_ALL(guards, GUARD_COUNT, same_guard);
	SAME(next);
	SAME(remember);
	SAME_PART(missed, same_miss);
	SAME_TEXT(why);
	return ret;
}

#endif
