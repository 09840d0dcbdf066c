/* SPDX-License-Identifier: MIT */
/*
 * Whether two parts of an engine are the same, member by member: see same.h, where
 * these come together.
 */
#ifndef TESTS_UNIT_CORE_SAME_PART_H
#define TESTS_UNIT_CORE_SAME_PART_H

#include <string.h>

#include "core/engine.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wmissing-field-initializers"

/*
 * SAME_LEFT_OUT
 *	series.detail: words about the newest answer, by which nothing is decided
 *	series.next: where the ring happens to be
 *	fact.tallies: counted anew from the series
 */
/* clang-format off */
static const struct sample same_sample_has = { 0, 0, 0.0, 0, 0, 0, false };
static const struct series same_series_has = { NULL, 0, 0, 0, {}, 0, {} };
static const struct because same_because_has = { 0.0, 0, 0, 0, 0, 0, 0 };
static const struct fact same_fact_has = { TRIT_UNKNOWN, 0, TRIT_UNKNOWN, 0, {}, NULL };
static const struct churn same_churn_has = { {}, 0 };
static const struct pause same_pause_has = { false, 0, {}, {} };
static const struct approval same_approval_has = { {}, 0, 0, 0, 0, false, false, {} };
static const struct past_move same_past_move_has = { 0, MOVE_FAILOVER, false };
static const struct memory same_memory_has = { 0, 0, false, 0, {}, false, 0, {}, {}, {},
	{}, 0, {}, 0, {} };
static const struct waiver same_waiver_has = { {}, 0, {}, {} };
static const struct world_region same_world_region_has = { TRIT_UNKNOWN, false, SYNC_UNKNOWN, 0,
	0, 0, 0 };
static const struct world same_world_has = { 0, false, {}, 0, 0, 0, 0, {} };
static const struct pending same_pending_has = { false, 0, 0, 0, {} };
static const struct miss same_miss_has = { 0, 0, 0, 0, 0 };
static const struct outage same_outage_has = { 0, 0, 0, {} };
static const struct lease same_lease_has = { TRIT_UNKNOWN, 0, 0 };
static const struct preflight same_preflight_has = { TRIT_UNKNOWN, 0, {} };
static const struct readiness same_readiness_has = { false, TRIT_UNKNOWN, 0, 0, 0, {} };
static const struct ballot same_ballot_has = { {}, false, 0, 0, {}, 0 };
static const struct finding same_finding_has = { TRIT_UNKNOWN, TRIT_UNKNOWN, false, 0, 0, 0, 0, 0,
	{} };
/* clang-format on */

#pragma GCC diagnostic pop

/* The first name stays. */
static inline const char *
same_unless(const char *differs, bool same, const char *name)
{
	return differs || same ? differs : name;
}

/* NOLINTBEGIN(bugprone-macro-parentheses) */
#define SAME(member)          ret = same_unless(ret, a->member == b->member, #member)
#define SAME_TEXT(member)     ret = same_unless(ret, strcmp(a->member, b->member) == 0, #member)
#define SAME_PART(member, fn) ret = same_unless(ret, !(fn)(&a->member, &b->member), #member)
#define SAME_ALL(member, n, fn)             \
	for (size_t i_ = 0; i_ < (n); i_++) \
	SAME_PART(member[i_], fn)

/* NOLINTEND(bugprone-macro-parentheses) */

static inline const char *
same_sample(const struct sample *a, const struct sample *b)
{
	const char *ret = NULL;

	(void)same_sample_has;
	SAME(at);
	SAME(latency);
	SAME(outcome);
	SAME(reason);
	SAME(has_value);
	SAME(value);
	SAME(value_at);
	return ret;
}

static inline const char *
same_series(const struct series *a, const struct series *b)
{
	const char *ret = NULL;

	(void)same_series_has;
	SAME(cap);
	SAME(n);
	SAME(count);
	SAME_PART(good, same_sample);
	for (size_t i = 0; i < a->n && i < b->n; i++)
		ret = same_unless(ret, !same_sample(series_at(a, i), series_at(b, i)), "ring");
	return ret;
}

static inline const char *
same_because(const struct because *a, const struct because *b)
{
	const char *ret = NULL;

	(void)same_because_has;
	SAME(measured);
	SAME(good);
	SAME(bad);
	SAME(unknown);
	SAME(worst);
	SAME(silent);
	SAME(holding);
	return ret;
}

static inline const char *
same_fact(const struct fact *a, const struct fact *b)
{
	const char *ret = NULL;

	(void)same_fact_has;
	SAME(value);
	SAME(since);
	SAME(known);
	SAME(known_at);
	SAME_PART(because, same_because);
	return ret;
}

static inline const char *
same_churn(const struct churn *a, const struct churn *b)
{
	const char *ret = NULL;

	(void)same_churn_has;
	SAME(n);
	for (size_t i = 0; i < CHURN_MOST; i++)
		SAME(at[i]);
	return ret;
}

