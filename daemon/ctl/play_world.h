/* SPDX-License-Identifier: MIT */
/*
 * The world of a scenario in the form for people: makes each second's line from
 * what is said of it, from what happens, and from the moves that are made.
 */
#ifndef CTL_PLAY_WORLD_H
#define CTL_PLAY_WORLD_H

#include "play_form.h"

struct play_world {
	const struct play_form *form;
	const struct play_team *team;
	struct play_cursor *cursors; /* owned: [(observer * n_endpoints + endpoint) * n_regions +
					region]; without a series all is well */
	size_t next;                 /* of form->timed */
	size_t writer, secret, name; /* Regions; secret and name: REGION_NONE: as it should be */
	bool in_flight, moves_fail;
};

void play_world_init(struct play_world *world, const struct play_form *form,
    const struct play_team *team, struct play_line *line);
void play_world_done(struct play_world *world);
/* The next second. */
void play_world_second(struct play_world *world, struct play_line *line, long t);

define_autodone(struct play_world, play_world_done)

#endif
