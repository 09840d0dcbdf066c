/* SPDX-License-Identifier: MIT */
/* What can happen to the file of a history: whoever watches goes on, and is told once. */
#include "io/history.h"

#include "test.h"

#include <signal.h>
#include <sys/resource.h>

#include "history_scene.h"
#include "io/sql.h"

static void
goes_on_when_its_directory_is_there_again(void **state)
{
	struct scene s;

	scene_init(&s);
	assert_int_equal(rmdir(s.dir), 0);
	scene_one(&s, 0);
	scene_assert_said(&s, "trouble: /tmp/test_history.",
	    "no such directory; make it: mkdir -p");
	scene_one(&s, 1);
	scene_one(&s, 2);
	scene_assert_silent(&s); /* it was said */
	assert_true(history_lost(s.history) == 3);

	assert_int_equal(mkdir(s.dir, 0700), 0);
	scene_one(&s, 3);
	scene_assert_said(&s, "works: ", "");
	assert_string_equal(scene_blocks(&s, 0, FOREVER), "3 east api x\n");
	scene_done(&s);
}

static void
what_is_no_history_is_moved_aside(void **state)
{
	static const char text[] = "Dear diary, this is long enough to be no header of SQLite's. "
				   "It goes on, and on, and on, and on, and on, and on, and on.";
	struct scene s;
	char kept[sizeof(text)] = "";
	int fd;

	scene_init(&s);
	scene_put(s.db, 0, text, sizeof(text));
	scene_one(&s, 0);
	scene_assert_said(&s, "works: /tmp/test_history.",
	    "is damaged or not a history (file is not a database); it is history.db.damaged now, "
	    "and a new one is begun");
	assert_int_equal(history_lost(s.history), 0);
	assert_string_equal(scene_blocks(&s, 0, FOREVER), "0 east api x\n");
	fd = open(s.damaged, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, kept, sizeof(kept)), sizeof(kept));
	close(fd);
	assert_string_equal(kept, text);
	scene_one(&s, 1);
	scene_assert_silent(&s);
	scene_done(&s);
}

/* Each page in turn, but the first: what fails depends on which it is. */
static void
damage_in_the_middle_is_moved_aside(void **state)
{
	static const char rubbish[PAGE] = { [0 ... PAGE - 1] = (char)0xa5 };
	struct stat st;
	struct scene s;
	size_t found = 0, pages = 2;

	for (size_t page = 1; page < pages; page++) {
		char said[1024];

		scene_make(&s);
		assert_int_equal(stat(s.db, &st), 0);
		pages = (size_t)st.st_size / PAGE;
		scene_put(s.db, page * PAGE, rubbish, sizeof(rubbish));
		scene_open(&s);
		scene_one(&s, 2000);
		history_record(s.history, "shop", WALL, "{}");
		scene_find(&s, FOREVER);
		history_prune(s.history, WALL + MSEC_DAY, 0);
		scene_said(&s, said);
		assert_int_equal(history_lost(s.history), 0);
		if (said[0]) {
			found++;
			assert_memory_equal(said, "works: ", 7);
			assert_non_null(strstr(said, "is history.db.damaged now"));
			assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
			assert_int_equal(access(s.damaged, F_OK), 0);
		}
		scene_one(&s, 3000);
		scene_assert_silent(&s);
		scene_blocks(&s, WALL + 3000 * MSEC_MINUTE, FOREVER);
		assert_string_equal(buf_text(&s.rows), "3000 east api x\n");
		scene_done(&s);
	}
	assert_true(pages > 20 && found > pages / 2);
}

/* As if its index were not that of its rows. */
static void
what_cannot_be_deleted_is_damage(void **state)
{
	struct sql *sql;
	struct scene s;

	scene_make(&s);
	assert_true(sql_open(s.db, SQL_SHARED, &sql, &s.err));
	assert_true(sql_run(sql,
	    "CREATE TRIGGER stay BEFORE DELETE ON block BEGIN SELECT RAISE(IGNORE); END", &s.err));
	sql_close(sql);
	scene_open(&s);
	history_prune(s.history, 0, 0);
	scene_assert_said(&s,
	    "works: ", "is damaged: what was deleted is still there; it is history.db.damaged now");
	scene_done(&s);
}

static void
a_damaged_one_that_cannot_be_moved_is_said(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_put(s.db, 0, "this is shorter than a header of SQLite, but there is something", 60);
	assert_int_equal(mkdir(s.damaged, 0700), 0);
	scene_one(&s, 0);
	scene_assert_said(&s, "trouble: ", "it cannot be moved aside: ");
	assert_int_equal(rmdir(s.damaged), 0);
	scene_one(&s, 1);
	scene_assert_said(&s, "works: ", "is history.db.damaged now");
	scene_done(&s);
}

