/* SPDX-License-Identifier: MIT */
/*
 * The samples of one probe of one Region within one minute, packed: some two
 * bytes for a usual answer, and a head that sums them up.
 *
 * Times in a block are wall times, for a block outlives a reboot. What was read
 * from elsewhere may be damaged: a reader never leaves its memory, and says so.
 *
 *	head	form, n, what was not good, greatest latency, values
 *	body	n samples, each against what the one before lets expect
 */
#ifndef CORE_BLOCK_H
#define CORE_BLOCK_H

#include "base/buf.h"
#include "base/clock.h"
#include "core/sample.h"

#define BLOCK_SPAN MSEC_MINUTE

struct block_summary {
	size_t n, good, bad, unknown;
	int32_t latency_most;
	bool has_value;
	double value_least, value_most; /* when has_value */
};

/* What the next sample is held against. */
struct block_last {
	msec_t asked, every; /* when the question went out; after the one before that */
	msec_t age, value_at;
	double value;
	int32_t latency;
	uint8_t outcome, reason;
};

/* Being filled. Zeroed it is empty and valid. */
struct block {
	struct buf body;
	msec_t start; /* wall time: the beginning of the minute, when sum.n > 0 */
	struct block_summary sum;
	double value_first;
	struct block_last last;
};

/* sample's times are boot times, wall is the wall time of sample->at. false: it is of another
 * minute than those before and was not taken; pack what there is, clear, and add it again. */
bool block_add(struct block *block, const struct sample *sample, msec_t wall);
/* Head and body, added to ret; nothing for an empty block. */
void block_pack(const struct block *block, struct buf *ret);
void block_clear(struct block *block); /* empties, keeps the memory */
void block_done(struct block *block);

struct block_reader {
	const uint8_t *at, *end; /* borrowed */
	struct block_summary sum;
	msec_t start;
	size_t left;  /* samples to come */
	bool damaged; /* what was read so far is good, there is no more */
	struct block_last last;
};

/* Reads the head: sum is valid when it is not damaged. Costs the same for any block. */
void block_read(struct block_reader *reader, const void *data, size_t len, msec_t start);
/* false: there is no further sample, or the block is damaged. Times are wall times; a clock that
 * was set back makes them go back. */
bool block_next(struct block_reader *reader, struct sample *ret);

define_autodone(struct block, block_done)

#endif
