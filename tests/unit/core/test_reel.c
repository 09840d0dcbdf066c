/* SPDX-License-Identifier: MIT */
/* What was packed minute by minute comes out minute by minute, each track with its own. */
#include "core/reel.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#define WALL 1795528800000 /* the beginning of a minute */

/* "0 east.api 1 2; west.api 3|": the minute, the track, the latencies of its samples. */
static void
on_minute(const struct reel *reel, const struct minute *minute, void *arg)
{
	struct buf *said = arg;

	buf_printf(said, "%d", (int)((minute->start - WALL) / MSEC_MINUTE));
	for (size_t t = 0; t < minute->n_tracks; t++) {
		if (minute->tracks[t].n == 0)
			continue;
		buf_printf(said, " %s.%s", reel->tracks[t].region, reel->tracks[t].probe);
		for (size_t i = 0; i < minute->tracks[t].n; i++)
			buf_printf(said, " %d", minute->tracks[t].samples[i].latency);
	}
	buf_putc(said, '|');
}

static struct sample
answer(int minute, int second, int32_t latency)
{
	return (struct sample){ .at = WALL + minute * MSEC_MINUTE + second * MSEC_SECOND,
		.latency = latency,
		.outcome = OUTCOME_OK,
		.reason = REASON_OK };
}

/* A block of the samples with the latencies first to last, a second apart. */
static void
put(struct reel *reel, const char *region, int minute, int first, int last)
{
	autofree(block_done) struct block block = { 0 };
	autofree(buf_done) struct buf packed = { 0 };

	for (int i = first; i <= last; i++) {
		struct sample sample = answer(minute, i, i);

		assert_true(block_add(&block, &sample, sample.at));
	}
	block_pack(&block, &packed);
	reel_block(reel, region, "api", WALL + minute * MSEC_MINUTE, packed.data, packed.len);
}

static void
it_tells_the_minutes_one_by_one(void **state)
{
	autofree(buf_done) struct buf said = { 0 };
	autofree(reel_done) struct reel reel;
	char east[] = "east"; /* the same name at another place */

	reel_init(&reel, on_minute, &said);
	put(&reel, "east", 0, 1, 3);
	put(&reel, "west", 0, 4, 5);
	put(&reel, east, 1, 6, 6);
	put(&reel, east, 1, 7, 8);
	put(&reel, "south", 3, 9, 9);
	assert_string_equal(buf_text(&said), "0 east.api 1 2 3 west.api 4 5|1 east.api 6 7 8|");
	reel_end(&reel);
	reel_end(&reel);
	assert_string_equal(buf_text(&said),
	    "0 east.api 1 2 3 west.api 4 5|1 east.api 6 7 8|3 south.api 9|");
	assert_int_equal(reel.n_tracks, 3);
	assert_int_equal(reel.blocks, 5);
	assert_int_equal(reel.damaged, 0);
	assert_int_equal(reel.tracks[0].n, 6);
	assert_int_equal(reel.tracks[0].first, WALL + MSEC_SECOND);
	assert_int_equal(reel.tracks[0].last, WALL + 68 * MSEC_SECOND);
}

static void
it_takes_samples_that_were_never_packed(void **state)
{
	autofree(buf_done) struct buf said = { 0 };
	autofree(reel_done) struct reel reel;
	struct sample samples[] = { answer(0, 1, 1), answer(0, 31, 2), answer(2, 1, 3) };

	reel_init(&reel, on_minute, &said);
	for (size_t i = 0; i < COUNT(samples); i++)
		reel_sample(&reel, "east", "api", &samples[i]);
	reel_end(&reel);
	assert_string_equal(buf_text(&said), "0 east.api 1 2|2 east.api 3|");
}

static void
it_lays_a_track_together_that_comes_in_pieces(void **state)
{
	autofree(buf_done) struct buf said = { 0 };
	autofree(reel_done) struct reel reel;

	reel_init(&reel, on_minute, &said);
	for (int i = 0; i < 6; i++) {
		struct sample sample = answer(i / 5, i, i);

		reel_sample(&reel, i % 2 ? "west" : "east", "api", &sample);
	}
	put(&reel, "east", 1, 7, 8);
	put(&reel, "west", 1, 9, 9);
	reel_end(&reel);
	assert_string_equal(buf_text(&said),
	    "0 east.api 0 2 4 west.api 1 3|1 east.api 7 8 west.api 5 9|");
}

static void
it_keeps_what_can_be_read_of_a_damaged_block(void **state)
{
	autofree(buf_done) struct buf said = { 0 };
	autofree(reel_done) struct reel reel;
	autofree(block_done) struct block block = { 0 };
	autofree(buf_done) struct buf packed = { 0 };

	for (int i = 1; i <= 4; i++) {
		struct sample sample = answer(0, i, i);

		assert_true(block_add(&block, &sample, sample.at));
	}
	block_pack(&block, &packed);
	reel_init(&reel, on_minute, &said);
	reel_block(&reel, "east", "api", WALL, packed.data, packed.len - 1);
	reel_block(&reel, "west", "api", WALL, "", 0);
	reel_end(&reel);
	assert_string_equal(buf_text(&said), "0 east.api 1 2 3|");
	assert_int_equal(reel.damaged, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_tells_the_minutes_one_by_one),
		cmocka_unit_test(it_takes_samples_that_were_never_packed),
		cmocka_unit_test(it_lays_a_track_together_that_comes_in_pieces),
		cmocka_unit_test(it_keeps_what_can_be_read_of_a_damaged_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
