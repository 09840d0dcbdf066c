/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct step_kind *const kind = &ssm_automation_step;

#define ID "73c8eef8-f4ee-4a05-820c-e354f0000000"

static const char *const names[] = { "TargetRegion", "Why" };
static const char *const values[] = { "{to}", "left {from}" };

static void
start(struct scene *s)
{
	scene_init(s, MOVE_FAILOVER);
	scene_args(s, kind->args_size);
	*(const char **)scene_option(s, kind->options, "document") = "FailoverRunbook";
	*(const char **)scene_option(s, kind->options, "region") = "{to}";
	*(struct option_map *)scene_option(s, kind->options, "parameters") =
	    (struct option_map){ names, values, COUNT(names) };
}

static void
started(struct scene *s)
{
	start(s);
	assert_true(scene_asks(s, &kind->act));
	assert_int_equal(scene_says(s, &kind->act, 200, "{\"AutomationExecutionId\":\"" ID "\"}"),
	    VERDICT_DONE);
}

static void
starts_the_document_in_the_target_with_a_token(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->look));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_answer(&s, &kind->look, &(struct answer){ .now = { BOOT, WALL } }),
	    VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(s.call.kind, CALL_AWS);
	assert_string_equal(s.call.name, "ssm:StartAutomationExecution");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(http_header(&s.call.http.headers, "X-Amz-Target"),
	    "AmazonSSM.StartAutomationExecution");
	assert_string_equal(http_header(&s.call.http.headers, "Content-Type"),
	    "application/x-amz-json-1.1");
	assert_string_equal(scene_body(&s),
	    "{\"DocumentName\":\"FailoverRunbook\",\"Parameters\":{\"TargetRegion\":["
	    "\"us-west-2\"],\"Why\":[\"left us-east-1\"]},\"ClientToken\":\"4c1b1b2e-0000-8000-"
	    "8000-000000000007\",\"Mode\":\"Auto\"}");
	*(const char **)scene_option(&s, kind->options, "version") = "$LATEST";
	*(const char **)scene_option(&s, kind->options, "region") = "eu-west-1";
	assert_true(scene_asks(&s, &kind->act));
	assert_non_null(strstr(scene_body(&s), "\"DocumentVersion\":\"$LATEST\""));
	assert_string_equal(s.call.region, "eu-west-1");
	scene_done(&s);
}

static void
watches_the_execution_that_it_started(void **state)
{
	struct scene s;

	started(&s);
	assert_string_equal(s.detail, "execution " ID " was started");
	assert_true(scene_asks(&s, &kind->look));
	assert_string_equal(s.call.name, "ssm:GetAutomationExecution");
	assert_string_equal(scene_body(&s), "{\"AutomationExecutionId\":\"" ID "\"}");
	scene_done(&s);
}

#define IS(status, more) \
	"{\"AutomationExecution\":{\"AutomationExecutionStatus\":\"" status "\"" more "}}"

static const struct {
	const char *body;
	enum verdict verdict;
	const char *says; /* in the detail, or in the error */
} statuses[] = {
	{ IS("Success", ""), VERDICT_DONE, "is Success" },
	{ IS("CompletedWithSuccess", ""), VERDICT_DONE, "is CompletedWithSuccess" },
	{ IS("InProgress", ",\"CurrentStepName\":\"Promote\""), VERDICT_UNDER_WAY,
	    "is InProgress, at its step Promote" },
	{ IS("PendingApproval", ""), VERDICT_UNDER_WAY, "is PendingApproval" },
	{ IS("Cancelling", ""), VERDICT_UNDER_WAY, "is Cancelling" },
	{ IS("SomethingNew", ""), VERDICT_UNDER_WAY, "is SomethingNew" },
	{ IS("Failed", ",\"FailureMessage\":\"Step fails when it is Execute\""), VERDICT_FAIL,
	    "has ended as Failed: Step fails when it is Execute" },
	{ IS("TimedOut", ""), VERDICT_FAIL, "has ended as TimedOut" },
	{ IS("Cancelled", ""), VERDICT_FAIL, "has ended as Cancelled" },
	{ IS("Rejected", ""), VERDICT_FAIL, "has ended as Rejected" },
	{ IS("CompletedWithFailure", ""), VERDICT_FAIL, "has ended as CompletedWithFailure" },
	{ IS("ChangeCalendarOverrideRejected", ""), VERDICT_FAIL, "has ended as" },
	{ IS("Exited", ""), VERDICT_FAIL, "has ended as Exited" },
	{ "{\"AutomationExecution\":{}}", VERDICT_UNDER_WAY, "is without a status" },
	{ "{\"AutomationExecution\":7}", VERDICT_RETRY, "no AutomationExecution" },
	{ "[]", VERDICT_RETRY, "no AutomationExecution" },
};

