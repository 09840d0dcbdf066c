/* SPDX-License-Identifier: MIT */
#include "daemon/publisher.h"

#include "base/cleanup.h"
#include "test.h"

static void
only_what_lasts_is_told_and_its_end(void **state)
{
	static const struct {
		bool good;
		enum publishing told;
	} minutes[] = {
		{ true, PUBLISHING_AS_BEFORE },
		{ false, PUBLISHING_AS_BEFORE },
		{ false, PUBLISHING_AS_BEFORE },
		{ true, PUBLISHING_AS_BEFORE },
		{ false, PUBLISHING_AS_BEFORE },
		{ false, PUBLISHING_AS_BEFORE },
		{ false, PUBLISHING_LOST },
		{ false, PUBLISHING_AS_BEFORE },
		{ true, PUBLISHING_BACK },
		{ true, PUBLISHING_AS_BEFORE },
	};

	int failed = 0;

	for (size_t i = 0; i < COUNT(minutes); i++)
		assert_int_equal(publisher_weigh(&failed, minutes[i].good), minutes[i].told);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_lasts_is_told_and_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
