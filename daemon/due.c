/* SPDX-License-Identifier: MIT */
#include "due.h"

#define AGAIN (10 * MSEC_MINUTE)

/* Nearer than the last that was recorded, or long after it. */
static bool
miss_is_due(struct due_memory *memory, const struct miss *miss, msec_t now)
{
	if (miss->at == 0)
		return false;
	if (memory->missed_state != miss->state)
		for (size_t i = 0; i < RULES_MOST; i++)
			memory->missed[i].at = 0;
	memory->missed_state = miss->state;
	if (memory->missed[miss->rule].at > 0 && now - memory->missed[miss->rule].at < AGAIN &&
	    miss->held <= memory->missed[miss->rule].held)
		return false;
	memory->missed[miss->rule].at = now;
	memory->missed[miss->rule].held = miss->held;
	return true;
}

/* Those that hold it back, but for those that only wait, and those that an approval settles. */
static unsigned
blockers(const struct decision *decision)
{
	unsigned ret = 0;

	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *g = &decision->guards[i];

		if (g->applies && !g->overridden && !g->asks && g->value != TRIT_YES &&
		    !guard_waits(decision->guards, i))
			ret |= 1U << i;
	}
	return ret;
}

/* What was pending and is so again soon goes on. */
static void
forget_blocked(struct due_memory *memory, const struct decision *decision, msec_t now)
{
	bool again = decision->weighed && !memory->pending;

	if (decision->weighed && memory->kind != decision->proposal.kind)
		memory->blocked = 0;
	if (again && now - memory->blocked_at >= AGAIN)
		memory->blocked = 0;
	memory->pending = decision->weighed;
}

static bool
blocked_is_due(struct due_memory *memory, const struct decision *decision, msec_t now)
{
	unsigned news;

	forget_blocked(memory, decision, now);
	if (!decision->weighed || decision->verb != DECIDE_NOTHING)
		return false;
	memory->kind = decision->proposal.kind;
	news = blockers(decision) & ~memory->blocked;
	memory->blocked |= news;
	if (news != 0)
		memory->blocked_at = now;
	return news != 0;
}

unsigned
due_of(struct due_memory *memory, const struct decision *decision, msec_t now)
{
	unsigned ret = 0;

	if (miss_is_due(memory, &decision->missed, now))
		ret |= DUE_MISS;
	if (blocked_is_due(memory, decision, now))
		ret |= DUE_BLOCKED;
	if (decision->verb != DECIDE_NOTHING && decision->verb != DECIDE_MOVE)
		ret |= DUE_VERB;
	return ret;
}
