/* SPDX-License-Identifier: MIT */
#include "aws/retry.h"

#include "test.h"

#include <string.h>

#include "base/backoff.h"

struct given {
	const char *service, *endpoint;
	bool acts;
	enum http_failure failure;
	bool sent;
	int status;
	const char *code, *retry_after;
	bool clock_corrected;
};

/* Lets the call fail once more in this way. */
static bool
fail_once(const struct given *given, struct retry *retry, struct retry_bucket *bucket,
    uint32_t *seed, msec_t *ret_delay)
{
	autofree(http_response_done) struct http_response http = {
		.failure = given->failure, .status = given->status, .sent = given->sent
	};
	const struct call call = { .kind = CALL_AWS,
		.service = given->service ? given->service : "rds",
		.endpoint = given->endpoint,
		.acts = given->acts };
	const struct answer answer = { .http = &http };
	struct aws_error error;

	if (given->code)
		http_header_add(&http.headers, "x-amzn-errortype", given->code);
	if (given->retry_after)
		http_header_add(&http.headers, "x-amz-retry-after", given->retry_after);
	aws_error_read(&answer, &error);
	return retry_again(retry, bucket,
	    &(struct retry_case){ &call, &error, &answer, given->clock_corrected }, seed,
	    ret_delay);
}

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

