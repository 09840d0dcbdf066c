/* SPDX-License-Identifier: MIT */
#include "core/place.h"

#include "test.h"

#include "base/alloc.h"
#include "core/sample.h"

static void
a_regions_own_text_goes_before_the_common_one(void **state)
{
	static const char *const regions[] = { "us-east-1" }, *const texts[] = { "old.example" };
	const struct option_map own = { regions, texts, 1 }, none = { 0 };

	assert_string_equal(place_of(&own, "new.example", "us-east-1"), "old.example");
	assert_string_equal(place_of(&own, "new.example", "us-west-2"), "new.example");
	assert_null(place_of(&own, NULL, "us-west-2"));
	assert_string_equal(place_of(&none, "new.example", "us-east-1"), "new.example");
}

static void
each_place_is_filled_in(void **state)
{
	static const struct {
		const char *text, *filled;
	} cases[] = {
		{ "api.{region}.example/{region}", "api.us-east-1.example/us-east-1" },
		{ "{region}", "us-east-1" },
		{ "{regio}", "{regio}" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(xfree) char *filled = place_fill(cases[i].text, "us-east-1");

		assert_string_equal(filled, cases[i].filled);
	}
}

static void
what_others_say_harms_no_terminal(void **state)
{
	struct sighting sighting = { .detail = "" };

	sighting_judge(&sighting, REASON_BODY, "it says \"%s\" %d", "\x1b[2J\xc3\xa4", 7);
	assert_string_equal(sighting.detail, "it says \"?[2J??\" 7");
	assert_int_equal(sighting.sample.reason, REASON_BODY);
	assert_int_equal(sighting.sample.outcome, OUTCOME_FAIL);
	sighting_judge(&sighting, REASON_OK, "%0200d", 1);
	assert_int_equal(sighting.detail[DETAIL_TEXT - 2], '0');
	assert_int_equal(sighting.detail[DETAIL_TEXT - 1], '\0');
	assert_false(sighting.sample.has_value);
	sighting_value(&sighting, 1.5, 99);
	assert_true(sighting.sample.has_value && sighting.sample.value == 1.5);
	assert_int_equal(sighting.sample.value_at, 99);
}

/* What a program of ours does is never the Region's fault; what a connection meets may be. */
static void
each_failure_has_a_reason(void **state)
{
	static const enum outcome tcp[] = {
		[TCP_CONNECTED] = OUTCOME_OK,
		[TCP_RESOLVE] = OUTCOME_UNKNOWN,
		[TCP_REFUSED] = OUTCOME_FAIL,
		[TCP_NO_ROUTE] = OUTCOME_UNKNOWN,
		[TCP_TIMEOUT] = OUTCOME_FAIL,
		[TCP_RESET] = OUTCOME_FAIL,
		[TCP_LOCAL] = OUTCOME_UNKNOWN,
		[TCP_OTHER] = OUTCOME_UNKNOWN,
		[TCP_OTHER + 1] = OUTCOME_UNKNOWN,
	};

	for (size_t i = 0; i < COUNT(tcp); i++) {
		const struct tcp_answer answer = { .failure = (enum tcp_failure)i };

		assert_int_equal(reason_outcome(reason_of_tcp(&answer)), tcp[i]);
	}
	for (int i = PROCESS_EXITED; i <= PROCESS_LOCAL + 1; i++) {
		const struct process_answer answer = { .failure = (enum process_failure)i };

		assert_int_equal(reason_outcome(reason_of_process(&answer)),
		    i == PROCESS_EXITED ? OUTCOME_OK : OUTCOME_UNKNOWN);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_regions_own_text_goes_before_the_common_one),
		cmocka_unit_test(each_place_is_filled_in),
		cmocka_unit_test(what_others_say_harms_no_terminal),
		cmocka_unit_test(each_failure_has_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
