/* SPDX-License-Identifier: MIT */
/*
 * Whatever the texts are, the loader ends, says where and why, or gives a
 * configuration. Good files are mutated from a seed; run under the sanitizers.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "fakes.h"
#include "test.h"

#define MUTATIONS 400 /* of each file */

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

static void
read_file(const char *path, struct buf *ret)
{
	FILE *file = fopen(path, "re");
	char part[4096];
	size_t n;

	assert_non_null(file);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(ret, part, n);
	fclose(file);
}

static void
check_place(const struct diagnostic *d, const struct source *source)
{
	int lines = 1;

	for (size_t i = 0; i < source->len; i++)
		lines += source->text[i] == '\n';
	assert_true(d->line >= 1 && d->line <= lines);
	assert_true(d->column >= 1 && d->column <= (int)source->len + 1);
	assert_true(d->length >= 1 && d->length <= (int)source->len + 1);
	assert_true(d->code[0] && d->message[0] && d->help[0]);
}

static void
check_text(const struct buf *text, bool settings)
{
	struct source sources[] = { { "failoverd.json", SETTINGS, strlen(SETTINGS) }, { 0 } };
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(buf_done) struct buf says = { 0 };
	struct source *source = &sources[settings ? 0 : 1];
	struct config *config;

	*source = (struct source){ "mutated.json", buf_text(text), text->len };
	config = config_load(sources, settings ? 1 : 2, &fake_catalog, &diags);
	assert_int_equal(config == NULL, diags.errors > 0);
	for (size_t i = 0; i < diags.n; i++)
		if (strcmp(diags.list[i].file, source->name) == 0)
			check_place(&diags.list[i], source);
	diagnostics_print(&diags, sources, settings ? 1 : 2, &says);
	assert_int_equal(says.len > 0, diags.n > 0);
	for (size_t i = 0; i < says.len; i++)
		assert_true((unsigned char)says.data[i] >= ' ' || says.data[i] == '\n');
	buf_clear(&says);
	diagnostics_line(&diags, &says);
	assert_int_equal(says.len > 0, diags.errors > 0);
	config_free(config);
}

/* What is put in the place of something: signs of the language, and what is at its edges. */
static const char *const pieces[] = { "{", "}", "[", "]", ",", ":", "\"", "\\", "/*", "*/", "//",
	"\n", "null", "true", "-1", "0", "1e9", "99999999999999999999", "\"\"", "\"{\"", "{}", "[]",
	"\"x\":", "\"5s\"", "\"0s\"", "\"%n%s\"", "\xff", "\xc3", "\xe6\xbc\xa2", "\t", "\x1b[31m",
	"\\u0000", "\\ud800", "\"us-east-1\"", "\"critical\":", "..", "x-" };

static void
mutate(const struct buf *text, uint32_t *seed, struct buf *ret)
{
	size_t at = draw(seed, (uint32_t)text->len), end = at;
	const char *piece = pieces[draw(seed, COUNT(pieces))];

	switch (draw(seed, 4)) {
	case 0: /* put in */
		break;
	case 1: /* put in the place of a byte */
		end = at + 1;
		break;
	case 2: /* take some bytes out */
		end = at + 1 + draw(seed, 40);
		piece = "";
		break;
	default: /* twice */
		end = at - draw(seed, (uint32_t)at + 1) % 200;
		piece = "";
		break;
	}
	if (end > text->len)
		end = text->len;
	buf_add(ret, text->data, at);
	buf_puts(ret, piece);
	buf_add(ret, text->data + end, text->len - end);
}

static void
check_mutations(const char *path, uint32_t seed)
{
	autofree(buf_done) struct buf text = { 0 };
	bool settings = strstr(path, "/settings-") != NULL;

	read_file(path, &text);
	for (int i = 0; i < MUTATIONS; i++) {
		autofree(buf_done) struct buf once = { 0 };
		autofree(buf_done) struct buf twice = { 0 };

		mutate(&text, &seed, &once);
		check_text(&once, settings);
		if (once.len == 0)
			continue;
		mutate(&once, &seed, &twice);
		check_text(&twice, settings);
	}
}

static void
a_mutated_configuration_is_refused_or_loaded(void **state)
{
	glob_t found = { 0 };

	assert_int_equal(glob("tests/data/config/good/*.json", 0, NULL, &found), 0);
	assert_true(found.gl_pathc > 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_mutations(found.gl_pathv[i], 0x9e3779b9U + (uint32_t)i);
	globfree(&found);
}

static void
a_configuration_that_ends_early_is_refused(void **state)
{
	autofree(buf_done) struct buf text = { 0 };
	size_t whole;

	read_file("tests/data/config/good/full.json", &text);
	whole = text.len;
	for (text.len = 0; text.len < whole; text.len += 3)
		check_text(&text, false);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mutated_configuration_is_refused_or_loaded),
		cmocka_unit_test(a_configuration_that_ends_early_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
