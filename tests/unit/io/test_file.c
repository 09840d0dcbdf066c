/* SPDX-License-Identifier: MIT */
#include "io/file.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

struct scene {
	char dir[32], path[64];
	struct buf text;
	struct error err;
};

static void
put(const char *dir, const char *name, const char *text)
{
	autofree(xfree) char *path = xasprintf("%s/%s", dir, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
drop(const char *dir, const char *name)
{
	autofree(xfree) char *path = xasprintf("%s/%s", dir, name);

	assert_int_equal(remove(path), 0);
}

static int
start(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));

	snprintf(s->dir, sizeof(s->dir), "/tmp/test_file.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->path, sizeof(s->path), "%s/it", s->dir);
	*state = s;
	return 0;
}

static int
stop(void **state)
{
	struct scene *s = *state;

	buf_done(&s->text);
	assert_int_equal(rmdir(s->dir), 0);
	xfree(s);
	return 0;
}

static void
reads_a_file_whole(void **state)
{
	struct scene *s = *state;
	autofree(buf_done) struct buf large = { 0 };

	for (int i = 0; i < 20000; i++)
		buf_putc(&large, (char)('a' + i % 26));
	put(s->dir, "it", buf_text(&large));
	assert_true(file_read(s->path, large.len, &s->text, &s->err));
	assert_int_equal(s->text.len, large.len);
	assert_string_equal(s->text.data, large.data);
	buf_done(&s->text);

	put(s->dir, "it", "");
	assert_true(file_read(s->path, 0, &s->text, &s->err));
	assert_int_equal(s->text.len, 0);
	drop(s->dir, "it");
}

static void
refuses_what_is_too_large(void **state)
{
	struct scene *s = *state;

	put(s->dir, "it", "12345");
	assert_true(file_read(s->path, 5, &s->text, &s->err));
	buf_done(&s->text);
	assert_false(file_read(s->path, 4, &s->text, &s->err));
	assert_non_null(strstr(s->err.text, "/it: larger than 4 bytes; is it the right file?"));
	assert_null(s->text.data);
	drop(s->dir, "it");
}

static void
names_the_file_and_the_remedy(void **state)
{
	struct scene *s = *state;

	assert_false(file_read(s->path, 4, &s->text, &s->err));
	assert_non_null(strstr(s->err.text, "/it: there is no such file"));

	assert_false(file_read(s->dir, 4, &s->text, &s->err));
	assert_non_null(strstr(s->err.text, ": not a regular file; give the path of one"));

	assert_int_equal(mkfifo(s->path, 0600), 0); /* and it does not wait for a writer */
	assert_false(file_read(s->path, 4, &s->text, &s->err));
	assert_non_null(strstr(s->err.text, "/it: not a regular file"));
	drop(s->dir, "it");

	assert_int_equal(symlink("it", s->path), 0);
	assert_false(file_read(s->path, 4, &s->text, &s->err));
	assert_non_null(strstr(s->err.text, "/it: cannot be opened: Too many levels"));
	drop(s->dir, "it");
}

/* Root may read everything: so this part becomes somebody else. */
static void
says_whose_permission_is_missing(void **state)
{
	struct scene *s = *state;
	uid_t self = geteuid();
	bool good;

	put(s->dir, "it", "secret");
	assert_int_equal(chmod(s->path, 0), 0);
	if (self == 0)
		assert_int_equal(seteuid(65534), 0);
	good = file_read(s->path, 100, &s->text, &s->err);
	if (self == 0) {
		assert_int_equal(file_exists(s->path), TRIT_UNKNOWN); /* the directory is shut */
		assert_int_equal(seteuid(0), 0);
	}
	assert_false(good);
	assert_non_null(strstr(s->err.text, "permission denied; make it readable to user id "));
	drop(s->dir, "it");
}

static void
says_whether_something_is_there(void **state)
{
	struct scene *s = *state;
	autofree(xfree) char *below = xasprintf("%s/below", s->path);

	assert_int_equal(file_exists(s->path), TRIT_NO);
	assert_int_equal(file_exists(s->dir), TRIT_YES);
	assert_int_equal(symlink("nowhere", s->path), 0);
	assert_int_equal(file_exists(s->path), TRIT_YES);
	drop(s->dir, "it");
	put(s->dir, "it", "");
	assert_int_equal(file_exists(s->path), TRIT_YES);
	assert_int_equal(file_exists(below), TRIT_NO);
	drop(s->dir, "it");
	assert_int_equal(symlink("it", s->path), 0);
	assert_int_equal(file_exists(below), TRIT_UNKNOWN); /* a loop: it cannot be told */
	drop(s->dir, "it");
}

static void
lists_names_in_order(void **state)
{
	static const char *const files[] = { "b.json", "a.json", "c.json~", ".hidden.json", ".json",
		"d.txt" };
	struct scene *s = *state;
	char **names;
	size_t n;

	for (size_t i = 0; i < COUNT(files); i++)
		put(s->dir, files[i], "");
	assert_true(file_names(s->dir, ".json", &names, &n, &s->err));
	assert_int_equal(n, 2);
	assert_string_equal(names[0], "a.json");
	assert_string_equal(names[1], "b.json");
	file_names_free(names, n);

	assert_false(file_names("/dev/null", ".json", &names, &n, &s->err));
	assert_string_equal(s->err.text, "/dev/null: cannot be listed: Not a directory");
	for (size_t i = 0; i < COUNT(files); i++)
		drop(s->dir, files[i]);

	assert_true(file_names("/nonexistent", ".json", &names, &n, &s->err));
	assert_int_equal(n, 0);
	file_names_free(names, n);
}

static void
a_lack_of_descriptors_may_pass_and_a_missing_file_does_not(void **state)
{
	struct scene *s = *state;
	struct rlimit before, few;

	assert_false(file_read(s->path, 99, &s->text, &s->err));
	assert_false(s->err.passing);

	put(s->dir, "it", "text");
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = (struct rlimit){ 0, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_false(file_read(s->path, 99, &s->text, &s->err));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_non_null(strstr(s->err.text, "Too many open files"));
	assert_true(s->err.passing);
	drop(s->dir, "it");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_a_file_whole, start, stop),
		cmocka_unit_test_setup_teardown(refuses_what_is_too_large, start, stop),
		cmocka_unit_test_setup_teardown(names_the_file_and_the_remedy, start, stop),
		cmocka_unit_test_setup_teardown(says_whose_permission_is_missing, start, stop),
		cmocka_unit_test_setup_teardown(says_whether_something_is_there, start, stop),
		cmocka_unit_test_setup_teardown(lists_names_in_order, start, stop),
		cmocka_unit_test_setup_teardown(
		    a_lack_of_descriptors_may_pass_and_a_missing_file_does_not, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
