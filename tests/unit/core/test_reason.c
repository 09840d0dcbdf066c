/* SPDX-License-Identifier: MIT */
#include "core/reason.h"

#include <string.h>

#include "test.h"

static void
each_reason_has_a_name_a_text_and_an_outcome(void **state)
{
	for (int i = 0; i < REASON_COUNT; i++) {
		const char *name = reason_name(i);

		assert_non_null(name);
		assert_true(reason_text(i)[0]);
		assert_true(reason_outcome(i) <= OUTCOME_FAIL);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), strlen(name));
		for (int other = 0; other < i; other++)
			assert_string_not_equal(name, reason_name(other));
	}
	assert_string_equal(outcome_name(OUTCOME_UNKNOWN), "unknown");
	assert_string_equal(outcome_name(OUTCOME_OK), "ok");
	assert_string_equal(outcome_name(OUTCOME_FAIL), "fail");
}

/* The whole list of what may count against a Region. Whoever adds to it reads this twice. */
static void
nothing_else_counts_against_a_region(void **state)
{
	static const enum reason fails[] = { REASON_STATUS, REASON_BODY, REASON_VALUE,
		REASON_TIMEOUT, REASON_REFUSED, REASON_RESET, REASON_CONNECT, REASON_TLS,
		REASON_CERT };

	for (int i = 0; i < REASON_COUNT; i++) {
		enum outcome outcome = i == REASON_OK ? OUTCOME_OK : OUTCOME_UNKNOWN;

		for (size_t f = 0; f < COUNT(fails); f++)
			if ((int)fails[f] == i)
				outcome = OUTCOME_FAIL;
		if (reason_outcome(i) != outcome)
			fail_msg("%s is %s", reason_name(i), outcome_name(reason_outcome(i)));
	}
}

static void
our_own_faults_are_local_and_unknown(void **state)
{
	static const enum reason ours[] = { REASON_RESOLVE, REASON_NO_ROUTE, REASON_CREDENTIALS,
		REASON_SKEW, REASON_DENIED, REASON_PROXY, REASON_LOCAL };

	size_t local = 0;

	for (int i = 0; i < REASON_COUNT; i++)
		local += reason_local(i);
	assert_int_equal(local, COUNT(ours));
	for (size_t i = 0; i < COUNT(ours); i++) {
		assert_true(reason_local(ours[i]));
		assert_int_equal(reason_outcome(ours[i]), OUTCOME_UNKNOWN);
	}
}

static void
what_the_table_lacks_is_unknown(void **state)
{
	static const int odd[] = { REASON_COUNT, REASON_COUNT + 1, 255, -1 };

	for (size_t i = 0; i < COUNT(odd); i++) {
		assert_int_equal(reason_outcome((enum reason)odd[i]), OUTCOME_UNKNOWN);
		assert_string_equal(reason_name((enum reason)odd[i]), "other");
		assert_true(reason_text((enum reason)odd[i])[0]);
	}
}

static void
each_http_failure_has_its_reason(void **state)
{
	static const enum reason reasons[] = {
		[HTTP_ANSWERED] = REASON_OK,
		[HTTP_RESOLVE] = REASON_RESOLVE,
		[HTTP_REFUSED] = REASON_REFUSED,
		[HTTP_NO_ROUTE] = REASON_NO_ROUTE,
		[HTTP_CONNECT] = REASON_CONNECT,
		[HTTP_TIMEOUT] = REASON_TIMEOUT,
		[HTTP_TLS] = REASON_TLS,
		[HTTP_CERT] = REASON_CERT,
		[HTTP_RESET] = REASON_RESET,
		[HTTP_GARBLED] = REASON_GARBLED,
		[HTTP_TOO_LARGE] = REASON_TOO_LARGE,
		[HTTP_PROXY] = REASON_PROXY,
		[HTTP_LOCAL] = REASON_LOCAL,
		[HTTP_LOCAL + 1] = REASON_OTHER,
	};

	for (size_t i = 0; i < COUNT(reasons); i++) {
		const struct http_response rsp = { .failure = (enum http_failure)i };

		assert_int_equal(reason_of_http(&rsp), reasons[i]);
	}
}

static void
a_status_is_the_regions_failure_only_if_it_cannot_be_ours(void **state)
{
	static const struct {
		int from, to;
		enum outcome outcome;
	} cases[] = {
		{ 100, 199, OUTCOME_UNKNOWN },
		{ 200, 299, OUTCOME_OK },
		{ 300, 403, OUTCOME_UNKNOWN },
		{ 404, 404, OUTCOME_UNKNOWN },
		{ 405, 407, OUTCOME_UNKNOWN },
		{ 408, 408, OUTCOME_FAIL },
		{ 409, 409, OUTCOME_UNKNOWN },
		{ 410, 410, OUTCOME_FAIL },
		{ 411, 499, OUTCOME_UNKNOWN },
		{ 500, 599, OUTCOME_FAIL },
		{ 600, 999, OUTCOME_UNKNOWN },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		for (int status = cases[i].from; status <= cases[i].to; status++)
			assert_int_equal(reason_outcome(reason_of_http_status(status)),
			    cases[i].outcome);
	assert_int_equal(reason_of_http_status(403), REASON_BLOCKED);
	assert_int_equal(reason_of_http_status(407), REASON_PROXY);
	assert_int_equal(reason_of_http_status(429), REASON_THROTTLED);
}

static void
each_dns_failure_has_its_reason(void **state)
{
	static const enum reason reasons[] = {
		[DNS_ANSWERED] = REASON_OK,
		[DNS_TIMEOUT] = REASON_TIMEOUT,
		[DNS_REFUSED] = REASON_REFUSED,
		[DNS_NO_ROUTE] = REASON_NO_ROUTE,
		[DNS_GARBLED] = REASON_GARBLED,
		[DNS_LOCAL] = REASON_LOCAL,
		[DNS_LOCAL + 1] = REASON_OTHER,
	};

	for (size_t i = 0; i < COUNT(reasons); i++) {
		const struct dns_answer rsp = { .failure = (enum dns_failure)i };

		assert_int_equal(reason_of_dns(&rsp), reasons[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reason_has_a_name_a_text_and_an_outcome),
		cmocka_unit_test(nothing_else_counts_against_a_region),
		cmocka_unit_test(our_own_faults_are_local_and_unknown),
		cmocka_unit_test(what_the_table_lacks_is_unknown),
		cmocka_unit_test(each_http_failure_has_its_reason),
		cmocka_unit_test(a_status_is_the_regions_failure_only_if_it_cannot_be_ours),
		cmocka_unit_test(each_dns_failure_has_its_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
