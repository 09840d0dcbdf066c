/* SPDX-License-Identifier: MIT */
/* What was put into a block comes out of it, and nothing else does: not from a damaged one either.
 */
#include "core/block.h"

#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define WALL     1795528800000 /* the beginning of a minute */
#define BOOT     (7 * MSEC_HOUR)
#define MOST     400
#define SEEDS    2000
#define SHAKEN   200000
#define EVERY    (5 * MSEC_SECOND)
#define USUAL    12 /* answers a minute */
#define MINUTES  1000
#define PER_MOST 3.0 /* bytes of a usual answer, its part of the head included */

static unsigned seed;

static unsigned
any(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* A good answer of a moment of the wall clock. */
static struct sample
answer(msec_t wall, int32_t latency)
{
	return (struct sample){ .at = wall - WALL + BOOT,
		.latency = latency,
		.outcome = OUTCOME_OK,
		.reason = REASON_OK };
}

static struct sample
valued(msec_t wall, double value, msec_t age)
{
	struct sample ret = answer(wall, 80);

	ret.has_value = true;
	ret.value = value;
	ret.value_at = ret.at - age;
	return ret;
}

static struct sample
judged(msec_t wall, enum reason reason)
{
	struct sample ret = answer(wall, 80);

	sample_judge(&ret, reason);
	return ret;
}

static msec_t
wall_of(const struct sample *sample)
{
	return sample->at - BOOT + WALL;
}

static void
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

static void
pack(const struct sample *samples, size_t n, struct buf *ret)
{
	autofree(block_done) struct block block = { 0 };

	for (size_t i = 0; i < n; i++)
		assert_true(block_add(&block, &samples[i], wall_of(&samples[i])));
	block_pack(&block, ret);
}

/* From memory that ends where the block does: who reads further is caught. */
static char *
exact(const struct buf *buf)
{
	char *ret = xcalloc(buf->len, 1);

	memcpy(ret, buf->data, buf->len);
	return ret;
}

static void
assert_returns(const struct sample *samples, size_t n)
{
	autofree(buf_done) struct buf buf = { 0 };
	autofree(xfree) char *data = NULL;
	struct block_reader reader;
	struct sample out;

	pack(samples, n, &buf);
	data = exact(&buf);
	block_read(&reader, data, buf.len, WALL);
	for (size_t i = 0; i < n; i++) {
		assert_true(block_next(&reader, &out));
		assert_came(&samples[i], &out);
	}
	assert_false(block_next(&reader, &out));
	assert_false(reader.damaged);
}

static void
every_kind_of_answer_returns(void **state)
{
	const struct sample samples[] = {
		answer(WALL, 0),
		answer(WALL + 5080, 80),
		judged(WALL + 10080, REASON_TIMEOUT),
		judged(WALL + 10080, REASON_BLOCKED), /* at once */
		judged(WALL + 15080, REASON_NONE),
		judged(WALL + 9000, REASON_OK), /* the clock was set back */
		valued(WALL + 20080, 21, 0),
		valued(WALL + 25080, 21, 0),
		valued(WALL + 30080, 20, 0),
		valued(WALL + 31080, -20, 0),
		valued(WALL + 32080, 0, 0),
		valued(WALL + 33080, -0.0, 0),
		valued(WALL + 34080, 84.5, 61000),  /* measured elsewhere, in the minute before */
		valued(WALL + 39080, 84.5, 66000),  /* the same datapoint */
		valued(WALL + 44080, 84.5, 66000),  /* the next */
		valued(WALL + 44080, 1e300, -5000), /* of the future */
		valued(WALL + 45080, 4503599627370496.0, 0),
		valued(WALL + 45080, -4503599627370495.0, 0),
		valued(WALL + 45080, 5e-324, 0),
		answer(WALL + 59999, INT32_MAX),
		answer(WALL + 59999, 0),
	};

	for (size_t n = 1; n <= COUNT(samples); n++)
		assert_returns(samples, n);
	for (size_t from = 0; from < COUNT(samples); from++)
		assert_returns(&samples[from], COUNT(samples) - from);
}

static void
every_reason_returns(void **state)
{
	struct sample samples[REASON_COUNT];

	for (int r = 0; r < REASON_COUNT; r++)
		samples[r] = judged(WALL + r * MSEC_SECOND, (enum reason)r);
	assert_returns(samples, REASON_COUNT);
}

static double
any_value(void)
{
	static const double few[] = { 0, 1, -1, 0.1, 1e9, -1e17, 1e308, 90 };

	return any(2) ? few[any(COUNT(few))] : (double)any(10000) / (any(2) ? 1 : 7);
}

/* Mostly in order, as answers of a probe come; now and then not at all. */
static size_t
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

static void
any_answers_return(void **state)
{
	struct sample samples[MOST];

	for (unsigned s = 1; s <= SEEDS; s++) {
		seed = s;
		assert_returns(samples, any_samples(samples));
	}
}

static struct block_summary
sum_up(const struct sample *samples, size_t n)
{
	struct block_summary sum = {
		.n = n, .latency_most = INT32_MIN, .value_least = INFINITY, .value_most = -INFINITY
	};

	for (const struct sample *sample = samples; sample < samples + n; sample++) {
		sum.good += sample->outcome == OUTCOME_OK;
		sum.bad += sample->outcome == OUTCOME_FAIL;
		sum.unknown += sample->outcome == OUTCOME_UNKNOWN;
		if (sample->latency > sum.latency_most)
			sum.latency_most = sample->latency;
		if (!sample->has_value)
			continue;
		sum.has_value = true;
		if (sample->value < sum.value_least)
			sum.value_least = sample->value;
		if (sample->value > sum.value_most)
			sum.value_most = sample->value;
	}
	return sum;
}

static void
assert_sum(const struct block_summary *a, const struct block_summary *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->good, b->good);
	assert_int_equal(a->bad, b->bad);
	assert_int_equal(a->unknown, b->unknown);
	assert_int_equal(a->latency_most, b->latency_most);
	assert_int_equal(a->has_value, b->has_value);
	if (a->has_value)
		assert_true(a->value_least == b->value_least && a->value_most == b->value_most);
}

