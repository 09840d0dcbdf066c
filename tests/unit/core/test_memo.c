/* SPDX-License-Identifier: MIT */
#include "core/memo.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

static void
what_was_put_is_got(void **state)
{
	struct memo memo = { 0 };

	assert_null(memo_get(&memo, "writer-endpoint"));
	assert_true(memo_put(&memo, "writer-endpoint", "a.example"));
	assert_true(memo_put(&memo, "writer-sent", ""));
	assert_string_equal(memo_get(&memo, "writer-endpoint"), "a.example");
	assert_string_equal(memo_get(&memo, "writer-sent"), "");
	assert_true(memo_put(&memo, "writer-endpoint", "b.example"));
	assert_string_equal(memo_get(&memo, "writer-endpoint"), "b.example");
	assert_null(memo_get(&memo, "writer"));
	assert_null(memo_get(&memo, ""));
}

static void
a_full_memo_takes_no_more_and_loses_nothing(void **state)
{
	struct memo memo = { 0 };
	char name[16];

	for (int i = 0; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&memo, name, name));
	}
	assert_false(memo_put(&memo, "more", "x"));
	assert_null(memo_get(&memo, "more"));
	assert_true(memo_put(&memo, "n0", "new"));
	assert_string_equal(memo_get(&memo, "n0"), "new");
	assert_string_equal(memo_get(&memo, name), name);
}

/* Half an ARN is worse than none: a later request would be made of it. */
static void
what_does_not_fit_is_not_kept_by_halves(void **state)
{
	struct memo memo = { 0 };
	char value[sizeof(memo.slots[0].value) + 1], name[sizeof(memo.slots[0].name) + 1];

	memset(value, 'v', sizeof(value));
	memset(name, 'n', sizeof(name));
	value[sizeof(value) - 1] = name[sizeof(name) - 1] = '\0';
	assert_false(memo_put(&memo, "arn", value));
	assert_null(memo_get(&memo, "arn"));
	assert_true(memo_put(&memo, "arn", value + 1));
	assert_false(memo_put(&memo, "arn", value));
	assert_string_equal(memo_get(&memo, "arn"), value + 1);
	assert_false(memo_put(&memo, name, "x"));
	assert_null(memo_get(&memo, name + 1));
	assert_true(memo_put(&memo, name + 1, "x"));
	assert_string_equal(memo_get(&memo, name + 1), "x");
	assert_false(memo_put(&memo, "", "x"));
}

static void
steps_of_a_kind_have_names_of_their_own(void **state)
{
	char name[MEMO_NAME];

	assert_string_equal(memo_name("ssm", "4c1b1b2e-0000-8000-8000-000000000007", name),
	    "ssm-4c1b1b2e");
	assert_string_equal(memo_name("a-name-that-is-much-too-long", "4c1b1b2e-0000", name),
	    "a-name-that-is-much--4c1b1b2e");
	assert_string_equal(memo_name("ssm", "", name), "ssm-");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_of_a_kind_have_names_of_their_own),
		cmocka_unit_test(what_was_put_is_got),
		cmocka_unit_test(a_full_memo_takes_no_more_and_loses_nothing),
		cmocka_unit_test(what_does_not_fit_is_not_kept_by_halves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
