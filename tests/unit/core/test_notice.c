/* SPDX-License-Identifier: MIT */
#include "core/notice.h"

#include "test.h"

#include <string.h>

static void
the_last_word_counts(void **state)
{
	struct notice notice = { 0 };
	char text[600];

	notice_set(&notice, NOTICE_WARNING, "know %d", 7);
	assert_int_equal(notice.level, NOTICE_WARNING);
	assert_string_equal(notice.text, "know 7");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	notice_set(&notice, NOTICE_CRITICAL, "%s", text);
	assert_int_equal(notice.level, NOTICE_CRITICAL);
	assert_int_equal(strlen(notice.text), NOTICE_TEXT - 1);
}

/* They are in the ledger. */
static void
each_level_has_its_name(void **state)
{
	for (int level = NOTICE_NONE; level <= NOTICE_CRITICAL; level++)
		assert_int_equal(notice_of(notice_name(level)), level);
	assert_int_equal(notice_of("loud"), NOTICE_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_word_counts),
		cmocka_unit_test(each_level_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
