/* SPDX-License-Identifier: MIT */
/*
 * How a block is written. Only lib/core/block*.c includes it.
 *
 * A sample begins with a byte:
 *
 *	bits 0-1	its value: of enum value_form
 *	bit 2		outcome and reason are not those before: a byte with both follows
 *	bits 3-5	how far the question was from where the grid expects it, in
 *			milliseconds, folded; 7: that follows, and is the new grid
 *	bits 6-7	the lowest bits of the step of the latency, folded; the rest follows
 *
 * Folded is 0, -1, 1, -2, ... as 0, 1, 2, 3, ...; what follows is a varint, lowest
 * seven bits first. The grid is that of the questions: they go out by a timer,
 * while answers come when they come.
 *
 * All sums wrap: a damaged block may hold any number.
 */
#ifndef CORE_BLOCK_PRIVATE_H
#define CORE_BLOCK_PRIVATE_H

#include <assert.h>
#include <math.h>

#include "core/block.h"

#define FORM       1 /* of the whole block */
#define FORM_MASK  0x0f
#define HEAD_GOOD  0x10 /* all are */
#define HEAD_VALUE 0x20
#define HEAD_LEAST 0x40 /* the first value is the least */
#define HEAD_MOST  0x80 /* the first value is the greatest */

#define RESULT_NEW   0x04
#define GRID_SHIFT   3
#define GRID_MASK    7
#define LATENCY_BITS 2

#define OUTCOME_SHIFT 6 /* of the byte with outcome and reason */
#define REASON_MASK   0x3f

#define SAMPLE_LEAST 2 /* bytes */
#define VARINT_MOST  10
#define NUMBER_MOST  ((double)(1LL << 52)) /* a double is exact up to there */

enum value_form {
	VALUE_NONE,
	VALUE_SAME, /* the value before, of the same age */
	VALUE_STEP, /* of the same age; both are whole: the step, folded */
	VALUE_NEW,  /* a byte of enum value_part; the age unless it is held, then the value */
};

enum value_part {
	PART_FRACTION = 1, /* eight bytes, else as for VALUE_STEP */
	PART_HELD = 2,     /* of the same moment as before; else the step of the age, folded */
	PART_SAME = 4,     /* the value before: nothing follows */
	PART_ALL = 7,
};

static_assert(REASON_COUNT <= REASON_MASK, "a reason fits beside its outcome");

static inline uint64_t
block_fold(uint64_t n)
{
	return n << 1 ^ (0 - (n >> 63));
}

static inline uint64_t
block_unfold(uint64_t n)
{
	return n >> 1 ^ (0 - (n & 1));
}

static inline uint64_t
block_distance(int64_t from, int64_t to)
{
	return (uint64_t)to - (uint64_t)from;
}

static inline int64_t
block_moved(int64_t from, uint64_t by)
{
	return (int64_t)((uint64_t)from + by);
}

static inline bool
block_whole(double value)
{
	return fabs(value) < NUMBER_MOST && value == (double)(int64_t)value &&
	    !(value == 0 && signbit(value));
}

/* The value before, as what a step counts from. */
static inline int64_t
block_ground(double value)
{
	return block_whole(value) ? (int64_t)value : 0;
}

/* What the first sample is held against. */
static inline void
block_begin(struct block_last *ret, msec_t start)
{
	*ret = (struct block_last){ .asked = start, .outcome = OUTCOME_OK, .reason = REASON_OK };
}

#endif
