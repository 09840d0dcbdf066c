/* SPDX-License-Identifier: MIT */
#include "kinds/expect.h"

#include "test.h"

#include <string.h>

#include "core/reason.h"

static const char *const keys[] = { "status", "db.lag", "db.primary", "checks.1.ok", "ratio", "a.b",
	"nothing" };
static const char *const values[] = { "ok", "12", "true", "false", "0.25", "dotted", "null" };

struct sample_answer {
	int status;
	const char *name, *value; /* a header */
	const char *body;
};

static void
answer(struct http_response *ret, const struct sample_answer *of)
{
	*ret = (struct http_response){ .status = of->status, .took = 12, .cert_days = -1 };
	if (of->name)
		http_header_add(&ret->headers, of->name, of->value);
	buf_puts(&ret->body, of->body ? of->body : "");
}

static struct expect
expecting(size_t members, const char *contains)
{
	return (struct expect){ { { { 200, 299 } }, 1 }, { keys, values, members }, contains };
}

/* ---- the status ---- */

static const struct {
	struct sample_answer answer;
	enum reason reason;
	const char *detail;
} statuses[] = {
	{ { 200 }, REASON_OK, "HTTP 200 in 12ms" },
	{ { 204 }, REASON_OK, "HTTP 204 in 12ms" },
	{ { 500 }, REASON_STATUS, "HTTP 500 in 12ms" },
	{ { 503 }, REASON_STATUS, "HTTP 503 in 12ms" },
	{ { 408 }, REASON_STATUS, "HTTP 408 in 12ms" },
	{ { 404 }, REASON_MISSING, "not deployed there, or is the path wrong?" },
	{ { 410 }, REASON_STATUS, "not deployed there any more, or is the path wrong?" },
	{ { 301 }, REASON_OTHER, "HTTP 301 in 12ms: a redirect; is the URL right?" },
	{ { 400 }, REASON_OTHER, "HTTP 400 in 12ms" },
	{ { 405 }, REASON_OTHER, "HTTP 405 in 12ms" },
	{ { 426 }, REASON_OTHER, "HTTP 426 in 12ms" },
	{ { 431 }, REASON_OTHER, "HTTP 431 in 12ms" },
	{ { 451 }, REASON_OTHER, "HTTP 451 in 12ms" },
	{ { 429 }, REASON_THROTTLED, "asks too often" },
	{ { 407 }, REASON_PROXY, "proxy" },
	{ { 401 }, REASON_BLOCKED, "the prober is blocked" },
	{ { 403 }, REASON_BLOCKED, "the prober is blocked" },
	{ { 403, "x-amzn-errortype", "ForbiddenException", "{\"message\":\"Forbidden\"}" },
	    REASON_BLOCKED, "blocked by API Gateway or its WAF" },
	{ { 403, "Server", "awselb/2.0", "<h1>403 Forbidden</h1>" }, REASON_BLOCKED,
	    "blocked by the load balancer or its WAF" },
	{ { 403, "Server", "CloudFront", "The request could not be satisfied. Bad request." },
	    REASON_BLOCKED, "the prober is blocked by CloudFront" },
	{ { 403, "Server", "AkamaiGHost", "Access Denied" }, REASON_BLOCKED, "by Akamai" },
	{ { 403, "Server", "cloudflare" }, REASON_BLOCKED, "by Cloudflare" },
	{ { 200, "X-Iinfo", "3-1-0", "Incapsula incident ID: 1" }, REASON_BLOCKED, "by Imperva" },
	{ { 403, "Server", "CloudFront", "<H1>403 ERROR</H1> Request blocked. We can't connect" },
	    REASON_BLOCKED, "blocked by CloudFront's WAF" },
	{ { 202, "x-amzn-waf-action", "challenge" }, REASON_BLOCKED, "blocked by AWS WAF" },
	{ { 405, "X-Amzn-Waf-Action", "captcha" }, REASON_BLOCKED, "blocked by AWS WAF" },
	{ { 429, "x-amzn-waf-action", "block" }, REASON_BLOCKED, "blocked by AWS WAF" },
	{ { 503, "cf-mitigated", "challenge" }, REASON_BLOCKED, "blocked by Cloudflare" },
	/* A front door that is merely there refuses nothing. */
	{ { 503, "Server", "CloudFront", "Service unavailable" }, REASON_STATUS, "HTTP 503" },
	{ { 502, "Server", "CloudFront", "The request could not be satisfied" }, REASON_STATUS,
	    "HTTP 502 in 12ms" },
	{ { 502, "Server", "awselb/2.0" }, REASON_STATUS, "HTTP 502" },
	{ { 200, "X-Iinfo", "3-1-0", "welcome" }, REASON_OK, "HTTP 200 in 12ms" },
};

