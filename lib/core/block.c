/* SPDX-License-Identifier: MIT */
#include "core/block.h"

#include <math.h>
#include <string.h>

#include "core/block_private.h"

static uint64_t
bits_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

/* Zero has a sign. */
static bool
identical(double a, double b)
{
	return bits_of(a) == bits_of(b);
}

static void
put(struct buf *buf, uint64_t n)
{
	char bytes[VARINT_MOST];
	size_t len = 0;

	for (; n > 0x7f; n >>= 7)
		bytes[len++] = (char)(n | 0x80);
	bytes[len++] = (char)n;
	buf_add(buf, bytes, len);
}

static void
put_fraction(struct buf *buf, double value)
{
	uint64_t bits = bits_of(value);
	char bytes[sizeof(bits)];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(bits >> 8 * i);
	buf_add(buf, bytes, sizeof(bytes));
}

/* A value that stands alone: twice its folded self, or 1 and eight bytes. */
static void
put_value(struct buf *buf, double value)
{
	if (block_whole(value)) {
		put(buf, block_fold((uint64_t)(int64_t)value) << 1);
	} else {
		put(buf, 1);
		put_fraction(buf, value);
	}
}

static msec_t
minute_of(msec_t wall)
{
	msec_t past = wall % BLOCK_SPAN;

	return wall - (past < 0 ? past + BLOCK_SPAN : past);
}

static void
count(struct block *block, const struct sample *sample, bool valued)
{
	struct block_summary *sum = &block->sum;

	if (sum->n++ == 0 || sample->latency > sum->latency_most)
		sum->latency_most = sample->latency;
	sum->good += sample->outcome == OUTCOME_OK;
	sum->bad += sample->outcome == OUTCOME_FAIL;
	sum->unknown += sample->outcome == OUTCOME_UNKNOWN;
	if (!valued)
		return;
	if (!sum->has_value) {
		sum->has_value = true;
		sum->value_least = sum->value_most = sample->value;
		block->value_first = block->last.value = sample->value;
	}
	if (sample->value < sum->value_least)
		sum->value_least = sample->value;
	if (sample->value > sum->value_most)
		sum->value_most = sample->value;
}

static enum value_form
form_of(const struct block_last *last, const struct sample *sample, msec_t age)
{
	if (age != last->age)
		return VALUE_NEW;
	if (identical(sample->value, last->value))
		return VALUE_SAME;
	return block_whole(sample->value) ? VALUE_STEP : VALUE_NEW;
}

static void
put_step(struct buf *buf, double from, double to)
{
	put(buf, block_fold(block_distance(block_ground(from), (int64_t)to)));
}

static void
put_new(struct block *block, double value, msec_t age, bool held)
{
	bool same = identical(value, block->last.value);
	bool fraction = !same && !block_whole(value);
	struct buf *buf = &block->body;

	buf_putc(buf,
	    (char)((fraction ? PART_FRACTION : 0) | (held ? PART_HELD : 0) |
		(same ? PART_SAME : 0)));
	if (!held)
		put(buf, block_fold(block_distance(block->last.age, age)));
	if (fraction)
		put_fraction(buf, value);
	else if (!same)
		put_step(buf, block->last.value, value);
}

static void
add_value(struct block *block, enum value_form form, const struct sample *sample, msec_t wall,
    msec_t age)
{
	struct block_last *last = &block->last;
	msec_t value_at = block_moved(wall, block_distance(age, 0));

	if (form == VALUE_NONE)
		return;
	if (form == VALUE_STEP)
		put_step(&block->body, last->value, sample->value);
	else if (form == VALUE_NEW)
		put_new(block, sample->value, age, value_at == last->value_at);
	last->value = sample->value;
	last->age = age;
	last->value_at = value_at;
}

static void
add(struct block *block, const struct sample *sample, msec_t wall, bool valued)
{
	struct block_last *last = &block->last;
	msec_t age = block_moved(sample->at, block_distance(sample->value_at, 0));
	msec_t asked = block_moved(wall, block_distance(sample->latency, 0));
	uint64_t off =
	    block_fold(block_distance(block_moved(last->asked, (uint64_t)last->every), asked));
	uint64_t step = block_fold(block_distance(last->latency, sample->latency));
	bool same = sample->outcome == last->outcome && sample->reason == last->reason;
	bool grid = off < GRID_MASK;
	enum value_form form = valued ? form_of(last, sample, age) : VALUE_NONE;

	buf_putc(&block->body,
	    (char)(form | (same ? 0 : RESULT_NEW) | (grid ? off : GRID_MASK) << GRID_SHIFT |
		step << (8 - LATENCY_BITS)));
	put(&block->body, step >> LATENCY_BITS);
	if (!grid) {
		put(&block->body, off);
		last->every = block_moved(asked, block_distance(last->asked, 0));
	}
	if (!same)
		buf_putc(&block->body, (char)(sample->outcome << OUTCOME_SHIFT | sample->reason));
	add_value(block, form, sample, wall, age);
	last->asked = asked;
	last->latency = sample->latency;
	last->outcome = sample->outcome;
	last->reason = sample->reason;
}

bool
block_add(struct block *block, const struct sample *sample, msec_t wall)
{
	bool valued = sample->has_value && isfinite(sample->value);

	if (block->sum.n > 0 && minute_of(wall) != block->start)
		return false;
	if (block->sum.n == 0) {
		block->start = minute_of(wall);
		block_begin(&block->last, block->start);
	}
	count(block, sample, valued);
	add(block, sample, wall, valued);
	return true;
}

void
block_pack(const struct block *block, struct buf *ret)
{
	const struct block_summary *sum = &block->sum;
	bool good = sum->good == sum->n;
	bool least = identical(sum->value_least, block->value_first);
	bool most = identical(sum->value_most, block->value_first);

	if (sum->n == 0)
		return;
	buf_putc(ret,
	    (char)(FORM | (good ? HEAD_GOOD : 0) | (sum->has_value ? HEAD_VALUE : 0) |
		(least ? HEAD_LEAST : 0) | (most ? HEAD_MOST : 0)));
	put(ret, sum->n);
	if (!good) {
		put(ret, sum->bad);
		put(ret, sum->unknown);
	}
	put(ret, block_fold((uint64_t)(int64_t)sum->latency_most));
	if (sum->has_value)
		put_value(ret, block->value_first);
	if (sum->has_value && !least)
		put_value(ret, sum->value_least);
	if (sum->has_value && !most)
		put_value(ret, sum->value_most);
	buf_add(ret, block->body.data, block->body.len);
}

void
block_clear(struct block *block)
{
	struct buf body = block->body;

	buf_clear(&body);
	*block = (struct block){ .body = body };
}

void
block_done(struct block *block)
{
	buf_done(&block->body);
	*block = (struct block){ 0 };
}
