/* SPDX-License-Identifier: MIT */
/*
 * What a scenario expects, one sentence each:
 *
 *	failover to us-west-2 in 11m..14m     something happens
 *	never failover in 0..30m              or does not
 *	once alert page loss by 12m
 *	refuse G21                            with this in its text
 *	at 12m state failing-over             something is so
 *	at 12m blocked by G07                 or: not blocked by G07
 *	at 12m says unless it recovers
 */
#ifndef CTL_PLAY_EXPECT_H
#define CTL_PLAY_EXPECT_H

#include "play_team.h"

#define PLAY_FOUND 256

/* What must be so at a moment. */
enum play_so {
	PLAY_SO_NONE, /* nothing: something must happen, or must not */
	PLAY_SO_STATE,
	PLAY_SO_ACTIVE,
	PLAY_SO_WRITER,
	PLAY_SO_BLOCKED,
	PLAY_SO_PENDING,
	PLAY_SO_FACT,
	PLAY_SO_SAYS,
};

struct play_expect {
	char text[160];
	int line;        /* in the scenario's file */
	msec_t from, to; /* the same at a moment */
	enum play_so so;
	bool negate, once;
	char word[PLAY_NAME]; /* what happens; or what must be so */
	char severity[PLAY_NAME];
	size_t region;   /* REGION_NONE: any */
	size_t observer; /* n: whoever may act */
	char rest[PLAY_NAME];
	int seen; /* how often it happened in that time */
	bool done, good;
	char found[PLAY_FOUND]; /* what there was instead */
};

/* text is cut to pieces. */
must_check bool play_expect_read(const struct play_scene *scene, const struct app *app, char *text,
    struct play_expect *ret, struct error *err);
/* Something happened. */
void play_expect_note(struct play_expect *expect, const struct play_scene *scene,
    const struct play_action *action);
/* A second has passed. */
void play_expect_look(struct play_expect *expect, const struct play_team *team);
/* The scenario is over. */
void play_expect_end(struct play_expect *expect);

#endif
