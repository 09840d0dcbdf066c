/* SPDX-License-Identifier: MIT */
#include "io/history.h"

#include "test.h"

#include <signal.h>
#include <sys/wait.h>

#include "history_scene.h"

#define MIN(n) (WALL + (n)*MSEC_MINUTE)

static void
blocks_come_back_by_time_then_by_series(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_block(&s, "west", "api", MIN(1), "a");
	scene_block(&s, "east", "api", MIN(1), "b");
	scene_block(&s, "east", "lag", MIN(0), "c");
	scene_block(&s, "east", "api", MIN(0), "d");
	scene_settle(&s);
	assert_string_equal(scene_blocks(&s, 0, FOREVER),
	    "0 east api d\n0 east lag c\n1 west api a\n1 east api b\n");
	scene_close(&s);
	assert_string_equal(scene_blocks(&s, MIN(1), FOREVER), "1 west api a\n1 east api b\n");
	scene_done(&s);
}

/* After a restart, or when the clock was set back. */
static void
the_same_minute_may_come_again(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_block(&s, "east", "api", MIN(0), "first");
	scene_block(&s, "east", "api", MIN(0), "second");
	scene_close(&s);
	scene_open(&s);
	scene_block(&s, "east", "api", MIN(0), "third");
	scene_settle(&s);
	assert_string_equal(scene_blocks(&s, 0, FOREVER),
	    "0 east api first\n0 east api second\n0 east api third\n");
	scene_done(&s);
}

static void
a_span_has_every_minute_that_it_touches(void **state)
{
	static const struct {
		msec_t since, until;
		const char *blocks;
	} cases[] = {
		{ MIN(0), MIN(1), "0" },
		{ MIN(0), MIN(1) + 1, "01" },
		{ MIN(1) - 1, MIN(1) + 1, "01" },
		{ MIN(1), MIN(3), "12" },
		{ MIN(1) + 1, MIN(2), "1" },
		{ MIN(3), FOREVER, "" },
		{ 0, MIN(0), "" },
		{ MIN(2), MIN(2), "" },
	};
	struct scene s;

	scene_init(&s);
	for (int i = 0; i < 3; i++)
		scene_block(&s, "east", "api", MIN(i), (char[]){ (char)('0' + i), '\0' });
	scene_settle(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char found[8] = "";

		scene_blocks(&s, cases[i].since, cases[i].until);
		for (const char *at = buf_text(&s.rows); *at; at = strchr(at, '\n') + 1)
			strncat(found, at, 1);
		assert_string_equal(found, cases[i].blocks);
	}
	scene_done(&s);
}

static void
any_bytes_are_kept(void **state)
{
	static const char data[] = { 0, 'a', 0, (char)255, '\n', 0 };
	struct scene s;
	struct history_block block = { "shop", "east", "api", MIN(0), data, sizeof(data) };

	scene_init(&s);
	history_block(s.history, &block);
	block.len = 0;
	history_block(s.history, &block);
	scene_settle(&s);
	scene_blocks(&s, 0, FOREVER);
	assert_int_equal(s.rows.len, 2 * strlen("0 east api \n"));
	scene_done(&s);
}

static void
an_application_sees_only_its_own(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_block(&s, "east", "api", MIN(0), "ours");
	history_block(s.history,
	    &(struct history_block){ "bank", "east", "api", MIN(0), "theirs", 6 });
	history_place(s.history, "bank", MIN(0), "west");
	history_record(s.history, "bank", MIN(0), "{}");
	scene_settle(&s);
	assert_string_equal(scene_blocks(&s, 0, FOREVER), "0 east api ours\n");
	assert_string_equal(scene_places(&s, 0, FOREVER), "");
	assert_string_equal(scene_records(&s, 0, FOREVER), "");
	assert_string_equal(scene_find(&s, FOREVER), "");
	scene_done(&s);
}

