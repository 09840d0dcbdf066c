/* SPDX-License-Identifier: MIT */
/*
 * Blocks in, minutes out: what was kept of each probe of each Region, unpacked
 * and laid side by side.
 */
#ifndef CORE_REEL_H
#define CORE_REEL_H

#include "core/block.h"
#include "core/rerun.h"

struct reel;

/* minute is valid during the call. */
typedef void reel_minute_fn(const struct reel *reel, const struct minute *minute, void *arg);

/* One probe of one Region, in the order in which they were met. */
struct reel_track {
	char *region, *probe; /* owned */
	size_t n;             /* samples so far */
	msec_t first, last;   /* wall times of the first and the newest sample; 0: there was none */
	const void *region_id, *probe_id; /* what the caller last called it by */
};

struct reel {
	struct reel_track *tracks;
	size_t n_tracks;
	size_t blocks, damaged; /* of the damaged ones, what could be read was */
	reel_minute_fn *on_minute;
	void *arg;

	/* of the minute that is gathered */
	struct sample *samples;
	struct reel_part *parts; /* of each track */
	struct stretch *stretches;
	size_t n_samples, cap, n_parts, next;
	msec_t start;
	bool open;
};

void reel_init(struct reel *reel, reel_minute_fn *on_minute, void *arg);
void reel_done(struct reel *reel);

/* Blocks come in the order of their minutes. */
void reel_block(struct reel *reel, const char *region, const char *probe, msec_t start,
    const void *data, size_t len);
/* A sample that was not in a block; in the same order. */
void reel_sample(struct reel *reel, const char *region, const char *probe,
    const struct sample *sample);
void reel_end(struct reel *reel); /* there is no more: tells the last minute */

define_autodone(struct reel, reel_done)

#endif
