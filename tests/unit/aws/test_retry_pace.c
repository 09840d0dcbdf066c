/* SPDX-License-Identifier: MIT */
/* How often a call is made again, and how long it waits before. */
#include "aws/retry.h"

#include "test.h"

#include "failing.h"

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
		cmocka_unit_test(makes_so_many_attempts_and_no_more),
		cmocka_unit_test(heeds_how_many_are_configured),
		cmocka_unit_test(waits_by_chance_below_a_ceiling),
		cmocka_unit_test(the_server_may_ask_for_more_time),
		cmocka_unit_test(an_empty_bucket_ends_retrying_until_it_is_filled),
		cmocka_unit_test(a_retry_that_helps_costs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
