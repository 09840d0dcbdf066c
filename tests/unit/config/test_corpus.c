/* SPDX-License-Identifier: MIT */
/*
 * Each file of tests/data/config is loaded; what is said about it must be what
 * stands beside it in .expected, to the letter. bad/ must not load, good/ must.
 * settings-*.json is failoverd.json, every other file is an application.
 * UPDATE=1 writes what is expected anew: read the difference before it is kept.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fakes.h"
#include "test.h"

#define BAD_LEAST  60
#define GOOD_LEAST 4

static void
read_file(const char *path, struct buf *ret)
{
	FILE *file = fopen(path, "re");
	char part[4096];
	size_t n;

	if (!file)
		fail_msg("%s cannot be read: run from the root of the tree, or with UPDATE=1",
		    path);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(ret, part, n);
	fclose(file);
}

static void
write_file(const char *path, const struct buf *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fwrite(buf_text(text), 1, text->len, file);
	fclose(file);
}

static bool
load(const char *path, struct buf *ret)
{
	const char *name = strrchr(path, '/') + 1;
	autofree(buf_done) struct buf text = { 0 };
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	struct source sources[] = { { "failoverd.json", SETTINGS, strlen(SETTINGS) }, { 0 } };
	bool settings = strncmp(name, "settings-", 9) == 0;
	struct config *config;

	read_file(path, &text);
	sources[settings ? 0 : 1] = (struct source){ name, buf_text(&text), text.len };
	config = config_load(sources, settings ? 1 : 2, &fake_catalog, &diags);
	assert_int_equal(config == NULL, diags.errors > 0);
	diagnostics_print(&diags, sources, settings ? 1 : 2, ret);
	config_free(config);
	return diags.errors == 0;
}

static void
check(const char *path, bool good)
{
	autofree(xfree) char *beside =
	    xasprintf("%.*s.expected", (int)(strlen(path) - strlen(".json")), path);
	autofree(buf_done) struct buf says = { 0 };
	autofree(buf_done) struct buf expected = { 0 };

	if (load(path, &says) != good)
		fail_msg("%s %s:\n%s", path, good ? "does not load" : "loads", buf_text(&says));
	if (getenv("UPDATE"))
		write_file(beside, &says);
	read_file(beside, &expected);
	if (strcmp(buf_text(&says), buf_text(&expected)) != 0)
		fail_msg("%s\n--- expected\n%s--- said\n%s", path, buf_text(&expected),
		    buf_text(&says));
}

static void
check_all(const char *pattern, bool good, size_t least)
{
	glob_t found = { 0 };

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= least);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check(found.gl_pathv[i], good);
	globfree(&found);
}

static void
it_says_what_is_wrong_with_each_bad_file(void **state)
{
	check_all("tests/data/config/bad/*.json", false, BAD_LEAST);
}

static void
it_loads_each_good_file(void **state)
{
	check_all("tests/data/config/good/*.json", true, GOOD_LEAST);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_is_wrong_with_each_bad_file),
		cmocka_unit_test(it_loads_each_good_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