static void
makes_so_many_attempts_and_no_more(void **state)
{
	static const struct {
		struct given given;
		int attempts;
	} cases[] = {
		{ { .status = 500 }, 3 },
		{ { .status = 429 }, 3 },
		{ { .status = 500, .service = "dynamodb" }, 4 },
		{ { .status = 400 }, 1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct retry retry = { 0 };
		struct retry_bucket bucket = { 0 };
		uint32_t seed = 7;
		int attempts = 1;
		msec_t delay;

		while (fail_once(&cases[i].given, &retry, &bucket, &seed, &delay))
			attempts++;
		assert_int_equal(attempts, cases[i].attempts);
	}
}

static void
heeds_how_many_are_configured(void **state)
{
	static const struct {
		const char *service, *configured;
		int attempts;
	} cases[] = {
		{ "rds", NULL, 3 },
		{ "dynamodb", NULL, 4 },
		{ "rds", "1", 1 },
		{ "rds", "10", 10 },
		{ "dynamodb", "2", 2 },
		{ "rds", "0", 3 },
		{ "rds", "11", 3 },
		{ "rds", "many", 3 },
		{ "rds", "2x", 3 },
		{ "rds", "", 3 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct call call = { .service = cases[i].service };
		const struct given given = { .service = cases[i].service, .status = 500 };
		struct retry retry = { .most = retry_attempts(&call, cases[i].configured) };
		struct retry_bucket bucket = { 0 };
		uint32_t seed = 7;
		msec_t delay;

		while (fail_once(&given, &retry, &bucket, &seed, &delay))
			;
		if (retry.retries + 1 != cases[i].attempts)
			fail_msg("case %zu: %d", i, retry.retries + 1);
	}
}

/* Full jitter: anything from nothing to a ceiling that doubles. */
static void
waits_by_chance_below_a_ceiling(void **state)
{
	static const struct {
		struct given given;
		msec_t most[2];
	} cases[] = {
		{ { .status = 500 }, { 50, 100 } },
		{ { .status = 500, .service = "dynamodb" }, { 25, 50 } },
		{ { .status = 429 }, { 1000, 2000 } },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		msec_t longest[2] = { 0, 0 };
		uint32_t seed = 7;

		for (int n = 0; n < 1000; n++) {
			struct retry retry = { 0 };
			struct retry_bucket bucket = { 0 };

			for (int at = 0; at < 2; at++) {
				msec_t delay;

				assert_true(fail_once(&cases[i].given, &retry, &bucket, &seed,
				    &delay));
				assert_in_range(delay, 0, cases[i].most[at]);
				if (delay > longest[at])
					longest[at] = delay;
			}
		}
		for (int at = 0; at < 2; at++)
			assert_true(longest[at] > cases[i].most[at] * 9 / 10);
	}
}

static void
the_server_may_ask_for_more_time(void **state)
{
	static const struct {
		const char *retry_after;
		msec_t least, most;
	} cases[] = {
		{ "3000", 3000, 3000 },
		{ "0", 0, 50 },
		{ "-5", 0, 50 },
		{ "600000", 5000, 5050 },
		{ "99999999999999999999", 5000, 5050 },
		{ "soon", 0, 50 },
		{ "10s", 0, 50 },
		{ "", 0, 50 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct given given = { .status = 503, .retry_after = cases[i].retry_after };
		struct retry retry = { 0 };
		struct retry_bucket bucket = { 0 };
		uint32_t seed = 7;
		msec_t delay;

		assert_true(fail_once(&given, &retry, &bucket, &seed, &delay));
		if (delay < cases[i].least || delay > cases[i].most)
			fail_msg("case %zu: %lld", i, (long long)delay);
	}
}

static void
an_empty_bucket_ends_retrying_until_it_is_filled(void **state)
{
	static const struct given fails = { .status = 500 };
	struct retry_bucket bucket = { 0 };
	uint32_t seed = 7;
	msec_t delay;
	int retries = 0;

	for (int calls = 0; calls < 100; calls++) {
		struct retry retry = { 0 };

		while (fail_once(&fails, &retry, &bucket, &seed, &delay))
			retries++;
		retry_end(&retry, &bucket, false);
	}
	assert_int_equal(retries, RETRY_TOKENS / 14);

	/* Each good call without retry gives one back. */
	for (int calls = 0; calls < 14; calls++) {
		struct retry retry = { 0 };

		if (calls < 4)
			assert_false(fail_once(&fails, &retry, &bucket, &seed, &delay));
		retry_end(&(struct retry){ 0 }, &bucket, true);
	}
	assert_true(fail_once(&fails, &(struct retry){ 0 }, &bucket, &seed, &delay));
}

static void
a_retry_that_helps_costs_nothing(void **state)
{
	static const struct given fails = { .status = 500 }, throttled = { .status = 429 };
	struct retry_bucket bucket = { 0 };
	struct retry retry = { 0 };
	uint32_t seed = 7;
	msec_t delay;

	assert_true(fail_once(&fails, &retry, &bucket, &seed, &delay));
	assert_int_equal(bucket.taken, 14);
	retry_end(&retry, &bucket, true);
	assert_int_equal(bucket.taken, 0);

	/* Only the last one is given back. */
	retry = (struct retry){ 0 };
	assert_true(fail_once(&fails, &retry, &bucket, &seed, &delay));
	assert_true(fail_once(&throttled, &retry, &bucket, &seed, &delay));
	retry_end(&retry, &bucket, true);
	assert_int_equal(bucket.taken, 14);

	bucket.taken = 0;
	retry_end(&(struct retry){ 0 }, &bucket, true);
	assert_int_equal(bucket.taken, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retries_what_passes),
		cmocka_unit_test(an_act_is_repeated_only_when_it_was_not_taken),
		cmocka_unit_test(one_of_several_endpoints_is_left_for_the_next),
		cmocka_unit_test(a_clock_that_was_wrong_is_tried_again_at_once),
		cmocka_unit_test(makes_so_many_attempts_and_no_more),
		cmocka_unit_test(says_what_it_does_not_heed),
		cmocka_unit_test(heeds_how_many_are_configured),
		cmocka_unit_test(waits_by_chance_below_a_ceiling),
		cmocka_unit_test(the_server_may_ask_for_more_time),
		cmocka_unit_test(an_empty_bucket_ends_retrying_until_it_is_filled),
		cmocka_unit_test(a_retry_that_helps_costs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
