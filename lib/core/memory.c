/* SPDX-License-Identifier: MIT */
#include "core/memory.h"

#include <string.h>

void
memory_moved(struct memory *memory, enum move_kind kind, bool automatic, msec_t wall)
{
	if (memory->n_moves == MOVES_MOST) {
		memmove(memory->moves, memory->moves + 1,
		    (MOVES_MOST - 1) * sizeof(memory->moves[0]));
		memory->n_moves--;
	}
	memory->moves[memory->n_moves++] = (struct past_move){ wall, kind, automatic };
	memory->latched = kind == MOVE_FAILOVER && automatic;
	memory->n_waivers = 0;
}

bool
memory_waive(struct memory *memory, const struct waiver *waiver)
{
	size_t i = 0;

	while (i < memory->n_waivers && strcmp(memory->waivers[i].gate, waiver->gate) != 0)
		i++;
	if (i == WAIVERS_MOST)
		return false;
	memory->waivers[i] = *waiver;
	if (i == memory->n_waivers)
		memory->n_waivers++;
	return true;
}

const struct waiver *
memory_waiver(const struct memory *memory, const char *gate, msec_t wall)
{
	for (size_t i = 0; i < memory->n_waivers; i++)
		if (strcmp(memory->waivers[i].gate, gate) == 0 && wall < memory->waivers[i].until)
			return &memory->waivers[i];
	return NULL;
}

static bool
shift(msec_t *time, msec_t jump, msec_t latest)
{
	msec_t was = *time;

	if (was == 0)
		return false;
	*time = was + jump < latest ? was + jump : latest;
	return *time != was;
}

/* What lasts a while lasts as long. */
static bool
shift_approval(struct approval *approval, msec_t jump, msec_t wall)
{
	msec_t length = approval->expires - approval->asked;

	if (!shift(&approval->asked, jump, wall))
		return false;
	approval->expires = approval->asked + length;
	return true;
}

struct outage
memory_outage(const struct outage *outage, msec_t offset)
{
	struct outage ret = *outage;

	if (ret.at == 0)
		return (struct outage){ 0 };
	ret.at += offset;
	if (ret.seen != 0)
		ret.seen += offset;
	for (size_t r = 0; r < REGIONS_MOST; r++)
		if (ret.lag[r].at != 0)
			ret.lag[r].at += offset;
	return ret;
}

/* All of it alike, for only what lies between its times counts. */
static bool
shift_outage(struct outage *outage, msec_t jump, msec_t wall)
{
	msec_t latest = outage->seen > outage->at ? outage->seen : outage->at;

	if (outage->at == 0 || (jump == 0 && latest <= wall))
		return false;
	*outage = memory_outage(outage, latest + jump < wall ? jump : wall - latest);
	return true;
}

bool
memory_shift(struct memory *memory, msec_t jump, msec_t wall)
{
	bool changed = shift(&memory->since, jump, wall);

	changed = shift(&memory->acked, jump, wall) || changed;
	/* A pause lasts a day at most, so one that is longer was begun by a wrong clock. */
	if (memory->pause.on)
		changed = shift(&memory->pause.until, jump, wall + MSEC_DAY) || changed;
	changed = shift_approval(&memory->approval, jump, wall) || changed;
	changed = shift_outage(&memory->outage, jump, wall) || changed;
	for (size_t i = 0; i < memory->n_moves; i++)
		changed = shift(&memory->moves[i].at, jump, wall) || changed;
	/* As a pause. */
	for (size_t i = 0; i < memory->n_waivers; i++)
		changed = shift(&memory->waivers[i].until, jump, wall + MSEC_DAY) || changed;
	return changed;
}

bool
memory_held(const struct memory *memory, enum failback failback)
{
	const struct past_move *last;

	if (memory->n_moves == 0)
		return false;
	last = &memory->moves[memory->n_moves - 1];
	if (last->automatic || memory->acked > last->at)
		return false;
	return last->kind == MOVE_SWITCHOVER ||
	    (last->kind == MOVE_FAILOVER && failback == FAILBACK_APPROVE);
}
