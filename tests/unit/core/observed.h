/* SPDX-License-Identifier: MIT */
/* A story that three observers see: one in each Region, and we, a witness elsewhere. */
#ifndef TESTS_UNIT_CORE_OBSERVED_H
#define TESTS_UNIT_CORE_OBSERVED_H

#include "story.h"

#define S MSEC_SECOND
#define M MSEC_MINUTE

enum {
	INSIDE,
	BESIDE,
	WITNESS, /* we */
	N_OBSERVERS
};

static const struct observer_spec observers[N_OBSERVERS] = {
	[INSIDE] = { "east-1", EAST },
	[BESIDE] = { "west-1", WEST },
	[WITNESS] = { "witness", REGION_NONE },
};

/* What the two others say of East; of West they say that it is up, unless they are silent. */
struct others {
	enum vote inside, beside;
};

static inline void
begin(struct story *s)
{
	story_write(s);
	s->app.observers = (struct observers_spec){ observers, N_OBSERVERS, WITNESS, M };
	story_begin(s);
	snprintf(s->engine.config, sizeof(s->engine.config), "0123456789abcdef");
	s->engine.lease = (struct lease){ TRIT_YES, 1, 30 * S };
}

static inline void
hear(struct story *s, size_t observer, enum vote of_east)
{
	struct ballot ballot = { .votes = { [EAST] = of_east, [WEST] = VOTE_UP },
		.sound = true,
		.sequence = s->engine.ballots[observer].sequence + 1,
		.config = "0123456789abcdef",
		.version = BALLOT_VERSION };

	if (of_east != VOTE_NONE)
		engine_heard(&s->engine, observer, &ballot, s->now);
}

static inline void
play(struct story *s, struct others others, msec_t length)
{
	for (msec_t end = s->now.boot + length; s->now.boot < end;) {
		hear(s, INSIDE, others.inside);
		hear(s, BESIDE, others.beside);
		story_second(s);
	}
}

static inline long
until_move(struct story *s, struct others others, msec_t limit)
{
	for (long seconds = 1; seconds <= limit / S; seconds++) {
		play(s, others, S);
		if (s->decision.verb == DECIDE_MOVE)
			return seconds;
	}
	return -1;
}

static const struct others well = { VOTE_UP, VOTE_UP };

#endif
