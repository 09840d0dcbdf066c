/* SPDX-License-Identifier: MIT */
/* What a rerun would have done, and what it nearly did, as a list. */
#ifndef CORE_DEED_H
#define CORE_DEED_H

#include "core/rerun.h"

#define DEED_TEXT 512

enum deed_kind {
	DEED_MOVE,     /* it would have moved */
	DEED_WOULD,    /* the same, but mode is observe */
	DEED_PROPOSE,  /* an operator would have been asked */
	DEED_HELD,     /* it held for long enough, and guards were in the way to the end */
	DEED_MISS,     /* it did not hold for long enough */
	DEED_FOLLOWED, /* somebody else moved it */
};

struct deed {
	enum deed_kind kind;
	msec_t at;    /* wall time: of the decision; HELD, MISS: when it ended */
	msec_t since; /* since when the rule held */
	enum move_kind move;
	size_t from, to;     /* indices into app->regions; REGION_NONE */
	msec_t detect;       /* from the onset of the outage to the decision; -1: there was none */
	msec_t held, needed; /* as far as it got */
	bool open;           /* it went on at the end of what was recorded */
	char evidence[256];
	char guards[DEED_TEXT]; /* that were in the way, but for time: "G10 loss (...), ..." */
};

struct deeds {
	struct deed *list; /* by at; owned */
	size_t n, cap;

	/* Of each rule of the state: what is going on. */
	struct deed_episode {
		bool on, told;
		unsigned guards; /* a bit each: those that are in the text */
		msec_t shown;    /* held when the evidence was written */
		struct deed deed;
	} episodes[RULES_MOST];

	size_t state;
};

/* A rerun_tick_fn; deeds, zeroed at first, is its arg. */
void deeds_tick(const struct rerun *rerun, const struct decision *decision, struct now now,
    void *arg);
/* After rerun_finish(): what goes on is told as far as it got. */
void deeds_end(struct deeds *deeds, const struct rerun *rerun);
void deeds_done(struct deeds *deeds);

size_t deeds_count(const struct deeds *deeds, enum deed_kind kind);
/* The median time to detect of failovers that would have been, MOVE and WOULD; -1: there is none.
 */
msec_t deeds_detect(const struct deeds *deeds);
const char *deed_name(enum deed_kind kind); /* "move", "would-move", "near-miss"; stable */

define_autodone(struct deeds, deeds_done)

#endif
