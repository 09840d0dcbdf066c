/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct step_kind *const kind = &region_switch_step;

#define PLAN  "arn:aws:arc-region-switch::123456789012:plan/shop:abc123"
#define TOKEN "4c1b1b2e-0000-8000-8000-000000000007"

static void
start(struct scene *s, enum move_kind move)
{
	scene_init(s, move);
	scene_args(s, kind->args_size);
	*(const char **)scene_option(s, kind->options, "plan") = PLAN;
}

static void
searches_before_it_starts_anything(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, &kind->look));
	assert_string_equal(s.call.name, "arc-region-switch:ListPlanExecutions");
	assert_string_equal(s.call.service, "arc-region-switch");
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(http_header(&s.call.http.headers, "X-Amz-Target"),
	    "ArcRegionSwitch.ListPlanExecutions");
	assert_string_equal(scene_body(&s), "{\"planArn\":\"" PLAN "\",\"maxResults\":20}");
	assert_int_equal(scene_says(&s, &kind->look, 200,
			     "{\"items\":[{\"executionId\":\"e0\",\"comment\":\"by hand\"}]}"),
	    VERDICT_NOT_YET);
	assert_string_equal(s.detail, "not started");
	scene_done(&s);
}

static void
starts_the_plan_in_the_target(void **state)
{
	static const struct {
		enum move_kind move;
		int mode;
		const char *word;
	} cases[] = {
		{ MOVE_FAILOVER, 0, "ungraceful" },
		{ MOVE_SWITCHOVER, 0, "graceful" },
		{ MOVE_FAILBACK, 0, "graceful" },
		{ MOVE_FAILOVER, 1, "graceful" },
		{ MOVE_FAILBACK, 2, "ungraceful" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		char body[400];

		start(&s, cases[i].move);
		*(int *)scene_option(&s, kind->options, "mode") = cases[i].mode;
		assert_true(scene_asks(&s, &kind->act));
		assert_string_equal(s.call.name, "arc-region-switch:StartPlanExecution");
		assert_string_equal(s.call.region, "us-west-2");
		snprintf(body, sizeof(body),
		    "{\"planArn\":\"" PLAN "\",\"targetRegion\":\"us-west-2\",\"action\":"
		    "\"activate\",\"mode\":\"%s\",\"comment\":\"failoverd r-0007 " TOKEN "\"}",
		    cases[i].word);
		assert_string_equal(scene_body(&s), body);
		scene_done(&s);
	}
}

static void
finds_the_execution_whose_answer_was_lost(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, &kind->act));
	assert_int_equal(scene_silence(&s, &kind->act), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->look));
	assert_int_equal(scene_says(&s, &kind->look, 200,
			     "{\"items\":[{\"executionId\":\"e8\",\"comment\":\"x\"},"
			     "{\"executionId\":\"e7\",\"comment\":\"failoverd r-0007 " TOKEN
			     "\"}]}"),
	    VERDICT_MORE);
	assert_true(scene_asks(&s, &kind->look));
	assert_string_equal(s.call.name, "arc-region-switch:GetPlanExecution");
	assert_string_equal(scene_body(&s), "{\"planArn\":\"" PLAN "\",\"executionId\":\"e7\"}");
	scene_done(&s);
}

static const struct {
	const char *state;
	enum verdict verdict;
	const char *says;
} states[] = {
	{ "completed", VERDICT_DONE, "execution e7 is completed" },
	{ "completedMonitoringApplicationHealth", VERDICT_DONE, "is completedMonitoring" },
	{ "completedWithExceptions", VERDICT_DONE, "is completedWithExceptions" },
	{ "inProgress", VERDICT_UNDER_WAY, "is inProgress" },
	{ "pending", VERDICT_UNDER_WAY, "is pending" },
	{ "pausedByFailedStep", VERDICT_UNDER_WAY, "it waits for a retry, a skip or an end" },
	{ "pausedByOperator", VERDICT_UNDER_WAY, "it waits for an operator" },
	{ "pendingManualApproval", VERDICT_UNDER_WAY, "it waits for an approval" },
	{ "somethingNew", VERDICT_UNDER_WAY, "is somethingNew" },
	{ "", VERDICT_UNDER_WAY, "is without a state" },
	{ "canceled", VERDICT_FAIL, "execution e7 has ended as canceled" },
	{ "planExecutionTimedOut", VERDICT_FAIL, "has ended as planExecutionTimedOut" },
	{ "failed", VERDICT_FAIL, "has ended as failed" },
};

static void
started(struct scene *s)
{
	start(s, MOVE_FAILOVER);
	assert_true(scene_asks(s, &kind->act));
	assert_int_equal(scene_says(s, &kind->act, 200, "{\"executionId\":\"e7\"}"), VERDICT_DONE);
	assert_string_equal(s->detail, "the execution was started");
}

