/* SPDX-License-Identifier: MIT */
/* What can happen to the store's files, before it opens them and while it has them. */
#include "io/store.h"

#include "test.h"

#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "store_scene.h"

#define USER_VERSION_AT 60 /* in the header of an SQLite file, big-endian */

static void
assert_refused(struct scene *s, const char *why)
{
	struct error err = { 0 };

	assert_null(store_open(s->loop, s->dir, &err));
	if (!strstr(err.text, why))
		fail_msg("\"%s\" is not in: %s", why, err.text);
	if (!strstr(err.text, s->dir))
		fail_msg("it names no place: %s", err.text);
}

/* Of the write that failed. */
static void
assert_says(const struct scene *s, const char *why)
{
	if (!strstr(s->err.text, why))
		fail_msg("\"%s\" is not in: %s", why, s->err.text);
}

static void
put(const char *path, size_t at, const void *bytes, size_t len)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(pwrite(fd, bytes, len, (off_t)at), len);
	close(fd);
}

/* A ledger with some events, closed. */
static void
make_ledger(struct scene *s)
{
	scene_init(s);
	scene_open(s);
	for (size_t i = 0; i < 300; i++)
		scene_event(s, i, "{\"body\":\"find-me\"}");
	scene_await(s, 300);
	scene_close(s);
}

/* ---- at start ---- */

static void
refuses_a_directory_that_is_not_there(void **state)
{
	struct scene s;
	char dir[sizeof(s.dir)];

	scene_init(&s);
	memcpy(dir, s.dir, sizeof(dir));
	memcpy(s.dir + strlen(s.dir), "/no", sizeof("/no"));
	assert_refused(&s, "no such directory; make it: mkdir -p /tmp/test_store.");
	memcpy(s.dir, dir, sizeof(dir));
	put(s.db, 0, "", 0);
	memcpy(s.dir, s.db, sizeof(s.dir) - 1);
	assert_refused(&s, "no such directory");
	memcpy(s.dir, dir, sizeof(dir));
	scene_done(&s);
}

static void
refuses_what_is_no_ledger_and_leaves_it(void **state)
{
	static const char text[] = "Dear diary, this is long enough to be no header of SQLite's. "
				   "It goes on, and on, and on, and on, and on, and on, and on.";
	struct scene s;
	char kept[sizeof(text)] = "";
	int fd;

	scene_init(&s);
	put(s.db, 0, text, sizeof(text));
	assert_refused(&s, "is damaged or not a ledger");
	assert_refused(&s, "move it aside: mkdir /tmp/test_store.");
	fd = open(s.db, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, kept, sizeof(kept)), sizeof(kept));
	close(fd);
	assert_string_equal(kept, text);
	scene_done(&s);
}

static void
refuses_a_ledger_that_was_cut_short(void **state)
{
	struct scene s;
	struct stat st;

	make_ledger(&s);
	assert_int_equal(stat(s.db, &st), 0);
	assert_int_equal(truncate(s.db, st.st_size / 2), 0);
	assert_refused(&s, "is damaged or not a ledger");
	scene_done(&s);
}

static void
refuses_a_newer_format(void **state)
{
	static const unsigned char newer[] = { 0, 0, 0, 7 };
	struct scene s;

	make_ledger(&s);
	put(s.db, USER_VERSION_AT, newer, sizeof(newer));
	assert_refused(&s, "written by a newer failoverd (format 7, this one knows 2)");
	scene_done(&s);
}

static void
refuses_tables_of_somebody_else(void **state)
{
	static const unsigned char none[] = { 0, 0, 0, 0 };
	struct scene s;

	make_ledger(&s);
	put(s.db, USER_VERSION_AT, none, sizeof(none));
	assert_refused(&s, "its tables are not those of failoverd");
	scene_done(&s);
}

/* The newest event, changed by hand: the page is sound, and the chain says so. */
static void
refuses_a_ledger_whose_newest_event_was_changed(void **state)
{
	struct scene s;
	struct stat st;
	char *bytes, *at, *found = NULL;
	int fd;

	scene_init(&s);
	scene_open(&s);
	assert_true(scene_write(&s, "{\"body\":\"leave-me\"}"));
	assert_true(scene_write(&s, "{\"body\":\"change-me\"}"));
	scene_close(&s);
	assert_int_equal(stat(s.db, &st), 0);
	bytes = xcalloc(1, (size_t)st.st_size);
	fd = open(s.db, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, bytes, (size_t)st.st_size), st.st_size);
	close(fd);
	for (at = bytes; !found; at++)
		found = memcmp(at, "change-me", 9) == 0 ? at : NULL;
	put(s.db, (size_t)(found - bytes), "changed! ", 9);
	xfree(bytes);
	assert_refused(&s, "event 2 does not follow from the one before it");
	scene_done(&s);
}

static void
refuses_a_directory_that_another_one_uses(void **state)
{
	struct scene s;
	char who[64];

	scene_init(&s);
	scene_open(&s);
	snprintf(who, sizeof(who), "in use by another failoverd (process %d)", (int)getpid());
	assert_refused(&s, who);
	assert_true(scene_write(&s, "{}")); /* the first one did not notice */
	scene_done(&s);
}

