/* SPDX-License-Identifier: MIT */
/* What people do in a scenario: commands, pauses, moves by hand; and what becomes of processes. */
#ifndef CTL_PLAY_OPERATOR_H
#define CTL_PLAY_OPERATOR_H

#include "play_team.h"

/* What happens before the observers look. */
void play_operator_events(struct play_team *team, const struct play_line *line);
/* Commands, given to the one that may act, after it has looked. */
void play_operator_commands(struct play_team *team, const struct play_line *line);

#endif
