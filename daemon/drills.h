/* SPDX-License-Identifier: MIT */
/*
 * Drills of an application: moves that are rehearsed, supposed or really made to
 * practise them. Each is kept in the ledger, from which they are known after a
 * restart; none ever holds a move back, and whatever else moves the application
 * ends the one that is under way.
 *
 *	rehearse  everything that a move needs is tried, nothing is changed
 *	inject    an outage is supposed (core/inject.h), on a copy of the engine
 *	live      a switchover, and after a while a failback, both real
 */
#ifndef DAEMON_DRILLS_H
#define DAEMON_DRILLS_H

#include <jansson.h>

#include "application.h"

enum drill_kind {
	DRILL_REHEARSE,
	DRILL_INJECT,
	DRILL_LIVE,
	DRILL_KINDS,
};

/* Where it practises to go: a live one both ways. */
enum drill_way {
	DRILL_AWAY,
	DRILL_HOME,
	DRILL_WAYS,
};

struct drills;

struct drills *drills_new(struct application *application);
void drills_free(struct drills *drills);
/* At the start: what the ledger has of them, and one that was interrupted. */
void drills_recall(struct drills *drills);
void drills_inherit(struct drills *drills, const struct drills *from);

/* At each tick, and when a run has ended. */
void drills_look(struct drills *drills, struct now now);
void drills_run_ended(struct drills *drills, const struct run *run, struct now now);

/* ---- to begin one ---- */

struct drill_order {
	enum drill_kind kind;
	enum move_kind move; /* rehearse */
	const char *to;      /* live: the Region; NULL: the best */
	msec_t lasting;      /* inject */
	msec_t back_after;   /* live: so long after its arrival it goes back */
	const char *actor, *reason;
};

struct reply;

/* false: it does not begin; ret says why, as for any command. Else ret_record is the caller's: the
 * record of the one that is under way, or has ended already. */
must_check bool drills_begin(struct drills *drills, const struct drill_order *order,
    struct reply *ret, json_t **ret_record, struct now now);

/* ---- to be seen ---- */

const char *drill_kind_name(enum drill_kind kind); /* "live" */
const char *drill_way_name(enum drill_way way);    /* "away" */
/* Wall time of the newest good one; 0: there is none. */
msec_t drills_good(const struct drills *drills, enum drill_kind kind, enum drill_way way);
/* The one that is under way, as the ledger has it; null: none is. */
json_t *drills_under_way(const struct drills *drills);

#endif
