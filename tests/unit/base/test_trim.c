/* SPDX-License-Identifier: MIT */
/* Memory is given back, and all goes on as before; locked or not. */
#include "base/trim.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "test.h"

#include "base/digest.h"

/* Pages of files that the process has, by the kernel's count. */
static long
file_pages(void)
{
	char line[128], *at = line;
	FILE *statm = fopen("/proc/self/statm", "r");

	assert_non_null(statm);
	assert_non_null(fgets(line, sizeof(line), statm));
	fclose(statm);
	strtol(at, &at, 10); /* its size */
	strtol(at, &at, 10); /* what is resident */
	return strtol(at, NULL, 10);
}

static void
use_much(void)
{
	uint8_t bytes[16];

	digest_random(bytes, sizeof(bytes));
	for (int i = 0; i < 100; i++)
		assert_true(file_pages() > 0);
}

static void
what_was_used_once_is_given_back(void **state)
{
	long before, after;

	use_much();
	before = file_pages();
	trim_memory();
	after = file_pages();
	assert_true(after < before);
	use_much();
}

static void
it_may_be_locked(void **state)
{
	long before, after;

	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0)
		skip();
	use_much();
	before = file_pages();
	trim_memory();
	after = file_pages();
	munlockall();
	assert_true(after < before);
	use_much();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_used_once_is_given_back),
		cmocka_unit_test(it_may_be_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
