/* SPDX-License-Identifier: MIT */
/* What was put into a block comes out of it, and nothing else does. */
#include "block_scene.h"

#include <math.h>

#define EVERY    (5 * MSEC_SECOND)
#define USUAL    12 /* answers a minute */
#define MINUTES  1000
#define PER_MOST 3.0 /* bytes of a usual answer, its part of the head included */

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
		cmocka_unit_test(a_usual_answer_takes_three_bytes),
	};

	return cmocka_run_group_tests_name("block", tests, NULL, NULL);
}