static void
the_head_sums_up(void **state)
{
	struct sample samples[MOST];

	for (unsigned s = 1; s <= SEEDS; s++) {
		autofree(buf_done) struct buf buf = { 0 };
		struct block_reader reader;
		struct block_summary sum;
		size_t n;

		seed = s;
		n = any_samples(samples);
		sum = sum_up(samples, n);
		pack(samples, n, &buf);
		block_read(&reader, buf.data, buf.len, WALL);
		assert_sum(&reader.sum, &sum);
	}
}

static void
another_minute_is_not_taken(void **state)
{
	static const msec_t others[] = { WALL - 1, WALL + BLOCK_SPAN, WALL + MSEC_DAY, 0, -1 };
	autofree(block_done) struct block block = { 0 };
	struct sample sample = answer(WALL, 1);

	assert_true(block_add(&block, &sample, WALL));
	assert_true(block_add(&block, &sample, WALL + BLOCK_SPAN - 1));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(block_add(&block, &sample, others[i]));
	assert_int_equal(block.sum.n, 2);
	for (size_t i = 0; i < COUNT(others); i++) {
		block_clear(&block);
		assert_true(block_add(&block, &sample, others[i]));
		assert_true(block.start <= others[i] && others[i] < block.start + BLOCK_SPAN);
		assert_int_equal(block.start % BLOCK_SPAN, 0);
	}
}

static void
what_is_no_number_is_no_value(void **state)
{
	static const double none[] = { NAN, INFINITY, -INFINITY };

	for (size_t i = 0; i < COUNT(none); i++) {
		autofree(buf_done) struct buf buf = { 0 };
		struct sample sample = valued(WALL, none[i], 0), out;
		struct block_reader reader;

		pack(&sample, 1, &buf);
		block_read(&reader, buf.data, buf.len, WALL);
		assert_true(block_next(&reader, &out));
		assert_false(out.has_value || reader.sum.has_value);
	}
}

static void
an_empty_block_is_nothing(void **state)
{
	autofree(buf_done) struct buf buf = { 0 };
	struct block block = { 0 };
	struct block_reader reader;
	struct sample out;

	block_pack(&block, &buf);
	assert_int_equal(buf.len, 0);
	block_read(&reader, "", 0, WALL);
	assert_true(reader.damaged);
	assert_false(block_next(&reader, &out));
}

/* ---- damage ---- */

static void
what_is_cut_short_says_so(void **state)
{
	struct sample samples[MOST], out;

	for (unsigned s = 1; s <= SEEDS / 20; s++) {
		autofree(buf_done) struct buf buf = { 0 };
		size_t n;

		seed = s;
		n = any_samples(samples);
		pack(samples, n, &buf);
		for (; buf.len > 0; buf.len--) {
			autofree(xfree) char *data = exact(&buf);
			struct block_reader reader;
			size_t read = 0;

			block_read(&reader, data, buf.len - 1, WALL);
			for (; block_next(&reader, &out); read++)
				assert_came(&samples[read], &out);
			assert_true(reader.damaged);
			assert_true(read < n);
		}
	}
}

static void
what_is_too_long_says_so(void **state)
{
	autofree(buf_done) struct buf buf = { 0 };
	struct sample sample = answer(WALL, 1), out;
	struct block_reader reader;

	pack(&sample, 1, &buf);
	buf_puts(&buf, "more");
	block_read(&reader, buf.data, buf.len, WALL);
	assert_false(reader.damaged);
	assert_true(block_next(&reader, &out));
	assert_came(&sample, &out);
	assert_true(reader.damaged);
	assert_false(block_next(&reader, &out));
}

