/* SPDX-License-Identifier: MIT */
/*
 * One observer of a scenario: an engine as the daemon has one, fed with what
 * this observer sees. Its clock for people may be wrong; its clock for logic is
 * the scenario's.
 */
#ifndef CTL_PLAY_WATCH_H
#define CTL_PLAY_WATCH_H

#include "core/alert.h"
#include "play_calm.h"
#include "play_line.h"

#define PLAY_PROBES_MOST (PLAY_ENDPOINTS_MOST + 8)

/* What a probe asks. */
enum play_asks {
	PLAY_ASKS_ENDPOINT,
	PLAY_ASKS_LAG,
	PLAY_ASKS_TOPOLOGY,
	PLAY_ASKS_CONTROLS,
	PLAY_ASKS_SECRET,
	PLAY_ASKS_NAME,
};

struct play_watch {
	const struct play_scene *scene;
	struct app app; /* the application, with this observer as self */
	struct engine engine;
	struct decision decision;
	struct alerts alerts;
	bool alive;         /* its process runs */
	bool killed;        /* and does not, whatever the machine does */
	bool stopped;       /* it runs, and gets no time */
	msec_t wall_offset; /* of its wall clock */
	size_t place;       /* where it believes to stand */
	unsigned turn;
	uint8_t asks[PLAY_PROBES_MOST]; /* enum play_asks */
	msec_t step;                    /* AWS is asked by no probe but at multiples of it */
	struct play_class classes[PLAY_PROBES_MOST];
	struct play_recent recent[PLAY_PROBES_MOST][REGIONS_MOST];
	struct play_stir stir;
	msec_t
	    restless; /* boot time until when an answer unlike the one before makes a difference */
};

void play_watch_init(struct play_watch *watch, const struct play_scene *scene,
    const struct app *app, size_t self, const char *digest, struct now now);
void play_watch_done(struct play_watch *watch);
/* A new process, that remembers so much. */
void play_watch_start(struct play_watch *watch, const struct memory *memory, struct now now);
/* The scenario's time as this observer has it. */
struct now play_watch_now(const struct play_watch *watch, struct now now);
/* It runs, and the world hears of it. */
bool play_watch_reachable(const struct play_watch *watch, const struct play_line *line);

#endif