static void
the_place_before_a_span_comes_first(void **state)
{
	static const struct {
		msec_t since, until;
		const char *places;
	} cases[] = {
		{ 0, FOREVER, "10 east\n20 west\n30 \n40 east\n" },
		{ WALL + 10, FOREVER, "10 east\n20 west\n30 \n40 east\n" },
		{ WALL + 19, WALL + 30, "10 east\n20 west\n" },
		{ WALL + 20, WALL + 21, "20 west\n" },
		{ WALL + 35, WALL + 36, "30 \n" },
		{ WALL + 90, FOREVER, "40 east\n" },
		{ 0, WALL + 10, "" },
	};
	struct scene s;

	scene_init(&s);
	history_place(s.history, "shop", WALL + 10, "east");
	history_place(s.history, "shop", WALL + 20, "east");
	history_place(s.history, "shop", WALL + 20, "west"); /* the later one counts */
	history_place(s.history, "shop", WALL + 30, "");
	history_place(s.history, "shop", WALL + 40, "east");
	scene_settle(&s);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(scene_places(&s, cases[i].since, cases[i].until),
		    cases[i].places);
	scene_done(&s);
}

static void
the_newest_record_before_a_moment_is_found(void **state)
{
	struct scene s;

	scene_init(&s);
	history_record(s.history, "shop", WALL + 20, "{\"n\":2}");
	history_record(s.history, "shop", WALL + 10, "{\"n\":1}");
	history_record(s.history, "shop", WALL + 20, "{\"n\":3}");
	assert_string_equal(scene_find(&s, FOREVER), "20 {\"n\":3}\n");
	assert_string_equal(scene_find(&s, WALL + 20), "20 {\"n\":3}\n");
	assert_string_equal(scene_find(&s, WALL + 19), "10 {\"n\":1}\n");
	assert_string_equal(scene_find(&s, WALL + 9), "");
	assert_true(s.good);
	assert_string_equal(scene_records(&s, 0, FOREVER),
	    "10 {\"n\":1}\n20 {\"n\":2}\n20 {\"n\":3}\n");
	assert_string_equal(scene_records(&s, WALL + 11, WALL + 20), "");
	scene_done(&s);
}

static bool
on_app(const char *app, msec_t first, msec_t last, void *arg)
{
	struct scene *s = arg;

	buf_printf(&s->rows, "%s %" PRId64 " %" PRId64 "\n", app, first - WALL, last - WALL);
	return true;
}

static void
the_applications_are_listed_with_what_there_is_of_them(void **state)
{
	autofree(history_file_close) struct history_file *file = NULL;
	struct scene s;

	scene_init(&s);
	scene_block(&s, "east", "api", MIN(0), "x");
	scene_block(&s, "east", "api", MIN(7), "x");
	history_block(s.history, &(struct history_block){ "bank", "w", "p", MIN(2), "x", 1 });
	history_place(s.history, "third", MIN(0), "east"); /* no samples */
	scene_settle(&s);
	file = scene_file(&s);
	assert_true(history_file_apps(file, on_app, &s, &s.err));
	assert_string_equal(buf_text(&s.rows), "bank 120000 120000\nshop 0 420000\n");
	scene_done(&s);
}

static bool
only_one(const char *region, const char *probe, msec_t start, const void *data, size_t len,
    void *arg)
{
	++*(int *)arg;
	return false;
}

static void
a_reader_may_have_enough(void **state)
{
	autofree(history_file_close) struct history_file *file = NULL;
	struct scene s;
	int n = 0;

	scene_init(&s);
	scene_block(&s, "east", "api", MIN(0), "x");
	scene_block(&s, "east", "api", MIN(1), "x");
	scene_settle(&s);
	file = scene_file(&s);
	assert_true(history_file_blocks(file, "shop", 0, FOREVER, only_one, &n, &s.err));
	assert_int_equal(n, 1);
	assert_true(history_file_blocks(file, "shop", 0, FOREVER, only_one, &n, &s.err));
	assert_int_equal(n, 2);
	scene_done(&s);
}

/* ---- reading while it is written ---- */

struct reading {
	struct scene *s;
	int n;
};

