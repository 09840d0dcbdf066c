/* SPDX-License-Identifier: MIT */
/* How much of a history there is: on its way to the disk, by age, by size. */
#include "io/history.h"

#include "test.h"

#include "history_scene.h"

#define MIN(n) (WALL + (n)*MSEC_MINUTE)

static void
what_the_disk_does_not_keep_up_with_is_dropped(void **state)
{
	static char large[100000];
	struct scene s;
	size_t n = 0;
	char said[1024];

	memset(large, 'a', sizeof(large) - 1);
	scene_init(&s);
	while (history_lost(s.history) < 10) { /* nothing is done with until the loop runs */
		scene_block(&s, "east", "api", MIN(n), large);
		assert_true(n++ < 1000);
	}
	scene_said(&s, said);
	assert_non_null(strstr(said, "trouble: the disk of history.db does not keep up"));
	assert_null(strstr(strchr(said, '\n'), "trouble")); /* once for the ten */
	assert_int_equal(history_lost(s.history), 10);
	scene_block(&s, "east", "api", MIN(n), "x");
	scene_settle(&s);
	assert_int_equal(history_lost(s.history), 10);
	scene_done(&s);
}

static void
what_is_old_is_pruned(void **state)
{
	struct scene s;
	int days = 10;

	scene_init(&s);
	for (int d = 0; d < days; d++) {
		scene_block(&s, "east", "api", WALL + d * MSEC_DAY, "x");
		history_place(s.history, "shop", WALL + d * MSEC_DAY, "east");
		history_record(s.history, "shop", WALL + d * MSEC_DAY, "{}");
	}
	for (int i = 0; i < days; i++)
		history_prune(s.history, WALL + 7 * MSEC_DAY + 1, 1 << 30);
	scene_assert_silent(&s);
	assert_string_equal(scene_blocks(&s, 0, FOREVER),
	    "10080 east api x\n11520 east api x\n12960 east api x\n");
	/* where it was at that time is still known */
	assert_string_equal(scene_places(&s, 0, FOREVER),
	    "604800000 east\n691200000 east\n777600000 east\n");
	assert_string_equal(scene_records(&s, 0, FOREVER), "691200000 {}\n777600000 {}\n");
	for (int i = 0; i < days; i++)
		history_prune(s.history, WALL + 100 * MSEC_DAY, 1 << 30);
	scene_settle(&s);
	assert_string_equal(scene_blocks(&s, 0, FOREVER), "");
	assert_string_equal(scene_places(&s, 0, FOREVER), "777600000 east\n");
	history_prune(s.history, WALL + 100 * MSEC_DAY, 1 << 30); /* nothing is left */
	scene_assert_silent(&s);
	scene_done(&s);
}

static void
a_wrong_clock_does_not_cost_the_whole_past(void **state)
{
	struct scene s;

	scene_init(&s);
	for (int d = 0; d < 3; d++)
		scene_block(&s, "east", "api", WALL + d * MSEC_DAY, "x");
	history_prune(s.history, WALL + 3650 * MSEC_DAY, 1 << 30);
	scene_settle(&s);
	assert_string_equal(scene_blocks(&s, 0, FOREVER), "1440 east api x\n2880 east api x\n");
	scene_done(&s);
}

/* ---- who reads for ever ---- */

struct stay {
	struct scene *s;
	bool full;
};

static bool
write_until_full(const char *region, const char *probe, msec_t start, const void *data, size_t len,
    void *arg)
{
	static const char text[100000 + 1] = { [0 ... 99999] = 'a' };
	struct stay *stay = arg;

	for (int i = 0; i < 1000 && !stay->full; i++) {
		scene_block(stay->s, "east", "api", MIN(1 + i), text);
		scene_settle(stay->s);
		stay->full = stay->s->told.len > 0;
	}
	return false;
}

static void
a_reader_that_stays_does_not_fill_the_disk(void **state)
{
	autofree(history_file_close) struct history_file *file = NULL;
	struct scene s;
	struct stay stay = { &s, false };

	scene_init(&s);
	scene_block(&s, "east", "api", MIN(0), "x");
	scene_settle(&s);
	file = scene_file(&s);
	assert_true(history_file_blocks(file, "shop", 0, FOREVER, write_until_full, &stay, &s.err));
	assert_true(stay.full);
	scene_assert_said(&s, "trouble: ",
	    "is being read by another program for so long that its log is full; end that one");
	scene_block(&s, "east", "api", MIN(2000), "x"); /* it is gone */
	scene_assert_said(&s, "works: ", "");
	scene_done(&s);
}

/* ---- how large it becomes ---- */

static off_t
size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

/* Some 45 kB an hour. */
static void
write_hours(struct scene *s, int from, int to)
{
	static const char text[512 + 1] = { [0 ... 511] = 'a' };

	for (int hour = from; hour < to; hour++) {
		for (int m = 0; m < 60; m++)
			scene_block(s, "east", "api", MIN(hour * 60 + m), text);
		scene_settle(s);
	}
}

static void
what_is_too_large_is_pruned_and_the_file_shrinks(void **state)
{
	const int64_t most = 1 << 20;
	struct scene s;
	off_t whole;

	scene_init(&s);
	write_hours(&s, 0, 120);
	scene_close(&s);
	whole = size_of(s.db);
	assert_true(whole > 3 * most);
	scene_open(&s);
	history_prune(s.history, 0, most);
	scene_assert_silent(&s);
	scene_close(&s);
	assert_true(size_of(s.db) <= most);
	assert_true(size_of(s.db) > most / 2); /* the newest is there */
	scene_blocks(&s, MIN(7140), FOREVER);
	assert_non_null(strstr(buf_text(&s.rows), "7199 east api a"));
	scene_blocks(&s, 0, MIN(3600));
	assert_string_equal(buf_text(&s.rows), "");
	scene_done(&s);
}

static void
the_file_stays_within_its_size_for_ever(void **state)
{
	const int64_t most = 1 << 20;
	struct scene s;

	scene_init(&s);
	for (int hour = 0; hour < 300; hour++) {
		write_hours(&s, hour, hour + 1);
		history_prune(s.history, 0, most);
	}
	scene_assert_silent(&s);
	scene_close(&s);
	assert_true(size_of(s.db) <= most);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_disk_does_not_keep_up_with_is_dropped),
		cmocka_unit_test(what_is_old_is_pruned),
		cmocka_unit_test(a_wrong_clock_does_not_cost_the_whole_past),
		cmocka_unit_test(a_reader_that_stays_does_not_fill_the_disk),
		cmocka_unit_test(what_is_too_large_is_pruned_and_the_file_shrinks),
		cmocka_unit_test(the_file_stays_within_its_size_for_ever),
	};

	return cmocka_run_group_tests_name("history size", tests, NULL, NULL);
}
