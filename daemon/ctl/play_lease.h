/* SPDX-License-Identifier: MIT */
/* Which observer may act: one that lives, that others hear of, and that does not stand in the
 * Region that serves as long as another one can. */
#ifndef CTL_PLAY_LEASE_H
#define CTL_PLAY_LEASE_H

#include "play_team.h"

void play_lease_follow(struct play_team *team, const struct play_line *line);
/* As an observer knows it. */
struct lease play_lease_of(const struct play_team *team, const struct play_line *line, size_t i);

#endif
