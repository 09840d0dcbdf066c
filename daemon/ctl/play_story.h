/* SPDX-License-Identifier: MIT */
/* A scenario in the form for people: played, told, and judged by what it expects. */
#ifndef CTL_PLAY_STORY_H
#define CTL_PLAY_STORY_H

/* Returns the exit status: 0 when all that is expected has happened, 1 when not. */
int play_story(const char *path);

#endif
