/* SPDX-License-Identifier: MIT */
/*
 * The guards: facts that failoverd itself supplies, and that every move needs.
 * One row of the table in guard.c each; codes are stable. All are evaluated, none is
 * skipped because another failed.
 */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

#include "core/app.h"
#include "core/calendar.h"

struct engine;

enum guard_id {
	GUARD_MODE,
	GUARD_KILL_SWITCH,
	GUARD_PAUSE,
	GUARD_SOUND,
	GUARD_QUORUM,
	GUARD_HOLD,
	GUARD_COOLDOWN,
	GUARD_BUDGET,
	GUARD_LATCH,
	GUARD_LOSS,
	GUARD_LAG,
	GUARD_PREFLIGHT,
	GUARD_TARGET,
	GUARD_IN_FLIGHT,
	GUARD_FLAPPING,
	GUARD_WINDOW,
	GUARD_APPROVAL,
	GUARD_LEASE,
	GUARD_AGREEMENT,
	GUARD_PLACE,
	GUARD_STABILITY,
	GUARD_LEDGER,
	GUARD_READINESS,
	GUARD_COUNT,
};

struct guard {
	const char *code, *name; /* "G07", "cooldown" */
	bool applies;            /* to this kind of move */
	bool overridden;         /* by the operator's command, or by an approval */
	bool asks;               /* an approval settles it, or is needed because of it */
	enum trit value;
	char text[DETAIL_TEXT]; /* the value and its limit: "moved 12m ago, 1h needed" */
	const char *remedy;     /* what would clear it */
	msec_t clears_at; /* boot time when it clears by itself; MSEC_NEVER: it does not, 0: it
			     holds */
};

/* What is asked for: by a rule, or by an operator. */
struct proposal {
	enum move_kind kind;
	size_t from, to;
	bool automatic;
	bool force; /* failover --force: quorum and loss are overridden too */
	const char *actor;
	const struct rule_spec *rule; /* that proposes it; NULL: a command */
	msec_t held; /* how long the rule has held; for a command: since the facts hold */
};

/* Evaluates the whole table. Returns yes when every guard that applies is yes or overridden. */
enum trit guard_all(const struct engine *engine, const struct proposal *proposal,
    struct guard ret[GUARD_COUNT], struct now now);
const char *guard_code(enum guard_id id); /* "G07" */
const char *guard_name(enum guard_id id); /* "cooldown" */
const char *guard_remedy(enum guard_id id);
/* When failovers, or planned moves, may begin, by G16's limits. */
must_check bool guard_calendar(const struct limits *limits, bool forced, struct calendar *ret,
    struct error *err);
/* It is not yes, but only time is missing, as it is before every move. A pause, a cooldown, a spent
 * budget and flapping end by themselves too, and yet somebody must be told of them. */
bool guard_waits(const struct guard guards[GUARD_COUNT], enum guard_id id);

#endif