static void
tells_a_sick_region_from_a_blocked_prober(void **state)
{
	const struct expect expect = expecting(0, NULL);

	for (size_t i = 0; i < COUNT(statuses); i++) {
		autofree(http_response_done) struct http_response rsp;
		char detail[DETAIL_TEXT];
		enum reason reason;

		answer(&rsp, &statuses[i].answer);
		reason = expect_judge(&expect, &rsp, detail);
		if (reason != statuses[i].reason || !strstr(detail, statuses[i].detail))
			fail_msg("case %zu: %s (%s)", i, reason_name(reason), detail);
	}
}

static void
takes_a_refusal_that_is_expected(void **state)
{
	const struct expect expect = { { { { 401, 404 } }, 1 }, { 0 }, NULL };
	const struct sample_answer good[] = { { 401 },
		{ 403, "x-amzn-errortype", "ForbiddenException" }, { 404 } };
	const struct sample_answer wall = { 403, "x-amzn-waf-action", "block" };
	autofree(http_response_done) struct http_response rsp = { 0 };
	char detail[DETAIL_TEXT];

	for (size_t i = 0; i < COUNT(good); i++) {
		http_response_done(&rsp);
		answer(&rsp, &good[i]);
		assert_int_equal(expect_judge(&expect, &rsp, detail), REASON_OK);
	}
	http_response_done(&rsp);
	answer(&rsp, &wall);
	assert_int_equal(expect_judge(&expect, &rsp, detail), REASON_BLOCKED);
}

static void
takes_a_list_of_statuses_by_its_word(void **state)
{
	static const struct {
		int status;
		enum reason reason;
	} cases[] = {
		{ 200, REASON_OK },
		{ 202, REASON_OTHER },
		{ 302, REASON_OTHER },
		{ 400, REASON_STATUS },
		{ 405, REASON_STATUS },
		{ 404, REASON_STATUS },
		{ 503, REASON_STATUS },
		{ 401, REASON_BLOCKED },
		{ 403, REASON_BLOCKED },
		{ 407, REASON_PROXY },
		{ 429, REASON_THROTTLED },
	};
	const struct expect expect = { { { { 200, 200 }, { 204, 204 } }, 2 }, { 0 }, NULL };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct http_response rsp = { .status = cases[i].status };
		char detail[DETAIL_TEXT];

		assert_int_equal(expect_judge(&expect, &rsp, detail), cases[i].reason);
	}
}

/* ---- the transport ---- */

static void
gives_the_transports_own_words(void **state)
{
	const struct expect expect = expecting(0, NULL);
	struct http_response rsp = { .failure = HTTP_REFUSED, .why = "127.0.1.1:443 refused" };
	char detail[DETAIL_TEXT];

	assert_int_equal(expect_judge(&expect, &rsp, detail), REASON_REFUSED);
	assert_string_equal(detail, "127.0.1.1:443 refused");
	rsp = (struct http_response){ .failure = HTTP_TIMEOUT };
	assert_int_equal(expect_judge(&expect, &rsp, detail), REASON_TIMEOUT);
	assert_string_equal(detail, "timeout");
}

static void
minds_the_length_of_a_body_only_when_it_is_read(void **state)
{
	const struct expect none = expecting(0, NULL), text = expecting(0, "needle"),
			    json = expecting(1, NULL);
	const struct sample_answer with = { 200, NULL, NULL, "hay needle hay" },
				   without = { 200, NULL, NULL, "hay hay" };
	autofree(http_response_done) struct http_response rsp;
	char detail[DETAIL_TEXT];

	answer(&rsp, &with);
	rsp.failure = HTTP_TOO_LARGE;
	assert_int_equal(expect_judge(&none, &rsp, detail), REASON_OK);
	assert_int_equal(expect_judge(&text, &rsp, detail), REASON_OK);
	assert_int_equal(expect_judge(&json, &rsp, detail), REASON_TOO_LARGE);
	rsp.status = 503;
	assert_int_equal(expect_judge(&text, &rsp, detail), REASON_STATUS);
	http_response_done(&rsp);
	answer(&rsp, &without);
	rsp.failure = HTTP_TOO_LARGE;
	assert_int_equal(expect_judge(&text, &rsp, detail), REASON_TOO_LARGE);
	rsp.status = 0; /* not even a head was whole */
	assert_int_equal(expect_judge(&none, &rsp, detail), REASON_TOO_LARGE);
}

