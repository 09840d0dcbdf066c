/* SPDX-License-Identifier: MIT */
/* Chatter is held back, and said to be; what matters never is. */
#include "daemon/log_restraint.h"

#include <syslog.h>

#include "test.h"

static int
tell_many(struct log_restraint *restraint, int priority, msec_t now, int n)
{
	int told = 0, left_out;

	for (int i = 0; i < n; i++)
		told += log_restraint(restraint, priority, now, &left_out) != LOG_RESTRAINT_DROP;
	return told;
}

static void
what_matters_is_never_left_out(void **state)
{
	static const int priorities[] = { LOG_EMERG, LOG_ALERT, LOG_CRIT, LOG_ERR, LOG_WARNING,
		LOG_NOTICE };
	const int many = 100 * LOG_RESTRAINT_MOST;

	for (size_t i = 0; i < COUNT(priorities); i++) {
		struct log_restraint restraint = { 0 };

		assert_int_equal(tell_many(&restraint, priorities[i], 0, many), many);
	}
}

static void
chatter_is_left_out_after_so_many_in_a_minute(void **state)
{
	struct log_restraint restraint = { 0 };
	int left_out;

	assert_int_equal(tell_many(&restraint, LOG_INFO, 1000, 2 * LOG_RESTRAINT_MOST),
	    LOG_RESTRAINT_MOST);
	assert_int_equal(log_restraint(&restraint, LOG_INFO, 1000 + LOG_RESTRAINT_SPAN - 1,
			     &left_out),
	    LOG_RESTRAINT_DROP);
	assert_int_equal(left_out, 0);
}

static void
the_last_one_that_is_told_says_so(void **state)
{
	struct log_restraint restraint = { 0 };
	int left_out;

	tell_many(&restraint, LOG_INFO, 0, LOG_RESTRAINT_MOST - 2);
	assert_int_equal(log_restraint(&restraint, LOG_INFO, 0, &left_out), LOG_RESTRAINT_TELL);
	assert_int_equal(log_restraint(&restraint, LOG_INFO, 0, &left_out), LOG_RESTRAINT_LAST);
	assert_int_equal(log_restraint(&restraint, LOG_INFO, 0, &left_out), LOG_RESTRAINT_DROP);
}

static void
the_next_minute_begins_anew_and_tells_how_many_were_left_out(void **state)
{
	struct log_restraint restraint = { 0 };
	int left_out;

	tell_many(&restraint, LOG_INFO, 500, LOG_RESTRAINT_MOST + 17);
	assert_int_equal(log_restraint(&restraint, LOG_INFO, 500 + LOG_RESTRAINT_SPAN, &left_out),
	    LOG_RESTRAINT_TELL);
	assert_int_equal(left_out, 17);
	assert_int_equal(log_restraint(&restraint, LOG_INFO, 501 + LOG_RESTRAINT_SPAN, &left_out),
	    LOG_RESTRAINT_TELL);
	assert_int_equal(left_out, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_matters_is_never_left_out),
		cmocka_unit_test(chatter_is_left_out_after_so_many_in_a_minute),
		cmocka_unit_test(the_last_one_that_is_told_says_so),
		cmocka_unit_test(the_next_minute_begins_anew_and_tells_how_many_were_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