static void
watches_it_to_its_end(void **state)
{
	for (size_t i = 0; i < COUNT(states); i++) {
		struct scene s;
		char body[100];

		started(&s);
		snprintf(body, sizeof(body), "{\"executionState\":\"%s\"}", states[i].state);
		assert_int_equal(scene_says(&s, &kind->look, 200, body), states[i].verdict);
		assert_non_null(strstr(states[i].verdict == VERDICT_FAIL ? s.err.text : s.detail,
		    states[i].says));
		scene_done(&s);
	}
}

#define WAITING                                                             \
	"{\"executionState\":\"pendingManualApproval\",\"stepStates\":["    \
	"{\"name\":\"First\",\"status\":\"completed\"},{\"name\":\"Look\"," \
	"\"status\":\"pendingApproval\"}]}"

/* Only when the configuration says so, and each time the plan waits. */
static void
approves_what_waits_when_it_is_told_to(void **state)
{
	struct scene s;

	start(&s, MOVE_FAILOVER);
	*(bool *)scene_option(&s, kind->options, "approve") = true;
	assert_true(scene_asks(&s, &kind->act));
	assert_string_equal(s.call.name, "arc-region-switch:StartPlanExecution");
	assert_int_equal(scene_says(&s, &kind->act, 200, "{\"executionId\":\"e7\"}"), VERDICT_MORE);
	assert_int_equal(scene_says(&s, &kind->look, 200, "{\"executionState\":\"inProgress\"}"),
	    VERDICT_UNDER_WAY);
	assert_int_equal(scene_says(&s, &kind->look, 200, WAITING), VERDICT_NOT_YET);
	assert_true(scene_asks(&s, &kind->act));
	assert_string_equal(s.call.name, "arc-region-switch:ApprovePlanExecutionStep");
	assert_string_equal(scene_body(&s),
	    "{\"planArn\":\"" PLAN "\",\"executionId\":\"e7\",\"stepName\":\"Look\","
	    "\"approval\":\"approve\",\"comment\":\"failoverd r-0007 " TOKEN "\"}");
	assert_int_equal(scene_says(&s, &kind->act, 200, "{}"), VERDICT_MORE);
	assert_string_equal(s.detail, "step Look of the plan was approved");
	assert_int_equal(scene_says(&s, &kind->act, 400,
			     "{\"__type\":\"IllegalStateException\",\"message\":\"it waits no "
			     "more\"}"),
	    VERDICT_NOT_YET);
	/* What was started is not started again, whatever is not known of it. */
	assert_int_equal(scene_says(&s, &kind->look, 200,
			     "{\"executionState\":\"pendingManualApproval\"}"),
	    VERDICT_UNDER_WAY);
	assert_false(scene_asks(&s, &kind->act));
	scene_done(&s);
}

static void
knows_bad_answers(void **state)
{
	struct scene s;
	char name[MEMO_NAME];

	start(&s, MOVE_FAILOVER);
	assert_int_equal(scene_says(&s, &kind->look, 200, "{}"), VERDICT_RETRY);
	assert_string_equal(s.err.text, "the answer has no list of executions");
	assert_int_equal(scene_says(&s, &kind->look, 200, "<a>"), VERDICT_RETRY);
	assert_int_equal(scene_says(&s, &kind->look, 403, "{\"__type\":\"AccessDeniedException\"}"),
	    VERDICT_FAIL);
	assert_int_equal(scene_says(&s, &kind->act, 200, "{}"), VERDICT_NOT_YET);
	assert_string_equal(s.detail, "the answer names no execution");
	assert_int_equal(scene_says(&s, &kind->act, 400,
			     "{\"__type\":\"IllegalArgumentException\"}"),
	    VERDICT_FAIL);
	assert_int_equal(scene_says(&s, &kind->act, 400,
			     "{\"__type\":\"IllegalStateException\",\"message\":\"one is in "
			     "progress\"}"),
	    VERDICT_NOT_YET);
	assert_string_equal(s.detail, "refused for now: one is in progress");
	for (int i = 0; i < MEMO_SLOTS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(memo_put(&s.memo, name, ""));
	}
	assert_int_equal(scene_says(&s, &kind->act, 200, "{\"executionId\":\"e7\"}"), VERDICT_FAIL);
	assert_int_equal(scene_says(&s, &kind->look, 200,
			     "{\"items\":[{\"executionId\":\"e7\",\"comment\":\"" TOKEN "\"}]}"),
	    VERDICT_FAIL);
	assert_string_equal(s.err.text,
	    "execution e7 was started, and there is no room to note it");
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(searches_before_it_starts_anything),
		cmocka_unit_test(starts_the_plan_in_the_target),
		cmocka_unit_test(finds_the_execution_whose_answer_was_lost),
		cmocka_unit_test(watches_it_to_its_end),
		cmocka_unit_test(approves_what_waits_when_it_is_told_to),
		cmocka_unit_test(knows_bad_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
