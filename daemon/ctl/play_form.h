/* SPDX-License-Identifier: MIT */
/*
 * A scenario in the form for people, as tests/scenario/README.md describes it:
 * one sentence a line, an application's own configuration, what is answered over
 * time, what happens, and what is expected of it.
 */
#ifndef CTL_PLAY_FORM_H
#define CTL_PLAY_FORM_H

#include "config/config.h"
#include "play_expect.h"
#include "play_series.h"

#define PLAY_ANY ((size_t)-1)

/* A sentence about what is answered. The later one of two that speak of the same wins. */
struct play_said {
	size_t region, endpoint, observer; /* PLAY_ANY: each critical one; each observer */
	struct play_series series;
};

struct play_timed {
	msec_t at;
	struct play_event event;
};

struct play_form {
	char title[160];
	struct play_scene scene;
	struct config *config;    /* owned */
	struct play_said *said;   /* owned, as the two below */
	struct play_timed *timed; /* in the order of their times */
	struct play_expect *expects;
	size_t n_said, n_timed, n_expects;
	msec_t takes[MOVE_FAILBACK + 1]; /* how long the database needs for a move */
	msec_t length;
	bool exact; /* each second is looked at, also those in which nothing can happen */
};

must_check bool play_form_load(const char *path, struct play_form *ret, struct error *err);
void play_form_done(struct play_form *form);

define_autodone(struct play_form, play_form_done)

#endif
