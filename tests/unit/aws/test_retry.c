/* SPDX-License-Identifier: MIT */
/* Which calls are made again. */
#include "aws/retry.h"

#include "test.h"

#include <string.h>

#include "failing.h"

static void
retries_what_passes(void **state)
{
	static const struct {
		struct given given;
		int cost; /* 0: not retried */
	} cases[] = {
		{ { .failure = HTTP_REFUSED }, 14 },
		{ { .failure = HTTP_RESOLVE }, 14 },
		{ { .failure = HTTP_TIMEOUT, .sent = true }, 14 },
		{ { .failure = HTTP_RESET, .sent = true }, 14 },
		{ { .failure = HTTP_TLS }, 14 },
		{ { .status = 500 }, 14 },
		{ { .status = 502 }, 14 },
		{ { .status = 503 }, 14 },
		{ { .status = 504 }, 14 },
		{ { .status = 400, .code = "RequestTimeout" }, 14 },
		{ { .status = 400, .code = "RequestTimeoutException" }, 14 },
		{ { .status = 400, .code = "IDPCommunicationError", .service = "sts" }, 14 },
		{ { .status = 429 }, 5 },
		{ { .status = 400, .code = "Throttling" }, 5 },
		{ { .status = 400, .code = "ThrottlingException" }, 5 },
		{ { .status = 400, .code = "TooManyRequestsException" }, 5 },
		{ { .status = 400, .code = "RequestLimitExceeded" }, 5 },
		{ { .status = 503, .code = "SlowDown" }, 5 },
		{ { .status = 400, .code = "PriorRequestNotComplete" }, 5 },
		{ { .failure = HTTP_GARBLED }, 0 },
		{ { .failure = HTTP_TOO_LARGE }, 0 },
		{ { .status = 400, .code = "ValidationError" }, 0 },
		{ { .status = 403, .code = "AccessDenied" }, 0 },
		{ { .status = 404, .code = "DBClusterNotFoundFault" }, 0 },
		{ { .status = 400, .code = "ExpiredToken" }, 0 },
		{ { .status = 400, .code = "InvalidDBClusterStateFault" }, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct retry retry = { 0 };
		struct retry_bucket bucket = { 0 };
		uint32_t seed = 7;
		msec_t delay;

		assert_int_equal(fail_once(&cases[i].given, &retry, &bucket, &seed, &delay),
		    cases[i].cost > 0);
		if (bucket.taken != cases[i].cost)
			fail_msg("case %zu: %d", i, bucket.taken);
	}
}

static void
an_act_is_repeated_only_when_it_was_not_taken(void **state)
{
	static const struct {
		struct given given;
		bool again;
	} cases[] = {
		{ { .acts = true, .failure = HTTP_REFUSED }, true },
		{ { .acts = true, .failure = HTTP_TIMEOUT }, true },
		{ { .acts = true, .status = 400, .code = "Throttling" }, true },
		{ { .acts = true, .failure = HTTP_TIMEOUT, .sent = true }, false },
		{ { .acts = true, .failure = HTTP_RESET, .sent = true }, false },
		{ { .acts = true, .status = 500 }, false },
		{ { .acts = true, .status = 503 }, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct retry retry = { 0 };
		struct retry_bucket bucket = { 0 };
		uint32_t seed = 7;
		msec_t delay;

		if (fail_once(&cases[i].given, &retry, &bucket, &seed, &delay) != cases[i].again)
			fail_msg("case %zu", i);
	}
}

static void
one_of_several_endpoints_is_left_for_the_next(void **state)
{
	static const struct {
		struct given given;
		bool again;
	} cases[] = {
		{ { .endpoint = "https://x", .failure = HTTP_REFUSED }, false },
		{ { .endpoint = "https://x", .status = 500 }, false },
		{ { .endpoint = "https://x",
		      .status = 503,
		      .code = "EndpointTemporarilyUnavailableException" },
		    false },
		{ { .endpoint = "https://x", .status = 400, .code = "ThrottlingException" }, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct retry retry = { 0 };
		struct retry_bucket bucket = { 0 };
		uint32_t seed = 7;
		msec_t delay;

		if (fail_once(&cases[i].given, &retry, &bucket, &seed, &delay) != cases[i].again)
			fail_msg("case %zu", i);
	}
}

static void
a_clock_that_was_wrong_is_tried_again_at_once(void **state)
{
	static const struct {
		struct given given;
		bool again;
	} cases[] = {
		{ { .status = 403, .code = "SignatureDoesNotMatch", .clock_corrected = true },
		    true },
		{ { .status = 400, .code = "InvalidSignatureException", .clock_corrected = true },
		    true },
		{ { .status = 403, .code = "RequestTimeTooSkewed", .clock_corrected = true },
		    true },
		{ { .status = 403, .code = "AuthFailure", .clock_corrected = true }, true },
		{ { .status = 400, .code = "AccessDeniedException", .clock_corrected = true },
		    true },
		{ { .status = 400, .code = "ValidationError", .clock_corrected = true }, false },
		{ { .status = 403, .code = "SignatureDoesNotMatch" }, false },
		{ { .status = 403, .code = "RequestTimeTooSkewed" }, false },
		/* It was refused, so it was not taken. */
		{ { .status = 403,
		      .code = "SignatureDoesNotMatch",
		      .clock_corrected = true,
		      .acts = true },
		    true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct retry retry = { 0 };
		struct retry_bucket bucket = { 0 };
		uint32_t seed = 7;
		msec_t delay = 0;

		if (fail_once(&cases[i].given, &retry, &bucket, &seed, &delay) != cases[i].again)
			fail_msg("case %zu", i);
		assert_int_equal(delay, 0);
	}
}

static void
says_what_it_does_not_heed(void **state)
{
	static const struct {
		const char *mode, *attempts, *words;
	} cases[] = {
		{ NULL, NULL, NULL },
		{ "", "", NULL },
		{ "standard", "1", NULL },
		{ "standard", "10", NULL },
		{ "legacy", NULL, "the retry mode \"legacy\"" },
		{ "adaptive", "3", "write that, or take it out" },
		{ NULL, "11", "\"11\" attempts" },
		{ NULL, "0", "a number from 1 to 10" },
		{ "standard", "many", "\"many\" attempts" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = { "" };

		assert_int_equal(retry_heeds(cases[i].mode, cases[i].attempts, &err),
		    cases[i].words == NULL);
		if (cases[i].words)
			assert_non_null(strstr(err.text, cases[i].words));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retries_what_passes),
		cmocka_unit_test(an_act_is_repeated_only_when_it_was_not_taken),
		cmocka_unit_test(one_of_several_endpoints_is_left_for_the_next),
		cmocka_unit_test(a_clock_that_was_wrong_is_tried_again_at_once),
		cmocka_unit_test(says_what_it_does_not_heed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
