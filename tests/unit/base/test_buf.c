/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <string.h>

#include "test.h"

#include "base/alloc.h"

static void
zeroed_it_is_empty_and_a_text(void **state)
{
	struct buf buf = { 0 };

	assert_string_equal(buf_text(&buf), "");
	buf_clear(&buf);
	buf_add(&buf, NULL, 0);
	assert_string_equal(buf_text(&buf), "");
	buf_done(&buf);
	buf_done(&buf);
	buf_wipe(&buf);
	assert_null(buf.data);
}

static void
it_holds_what_was_added_and_a_nul_behind_it(void **state)
{
	autofree(buf_done) struct buf buf = { 0 };

	buf_puts(&buf, "one");
	buf_putc(&buf, ' ');
	buf_add(&buf, "t\0o", 3);
	buf_printf(&buf, "%s%d", "-", 3);
	buf_printf(&buf, "%s", "");
	assert_int_equal(buf.len, 9);
	assert_memory_equal(buf.data, "one t\0o-3", 10);
}

static void
it_grows_at_each_length(void **state)
{
	autofree(buf_done) struct buf buf = { 0 };

	for (size_t i = 0; i < 1000; i++) {
		buf_putc(&buf, (char)('a' + i % 26));
		assert_int_equal(buf.len, i + 1);
		assert_true(buf.cap > buf.len);
		assert_int_equal(buf.data[buf.len], '\0');
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(buf.data[i], 'a' + i % 26);
	buf_printf(&buf, "%0*d", 5000, 7);
	assert_int_equal(buf.len, 6000);
	assert_int_equal(buf.data[5999], '7');
}

static void
cleared_it_keeps_its_memory(void **state)
{
	autofree(buf_done) struct buf buf = { 0 };
	const char *data;

	buf_puts(&buf, "secret");
	data = buf.data;
	buf_clear(&buf);
	assert_int_equal(buf.len, 0);
	assert_string_equal(buf_text(&buf), "");
	buf_puts(&buf, "x");
	assert_ptr_equal(buf.data, data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zeroed_it_is_empty_and_a_text),
		cmocka_unit_test(it_holds_what_was_added_and_a_nul_behind_it),
		cmocka_unit_test(it_grows_at_each_length),
		cmocka_unit_test(cleared_it_keeps_its_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
