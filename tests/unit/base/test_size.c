/* SPDX-License-Identifier: MIT */
#include "base/size.h"

#include "test.h"

static void
each_unit_is_read(void **state)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} cases[] = {
		{ "0KiB", 0 },
		{ "4KiB", 4096 },
		{ "64MiB", 64 * SIZE_MIB },
		{ "1GiB", 1073741824 },
		{ "007GiB", 7 * SIZE_GIB },
		{ "999999TiB", 999999 * SIZE_TIB },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t bytes = -1;

		if (!size_parse(cases[i].text, &bytes))
			fail_msg("%s is not read", cases[i].text);
		assert_true(bytes == cases[i].bytes);
	}
}

static void
what_is_no_size_is_refused(void **state)
{
	static const char *const cases[] = { "", "KiB", "64", "-1KiB", "+1KiB", " 1KiB", "1KiB ",
		"1 KiB", "1kib", "1KB", "1K", "1B", "1.5GiB", "0x10KiB", "1e3KiB", "1000000KiB",
		"99999999999999999999KiB", "\xff" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t bytes = -1;

		if (size_parse(cases[i], &bytes))
			fail_msg("\"%s\" is read", cases[i]);
		assert_true(bytes == -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_unit_is_read),
		cmocka_unit_test(what_is_no_size_is_refused),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
