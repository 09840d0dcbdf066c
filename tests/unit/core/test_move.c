/* SPDX-License-Identifier: MIT */
#include "core/move.h"

#include <string.h>

#include "test.h"

static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
static const struct app app = { .name = "remittance",
	.home = 0,
	.regions = regions,
	.n_regions = 2 };
static const struct move failover = { .kind = MOVE_FAILOVER, .from = 0, .to = 1 };

static void
the_places_of_a_text_are_filled_in(void **state)
{
	static const struct {
		const char *text, *filled;
	} cases[] = {
		{ "", "" },
		{ "nothing to fill", "nothing to fill" },
		{ "the writer is in {to}", "the writer is in us-west-2" },
		{ "{from}{to}", "us-east-1us-west-2" },
		{ "{active}/{target}/{home}", "us-east-1/us-west-2/us-east-1" },
		{ "'{\"a\":\"{to}\"}'", "'{\"a\":\"us-west-2\"}'" },
		{ "{to", "{to" },
		{ "{}{ to}{TO}{{to}}", "{}{ to}{TO}{us-west-2}" },
		{ "%s %n {unknown}", "%s %n {unknown}" },
	};

	char text[80];

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_ptr_equal(move_text(&app, &failover, cases[i].text, text, sizeof(text)),
		    text);
		assert_string_equal(text, cases[i].filled);
	}
}

static void
a_region_is_a_place_or_its_own_name(void **state)
{
	static const char name[] = "eu-west-1";

	assert_ptr_equal(move_region(&app, &failover, "{to}"), regions[1].name);
	assert_ptr_equal(move_region(&app, &failover, "{from}"), regions[0].name);
	assert_ptr_equal(move_region(&app, &failover, name), name);
	assert_string_equal(move_region(&app, &failover, "{to}-x"), "{to}-x");
	assert_string_equal(move_region(&app, &failover, "{nowhere}"), "{nowhere}");
	assert_string_equal(move_region(&app, &failover, ""), "");
}

/* A configuration may have lost the Region since. */
static void
a_region_that_is_not_there_is_nowhere(void **state)
{
	const struct move move = { .from = REGION_NONE, .to = 7 };
	char text[80];

	move_text(&app, &move, "from {from} to {to}", text, sizeof(text));
	assert_string_equal(text, "from nowhere to nowhere");
}

static void
a_text_is_cut_at_each_size(void **state)
{
	static const char whole[] = "go to us-west-2 now";
	char text[32];

	for (size_t size = 1; size < sizeof(text); size++) {
		size_t len = size - 1 < strlen(whole) ? size - 1 : strlen(whole);

		memset(text, '!', sizeof(text));
		move_text(&app, &failover, "go to {to} now", text, size);
		assert_int_equal(strlen(text), len);
		assert_memory_equal(text, whole, len);
		for (size_t i = len + 1; i < sizeof(text); i++)
			assert_int_equal(text[i], '!');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_region_is_a_place_or_its_own_name),
		cmocka_unit_test(the_places_of_a_text_are_filled_in),
		cmocka_unit_test(a_region_that_is_not_there_is_nowhere),
		cmocka_unit_test(a_text_is_cut_at_each_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