/* ---- the body ---- */

#define WELL                                                                                 \
	"{\"status\":\"ok\",\"db\":{\"lag\":12,\"primary\":true},\"checks\":[{\"ok\":true}," \
	"{\"ok\":false}],\"ratio\":0.25,\"a.b\":\"dotted\",\"nothing\":null}"

static const struct {
	size_t members;
	const char *contains, *body;
	enum reason reason;
	const char *detail;
} bodies[] = {
	{ COUNT(keys), "\"lag\":12", WELL, REASON_OK, "HTTP 200 in 12ms" },
	{ 1, NULL, "{\"status\":\"degraded\"}", REASON_BODY,
	    "HTTP 200 in 12ms: member status is \"degraded\", expected \"ok\"" },
	{ 1, NULL, "{}", REASON_BODY, "member status is missing, expected \"ok\"" },
	{ 1, NULL, "[\"ok\"]", REASON_BODY, "member status is missing" },
	{ 2, NULL, "{\"status\":\"ok\",\"db\":{\"lag\":13}}", REASON_BODY,
	    "member db.lag is \"13\", expected \"12\"" },
	{ 2, NULL, "{\"status\":\"ok\",\"db\":12}", REASON_BODY, "member db.lag is missing" },
	{ 2, NULL, "{\"status\":\"ok\",\"db\":{\"lag\":{\"x\":12}}}", REASON_BODY, "db.lag is" },
	{ 3, NULL, "{\"status\":\"ok\",\"db\":{\"lag\":12,\"primary\":false}}", REASON_BODY,
	    "member db.primary is \"false\"" },
	{ 1, NULL, "<html>we are sorry</html>", REASON_GARBLED, "the body is not JSON" },
	{ 1, NULL, "{\"status\":\"ok\"", REASON_GARBLED, "the body is not JSON" },
	{ 1, NULL, "", REASON_GARBLED, "the body is not JSON" },
	{ 0, "all good", "nothing is all good here", REASON_OK, "HTTP 200" },
	{ 0, "all good", "nothing is all goo", REASON_BODY, "lacks the expected text" },
	{ 0, "all good", "", REASON_BODY, "lacks the expected text" },
};

static void
compares_the_body(void **state)
{
	for (size_t i = 0; i < COUNT(bodies); i++) {
		const struct expect expect = expecting(bodies[i].members, bodies[i].contains);
		const struct sample_answer of = { 200, NULL, NULL, bodies[i].body };
		autofree(http_response_done) struct http_response rsp;
		char detail[DETAIL_TEXT];
		enum reason reason;

		answer(&rsp, &of);
		reason = expect_judge(&expect, &rsp, detail);
		if (reason != bodies[i].reason || !strstr(detail, bodies[i].detail))
			fail_msg("case %zu: %s (%s)", i, reason_name(reason), detail);
	}
}

static void
survives_deep_nesting_and_long_texts(void **state)
{
	const struct expect expect = expecting(1, NULL);
	autofree(http_response_done) struct http_response rsp = { .status = 200, .cert_days = -1 };
	char detail[DETAIL_TEXT];

	for (size_t i = 0; i < 60000; i++)
		buf_putc(&rsp.body, '[');
	assert_int_equal(expect_judge(&expect, &rsp, detail), REASON_GARBLED);
	buf_clear(&rsp.body);
	buf_puts(&rsp.body, "{\"status\":\"");
	for (size_t i = 0; i < 60000; i++)
		buf_putc(&rsp.body, 'x');
	buf_puts(&rsp.body, "\"}");
	assert_int_equal(expect_judge(&expect, &rsp, detail), REASON_BODY);
	assert_true(strlen(detail) < DETAIL_TEXT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_a_sick_region_from_a_blocked_prober),
		cmocka_unit_test(takes_a_refusal_that_is_expected),
		cmocka_unit_test(takes_a_list_of_statuses_by_its_word),
		cmocka_unit_test(gives_the_transports_own_words),
		cmocka_unit_test(minds_the_length_of_a_body_only_when_it_is_read),
		cmocka_unit_test(compares_the_body),
		cmocka_unit_test(survives_deep_nesting_and_long_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