static void
takes_over_from_one_that_was_killed(void **state)
{
	struct scene s;
	int pipes[2];
	pid_t pid;
	char c;

	scene_init(&s);
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		s.store = store_open(s.loop, s.dir, &s.err);
		if (s.store && write(pipes[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(pipes[0], &c, 1), 1);
	assert_refused(&s, "in use by another failoverd");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(pipes[0]);
	close(pipes[1]);
	scene_open(&s);
	scene_done(&s);
}

/* Root may write anywhere, so a child becomes somebody who may not. */
static void
says_who_may_not_write(void **state)
{
	struct scene s;
	int status;
	pid_t pid;

	scene_init(&s);
	assert_int_equal(chmod(s.dir, 0555), 0);
	pid = fork();
	if (pid == 0) {
		if (getuid() == 0 &&
		    (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
			_exit(2);
		_exit(!store_open(s.loop, s.dir, &s.err) &&
			    strstr(s.err.text,
				"permission denied; give it to the user of failoverd")
			? 0
			: 1);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(chmod(s.dir, 0755), 0);
	scene_done(&s);
}

/* ---- while it is open ---- */

/* The limit on the size of files stands for a disk that ends. */
static void
fails_only_the_writes_that_do_not_fit_and_goes_on(void **state)
{
	struct rlimit limit, small;
	struct scene s;
	struct stat st;
	char *large = xcalloc(1, 200001);

	memset(large, 'a', 200000);
	signal(SIGXFSZ, SIG_IGN);
	scene_init(&s);
	scene_open(&s);
	assert_true(scene_write(&s, "\"before\""));
	assert_int_equal(stat(s.wal, &st), 0);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = (struct rlimit){ (rlim_t)st.st_size + 100000, limit.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);

	s.n_good = 0;
	scene_event(&s, 0, "\"small\"");
	scene_event(&s, 1, large);
	scene_event(&s, 2, "\"smaller\"");
	scene_await(&s, 3);
	assert_int_equal(s.n_good, 2);
	assert_says(&s, "failoverd.db may not grow; raise the limit");
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(s.order[i], i);

	setrlimit(RLIMIT_FSIZE, &limit);
	assert_true(scene_write(&s, "\"after\""));
	assert_string_equal(scene_events(&s, 4), "\"after\" \"smaller\" \"small\" \"before\" ");
	scene_close(&s);
	scene_open(&s); /* the chain holds */
	scene_done(&s);
	xfree(large);
}

static void
brings_back_a_ledger_that_was_removed(void **state)
{
	static const struct {
		bool db, wal, lock;
	} cases[] = { { true, false, false }, { false, true, false }, { true, true, false },
		{ true, true, true }, { false, false, true } };
	struct scene s;
	char lock[128];

	for (size_t i = 0; i < COUNT(cases); i++) {
		scene_init(&s);
		snprintf(lock, sizeof(lock), "%s/failoverd.lock", s.dir);
		scene_open(&s);
		assert_true(scene_write(&s, "\"one\""));
		assert_true(scene_write(&s, "\"two\""));
		if (cases[i].db)
			assert_int_equal(unlink(s.db), 0);
		if (cases[i].wal)
			assert_int_equal(unlink(s.wal), 0);
		if (cases[i].lock)
			assert_int_equal(unlink(lock), 0);
		assert_true(scene_write(&s, "\"three\""));
		assert_refused(&s, "in use by another failoverd");
		scene_close(&s);
		scene_open(&s);
		assert_string_equal(scene_events(&s, 9), "\"three\" \"two\" \"one\" ");
		scene_done(&s);
	}
}

static void
says_that_the_directory_is_gone_and_goes_on_when_it_is_back(void **state)
{
	struct scene s;
	char aside[sizeof(s.dir) + 8];

	scene_init(&s);
	snprintf(aside, sizeof(aside), "%s.aside", s.dir);
	scene_open(&s);
	assert_true(scene_write(&s, "\"one\""));
	assert_int_equal(rename(s.dir, aside), 0);
	assert_false(scene_write(&s, "\"lost\""));
	assert_says(&s, "no such directory; make it: mkdir -p");
	assert_string_equal(scene_events(&s, 9), "\"one\" "); /* it can still be read */

	assert_int_equal(rename(aside, s.dir), 0);
	assert_true(scene_write(&s, "\"two\""));
	assert_string_equal(scene_events(&s, 9), "\"two\" \"one\" ");
	scene_done(&s);
}

static void
does_not_write_over_another_file(void **state)
{
	struct scene s;
	char aside[128];

	scene_init(&s);
	snprintf(aside, sizeof(aside), "%s/aside", s.dir);
	scene_open(&s);
	assert_true(scene_write(&s, "\"one\""));
	assert_int_equal(rename(s.db, aside), 0);
	put(s.db, 0, "not ours", 8);
	assert_false(scene_write(&s, "\"lost\""));
	assert_says(&s, "was replaced by another file; restart failoverd");

	assert_int_equal(unlink(s.db), 0);
	assert_true(scene_write(&s, "\"two\""));
	assert_string_equal(scene_events(&s, 9), "\"two\" \"one\" ");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_directory_that_is_not_there),
		cmocka_unit_test(refuses_what_is_no_ledger_and_leaves_it),
		cmocka_unit_test(refuses_a_ledger_that_was_cut_short),
		cmocka_unit_test(refuses_a_newer_format),
		cmocka_unit_test(refuses_tables_of_somebody_else),
		cmocka_unit_test(refuses_a_ledger_whose_newest_event_was_changed),
		cmocka_unit_test(refuses_a_directory_that_another_one_uses),
		cmocka_unit_test(takes_over_from_one_that_was_killed),
		cmocka_unit_test(says_who_may_not_write),
		cmocka_unit_test(fails_only_the_writes_that_do_not_fit_and_goes_on),
		cmocka_unit_test(brings_back_a_ledger_that_was_removed),
		cmocka_unit_test(says_that_the_directory_is_gone_and_goes_on_when_it_is_back),
		cmocka_unit_test(does_not_write_over_another_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
