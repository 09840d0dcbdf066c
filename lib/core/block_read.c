/* SPDX-License-Identifier: MIT */
/* Reading what block.c wrote, or what may be anything at all. */
#include <string.h>

#include "core/block.h"
#include "core/block_private.h"

static bool
damage(struct block_reader *reader)
{
	reader->damaged = true;
	reader->left = 0;
	return false;
}

static bool
get_byte(struct block_reader *reader, uint8_t *ret)
{
	if (reader->at == reader->end)
		return damage(reader);
	*ret = *reader->at++;
	return true;
}

static bool
get_long(struct block_reader *reader, uint64_t *ret)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 7 * VARINT_MOST; shift += 7) {
		uint8_t byte;

		if (!get_byte(reader, &byte))
			return false;
		n |= (uint64_t)(byte & 0x7f) << shift;
		if (byte <= 0x7f) {
			*ret = n;
			return true;
		}
	}
	return damage(reader);
}

/* Nearly all are of one byte. */
static inline bool
get(struct block_reader *reader, uint64_t *ret)
{
	if (reader->at < reader->end && *reader->at <= 0x7f) {
		*ret = *reader->at++;
		return true;
	}
	return get_long(reader, ret);
}

static bool
get_fraction(struct block_reader *reader, double *ret)
{
	uint64_t bits = 0;

	if ((size_t)(reader->end - reader->at) < sizeof(bits))
		return damage(reader);
	for (size_t i = 0; i < sizeof(bits); i++)
		bits |= (uint64_t)*reader->at++ << 8 * i;
	memcpy(ret, &bits, sizeof(bits));
	return isfinite(*ret) || damage(reader);
}

static bool
get_value(struct block_reader *reader, double *ret)
{
	uint64_t n;

	if (!get(reader, &n))
		return false;
	if (n == 1)
		return get_fraction(reader, ret);
	*ret = (double)(int64_t)block_unfold(n >> 1);
	return (n & 1) == 0 || damage(reader);
}

/* ---- the head ---- */

static bool
get_count(struct block_reader *reader, size_t most, size_t *ret)
{
	uint64_t n;

	if (!get(reader, &n))
		return false;
	*ret = (size_t)n;
	return n <= most || damage(reader);
}

static bool
get_counts(struct block_reader *reader, uint8_t form)
{
	struct block_summary *sum = &reader->sum;
	size_t room = (size_t)(reader->end - reader->at) / SAMPLE_LEAST;

	if (!get_count(reader, room, &sum->n))
		return false;
	if (sum->n == 0)
		return damage(reader);
	if (!(form & HEAD_GOOD) &&
	    (!get_count(reader, sum->n, &sum->bad) ||
		!get_count(reader, sum->n - sum->bad, &sum->unknown)))
		return false;
	sum->good = sum->n - sum->bad - sum->unknown;
	return true;
}

static bool
get_values(struct block_reader *reader, uint8_t form)
{
	struct block_summary *sum = &reader->sum;
	double first;

	if (!(form & HEAD_VALUE))
		return true;
	if (!get_value(reader, &first))
		return false;
	sum->has_value = true;
	sum->value_least = sum->value_most = reader->last.value = first;
	return ((form & HEAD_LEAST) || get_value(reader, &sum->value_least)) &&
	    ((form & HEAD_MOST) || get_value(reader, &sum->value_most));
}

void
block_read(struct block_reader *reader, const void *data, size_t len, msec_t start)
{
	uint8_t form = 0;
	uint64_t latency = 0;

	*reader = (struct block_reader){ .at = data, .end = (const uint8_t *)data + len };
	block_begin(&reader->last, start);
	reader->start = start;
	if (!get_byte(reader, &form))
		return;
	if ((form & FORM_MASK) != FORM) {
		damage(reader);
		return;
	}
	if (!get_counts(reader, form) || !get(reader, &latency) || !get_values(reader, form))
		return;
	reader->sum.latency_most = (int32_t)block_unfold(latency);
	reader->left = reader->sum.n;
}

/* ---- the samples ---- */

static bool
get_asked(struct block_reader *reader, unsigned grid)
{
	struct block_last *last = &reader->last;
	uint64_t off = grid;
	msec_t asked;

	if (grid == GRID_MASK && !get(reader, &off))
		return false;
	asked = block_moved(block_moved(last->asked, (uint64_t)last->every), block_unfold(off));
	if (grid == GRID_MASK)
		last->every = block_moved(asked, block_distance(last->asked, 0));
	last->asked = asked;
	return true;
}

static bool
get_result(struct block_reader *reader)
{
	struct block_last *last = &reader->last;
	uint8_t byte;

	if (!get_byte(reader, &byte))
		return false;
	last->outcome = byte >> OUTCOME_SHIFT;
	last->reason = byte & REASON_MASK;
	if (last->reason >= REASON_COUNT)
		last->reason = REASON_OTHER; /* of a newer version */
	return last->outcome <= OUTCOME_FAIL || damage(reader);
}

static bool
get_step(struct block_reader *reader)
{
	struct block_last *last = &reader->last;
	uint64_t step;

	if (!get(reader, &step))
		return false;
	last->value = (double)block_moved(block_ground(last->value), block_unfold(step));
	return true;
}

static bool
get_new(struct block_reader *reader, msec_t at)
{
	struct block_last *last = &reader->last;
	uint8_t parts;
	uint64_t step;

	if (!get_byte(reader, &parts))
		return false;
	if (parts > PART_ALL)
		return damage(reader);
	if (parts & PART_HELD)
		last->age = block_moved(at, block_distance(last->value_at, 0));
	else if (get(reader, &step))
		last->age = block_moved(last->age, block_unfold(step));
	if (reader->damaged || (parts & PART_SAME))
		return !reader->damaged;
	return parts & PART_FRACTION ? get_fraction(reader, &last->value) : get_step(reader);
}

static bool
get_form(struct block_reader *reader, enum value_form form, struct sample *ret)
{
	struct block_last *last = &reader->last;

	if ((form == VALUE_STEP && !get_step(reader)) ||
	    (form == VALUE_NEW && !get_new(reader, ret->at)))
		return false;
	last->value_at = block_moved(ret->at, block_distance(last->age, 0));
	ret->has_value = true;
	ret->value = last->value;
	ret->value_at = last->value_at;
	return true;
}

bool
block_next(struct block_reader *reader, struct sample *ret)
{
	struct block_last *last = &reader->last;
	struct sample sample = { 0 };
	uint64_t step;
	uint8_t head;

	if (reader->left == 0)
		return false;
	if (!get_byte(reader, &head) || !get(reader, &step) ||
	    !get_asked(reader, head >> GRID_SHIFT & GRID_MASK) ||
	    ((head & RESULT_NEW) && !get_result(reader)))
		return false;
	step = step << LATENCY_BITS | head >> (8 - LATENCY_BITS);
	last->latency = (int32_t)((uint32_t)last->latency + (uint32_t)block_unfold(step));
	sample.at = block_moved(last->asked, (uint64_t)last->latency);
	sample.latency = last->latency;
	sample.outcome = last->outcome;
	sample.reason = last->reason;
	if ((uint64_t)block_moved(sample.at, block_distance(reader->start, 0)) >= BLOCK_SPAN)
		return damage(reader);
	if ((head & 3) != VALUE_NONE && !get_form(reader, head & 3, &sample))
		return false;
	if (--reader->left == 0 && reader->at != reader->end)
		damage(reader); /* more than was said */
	*ret = sample;
	return true;
}
