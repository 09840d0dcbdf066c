/* SPDX-License-Identifier: MIT */
#include "aws/imds.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

/* The environment of a case: pairs of name and value. */
static const char *const *variables;

static const char *
env(const char *name)
{
	for (const char *const *at = variables; at && *at; at += 2)
		if (strcmp(*at, name) == 0)
			return at[1];
	return NULL;
}

#define ENDPOINT "AWS_EC2_METADATA_SERVICE_ENDPOINT"
#define MODE     "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
#define SECONDS  "AWS_METADATA_SERVICE_TIMEOUT"
#define PATH     "/latest/meta-data/iam/security-credentials/"

static void
asks_for_a_token_first_and_shows_it_then(void **state)
{
	static const struct {
		enum imds_ask ask;
		const char *method, *url, *header, *value;
	} cases[] = {
		{ IMDS_TOKEN, "PUT", "http://169.254.169.254/latest/api/token",
		    "x-aws-ec2-metadata-token-ttl-seconds", "21600" },
		{ IMDS_ROLE, "GET", "http://169.254.169.254" PATH, "x-aws-ec2-metadata-token",
		    "tok" },
		{ IMDS_CREDENTIALS, "GET", "http://169.254.169.254" PATH "failoverd",
		    "x-aws-ec2-metadata-token", "tok" },
		{ IMDS_REGION, "GET", "http://169.254.169.254/latest/meta-data/placement/region",
		    "x-aws-ec2-metadata-token", "tok" },
	};

	variables = NULL;
	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(http_request_done) struct http_request req = { .method = NULL };
		struct error err;

		assert_true(imds_request(env, cases[i].ask, "tok", "failoverd", &req, &err));
		assert_string_equal(req.method, cases[i].method);
		assert_string_equal(req.url, cases[i].url);
		assert_string_equal(http_header(&req.headers, cases[i].header), cases[i].value);
		assert_int_equal(req.headers.n, 1);
		assert_true(req.no_proxy);
	}
}

static void
heeds_the_environment(void **state)
{
	static const struct {
		const char *variables[8], *url;
		msec_t timeout;
	} cases[] = {
		{ { NULL }, "http://169.254.169.254/latest/api/token", 1000 },
		{ { ENDPOINT, "", MODE, "", SECONDS, "" },
		    "http://169.254.169.254/latest/api/token", 1000 },
		{ { MODE, "IPv6" }, "http://[fd00:ec2::254]/latest/api/token", 1000 },
		{ { MODE, "ipv4" }, "http://169.254.169.254/latest/api/token", 1000 },
		{ { ENDPOINT, "http://127.0.0.1:7/", MODE, "IPv6" },
		    "http://127.0.0.1:7/latest/api/token", 1000 },
		{ { SECONDS, "5" }, "http://169.254.169.254/latest/api/token", 5000 },
		{ { SECONDS, "0" }, "http://169.254.169.254/latest/api/token", 1000 },
		{ { SECONDS, "61" }, "http://169.254.169.254/latest/api/token", 1000 },
		{ { SECONDS, "2s" }, "http://169.254.169.254/latest/api/token", 1000 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(http_request_done) struct http_request req = { .method = NULL };
		struct error err = { "" };

		variables = cases[i].variables;
		if (!imds_request(env, IMDS_TOKEN, NULL, NULL, &req, &err))
			fail_msg("case %zu: %s", i, err.text);
		assert_string_equal(req.url, cases[i].url);
		assert_int_equal(req.timeout, cases[i].timeout);
	}
}

static void
refuses_what_the_environment_cannot_mean(void **state)
{
	static const struct {
		const char *variables[8], *says;
	} cases[] = {
		{ { ENDPOINT, "127.0.0.1" }, ENDPOINT " is not a URL: write http://HOST" },
		{ { MODE, "6" }, MODE " is neither IPv4 nor IPv6" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_request req = { .method = NULL };
		struct error err = { "" };

		variables = cases[i].variables;
		assert_false(imds_request(env, IMDS_TOKEN, NULL, NULL, &req, &err));
		assert_non_null(strstr(err.text, cases[i].says));
	}
}

static void
can_be_switched_off(void **state)
{
	static const struct {
		const char *value;
		bool off;
	} cases[] = { { "true", true }, { "TRUE", true }, { "false", false }, { "", false } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const set[] = { "AWS_EC2_METADATA_DISABLED", cases[i].value, NULL };

		variables = set;
		assert_int_equal(imds_is_off(env), cases[i].off);
	}
	variables = NULL;
	assert_false(imds_is_off(env));
}

static void
says_why_there_is_no_answer_and_what_to_do(void **state)
{
	static const struct {
		enum imds_ask ask;
		struct http_response rsp;
		const char *says;
	} cases[] = {
		{ IMDS_TOKEN, { .status = 403 },
		    "gave no token (it is switched off for this instance: enable its HTTP "
		    "endpoint): HTTP 403" },
		{ IMDS_TOKEN, { .status = 400 }, "gave no token: HTTP 400" },
		{ IMDS_TOKEN, { .status = 200 }, "gave no token: HTTP 200 without a word" },
		{ IMDS_TOKEN, { .failure = HTTP_TIMEOUT, .sent = true, .why = "late" },
		    "gave no token (in a container the instance's hop limit must be 2): late" },
		{ IMDS_TOKEN, { .failure = HTTP_TIMEOUT, .why = "late" }, "gave no token: late" },
		{ IMDS_TOKEN, { .failure = HTTP_REFUSED }, "gave no token: refused" },
		{ IMDS_ROLE, { .status = 404 },
		    "gave no role (the instance has no role: attach an instance profile)" },
		{ IMDS_CREDENTIALS, { .status = 404 }, "gave no credentials (the role was taken" },
		{ IMDS_REGION, { .status = 401 }, "gave no Region: HTTP 401" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = { "" };

		assert_false(imds_answered(cases[i].ask, &cases[i].rsp, &err));
		if (!strstr(err.text, cases[i].says))
			fail_msg("case %zu: %s", i, err.text);
	}
}

static void
takes_an_answer_with_a_body(void **state)
{
	autofree(http_response_done) struct http_response rsp = { .status = 200 };
	struct error err;

	buf_puts(&rsp.body, "us-west-2");
	assert_true(imds_answered(IMDS_REGION, &rsp, &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_a_token_first_and_shows_it_then),
		cmocka_unit_test(heeds_the_environment),
		cmocka_unit_test(refuses_what_the_environment_cannot_mean),
		cmocka_unit_test(can_be_switched_off),
		cmocka_unit_test(says_why_there_is_no_answer_and_what_to_do),
		cmocka_unit_test(takes_an_answer_with_a_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
