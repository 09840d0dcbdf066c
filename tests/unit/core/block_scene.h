/* SPDX-License-Identifier: MIT */
/* Samples of one minute, chosen or by chance, and the block that they are packed into. */
#ifndef TESTS_UNIT_CORE_BLOCK_SCENE_H
#define TESTS_UNIT_CORE_BLOCK_SCENE_H

#include "core/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "test.h"

#define WALL  1795528800000 /* the beginning of a minute */
#define BOOT  (7 * MSEC_HOUR)
#define MOST  400 /* samples */
#define SEEDS 2000

static unsigned seed;

static inline unsigned
any(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* A good answer of a moment of the wall clock. */
static inline struct sample
answer(msec_t wall, int32_t latency)
{
	return (struct sample){ .at = wall - WALL + BOOT,
		.latency = latency,
		.outcome = OUTCOME_OK,
		.reason = REASON_OK };
}

static inline struct sample
valued(msec_t wall, double value, msec_t age)
{
	struct sample ret = answer(wall, 80);

	ret.has_value = true;
	ret.value = value;
	ret.value_at = ret.at - age;
	return ret;
}

static inline struct sample
judged(msec_t wall, enum reason reason)
{
	struct sample ret = answer(wall, 80);

	sample_judge(&ret, reason);
	return ret;
}

static inline msec_t
wall_of(const struct sample *sample)
{
	return sample->at - BOOT + WALL;
}

static inline void
assert_came(const struct sample *in, const struct sample *out)
{
	assert_int_equal(out->at, wall_of(in));
	assert_int_equal(out->latency, in->latency);
	assert_int_equal(out->outcome, in->outcome);
	assert_int_equal(out->reason, in->reason);
	assert_int_equal(out->has_value, in->has_value);
	if (!in->has_value)
		return;
	assert_memory_equal(&out->value, &in->value, sizeof(in->value));
	assert_int_equal(out->value_at, in->value_at - BOOT + WALL);
}

static inline void
pack(const struct sample *samples, size_t n, struct buf *ret)
{
	autofree(block_done) struct block block = { 0 };

	for (size_t i = 0; i < n; i++)
		assert_true(block_add(&block, &samples[i], wall_of(&samples[i])));
	block_pack(&block, ret);
}

/* From memory that ends where the block does: who reads further is caught. */
static inline char *
exact(const struct buf *buf)
{
	char *ret = xcalloc(buf->len, 1);

	memcpy(ret, buf->data, buf->len);
	return ret;
}

static inline double
any_value(void)
{
	static const double few[] = { 0, 1, -1, 0.1, 1e9, -1e17, 1e308, 90 };

	return any(2) ? few[any(COUNT(few))] : (double)any(10000) / (any(2) ? 1 : 7);
}

/* Mostly in order, as answers of a probe come; now and then not at all. */
static inline size_t
any_samples(struct sample ret[MOST])
{
	size_t n = 1 + any(any(10) ? 20 : MOST);
	msec_t every = 1 + any(6000), at = any(BLOCK_SPAN);
	unsigned calm = 1 + any(20);

	for (size_t i = 0; i < n; i++) {
		msec_t wall = WALL + (at + any(8)) % BLOCK_SPAN;
		bool has_value = any(calm) > 0;

		ret[i] = has_value ? valued(wall, any_value(), any(2) ? 0 : (msec_t)any(300) - 20)
				   : answer(wall, 0);
		ret[i].latency = (int32_t)any(any(calm) ? 300 : 60000);
		if (any(calm) == 0)
			sample_judge(&ret[i], (enum reason)any(REASON_COUNT));
		at = any(30) ? at + every : any(BLOCK_SPAN);
	}
	return n;
}

#endif