static void
a_newer_format_is_left_alone(void **state)
{
	static const unsigned char newer[] = { 0, 0, 0, 7 };
	struct history_file *file;
	struct scene s;

	scene_make(&s);
	scene_put(s.db, USER_VERSION_AT, newer, sizeof(newer));
	scene_open(&s);
	scene_one(&s, 0);
	scene_assert_said(&s, "trouble: ",
	    "was written by a newer failoverd (format 7, this one knows 1); install that version "
	    "again, or move the file aside");
	assert_int_not_equal(access(s.damaged, F_OK), 0);
	file = history_file_open(s.db, &s.err);
	assert_null(file);
	assert_non_null(strstr(s.err.text, "use the failoverctl of that version"));
	scene_done(&s);
}

static void
tables_of_somebody_else_are_moved_aside(void **state)
{
	static const unsigned char none[] = { 0, 0, 0, 0 };
	struct scene s;

	scene_make(&s);
	scene_put(s.db, USER_VERSION_AT, none, sizeof(none));
	scene_open(&s);
	scene_one(&s, 0);
	scene_assert_said(&s, "works: ",
	    "is no history of failoverd; it is history.db.damaged now, and a new one is begun");
	scene_done(&s);
}

static void
one_that_was_taken_away_is_begun_anew(void **state)
{
	static const struct {
		bool db, wal;
	} cases[] = { { true, false }, { true, true } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s);
		scene_one(&s, 0);
		if (cases[i].db)
			assert_int_equal(unlink(s.db), 0);
		if (cases[i].wal)
			assert_int_equal(unlink(s.wal), 0);
		scene_one(&s, 1);
		scene_one(&s, 2);
		scene_assert_silent(&s);
		assert_string_equal(scene_blocks(&s, 0, FOREVER), "1 east api x\n2 east api x\n");
		scene_close(&s);
		assert_string_equal(scene_blocks(&s, 0, FOREVER), "1 east api x\n2 east api x\n");
		scene_done(&s);
	}
}

/* The limit on the size of files stands for a disk that ends. */
static void
what_does_not_fit_is_lost_and_the_rest_is_kept(void **state)
{
	static char large[200000];
	struct rlimit limit, small;
	struct scene s;
	struct stat st;

	memset(large, 'a', sizeof(large) - 1);
	signal(SIGXFSZ, SIG_IGN);
	scene_init(&s);
	scene_one(&s, 0);
	assert_int_equal(stat(s.wal, &st), 0);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = (struct rlimit){ (rlim_t)st.st_size + 100000, limit.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	scene_block(&s, "east", "api", WALL + MSEC_MINUTE, large);
	scene_assert_said(&s,
	    "trouble: ", "history.db may not grow; raise the limit on the size of files");
	assert_int_equal(history_lost(s.history), 1);
	setrlimit(RLIMIT_FSIZE, &limit);
	scene_one(&s, 2);
	scene_assert_said(&s, "works: ", "");
	assert_string_equal(scene_blocks(&s, 0, FOREVER), "0 east api x\n2 east api x\n");
	scene_done(&s);
}

static void
a_read_that_fails_is_answered(void **state)
{
	struct scene s;

	scene_init(&s);
	assert_int_equal(rmdir(s.dir), 0);
	scene_find(&s, FOREVER);
	assert_false(s.good);
	assert_non_null(strstr(s.err.text, "no such directory"));
	history_prune(s.history, WALL, 1);
	scene_settle(&s);
	assert_int_equal(history_lost(s.history), 0); /* nothing was to be kept */
	assert_int_equal(mkdir(s.dir, 0700), 0);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_on_when_its_directory_is_there_again),
		cmocka_unit_test(what_is_no_history_is_moved_aside),
		cmocka_unit_test(damage_in_the_middle_is_moved_aside),
		cmocka_unit_test(what_cannot_be_deleted_is_damage),
		cmocka_unit_test(a_damaged_one_that_cannot_be_moved_is_said),
		cmocka_unit_test(a_newer_format_is_left_alone),
		cmocka_unit_test(tables_of_somebody_else_are_moved_aside),
		cmocka_unit_test(one_that_was_taken_away_is_begun_anew),
		cmocka_unit_test(what_does_not_fit_is_lost_and_the_rest_is_kept),
		cmocka_unit_test(a_read_that_fails_is_answered),
	};

	return cmocka_run_group_tests_name("history trouble", tests, NULL, NULL);
}
