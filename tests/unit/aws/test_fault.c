/* SPDX-License-Identifier: MIT */
#include "aws/fault.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

#include "said.h"

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

		said_answer(&said, 400, cases[i].header, cases[i].body);
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

		said_answer(&said, 400, NULL,
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

/* Of services that once spoke another protocol: the code of that one is the documented one. */
static void
the_code_of_the_older_protocol_wins(void **state)
{
	autofree(said_done) struct said said;

	said_answer(&said, 400, "InvalidParameterCombination", "{\"__type\":\"a.b#BodyFault\"}");
	assert_string_equal(said.error.code, "InvalidParameterCombination");
	http_header_add(&said.http.headers, "x-amzn-query-error", "Throttling;Sender");
	aws_error_read(&said.answer, &said.error);
	assert_string_equal(said.error.code, "Throttling");
	assert_int_equal(said.error.fault, FAULT_THROTTLED);
}

static void
cuts_what_is_too_long(void **state)
{
	autofree(said_done) struct said said;
	char body[2048], code[200];

	memset(code, 'c', sizeof(code) - 1);
	code[sizeof(code) - 1] = '\0';
	snprintf(body, sizeof(body), "{\"__type\":\"%s\",\"message\":\"%s%s\"}", code, code, code);
	said_answer(&said, 400, NULL, body);
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
			"InvalidRequestException", "TransactionConflictException",
			"IllegalStateException" } },
		{ FAULT_CONFLICT, 409, { "ConflictException", "SomethingNew" } },
		{ FAULT_INVALID, 400,
		    { "ValidationException", "InvalidParameterValue", "InvalidParameterException",
			"SomethingNew", "StateFault", "NotFoundFaults", "throttling" } },
		{ FAULT_GARBLED, 302, { "SomethingNew" } },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t c = 0; cases[i].codes[c]; c++) {
			autofree(said_done) struct said said;

			said_answer(&said, cases[i].status, cases[i].codes[c], "");
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

		said_answer(&said, cases[i].status, NULL, "<html>Go away</html>");
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
		said_answer(&said, 400, NULL, body);
		assert_int_equal(said.error.fault, cases[i].fault);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_code_message_and_request_in_each_protocol),
		cmocka_unit_test(the_request_of_a_header_wins),
		cmocka_unit_test(the_code_of_the_older_protocol_wins),
		cmocka_unit_test(cuts_what_is_too_long),
		cmocka_unit_test(knows_the_codes_by_their_meaning),
		cmocka_unit_test(without_a_code_something_else_than_aws_speaks),
		cmocka_unit_test(tells_a_wrong_clock_from_a_wrong_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
