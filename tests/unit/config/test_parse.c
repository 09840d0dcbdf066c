/* SPDX-License-Identifier: MIT */
#include "config/parse.h"

#include "test.h"

static void
it_reads_shares(void **state)
{
	static const struct {
		const char *text;
		double value;
	} good[] = { { "0%", 0 }, { "5%", 0.05 }, { "12.5%", 0.125 }, { "100%", 1 } };

	static const char *const bad[] = { "", "5", "%", "5 %", "-5%", "100.1%", "1e1%", "5%%",
		".5%", "nan%", "0x5%", "1234567890123456%" };
	double value;

	for (size_t i = 0; i < COUNT(good); i++) {
		assert_null(parse_ratio(good[i].text, &value));
		assert_float_equal(value, good[i].value, 1e-9);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		if (!parse_ratio(bad[i], &value))
			fail_msg("\"%s\" was taken for a share", bad[i]);
}

static void
it_reads_comparisons_with_their_unit(void **state)
{
	static const struct {
		const char *text;
		struct compare value;
	} good[] = {
		{ "< 5s", { COMPARE_LT, UNIT_DURATION, 5000 } },
		{ "<=250ms", { COMPARE_LE, UNIT_DURATION, 250 } },
		{ ">= 50%", { COMPARE_GE, UNIT_RATIO, 0.5 } },
		{ "> 3", { COMPARE_GT, UNIT_NUMBER, 3 } },
		{ ">0.5", { COMPARE_GT, UNIT_NUMBER, 0.5 } },
	};

	static const char *const bad[] = { "", "5s", "=5s", "==5", "<", "< ", "<> 3", "< 5 s",
		"< 5x", "< -3", "> 101%", "=> 3", "< 5s " };
	struct compare value;

	for (size_t i = 0; i < COUNT(good); i++) {
		assert_null(parse_compare(good[i].text, &value));
		assert_int_equal(value.op, good[i].value.op);
		assert_int_equal(value.unit, good[i].value.unit);
		assert_float_equal(value.limit, good[i].value.limit, 1e-9);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		if (!parse_compare(bad[i], &value))
			fail_msg("\"%s\" was taken for a comparison", bad[i]);
}

static void
it_reads_quantiles_of_latency(void **state)
{
	static const char *const bad[] = { "", "95 > 2s", "p > 2s", "p0 > 2s", "p100 > 2s", "p95",
		"p95 2s", "p95 > 2", "p95 > 50%", "P95 > 2s", "p-5 > 2s" };
	struct compare limit;
	double quantile;

	assert_null(parse_latency("p99.9 >= 250ms", &quantile, &limit));
	assert_float_equal(quantile, 0.999, 1e-9);
	assert_int_equal(limit.op, COMPARE_GE);
	assert_float_equal(limit.limit, 250, 1e-9);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (!parse_latency(bad[i], &quantile, &limit))
			fail_msg("\"%s\" was taken for a latency", bad[i]);
}

static void
it_reads_statuses_and_adds_them_up(void **state)
{
	static const char *const bad[] = { "", "20", "2000", "099", "600", "2x", "0xx", "6xx",
		"x00", "200-", "200-20", "300-200", "200-600", "200 " };
	struct status_set set = { 0 };

	assert_null(parse_statuses("204", &set));
	assert_null(parse_statuses("3XX", &set));
	assert_null(parse_statuses("404-410", &set));
	assert_int_equal(set.n, 3);
	assert_true(status_in(&set, 204) && status_in(&set, 300) && status_in(&set, 399));
	assert_true(status_in(&set, 404) && status_in(&set, 410));
	assert_false(status_in(&set, 200) || status_in(&set, 403) || status_in(&set, 411));
	for (size_t i = 0; i < COUNT(bad); i++)
		if (!parse_statuses(bad[i], &set))
			fail_msg("\"%s\" was taken for a status", bad[i]);
	assert_int_equal(set.n, 3);
}

/* What each parser takes, and what it refuses; lists end with NULL. */
static const struct {
	const char *name;
	const char *(*parse)(const char *text);
	const char *good[8], *bad[16];
} cases[] = {
	{ "URL", parse_url,
	    { "http://a", "https://a.example:8443/x?y#z", "HTTPS://A/", "https://127.0.0.1/",
		"https://[::1]:443/", "https://a/@b" },
	    { "", "a", "//a", "ftp://a", "https://", "https:///x", "https://a b", "https://a\n",
		"https://u@a", "https://a:", "https://a:0", "https://a:65536", "https://a:1x",
		"https://[::1", "https://[x]:1" } },
	{ "address", parse_address, { "127.0.0.1:1", "a.example:65535", "[::1]:443" },
	    { "", "a", ":1", "a:", "a:0", "a:65536", "::1", "[::1]", "a:1:2", "a/:1" } },
	{ "server", parse_server,
	    { "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53" },
	    { "", "ns1", "ns1:53", "192.0.2", "192.0.2.1:", "192.0.2.256", "[::1]", "[::1]:0" } },
	{ "Region", parse_region,
	    { "us-east-1", "ap-southeast-2", "us-gov-west-1", "eusc-de-east-1" },
	    { "", "us", "us-east", "us-1", "u-east-1", "us-east-1a", "US-EAST-1", "us--east-1",
		"us-east-1 ", "us-east-" } },
	{ "name", parse_name, { "a", "api_2", "API-v2", "0" },
	    { "", "-a", "a.b", "a b", "a/b", "\xc3\xa9",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } },
};

static void
it_knows_places_and_names(void **state)
{
	for (size_t c = 0; c < COUNT(cases); c++) {
		for (size_t i = 0; cases[c].good[i]; i++)
			if (cases[c].parse(cases[c].good[i]))
				fail_msg("\"%s\" is a %s, but was refused: %s", cases[c].good[i],
				    cases[c].name, cases[c].parse(cases[c].good[i]));
		for (size_t i = 0; cases[c].bad[i]; i++)
			if (!cases[c].parse(cases[c].bad[i]))
				fail_msg("\"%s\" is no %s, but was taken", cases[c].bad[i],
				    cases[c].name);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_shares),
		cmocka_unit_test(it_reads_comparisons_with_their_unit),
		cmocka_unit_test(it_reads_quantiles_of_latency),
		cmocka_unit_test(it_reads_statuses_and_adds_them_up),
		cmocka_unit_test(it_knows_places_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
