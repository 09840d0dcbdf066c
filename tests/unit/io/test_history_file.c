/* SPDX-License-Identifier: MIT */
/* What a reader of a history may find. How it reads a whole one: test_history.c. */
#include "io/history_file.h"

#include "test.h"

#include <grp.h>
#include <sys/wait.h>

#include "history_scene.h"

static void
assert_refused(struct scene *s, const char *path, const char *why)
{
	struct history_file *file = history_file_open(path, &s->err);

	assert_null(file);
	if (!strstr(s->err.text, why))
		fail_msg("\"%s\" is not in: %s", why, s->err.text);
	if (!strstr(s->err.text, path))
		fail_msg("it names no place: %s", s->err.text);
}

static void
a_reader_says_what_is_wrong(void **state)
{
	static const unsigned char none[] = { 0, 0, 0, 0 };
	struct scene s;

	scene_make(&s);
	assert_refused(&s, "/tmp/no-such-directory/history.db",
	    "No such file or directory; name the history.db in the directory of failoverd's state");
	assert_refused(&s, s.dir, "cannot be read");
	scene_put(s.db, USER_VERSION_AT, none, sizeof(none));
	assert_refused(&s, s.db, "is no history of failoverd");
	scene_put(s.db, 0, "not that of SQLite", 18);
	assert_refused(&s, s.db, "is damaged or not a history (file is not a database)");
	scene_done(&s);
}

static bool
ignore(const char *region, const char *probe, msec_t start, const void *data, size_t len, void *arg)
{
	return true;
}

static void
a_reader_says_what_is_damaged(void **state)
{
	static const char rubbish[PAGE] = { [0 ... PAGE - 1] = (char)0xa5 };
	struct history_file *file;
	struct stat st;
	struct scene s;
	size_t failed = 0, pages;

	scene_make(&s);
	assert_int_equal(stat(s.db, &st), 0);
	pages = (size_t)st.st_size / PAGE;
	for (size_t page = 1; page < pages; page++)
		scene_put(s.db, page * PAGE, rubbish, sizeof(rubbish));
	file = history_file_open(s.db, &s.err);
	if (file) {
		failed += !history_file_blocks(file, "shop", 0, FOREVER, ignore, NULL, &s.err);
		assert_non_null(strstr(s.err.text, "is damaged or not a history"));
		failed += !history_file_places(file, "shop", 0, FOREVER, NULL, NULL, &s.err);
		failed += !history_file_records(file, "shop", 0, FOREVER, NULL, NULL, &s.err);
		failed += !history_file_apps(file, NULL, NULL, &s.err);
		assert_int_equal(failed, 4);
	}
	history_file_close(file);
	scene_done(&s);
}

static void
become_nobody(void)
{
	if (getuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
		_exit(2);
}

/* What is read, or why it is not. */
static const char *
read_all(struct scene *s)
{
	autofree(history_file_close) struct history_file *file = history_file_open(s->db, &s->err);

	if (file && history_file_blocks(file, "shop", 0, FOREVER, scene_on_block, s, &s->err))
		return buf_text(&s->rows);
	return s->err.text;
}

static void
assert_nobody_finds(struct scene *s, const char *part)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		become_nobody();
		_exit(strstr(read_all(s), part) ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

/* Who may read the files but not write beside them; and who may not. */
static void
a_reader_needs_no_right_to_write(void **state)
{
	struct scene s;

	scene_make(&s);
	assert_int_equal(chmod(s.dir, 0755), 0);
	assert_int_equal(chmod(s.db, 0644), 0);
	assert_nobody_finds(&s, "299 east api aaa");
	assert_int_equal(chmod(s.db, 0600), 0);
	assert_nobody_finds(&s,
	    "cannot be read: Permission denied; read it as root, or as the user of failoverd");
	assert_int_equal(chmod(s.dir, 0700), 0);
	assert_nobody_finds(&s, "Permission denied; read it as root");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reader_says_what_is_wrong),
		cmocka_unit_test(a_reader_says_what_is_damaged),
		cmocka_unit_test(a_reader_needs_no_right_to_write),
	};

	return cmocka_run_group_tests_name("history file", tests, NULL, NULL);
}
