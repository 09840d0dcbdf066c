/* SPDX-License-Identifier: MIT */
#include "aws/query.h"

#include "test.h"

#include <string.h>

#include "aws/percent.h"

#define END ((const char *)NULL)

static void
writes_a_form(void **state)
{
	autofree(call_done) struct call call = { 0 };

	query_form(&call, "rds", "us-west-2", "2014-10-31", "FailoverGlobalCluster",
	    "TargetDbClusterIdentifier", "arn:aws:rds:us-west-2:1:cluster:b", "A b", "", END);
	assert_int_equal(call.kind, CALL_AWS);
	assert_string_equal(call.name, "rds:FailoverGlobalCluster");
	assert_string_equal(call.service, "rds");
	assert_string_equal(call.region, "us-west-2");
	assert_null(call.endpoint);
	assert_string_equal(call.http.method, "POST");
	assert_string_equal(call.http.url, "/");
	assert_string_equal(http_header(&call.http.headers, "Content-Type"),
	    "application/x-www-form-urlencoded; charset=utf-8");
	assert_string_equal(buf_text(&call.http.body),
	    "Action=FailoverGlobalCluster&Version=2014-10-31&TargetDbClusterIdentifier="
	    "arn%3Aaws%3Ards%3Aus-west-2%3A1%3Acluster%3Ab&A%20b=");
}