static inline const char *
same_move(const struct past_move *a, const struct past_move *b)
{
	const char *ret = NULL;

	(void)same_past_move_has;
	SAME(at);
	SAME(kind);
	SAME(automatic);
	return ret;
}

static inline const char *
same_waiver(const struct waiver *a, const struct waiver *b)
{
	const char *ret = NULL;

	(void)same_waiver_has;
	SAME_TEXT(gate);
	SAME(until);
	SAME_TEXT(owner);
	SAME_TEXT(reason);
	return ret;
}

static inline const char *
same_pause(const struct pause *a, const struct pause *b)
{
	const char *ret = NULL;

	(void)same_pause_has;
	SAME(on);
	SAME(until);
	SAME_TEXT(owner);
	SAME_TEXT(reason);
	return ret;
}

static inline const char *
same_approval(const struct approval *a, const struct approval *b)
{
	const char *ret = NULL;

	(void)same_approval_has;
	SAME_TEXT(hash);
	SAME(rule);
	SAME(to);
	SAME(asked);
	SAME(expires);
	SAME(go);
	SAME(given);
	SAME_TEXT(by);
	return ret;
}

static inline const char *
same_outage(const struct outage *a, const struct outage *b)
{
	const char *ret = NULL;

	(void)same_outage_has;
	SAME(at);
	SAME(seen);
	SAME(region);
	for (size_t i = 0; i < REGIONS_MOST; i++) {
		SAME(lag[i].value);
		SAME(lag[i].at);
	}
	return ret;
}

static inline const char *
same_memory(const struct memory *a, const struct memory *b)
{
	const char *ret = NULL;

	(void)same_memory_has;
	SAME(state);
	SAME(active);
	SAME(placed);
	SAME(since);
	SAME_PART(pause, same_pause);
	SAME(latched);
	SAME(acked);
	SAME_TEXT(ack_reason);
	SAME_TEXT(trouble);
	SAME_PART(approval, same_approval);
	SAME_PART(outage, same_outage);
	SAME(n_moves);
	SAME_ALL(moves, a->n_moves, same_move);
	SAME(n_waivers);
	SAME_ALL(waivers, a->n_waivers, same_waiver);
	return ret;
}

static inline const char *
same_world_region(const struct world_region *a, const struct world_region *b)
{
	const char *ret = NULL;

	(void)same_world_region_has;
	SAME(control);
	SAME(member);
	SAME(sync);
	SAME(secret);
	SAME(secret_at);
	SAME(writer);
	SAME(writer_at);
	return ret;
}

static inline const char *
same_world(const struct world *a, const struct world *b, size_t n_regions)
{
	const char *ret = NULL;

	(void)same_world_has;
	SAME(writer);
	SAME(in_flight);
	SAME_TEXT(status);
	SAME(answer);
	SAME(topology_at);
	SAME(controls_at);
	SAME(answer_at);
	SAME_ALL(regions, n_regions, same_world_region);
	return ret;
}

static inline const char *
same_pending(const struct pending *a, const struct pending *b)
{
	const char *ret = NULL;

	(void)same_pending_has;
	SAME(holding);
	SAME(held);
	SAME(needed);
	SAME(last);
	SAME_TEXT(unheard);
	return ret;
}

static inline const char *
same_miss(const struct miss *a, const struct miss *b)
{
	const char *ret = NULL;

	(void)same_miss_has;
	SAME(at);
	SAME(state);
	SAME(rule);
	SAME(held);
	SAME(needed);
	return ret;
}

static inline const char *
same_ballot(const struct ballot *a, const struct ballot *b)
{
	const char *ret = NULL;

	(void)same_ballot_has;
	for (size_t i = 0; i < REGIONS_MOST; i++)
		SAME(votes[i]);
	SAME(sound);
	SAME(at);
	SAME(sequence);
	SAME_TEXT(config);
	SAME(version);
	return ret;
}

static inline const char *
same_finding(const struct finding *a, const struct finding *b)
{
	const char *ret = NULL;

	(void)same_finding_has;
	SAME(down);
	SAME(up);
	SAME(contested);
	SAME(down_votes);
	SAME(up_votes);
	SAME(silent);
	SAME(since);
	SAME(at);
	SAME_TEXT(text);
	return ret;
}

static inline const char *
same_lease(const struct lease *a, const struct lease *b)
{
	const char *ret = NULL;

	(void)same_lease_has;
	SAME(held);
	SAME(epoch);
	SAME(left);
	return ret;
}

static inline const char *
same_preflight(const struct preflight *a, const struct preflight *b)
{
	const char *ret = NULL;

	(void)same_preflight_has;
	SAME(good);
	SAME(at);
	SAME_TEXT(text);
	return ret;
}

static inline const char *
same_readiness(const struct readiness *a, const struct readiness *b)
{
	const char *ret = NULL;

	(void)same_readiness_has;
	SAME(asked);
	SAME(good);
	SAME(at);
	SAME(from);
	SAME(to);
	SAME_TEXT(text);
	return ret;
}

#endif