/* Writes more with each block that is read, and waits for that. */
static bool
write_meanwhile(const char *region, const char *probe, msec_t start, const void *data, size_t len,
    void *arg)
{
	struct reading *reading = arg;

	scene_block(reading->s, "east", "api", MIN(1000 + reading->n++), "later");
	scene_block(reading->s, "east", "newer", MIN(0), "later");
	scene_settle(reading->s);
	assert_true(reading->s->good);
	return true;
}

static void
a_reader_sees_one_moment_and_holds_nobody_up(void **state)
{
	autofree(history_file_close) struct history_file *file = NULL;
	struct scene s;
	struct reading reading = { &s, 0 };

	scene_init(&s);
	for (int i = 0; i < 100; i++)
		scene_block(&s, "east", "api", MIN(i), "x");
	scene_settle(&s);
	file = scene_file(&s);
	assert_true(history_file_blocks(file, "shop", 0, FOREVER, write_meanwhile, &reading,
	    &s.err));
	assert_int_equal(reading.n, 100);
	assert_true(history_file_blocks(file, "shop", 0, FOREVER, write_meanwhile, &reading,
	    &s.err));
	assert_int_equal(reading.n, 100 + 300);
	assert_int_equal(history_lost(s.history), 0);
	scene_assert_silent(&s);
	scene_done(&s);
}

static void
what_was_written_outlives_a_kill(void **state)
{
	struct scene s;
	int status;
	pid_t pid;

	scene_init(&s);
	scene_close(&s); /* its thread would not be the child's */
	pid = fork();
	if (pid == 0) {
		loop_free(s.loop);
		s.loop = loop_new();
		scene_open(&s);
		for (int i = 0; i < 500; i++)
			scene_block(&s, "east", "api", MIN(i), "x");
		scene_settle(&s);
		kill(getpid(), SIGKILL);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(WTERMSIG(status), SIGKILL);
	scene_blocks(&s, 0, FOREVER);
	assert_non_null(strstr(s.rows.data, "\n499 east api x\n"));
	scene_open(&s);
	scene_block(&s, "east", "api", MIN(500), "x"); /* and is gone on with */
	scene_assert_silent(&s);
	scene_blocks(&s, 0, FOREVER);
	assert_non_null(strstr(s.rows.data, "\n499 east api x\n500 east api x\n"));
	scene_done(&s);
}

static void
closing_writes_what_was_handed_over(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_block(&s, "east", "api", MIN(0), "x");
	scene_close(&s);
	assert_string_equal(scene_blocks(&s, 0, FOREVER), "0 east api x\n");
	scene_done(&s);
}

static void
told_and_close(bool works, const struct error *err, void *arg)
{
	struct scene *s = arg;

	history_free(take(s->history));
	loop_stop(s->loop);
}

static void
may_be_closed_by_who_is_told(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_close(&s);
	assert_int_equal(rmdir(s.dir), 0);
	s.history = history_new(s.loop, s.dir, told_and_close, &s);
	scene_block(&s, "east", "api", MIN(0), "x");
	(void)!loop_run(s.loop);
	assert_null(s.history);
	assert_int_equal(mkdir(s.dir, 0700), 0);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_come_back_by_time_then_by_series),
		cmocka_unit_test(the_same_minute_may_come_again),
		cmocka_unit_test(a_span_has_every_minute_that_it_touches),
		cmocka_unit_test(any_bytes_are_kept),
		cmocka_unit_test(an_application_sees_only_its_own),
		cmocka_unit_test(the_place_before_a_span_comes_first),
		cmocka_unit_test(the_newest_record_before_a_moment_is_found),
		cmocka_unit_test(the_applications_are_listed_with_what_there_is_of_them),
		cmocka_unit_test(a_reader_may_have_enough),
		cmocka_unit_test(a_reader_sees_one_moment_and_holds_nobody_up),
		cmocka_unit_test(what_was_written_outlives_a_kill),
		cmocka_unit_test(closing_writes_what_was_handed_over),
		cmocka_unit_test(may_be_closed_by_who_is_told),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