static void
writes_json_with_its_target(void **state)
{
	static const struct {
		const char *service, *target, *version, *name, *type;
	} cases[] = {
		{ "secretsmanager", "secretsmanager.GetSecretValue", "1.1",
		    "secretsmanager:GetSecretValue", "application/x-amz-json-1.1" },
		{ "route53-recovery-cluster", "ToggleCustomerAPI.ListRoutingControls", "1.0",
		    "route53-recovery-cluster:ListRoutingControls", "application/x-amz-json-1.0" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(call_done) struct call call = { 0 };

		query_json(&call, cases[i].service, "us-west-2", cases[i].target, cases[i].version,
		    json_pack("{s:s, s:[i]}", "b", "\"\xc3\xbc", "a", 1));
		assert_int_equal(call.kind, CALL_AWS);
		assert_string_equal(call.name, cases[i].name);
		assert_string_equal(call.region, "us-west-2");
		assert_string_equal(call.http.method, "POST");
		assert_string_equal(call.http.url, "/");
		assert_string_equal(http_header(&call.http.headers, "X-Amz-Target"),
		    cases[i].target);
		assert_string_equal(http_header(&call.http.headers, "Content-Type"), cases[i].type);
		assert_string_equal(buf_text(&call.http.body),
		    "{\"b\":\"\\\"\xc3\xbc\",\"a\":[1]}");
	}
}

static void
encodes_all_but_the_unreserved(void **state)
{
	static const struct {
		const char *plain, *keep, *encoded;
	} cases[] = {
		{ "AZaz09-._~", "", "AZaz09-._~" },
		{ " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}", "",
		    "%20%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E"
		    "%60%7B%7C%7D" },
		{ "/a b/", "/", "/a%20b/" },
		{ "\xe1\x88\xb4\n\x7f", "", "%E1%88%B4%0A%7F" },
		{ "", "", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf encoded = { 0 };
		autofree(buf_done) struct buf plain = { 0 };

		percent_encode(&encoded, cases[i].plain, strlen(cases[i].plain), cases[i].keep);
		assert_string_equal(buf_text(&encoded), cases[i].encoded);
		percent_decode(&plain, buf_text(&encoded), encoded.len);
		assert_string_equal(buf_text(&plain), cases[i].plain);
	}
}

static void
encodes_a_nul_byte_too(void **state)
{
	autofree(buf_done) struct buf plain = { 0 };
	autofree(buf_done) struct buf encoded = { 0 };

	percent_decode(&plain, "a%00b", 5);
	assert_int_equal(plain.len, 3);
	percent_encode(&encoded, plain.data, plain.len, "/");
	assert_string_equal(buf_text(&encoded), "a%00b");
}

static void
leaves_alone_what_is_no_escape(void **state)
{
	static const char *const cases[] = { "%", "a%4", "%4", "%g0", "%0g", "%%", "+", "%-1" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(buf_done) struct buf plain = { 0 };

		percent_decode(&plain, cases[i], strlen(cases[i]));
		assert_string_equal(buf_text(&plain), cases[i]);
	}
}

static json_t *
read_answer(enum http_failure failure, int status, const char *text, size_t len)
{
	struct http_response rsp = { .failure = failure, .status = status };
	json_t *json;

	buf_add(&rsp.body, text, len);
	json = query_answer(&(struct answer){ .http = &rsp });
	http_response_done(&rsp);
	return json;
}

static void
reads_objects_and_nothing_else(void **state)
{
	static const struct {
		int status;
		const char *text;
		bool good;
	} cases[] = {
		{ 200, "{}", true },
		{ 204, " {\"a\":{\"b\":[1,\"}]\\\"{\"]}}\n", true },
		{ 200, "{\"a\":\"\\\\\"}", true },
		{ 400, "{}", false },
		{ 302, "{}", false },
		{ 0, "{}", false },
		{ 200, "", false },
		{ 200, "[]", false },
		{ 200, "null", false },
		{ 200, "\"a\"", false },
		{ 200, "{\"a\":1,\"a\":2}", false },
		{ 200, "{\"a\":1", false },
		{ 200, "{} x", false },
		{ 200, "{\"a\":1e999}", false },
		{ 200, "{\"a\":\"\xff\"}", false },
		{ 200, "{\"a\":\"\\u0000\"}", false },
		{ 200, "<html>", false },
	};

	json_t *json;

	for (size_t i = 0; i < COUNT(cases); i++) {
		json = read_answer(HTTP_ANSWERED, cases[i].status, cases[i].text,
		    strlen(cases[i].text));
		if ((json != NULL) != cases[i].good)
			fail_msg("%d %s", cases[i].status, cases[i].text);
		json_decref(json);
	}
	assert_null(read_answer(HTTP_RESET, 200, "{}", 2));
	assert_null(read_answer(HTTP_ANSWERED, 200, "{}\0", 3));
	assert_null(query_answer(&(struct answer){ 0 }));
}

static bool
is_object(const char *begin, const char *repeat, int n, const char *end)
{
	autofree(buf_done) struct buf text = { 0 };
	json_t *json;
	bool good;

	buf_puts(&text, begin);
	for (int i = 0; i < n; i++)
		buf_puts(&text, repeat);
	buf_puts(&text, end);
	for (int i = 0; i < n && strcmp(repeat, "[") == 0; i++)
		buf_putc(&text, ']');
	buf_puts(&text, "}");
	json = query_object(text.data, text.len);
	good = json != NULL;
	json_decref(json);
	return good;
}

static void
limits_depth_and_size(void **state)
{
	assert_true(is_object("{\"a\":", "[", 31, ""));
	assert_false(is_object("{\"a\":", "[", 32, ""));
	assert_false(is_object("{\"a\":", "[", 1000000, ""));
	/* Brackets within texts are none. */
	assert_true(is_object("{\"a\":\"", "[{\\\"", 100, "\""));
	assert_true(is_object("{\"a\":\"", "0123456789abcdef", 262143, "\""));
	assert_false(is_object("{\"a\":\"", "0123456789abcdef", 262144, "\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_form),
		cmocka_unit_test(writes_json_with_its_target),
		cmocka_unit_test(encodes_all_but_the_unreserved),
		cmocka_unit_test(encodes_a_nul_byte_too),
		cmocka_unit_test(leaves_alone_what_is_no_escape),
		cmocka_unit_test(reads_objects_and_nothing_else),
		cmocka_unit_test(limits_depth_and_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
