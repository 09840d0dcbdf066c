/* SPDX-License-Identifier: MIT */
/*
 * What is answered over time, in words:
 *
 *	ok 10m, fail 30% 5m (timeout), ok x20, none
 *
 * A part is what comes back - ok, fail, unknown, none (nothing at all), or a value:
 * 300ms, 14 - then, if not all answers do, how many of a hundred; then for how
 * long, or for how many answers; then, in brackets, the reason, or how long an
 * answer takes, or how old a value is. The last part lasts for ever, unless
 * "repeat" follows it.
 */
#ifndef CTL_PLAY_SERIES_H
#define CTL_PLAY_SERIES_H

#include "base/error.h"
#include "core/reason.h"

#define PLAY_PARTS_MOST 24

struct play_part {
	enum reason reason; /* REASON_NONE: no answer comes at all */
	bool has_value;
	double value;
	int share;     /* of a hundred answers; the others are good */
	int32_t takes; /* milliseconds until the answer; -1: as usual */
	msec_t age;    /* of the value; -1: as usual */
	msec_t length; /* 0: see answers */
	long answers;  /* 0: and it lasts for ever */
};

struct play_series {
	struct play_part parts[PLAY_PARTS_MOST];
	size_t n;
	bool repeat;
};

/* Where in a series its reader is; it only goes on. every: the pause between its answers. */
struct play_cursor {
	const struct play_series *series;
	msec_t every;
	size_t part;
	msec_t until; /* when the part ends; 0: not known yet */
};

/* text is cut to pieces. */
must_check bool play_series_read(char *text, struct play_series *ret, struct error *err);
const struct play_part *play_series_at(struct play_cursor *cursor, msec_t t);

#endif
