/* SPDX-License-Identifier: MIT */
#include "aws/fault.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

/* An answer to read, with what it needs to live. */
struct said {
	struct http_response http;
	struct answer answer;
	struct aws_error error;
};

static void
said_done(struct said *said)
{
	http_response_done(&said->http);
}

define_autodone(struct said, said_done)

    static void say(struct said *ret, int status, const char *header, const char *body)
{
	*ret = (struct said){ .http = { .status = status, .sent = true, .cert_days = -1 } };
	ret->answer.http = &ret->http;
	if (header)
		http_header_add(&ret->http.headers, "X-Amzn-ErrorType", header);
	buf_puts(&ret->http.body, body);
	aws_error_read(&ret->answer, &ret->error);
}

static void
fail_with(struct said *ret, enum http_failure failure, bool sent)
{
	*ret = (struct said){
		.http = { .failure = failure, .why = "no luck", .sent = sent, .cert_days = -1 },
	};
	ret->answer.http = &ret->http;
	aws_error_read(&ret->answer, &ret->error);
}

/* ---- where the code is ---- */

static void
finds_code_message_and_request_in_each_protocol(void **state)
{
	static const struct {
		const char *header, *body, *code, *message, *request;
	} cases[] = {
		{ NULL,
		    "<ErrorResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">\n  <Error>"
		    "<Type>Sender</Type><Code>DBClusterNotFoundFault</Code><Message>no "
		    "such</Message></Error><RequestId>r-1</RequestId></ErrorResponse>",
		    "DBClusterNotFoundFault", "no such", "r-1" },
		{ NULL,
		    "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message>"
		    "</Error></Errors><RequestID>r-2</RequestID></Response>",
		    "UnauthorizedOperation", "no", "r-2" },
		{ NULL,
		    "<Error><Code>SlowDown</Code><Message>slow</Message><RequestId>r-3</RequestId>"
		    "</Error>",
		    "SlowDown", "slow", "r-3" },
		{ NULL,
		    "<AccessDeniedException>\n  <Message>who?</Message>\n</AccessDeniedException>",
		    "AccessDeniedException", "who?", "" },
		{ NULL, "<UnknownOperationException/>", "UnknownOperationException", "", "" },
		{ NULL, "{\"__type\":\"ThrottlingException\",\"message\":\"slow\"}",
		    "ThrottlingException", "slow", "" },
		{ NULL,
		    "{\"__type\":\"com.amazonaws.rds#SomeFault\",\"Message\":\"a\\nb\\u0007c\"}",
		    "SomeFault", "a b c", "" },
		{ NULL, "{\"code\":\"OneFault\",\"message\":7}", "OneFault", "", "" },
		{ NULL, "{\"Code\":\"TwoFault\",\"__type\":null}", "TwoFault", "", "" },
		{ "HeaderFault:http://internal.amazon.com/coral/", "{\"__type\":\"BodyFault\"}",
		    "HeaderFault", "", "" },
		{ "com.amazon#HeaderFault", "", "HeaderFault", "", "" },
		{ "HeaderFault",
		    "<ErrorResponse><Error><Code>X</Code><Message>m</Message></Error>"
		    "<RequestId>r</RequestId></ErrorResponse>",
		    "HeaderFault", "m", "r" },
		/* What is no code is not taken for one. */
		{ "not a code", "{\"__type\":\"BodyFault\"}", "BodyFault", "", "" },
		{ NULL, "<html><head><title>403 Forbidden</title></head></html>", "", "", "" },
		{ NULL, "{\"__type\":\"\"}", "", "", "" },
		{ NULL, "", "", "", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(said_done) struct said said;

		say(&said, 400, cases[i].header, cases[i].body);
		assert_string_equal(said.error.code, cases[i].code);
		assert_string_equal(said.error.message, cases[i].message);
		assert_string_equal(said.error.request_id, cases[i].request);
	}
}

static void
the_request_of_a_header_wins(void **state)
{
	static const char *const names[] = { "x-amzn-RequestId", "x-amz-request-id" };

	for (size_t i = 0; i < COUNT(names); i++) {
		autofree(said_done) struct said said;

		say(&said, 400, NULL,
		    "<ErrorResponse><Error><Code>A</Code></Error><RequestId>body</RequestId>"
		    "</ErrorResponse>");
		assert_string_equal(said.error.request_id, "body");
		http_header_add(&said.http.headers, names[i], "header");
		aws_error_read(&said.answer, &said.error);
		assert_string_equal(said.error.request_id, "header");
		said.http.status = 200;
		aws_error_read(&said.answer, &said.error);
		assert_string_equal(said.error.request_id, "header");
		assert_int_equal(said.error.fault, FAULT_NONE);
	}
}

static void
cuts_what_is_too_long(void **state)
{
	autofree(said_done) struct said said;
	char body[2048], code[200];

	memset(code, 'c', sizeof(code) - 1);
	code[sizeof(code) - 1] = '\0';
	snprintf(body, sizeof(body), "{\"__type\":\"%s\",\"message\":\"%s%s\"}", code, code, code);
	say(&said, 400, NULL, body);
	assert_string_equal(said.error.code, "");
	assert_int_equal(strlen(said.error.message), sizeof(said.error.message) - 1);
}

/* ---- what the code means ---- */

static void
knows_the_codes_by_their_meaning(void **state)
{
	static const struct {
		enum fault fault;
		int status;
		const char *codes[16];
	} cases[] = {
		{ FAULT_THROTTLED, 400,
		    { "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
			"RequestThrottledException", "TooManyRequestsException",
			"ProvisionedThroughputExceededException", "TransactionInProgressException",
			"RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
			"SlowDown", "EC2ThrottledException", "PriorRequestNotComplete" } },
		{ FAULT_THROTTLED, 503, { "SlowDown", "Throttling" } },
		{ FAULT_THROTTLED, 429, { "SomethingNew" } },
		{ FAULT_SERVER, 500,
		    { "InternalFailure", "InternalServiceFault", "SomethingNew" } },
		{ FAULT_SERVER, 503, { "ServiceUnavailable", "SomethingNew" } },
		{ FAULT_SERVER, 400, { "InternalFailure", "RequestTimeout" } },
		{ FAULT_UNAVAILABLE, 400, { "EndpointTemporarilyUnavailableException" } },
		{ FAULT_UNAVAILABLE, 503, { "EndpointTemporarilyUnavailableException" } },
		{ FAULT_EXPIRED, 400,
		    { "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException",
			"InvalidSignatureException" } },
		{ FAULT_EXPIRED, 403, { "InvalidClientTokenId", "SignatureDoesNotMatch" } },
		{ FAULT_SKEW, 403, { "RequestTimeTooSkewed", "RequestInTheFuture" } },
		{ FAULT_SKEW, 400, { "RequestExpired" } },
		{ FAULT_DENIED, 403, { "AccessDenied", "AccessDeniedException", "SomethingNew" } },
		{ FAULT_DENIED, 400,
		    { "AccessDeniedException", "UnauthorizedOperation", "OptInRequired",
			"KMSAccessDeniedException" } },
		{ FAULT_NOT_FOUND, 404,
		    { "GlobalClusterNotFoundFault", "DBClusterNotFoundFault",
			"NoSuchHealthCheck" } },
		{ FAULT_NOT_FOUND, 400, { "ResourceNotFoundException", "ClusterNotFound" } },
		{ FAULT_CONFLICT, 400,
		    { "InvalidGlobalClusterStateFault", "InvalidDBClusterStateFault",
			"InvalidDBInstanceState", "InvalidResourceStateException",
			"InvalidRequestException", "TransactionConflictException" } },
		{ FAULT_CONFLICT, 409, { "ConflictException", "SomethingNew" } },
		{ FAULT_INVALID, 400,
		    { "ValidationException", "InvalidParameterValue", "InvalidParameterException",
			"SomethingNew", "StateFault", "NotFoundFaults", "throttling" } },
		{ FAULT_GARBLED, 302, { "SomethingNew" } },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t c = 0; cases[i].codes[c]; c++) {
			autofree(said_done) struct said said;

			say(&said, cases[i].status, cases[i].codes[c], "");
			if (said.error.fault != cases[i].fault)
				fail_msg("%d %s is %s", cases[i].status, cases[i].codes[c],
				    fault_name(said.error.fault));
		}
}

static void
without_a_code_something_else_than_aws_speaks(void **state)
{
	static const struct {
		int status;
		enum fault fault;
	} cases[] = {
		{ 200, FAULT_NONE },
		{ 204, FAULT_NONE },
		{ 100, FAULT_GARBLED },
		{ 302, FAULT_GARBLED },
		{ 400, FAULT_GARBLED },
		{ 403, FAULT_GARBLED },
		{ 404, FAULT_GARBLED },
		{ 429, FAULT_THROTTLED },
		{ 500, FAULT_SERVER },
		{ 503, FAULT_SERVER },
		{ 999, FAULT_GARBLED },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(said_done) struct said said;

		say(&said, cases[i].status, NULL, "<html>Go away</html>");
		if (said.error.fault != cases[i].fault)
			fail_msg("%d is %s", cases[i].status, fault_name(said.error.fault));
	}
}

/* Services without a code of their own for it say in words that a clock is wrong. */
static void
tells_a_wrong_clock_from_a_wrong_key(void **state)
{
	static const struct {
		const char *code, *message;
		enum fault fault;
	} cases[] = {
		{ "SignatureDoesNotMatch",
		    "Signature expired: 20261124T130030Z is now earlier than 20261124T135530Z",
		    FAULT_SKEW },
		{ "InvalidSignatureException",
		    "Signature not yet current: 20261124T150030Z is "
		    "still later than 20261124T140530Z",
		    FAULT_SKEW },
		{ "SignatureDoesNotMatch", "The request signature we calculated does not match",
		    FAULT_EXPIRED },
		{ "ValidationException", "Signature expired: says who?", FAULT_INVALID },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(said_done) struct said said;
		char body[256];

		snprintf(body, sizeof(body), "{\"__type\":\"%s\",\"message\":\"%s\"}",
		    cases[i].code, cases[i].message);
		say(&said, 400, NULL, body);
		assert_int_equal(said.error.fault, cases[i].fault);
	}
}

/* ---- what to do about it ---- */

/* One answer for each fault. */
static const struct {
	int status;
	const char *code;
	enum fault fault;
	const char *name;
	enum reason reason;
	enum verdict look, act;
	const char *says;
} meanings[] = {
	{ 429, "Throttling", FAULT_THROTTLED, "throttled", REASON_THROTTLED, VERDICT_RETRY,
	    VERDICT_RETRY, "HTTP 429 Throttling" },
	{ 500, "", FAULT_SERVER, "server", REASON_SERVICE, VERDICT_RETRY, VERDICT_NOT_YET,
	    "HTTP 500 without an AWS error code" },
	{ 400, "EndpointTemporarilyUnavailableException", FAULT_UNAVAILABLE, "unavailable",
	    REASON_SERVICE, VERDICT_RETRY, VERDICT_RETRY,
	    "HTTP 400 EndpointTemporarilyUnavailableException" },
	{ 403, "ExpiredToken", FAULT_EXPIRED, "expired", REASON_CREDENTIALS, VERDICT_RETRY,
	    VERDICT_RETRY, "HTTP 403 ExpiredToken; renew the AWS credentials" },
	{ 403, "RequestTimeTooSkewed", FAULT_SKEW, "skew", REASON_SKEW, VERDICT_RETRY,
	    VERDICT_RETRY, "HTTP 403 RequestTimeTooSkewed; set the clock" },
	{ 403, "AccessDenied", FAULT_DENIED, "denied", REASON_DENIED, VERDICT_FAIL, VERDICT_FAIL,
	    "HTTP 403 AccessDenied; allow it in the IAM policy" },
	{ 404, "ResourceNotFoundException", FAULT_NOT_FOUND, "not-found", REASON_MISSING,
	    VERDICT_FAIL, VERDICT_FAIL, "; compare the configuration" },
	{ 409, "ConflictException", FAULT_CONFLICT, "conflict", REASON_OTHER, VERDICT_RETRY,
	    VERDICT_FAIL, "HTTP 409 ConflictException" },
	{ 400, "ValidationException", FAULT_INVALID, "invalid", REASON_OTHER, VERDICT_FAIL,
	    VERDICT_FAIL, "HTTP 400 ValidationException" },
	{ 302, "", FAULT_GARBLED, "garbled", REASON_GARBLED, VERDICT_RETRY, VERDICT_NOT_YET,
	    "HTTP 302 without an AWS error code" },
};

static void
says_what_each_fault_asks_for(void **state)
{
	for (size_t i = 0; i < COUNT(meanings); i++) {
		autofree(said_done) struct said said;
		struct error look = { "" }, act = { "" };

		say(&said, meanings[i].status, meanings[i].code, "");
		assert_int_equal(said.error.fault, meanings[i].fault);
		assert_string_equal(fault_name(said.error.fault), meanings[i].name);
		assert_int_equal(aws_reason(&said.error, &said.answer), meanings[i].reason);
		assert_int_equal(reason_outcome(meanings[i].reason), OUTCOME_UNKNOWN);
		assert_int_equal(aws_look_verdict(&said.error, &said.answer, &look),
		    meanings[i].look);
		assert_int_equal(aws_act_verdict(&said.error, &said.answer, &act), meanings[i].act);
		if (!strstr(look.text, meanings[i].says) || !strstr(act.text, meanings[i].says))
			fail_msg("%s", look.text);
	}
}

static void
adds_the_message_to_the_code(void **state)
{
	autofree(said_done) struct said said;
	char text[160], brief[12];

	say(&said, 400, NULL,
	    "{\"__type\":\"InvalidGlobalClusterStateFault\",\"message\":\"it is modifying\"}");
	assert_string_equal(aws_error_text(&said.error, &said.answer, text, sizeof(text)),
	    "HTTP 400 InvalidGlobalClusterStateFault: it is modifying");
	assert_string_equal(aws_error_text(&said.error, &said.answer, brief, sizeof(brief)),
	    "HTTP 400 In");
	said_done(&said);
	say(&said, 200, NULL, "");
	assert_string_equal(aws_error_text(&said.error, &said.answer, text, sizeof(text)),
	    "HTTP 200");
	assert_int_equal(aws_reason(&said.error, &said.answer), REASON_OK);
}

/* An act that was never sent was never taken; that a Region is down, no API can say. */
static void
silence_is_judged_by_whether_it_was_sent(void **state)
{
	static const struct {
		enum http_failure failure;
		bool sent;
		enum fault fault;
		enum reason reason;
		enum verdict act;
	} cases[] = {
		{ HTTP_RESOLVE, false, FAULT_NO_ANSWER, REASON_RESOLVE, VERDICT_RETRY },
		{ HTTP_REFUSED, false, FAULT_NO_ANSWER, REASON_SERVICE, VERDICT_RETRY },
		{ HTTP_NO_ROUTE, false, FAULT_NO_ANSWER, REASON_NO_ROUTE, VERDICT_RETRY },
		{ HTTP_TIMEOUT, false, FAULT_NO_ANSWER, REASON_SERVICE, VERDICT_RETRY },
		{ HTTP_TIMEOUT, true, FAULT_NO_ANSWER, REASON_SERVICE, VERDICT_NOT_YET },
		{ HTTP_RESET, true, FAULT_NO_ANSWER, REASON_SERVICE, VERDICT_NOT_YET },
		{ HTTP_CERT, false, FAULT_NO_ANSWER, REASON_SERVICE, VERDICT_RETRY },
		{ HTTP_PROXY, false, FAULT_NO_ANSWER, REASON_PROXY, VERDICT_RETRY },
		{ HTTP_LOCAL, false, FAULT_NO_ANSWER, REASON_LOCAL, VERDICT_RETRY },
		{ HTTP_GARBLED, true, FAULT_GARBLED, REASON_GARBLED, VERDICT_NOT_YET },
		{ HTTP_TOO_LARGE, true, FAULT_GARBLED, REASON_TOO_LARGE, VERDICT_NOT_YET },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(said_done) struct said said;
		struct error err = { "" };

		fail_with(&said, cases[i].failure, cases[i].sent);
		assert_int_equal(said.error.fault, cases[i].fault);
		assert_int_equal(aws_reason(&said.error, &said.answer), cases[i].reason);
		assert_int_equal(aws_look_verdict(&said.error, &said.answer, &err), VERDICT_RETRY);
		assert_int_equal(aws_act_verdict(&said.error, &said.answer, &err), cases[i].act);
		assert_string_equal(err.text, "no luck");
		said.http.why[0] = '\0';
		(void)aws_act_verdict(&said.error, &said.answer, &err);
		assert_string_equal(err.text, http_failure_name(cases[i].failure));
	}
}

static void
what_could_not_be_sent_may_be_sent_again(void **state)
{
	static const struct {
		const char *trouble;
		enum fault fault;
		enum reason reason;
		const char *says;
	} cases[] = {
		{ "no AWS credentials: none", FAULT_EXPIRED, REASON_CREDENTIALS,
		    "no AWS credentials: none" },
		{ NULL, FAULT_NO_ANSWER, REASON_SERVICE, "the question was not sent" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct answer answer = { .trouble = cases[i].trouble };
		struct aws_error error;
		struct error err = { "" };

		aws_error_read(&answer, &error);
		assert_int_equal(error.fault, cases[i].fault);
		assert_int_equal(aws_reason(&error, &answer), cases[i].reason);
		assert_int_equal(aws_look_verdict(&error, &answer, &err), VERDICT_RETRY);
		assert_int_equal(aws_act_verdict(&error, &answer, &err), VERDICT_RETRY);
		assert_string_equal(err.text, cases[i].says);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_code_message_and_request_in_each_protocol),
		cmocka_unit_test(the_request_of_a_header_wins),
		cmocka_unit_test(cuts_what_is_too_long),
		cmocka_unit_test(knows_the_codes_by_their_meaning),
		cmocka_unit_test(without_a_code_something_else_than_aws_speaks),
		cmocka_unit_test(tells_a_wrong_clock_from_a_wrong_key),
		cmocka_unit_test(says_what_each_fault_asks_for),
		cmocka_unit_test(adds_the_message_to_the_code),
		cmocka_unit_test(silence_is_judged_by_whether_it_was_sent),
		cmocka_unit_test(what_could_not_be_sent_may_be_sent_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
