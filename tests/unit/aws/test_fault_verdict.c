/* SPDX-License-Identifier: MIT */
/* What is to be done about a fault, and how it is told. */
#include "aws/fault.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

#include "said.h"

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

		said_answer(&said, meanings[i].status, meanings[i].code, "");
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

	said_answer(&said, 400, NULL,
	    "{\"__type\":\"InvalidGlobalClusterStateFault\",\"message\":\"it is modifying\"}");
	assert_string_equal(aws_error_text(&said.error, &said.answer, text, sizeof(text)),
	    "HTTP 400 InvalidGlobalClusterStateFault: it is modifying");
	assert_string_equal(aws_error_text(&said.error, &said.answer, brief, sizeof(brief)),
	    "HTTP 400 In");
	said_done(&said);
	said_answer(&said, 200, NULL, "");
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

		said_nothing(&said, cases[i].failure, cases[i].sent);
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

#define HOST   "rds.us-west-2.amazonaws.com"
#define REMEDY "; allow it in the IAM policy of failoverd's role"
#define USER   "User: arn:aws:sts::123456789012:assumed-role/failoverd/i-0123456789abcdef0 "

static void
a_probe_names_the_host_and_the_remedy(void **state)
{
	static const struct {
		const char *code, *message, *detail;
	} cases[] = {
		{ "AccessDenied", USER "is not authorized to perform: rds:DescribeGlobalClusters",
		    HOST ": HTTP 403 AccessDenied: not authorized to perform: "
			 "rds:DescribeGlobalClusters" REMEDY },
		/* The middle goes where there is not room for all. */
		{ "AccessDenied",
		    USER "is not authorized to perform: rds:DescribeGlobalClusters on resource: "
			 "arn:aws:rds:us-west-2:123456789012:global-cluster:remittance because no "
			 "identity-based policy allows the rds:DescribeGlobalClusters action",
		    HOST ": HTTP 403 AccessDenied: not authorized to perform: "
			 "rds:DescribeGlobalClusters on re" REMEDY },
		{ "ExpiredToken", "It is over",
		    HOST
		    ": HTTP 403 ExpiredToken: It is over; renew the AWS credentials of failoverd" },
		{ "OptInRequired", "User: x", HOST ": HTTP 403 OptInRequired: User: x" REMEDY },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(said_done) struct said said;
		struct sighting sighting = { .detail = "" };
		char body[512];

		snprintf(body, sizeof(body), "{\"message\":\"%s\"}", cases[i].message);
		said_answer(&said, 403, cases[i].code, body);
		said.answer.host = HOST;
		assert_false(aws_answered(&said.answer, &sighting));
		if (strcmp(sighting.detail, cases[i].detail) != 0)
			fail_msg("case %zu: %s", i, sighting.detail);
	}
}

static void
what_was_never_sent_is_no_hosts_word(void **state)
{
	const struct answer answer = { .trouble = "no AWS credentials: none", .host = HOST };
	struct sighting sighting = { .detail = "" };

	assert_false(aws_answered(&answer, &sighting));
	assert_string_equal(sighting.detail, "no AWS credentials: none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_each_fault_asks_for),
		cmocka_unit_test(adds_the_message_to_the_code),
		cmocka_unit_test(silence_is_judged_by_whether_it_was_sent),
		cmocka_unit_test(what_could_not_be_sent_may_be_sent_again),
		cmocka_unit_test(a_probe_names_the_host_and_the_remedy),
		cmocka_unit_test(what_was_never_sent_is_no_hosts_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
