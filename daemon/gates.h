/* SPDX-License-Identifier: MIT */
/*
 * The gates of the planned move that may come next (core/check.h): looked at every
 * few minutes, when somebody asks, and afresh when the run of such a move begins.
 * The engine is told for guard G23: an automatic one is not even begun while a gate
 * is closed, or not known. What a person has waived counts as open.
 *
 * The move is the one home; at home, the one to the Region that would be chosen.
 */
#ifndef DAEMON_GATES_H
#define DAEMON_GATES_H

#include "application.h"
#include "core/check.h"

struct gates;

struct gates *gates_new(struct application *application);
void gates_free(struct gates *gates);
/* The number of rounds goes on, so that who waits for one is not told of an older one. */
void gates_inherit(struct gates *gates, const struct gates *from);

/* At each tick: begins when it is time, and tells the engine. */
void gates_look(struct gates *gates, struct now now);
/* Begins now, of a move to that Region; REGION_NONE: of the next one. Returns the number of that
 * round; 0: a run is under way, or there is no such move. */
unsigned gates_run(struct gates *gates, size_t to, struct now now);
/* For the run of a move: whether all are open, by looks that began after `since`, which are begun
 * if need be. Unknown: they go on, or cannot tell. */
enum trit gates_word(struct gates *gates, const struct move *move, msec_t since,
    char ret[DETAIL_TEXT], struct now now);

/* ---- what was found ---- */

struct gate_view {
	const struct check_kind *kind;
	const struct opinion *opinion;
	enum trit is;                /* by itself */
	const struct waiver *waiver; /* NULL: it is not waived, or need not be */
};

struct gates_view {
	unsigned round; /* the newest that has ended; 0: none has */
	bool running;
	msec_t ended, took; /* boot time */
	enum trit good;     /* all of them */
	const struct move *move;
	size_t n;
};

void gates_view(const struct gates *gates, struct gates_view *ret, struct now now);
void gates_view_at(const struct gates *gates, size_t i, struct gate_view *ret, struct now now);

#endif
