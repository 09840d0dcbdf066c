/* SPDX-License-Identifier: MIT */
/* What the kinds of drill share. */
#ifndef DAEMON_DRILLS_PRIVATE_H
#define DAEMON_DRILLS_PRIVATE_H

#include "command.h"
#include "drills.h"

#define DRILL_ID 24

enum drill_phase {
	DRILL_TRYING, /* rehearse: what is needed is being tried */
	DRILL_OUT,    /* live: the switchover */
	DRILL_THERE,  /* live: until it is time to go back, or guards allow it */
	DRILL_BACK,   /* live: the failback */
	DRILL_OVER,
};

/* Region names, for a reload may come between. */
struct drill {
	enum drill_kind kind;
	enum drill_phase phase;
	int number;
	enum move_kind move; /* rehearse */
	char from[64], to[64];
	char actor[64], reason[160];
	msec_t began, ended;        /* wall time */
	msec_t back_after, back_at; /* live; back_at: wall time, 0: not yet known */
	char out[RUN_ID], back[RUN_ID];
	json_t *legs;    /* live: what each way took; owned, may be NULL */
	msec_t next_try; /* boot time; live, to go back */
	char held[640];  /* what holds the way back, told last */
	unsigned round;  /* rehearse: of the doctor */
};

struct drills {
	struct application *application;
	int next;
	msec_t good[DRILL_KINDS][DRILL_WAYS];
	struct drill *under_way; /* NULL: none is */
	json_t **ret_record;     /* while one begins: where the record of its end goes */
	bool recalled;           /* the newest event was read */
	bool overdue;            /* that was told */
};

const char *drill_id(const struct drill *drill, char ret[DRILL_ID]);
/* As the ledger keeps it. */
json_t *drill_record(const struct drills *drills, const struct drill *drill);
/* Notes where it stands. */
void drill_note(struct drills *drills);
void drill_tell_begin(const struct drills *drills);
/* The end of the one that is under way; takes over more, members for its record, which may be
 * NULL. good: it showed what it was to show. */
void drill_end(struct drills *drills, bool good, const char *text, json_t *more, struct now now);

void drill_look_live(struct drills *drills, struct now now);
void drill_look_rehearsal(struct drills *drills, struct now now);
/* Begins the one that is under way already, and weighed. */
bool drill_begin_live(struct drills *drills, const struct drill_order *order, struct reply *ret,
    struct now now);
bool drill_begin_rehearsal(struct drills *drills, struct reply *ret, struct now now);
void drill_begin_injection(struct drills *drills, const struct drill_order *order, struct now now);

#endif
