/* SPDX-License-Identifier: MIT */
#include "base/http.h"

#include <string.h>

#include "test.h"

#include "base/alloc.h"

static void
headers_are_found_whatever_their_case(void **state)
{
	struct http_headers headers = { 0 };
	char value[] = "text/xml";

	assert_null(http_header(&headers, "Content-Type"));
	http_header_add(&headers, "Content-Type", value);
	http_header_add(&headers, "x-amzn-RequestId", "");
	http_header_add(&headers, "content-type", "second");
	value[0] = '!';
	assert_string_equal(http_header(&headers, "CONTENT-TYPE"), "text/xml");
	assert_string_equal(http_header(&headers, "X-Amzn-Requestid"), "");
	assert_null(http_header(&headers, "Content"));
	assert_null(http_header(&headers, "Content-Type:"));
	assert_null(http_header(&headers, ""));
	http_headers_done(&headers);
	assert_int_equal(headers.n, 0);
	assert_null(http_header(&headers, "Content-Type"));
}

static void
as_many_headers_fit_as_are_promised(void **state)
{
	struct http_headers headers = { 0 };
	char name[] = "a";

	for (; headers.n < HTTP_HEADERS_MOST; name[0]++)
		http_header_add(&headers, name, name);
	name[0]--;
	assert_string_equal(http_header(&headers, name), name);
	http_headers_done(&headers);
}

static void
messages_that_are_done_are_empty_and_may_be_done_again(void **state)
{
	struct http_request req = {
		.method = "POST", .url = xstrdup("https://a.example/"), .timeout = 5, .fresh = true
	};
	struct http_response rsp = { .status = 200, .why = "x", .sent = true, .cert_days = 3 };

	http_header_add(&req.headers, "Authorization", "AWS4-HMAC-SHA256 hunter2");
	buf_puts(&req.body, "secret");
	http_request_done(&req);
	assert_null(req.url);
	assert_null(req.method);
	assert_null(req.body.data);
	assert_int_equal(req.headers.n, 0);
	assert_int_equal(req.timeout, 0);
	http_request_done(&req);

	http_header_add(&rsp.headers, "Set-Cookie", "hunter2");
	buf_puts(&rsp.body, "secret");
	http_response_done(&rsp);
	assert_null(rsp.body.data);
	assert_int_equal(rsp.headers.n, 0);
	assert_int_equal(rsp.status, 0);
	assert_false(rsp.sent);
	assert_int_equal(rsp.cert_days, -1);
	http_response_done(&rsp);
}

static void
each_failure_has_a_name_of_its_own(void **state)
{
	for (int i = HTTP_ANSWERED; i <= HTTP_LOCAL; i++) {
		assert_non_null(http_failure_name(i));
		for (int other = HTTP_ANSWERED; other < i; other++)
			assert_string_not_equal(http_failure_name(i), http_failure_name(other));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_found_whatever_their_case),
		cmocka_unit_test(as_many_headers_fit_as_are_promised),
		cmocka_unit_test(messages_that_are_done_are_empty_and_may_be_done_again),
		cmocka_unit_test(each_failure_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