/* Each as the words for it say. */
static void
what_cannot_be_is_damaged(void **state)
{
	static const struct {
		const char *what;
		const char data[24];
		size_t len, good;
	} cases[] = {
		{ "nothing but a form", "\x11", 1, 0 },
		{ "another form", "\x12\x01\x00\x18\x00", 5, 0 },
		{ "no samples", "\x11\x00\x00", 3, 0 },
		{ "more samples than room", "\x11\x03\x00\x18\x00", 5, 0 },
		{ "more bad than all", "\x01\x01\x02\x00\x00\x18\x00", 7, 0 },
		{ "more unknown than rest", "\x01\x01\x01\x01\x00\x18\x00", 7, 0 },
		{ "a number without end", "\x11\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12,
		    0 },
		{ "a value of no kind", "\xf1\x01\x00\x03\x01\x00", 6, 0 },
		{ "a value that is none",
		    "\xf1\x01\x00\x01\x00\x00\x00\x00\x00\x00\xf8\x7f\x01\x00", 14, 0 },
		{ "an outcome of no kind", "\x01\x01\x00\x00\x00\x04\x00\xc1", 8, 0 },
		{ "a time outside", "\x11\x02\x00\x00\x00\x08\x00", 7, 1 },
		{ "a value cut off", "\xf1\x02\x00\x02\x00\x00\x02\x00", 8, 1 },
		{ "a part of no kind", "\xf1\x01\x00\x02\x03\x00\x08\x00", 8, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct block_reader reader;
		struct sample out;
		size_t good = 0;

		block_read(&reader, cases[i].data, cases[i].len, WALL);
		while (block_next(&reader, &out))
			good++;
		if (!reader.damaged || good != cases[i].good)
			fail_msg("%s: %zu read", cases[i].what, good);
	}
}

static void
a_reason_to_come_is_another(void **state)
{
	static const char data[] = "\x11\x01\x00\x04\x00\x7f";
	struct block_reader reader;
	struct sample out;

	block_read(&reader, data, sizeof(data) - 1, WALL);
	assert_true(block_next(&reader, &out));
	assert_int_equal(out.outcome, OUTCOME_OK);
	assert_int_equal(out.reason, REASON_OTHER);
	assert_false(reader.damaged);
}

/* Whatever it reads is of that minute, and there is an end to it. */
static void
anything_at_all_is_read_in_bounds(void **state)
{
	struct sample samples[MOST], out;
	autofree(buf_done) struct buf buf = { 0 };

	seed = 1;
	for (int i = 0; i < SHAKEN; i++) {
		struct block_reader reader;
		autofree(xfree) char *data = NULL;

		if (i % 100 == 0) {
			buf_clear(&buf);
			pack(samples, any_samples(samples), &buf);
		}
		data = exact(&buf);
		for (unsigned n = any(4); n <= 4; n++)
			data[any((unsigned)buf.len)] = (char)any(256);
		block_read(&reader, data, buf.len, WALL);
		for (size_t n = 0; block_next(&reader, &out); n++) {
			assert_true(n < buf.len);
			assert_true(out.at >= WALL && out.at < WALL + BLOCK_SPAN);
			assert_true(out.outcome <= OUTCOME_FAIL && out.reason < REASON_COUNT);
			assert_true(!out.has_value || isfinite(out.value));
		}
	}
}

/* ---- size ---- */

/* Answers to a probe of a web page: asked each five seconds, give or take the wake-up of a timer;
 * the value is the days of the certificate. */
static void
a_usual_answer_takes_three_bytes(void **state)
{
	size_t bytes = 0;

	seed = 3;
	for (int minute = 0; minute < MINUTES; minute++) {
		autofree(buf_done) struct buf buf = { 0 };
		struct sample samples[USUAL];

		for (int i = 0; i < USUAL; i++) {
			int32_t latency = (int32_t)(70 + any(30) + (any(30) ? 0 : any(400)));

			samples[i] = valued(WALL + 1310 + i * EVERY + any(2) + latency, 57, 0);
			samples[i].latency = latency;
		}
		pack(samples, USUAL, &buf);
		bytes += buf.len;
	}
	assert_true((double)bytes / (MINUTES * USUAL) < PER_MOST);
	print_message("%.2f bytes an answer\n", (double)bytes / (MINUTES * USUAL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_answer_returns),
		cmocka_unit_test(every_reason_returns),
		cmocka_unit_test(any_answers_return),
		cmocka_unit_test(the_head_sums_up),
		cmocka_unit_test(another_minute_is_not_taken),
		cmocka_unit_test(what_is_no_number_is_no_value),
		cmocka_unit_test(an_empty_block_is_nothing),
		cmocka_unit_test(what_is_cut_short_says_so),
		cmocka_unit_test(what_is_too_long_says_so),
		cmocka_unit_test(what_cannot_be_is_damaged),
		cmocka_unit_test(a_reason_to_come_is_another),
		cmocka_unit_test(anything_at_all_is_read_in_bounds),
		cmocka_unit_test(a_usual_answer_takes_three_bytes),
	};

	return cmocka_run_group_tests_name("block", tests, NULL, NULL);
}
