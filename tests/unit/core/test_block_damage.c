/* SPDX-License-Identifier: MIT */
/* A block that is damaged says so, and is read in bounds. */
#include "block_scene.h"

#include <math.h>

#define SHAKEN 200000

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_cut_short_says_so),
		cmocka_unit_test(what_is_too_long_says_so),
		cmocka_unit_test(what_cannot_be_is_damaged),
		cmocka_unit_test(a_reason_to_come_is_another),
		cmocka_unit_test(anything_at_all_is_read_in_bounds),
	};

	return cmocka_run_group_tests_name("block_damage", tests, NULL, NULL);
}
