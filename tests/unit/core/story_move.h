/* SPDX-License-Identifier: MIT */
/* Moves within a story: those that were decided, and those that an operator asks for. */
#ifndef TESTS_UNIT_CORE_STORY_MOVE_H
#define TESTS_UNIT_CORE_STORY_MOVE_H

#include "story.h"

static inline struct run
story_run(const struct decision *decision)
{
	const struct proposal *p = &decision->proposal;

	return (struct run){ .move = { .kind = p->kind,
				 .from = p->from,
				 .to = p->to,
				 .automatic = p->automatic,
				 .run = "r-0001" } };
}

/* The move that was decided begins, takes three minutes, and ends so. */
static inline void
story_move(struct story *s, enum run_status status)
{
	struct run run = story_run(&s->decision);

	run.status = status;
	engine_begin(&s->engine, &s->decision, s->now);
	if (status == RUN_DONE)
		s->truth.writer = s->truth.traffic = run.move.to;
	story_play(s, 3 * MSEC_MINUTE);
	engine_end(&s->engine, &run, s->now);
}

/* An operator asks for a move. */
static inline void
story_command(struct story *s, enum move_kind kind, size_t from, size_t to, bool force)
{
	engine_command(&s->engine,
	    &(struct proposal){
		.kind = kind, .from = from, .to = to, .force = force, .actor = "ann" },
	    &s->decision, s->now);
}

/* Away from home for `away`, after a failover. */
static inline void
story_away(struct story *s, msec_t away)
{
	story_init(s);
	story_settle(s);
	story_region(s, EAST, SAYS_BAD);
	assert_int_equal(story_until(s, DECIDE_MOVE, 10 * MSEC_MINUTE), 180);
	story_move(s, RUN_DONE);
	story_region(s, EAST, SAYS_GOOD);
	story_play(s, away);
}

#endif