static void
reads_each_status(void **state)
{
	for (size_t i = 0; i < COUNT(statuses); i++) {
		struct scene s;

		started(&s);
		assert_true(scene_asks(&s, &kind->look));
		assert_int_equal(scene_says(&s, &kind->look, 200, statuses[i].body),
		    statuses[i].verdict);
		if (!strstr(s.detail, statuses[i].says) && !strstr(s.err.text, statuses[i].says))
			fail_msg("\"%s\" and \"%s\" lack \"%s\"", s.detail, s.err.text,
			    statuses[i].says);
		scene_done(&s);
	}
}

static void
waits_for_what_the_service_does_not_know_yet(void **state)
{
	struct scene s;

	started(&s);
	assert_int_equal(scene_says(&s, &kind->look, 400,
			     "{\"__type\":\"AutomationExecutionNotFoundException\"}"),
	    VERDICT_RETRY);
	assert_string_equal(s.err.text, "execution " ID " is not known yet");
	assert_int_equal(scene_says(&s, &kind->look, 400, "{\"__type\":\"ThrottlingException\"}"),
	    VERDICT_RETRY);
	assert_int_equal(scene_says(&s, &kind->look, 400, "{\"__type\":\"AccessDeniedException\"}"),
	    VERDICT_FAIL);
	scene_done(&s);
}

/* The token makes a second start of the first. */
static void
starts_again_when_it_does_not_know_whether_it_has(void **state)
{
	struct scene s;

	start(&s);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_silence(&s, &kind->act), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, &kind->act, 200, "{}"), VERDICT_NOT_YET);
	assert_string_equal(s.detail, "the answer names no execution");
	assert_int_equal(scene_says(&s, &kind->act, 500, ""), VERDICT_NOT_YET);
	assert_int_equal(scene_says(&s, &kind->act, 400,
			     "{\"__type\":\"AutomationExecutionLimitExceededException\"}"),
	    VERDICT_RETRY);
	assert_int_equal(scene_says(&s, &kind->act, 400,
			     "{\"__type\":\"AutomationDefinitionNotFoundException\"}"),
	    VERDICT_FAIL);
	assert_int_equal(scene_says(&s, &kind->act, 400,
			     "{\"__type\":\"IdempotentParameterMismatch\"}"),
	    VERDICT_FAIL);
	assert_int_equal(scene_answer(&s, &kind->look, &(struct answer){ .now = { BOOT, WALL } }),
	    VERDICT_NOT_YET);
	scene_done(&s);
}

static void
says_that_it_cannot_note_what_it_started(void **state)
{
	struct scene s;
	char name[MEMO_NAME];

	start(&s);
	for (int i = 0; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&s.memo, name, ""));
	}
	assert_int_equal(scene_says(&s, &kind->act, 200, "{\"AutomationExecutionId\":\"" ID "\"}"),
	    VERDICT_FAIL);
	assert_non_null(strstr(s.err.text, "execution " ID " was started"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_the_document_in_the_target_with_a_token),
		cmocka_unit_test(watches_the_execution_that_it_started),
		cmocka_unit_test(reads_each_status),
		cmocka_unit_test(waits_for_what_the_service_does_not_know_yet),
		cmocka_unit_test(starts_again_when_it_does_not_know_whether_it_has),
		cmocka_unit_test(says_that_it_cannot_note_what_it_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
