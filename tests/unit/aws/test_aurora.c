/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"
#include "aws/rds.h"

#include "test.h"

#include "rds_answers.h"

static const struct action *const look = &aurora_writer_step.look;
static const struct action *const act = &aurora_writer_step.act;

static bool
contains(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* ---- the writer's look ---- */

static const struct {
	const char *name;
	enum move_kind kind;
	struct global_facts facts;
	enum verdict verdict;
	const char *says; /* part of the detail, or of the error */
} looks[] = {
	{ "the writer is at home", MOVE_FAILOVER,
	    { "available", ARN_E, NULL, NULL, "connected", "connected" }, VERDICT_NOT_YET,
	    "the writer is in us-east-1, the global cluster available" },
	{ "a forced move does not wait for a sync", MOVE_FAILOVER,
	    { "available", ARN_E, NULL, NULL, NULL, "pending-resync" }, VERDICT_NOT_YET, "" },
	{ "a forced move does not wait for a word it does not know", MOVE_FAILOVER,
	    { "degraded", ARN_E, NULL, NULL, NULL, NULL }, VERDICT_NOT_YET, "degraded" },
	{ "a forced move goes on without any writer", MOVE_FAILOVER,
	    { "available", NULL, NULL, NULL, NULL, NULL }, VERDICT_NOT_YET, "nowhere" },
	{ "it is on its way", MOVE_FAILOVER,
	    { "failing-over", ARN_E, "failing-over", ARN_W, "connected", "connected" },
	    VERDICT_UNDER_WAY, "the move to us-west-2 is failing-over" },
	{ "accepted, and not begun", MOVE_FAILOVER,
	    { "available", ARN_E, "pending", ARN_W, "connected", "connected" }, VERDICT_UNDER_WAY,
	    "pending" },
	{ "a forced move never goes on top of a switchover", MOVE_FAILOVER,
	    { "switching-over", ARN_E, "switching-over", ARN_W, NULL, NULL }, VERDICT_UNDER_WAY,
	    "switching-over" },
	{ "the status alone says that it moves", MOVE_FAILOVER,
	    { "switching-over", ARN_E, NULL, NULL, NULL, NULL }, VERDICT_UNDER_WAY,
	    "switching-over" },
	{ "an operation that does not say where to", MOVE_SWITCHOVER,
	    { "available", ARN_E, "brand-new-word", "", NULL, NULL }, VERDICT_UNDER_WAY,
	    "brand-new-word" },
	{ "a direction without a word", MOVE_SWITCHOVER,
	    { "available", ARN_E, "", ARN_W, NULL, NULL }, VERDICT_UNDER_WAY, "pending" },
	{ "it is not ours that is cancelled", MOVE_FAILOVER,
	    { "available", ARN_E, "cancelling", ARN_W, NULL, NULL }, VERDICT_UNDER_WAY,
	    "cancelling" },
	{ "somebody moves it elsewhere", MOVE_FAILOVER,
	    { "failing-over", ARN_E, "failing-over", ARN_X, NULL, NULL }, VERDICT_FAIL,
	    "not ours to stop" },
	{ "somebody moves it back", MOVE_FAILOVER,
	    { "switching-over", ARN_W, "switching-over", ARN_E, NULL, NULL }, VERDICT_FAIL,
	    "moving the writer to us-east-1" },
	{ "somebody has moved it elsewhere", MOVE_FAILOVER,
	    { "available", ARN_X, NULL, NULL, NULL, NULL }, VERDICT_FAIL,
	    "somebody else moved it" },
	{ "the writer is there, but it is not over", MOVE_FAILOVER,
	    { "failing-over", ARN_W, "failing-over", ARN_W, NULL, NULL }, VERDICT_UNDER_WAY,
	    "us-west-2 has the writer, but the global cluster is failing-over" },
	{ "the writer is there, but the status is another", MOVE_FAILOVER,
	    { "modifying", ARN_W, NULL, NULL, NULL, NULL }, VERDICT_UNDER_WAY, "modifying" },
	{ "the writer is there, the cluster is to be asked", MOVE_FAILOVER,
	    { "available", ARN_W, NULL, NULL, "pending-resync", "connected" }, VERDICT_MORE, "" },

	{ "a planned move begins", MOVE_SWITCHOVER,
	    { "available", ARN_E, NULL, NULL, "connected", "connected" }, VERDICT_NOT_YET, "" },
	{ "an engine without a word for it is in sync", MOVE_SWITCHOVER,
	    { "available", ARN_E, NULL, NULL, NULL, NULL }, VERDICT_NOT_YET, "" },
	{ "a planned move waits for the sync", MOVE_SWITCHOVER,
	    { "available", ARN_E, NULL, NULL, "connected", "pending-resync" }, VERDICT_UNDER_WAY,
	    "not in sync" },
	{ "a planned move waits for a quiet cluster", MOVE_FAILBACK,
	    { "upgrading", ARN_E, NULL, NULL, "connected", "connected" }, VERDICT_UNDER_WAY,
	    "upgrading" },
	{ "a planned move waits for a writer", MOVE_FAILBACK,
	    { "available", NULL, NULL, NULL, "connected", "connected" }, VERDICT_UNDER_WAY,
	    "nowhere" },
};

static void
judges_the_global_cluster(void **state)
{
	for (size_t i = 0; i < COUNT(looks); i++) {
		struct scene s;
		enum verdict verdict;

		scene_init(&s, looks[i].kind);
		assert_true(scene_asks(&s, look));
		verdict = scene_says(&s, look, 200, global_xml(&looks[i].facts));
		if (verdict != looks[i].verdict ||
		    !contains(verdict == VERDICT_FAIL ? s.err.text : s.detail, looks[i].says))
			fail_msg("%s: verdict %d, %s | %s", looks[i].name, verdict, s.detail,
			    s.err.text);
		scene_done(&s);
	}
}

static void
asks_the_target_twice_and_keeps_the_endpoint(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(scene_body(&s),
	    "Action=DescribeGlobalClusters&Version=2014-10-31&GlobalClusterIdentifier=remittance");
	assert_int_equal(scene_says(&s, look, 200, global_xml(&MOVED)), VERDICT_MORE);

	assert_true(scene_asks(&s, look));
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(scene_body(&s),
	    "Action=DescribeDBClusters&Version=2014-10-31&DBClusterIdentifier=dbcluster2");
	assert_int_equal(scene_says(&s, look, 200, cluster_xml("available", ENDPOINT_W, "true")),
	    VERDICT_DONE);
	assert_string_equal(memo_get(&s.memo, "writer-endpoint"), ENDPOINT_W);
	assert_string_equal(s.detail, "the writer is " ENDPOINT_W);
	scene_done(&s);
}

static void
begins_anew_while_the_cluster_is_not_ready(void **state)
{
	static const struct {
		const char *status, *endpoint, *writer;
		enum verdict verdict;
	} cases[] = {
		{ "promoting", ENDPOINT_W, "true", VERDICT_UNDER_WAY },
		{ "available", ENDPOINT_W, "false", VERDICT_UNDER_WAY },
		{ "available", "", "true", VERDICT_UNDER_WAY },
		{ "backing-up", ENDPOINT_W, "true", VERDICT_DONE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		assert_true(scene_asks(&s, look));
		assert_int_equal(scene_says(&s, look, 200, global_xml(&MOVED)), VERDICT_MORE);
		assert_true(scene_asks(&s, look));
		assert_int_equal(scene_says(&s, look, 200,
				     cluster_xml(cases[i].status, cases[i].endpoint,
					 cases[i].writer)),
		    cases[i].verdict);
		assert_true(scene_asks(&s, look));
		assert_true(contains(scene_body(&s), "DescribeGlobalClusters"));
		scene_done(&s);
	}
}

/* A truncated answer of either call is a passing fault, never a statement. */
static void
does_not_judge_half_an_answer(void **state)
{
	const char *texts[2] = { NULL, NULL };
	autofree(xfree) char *global = xstrdup(global_xml(&MOVED));
	autofree(xfree) char *cluster = xstrdup(cluster_xml("available", ENDPOINT_W, "true"));

	texts[0] = global;
	texts[1] = cluster;
	for (size_t which = 0; which < 2; which++)
		for (size_t len = 0; len < strlen(texts[which]); len += 7) {
			autofree(xfree) char *half = xstrndup(texts[which], len);
			struct scene s;

			scene_init(&s, MOVE_FAILOVER);
			if (which == 1)
				buf_putc(&s.scratch, 'w');
			assert_int_equal(scene_says(&s, look, 200, half), VERDICT_RETRY);
			assert_true(s.err.text[0]);
			scene_done(&s);
		}
}

static void
says_what_is_wrong_with_the_configuration(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	s.regions[WEST].cluster = ARN_X;
	assert_int_equal(scene_says(&s, look, 200, global_xml(&HOME)), VERDICT_FAIL);
	assert_true(contains(s.err.text, "is not a member of global cluster remittance"));
	s.regions[WEST].cluster = NULL;
	assert_false(scene_asks(&s, look));
	assert_true(contains(s.err.text, "regions.us-west-2.cluster"));
	s.regions[WEST].cluster = ARN_W;
	s.app.aurora.global_cluster = "other";
	assert_int_equal(scene_says(&s, look, 200, global_xml(&HOME)), VERDICT_RETRY);
	assert_true(contains(s.err.text, "names no global cluster other"));
	scene_done(&s);
}

static void
retries_what_passes_and_fails_at_what_does_not(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_int_equal(scene_silence(&s, look), VERDICT_RETRY);
	assert_int_equal(scene_says(&s, look, 503, "busy"), VERDICT_RETRY);
	assert_int_equal(scene_says(&s, look, 400, FAULT_XML("Throttling", "Rate exceeded")),
	    VERDICT_RETRY);
	assert_int_equal(scene_says(&s, look, 403, FAULT_XML("AccessDenied", "no")), VERDICT_FAIL);
	scene_done(&s);
}

/* ---- the writer's act ---- */

static void
sends_a_failover_to_the_target(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_true(scene_asks(&s, act));
	assert_string_equal(s.call.region, "us-west-2");
	assert_string_equal(s.call.name, "rds:FailoverGlobalCluster");
	assert_string_equal(scene_body(&s),
	    "Action=FailoverGlobalCluster&Version=2014-10-31&GlobalClusterIdentifier=remittance"
	    "&TargetDbClusterIdentifier=arn%3Aaws%3Ards%3Aus-west-2%3A123456789012%3Acluster"
	    "%3Adbcluster2&AllowDataLoss=true");
	scene_done(&s);
}

static void
sends_a_planned_move_to_the_writer_and_allows_no_loss(void **state)
{
	static const enum move_kind kinds[] = { MOVE_SWITCHOVER, MOVE_FAILBACK };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct scene s;

		scene_init(&s, kinds[i]);
		assert_true(scene_asks(&s, act));
		assert_string_equal(s.call.region, "us-east-1");
		assert_string_equal(scene_body(&s),
		    "Action=SwitchoverGlobalCluster&Version=2014-10-31&GlobalClusterIdentifier="
		    "remittance&TargetDbClusterIdentifier=arn%3Aaws%3Ards%3Aus-west-2"
		    "%3A123456789012%3Acluster%3Adbcluster2");
		scene_done(&s);
	}
}

#define ACCEPTED(action)                                                              \
	"<" action "Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">"     \
	"<" action "Result><GlobalCluster><Status>available</Status></GlobalCluster>" \
	"</" action "Result></" action "Response>"

static void
judges_what_the_act_is_answered(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum verdict verdict;
		const char *says;
	} cases[] = {
		{ 200, ACCEPTED("FailoverGlobalCluster"), VERDICT_DONE,
		    "failover to us-west-2 was accepted" },
		{ 200, ACCEPTED("SwitchoverGlobalCluster"), VERDICT_DONE, "accepted" },
		{ 200, "<html>welcome to the hotel</html>", VERDICT_NOT_YET, "will be seen" },
		{ 200, "", VERDICT_NOT_YET, "will be seen" },
		{ 400, FAULT_XML("InvalidGlobalClusterStateFault", "in an invalid state"),
		    VERDICT_NOT_YET, "InvalidGlobalClusterStateFault" },
		{ 400, FAULT_XML("InvalidDBClusterStateFault", "not now"), VERDICT_NOT_YET,
		    "InvalidDBClusterStateFault" },
		{ 400, FAULT_XML("Throttling", "Rate exceeded"), VERDICT_RETRY, "Throttling" },
		{ 404, FAULT_XML("GlobalClusterNotFoundFault", "no such"), VERDICT_FAIL,
		    "GlobalClusterNotFoundFault" },
		{ 403, FAULT_XML("AccessDenied", "no"), VERDICT_FAIL, "AccessDenied" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		enum verdict verdict;

		scene_init(&s, MOVE_FAILOVER);
		verdict = scene_says(&s, act, cases[i].status, cases[i].body);
		if (verdict != cases[i].verdict || !contains(s.detail, cases[i].says))
			fail_msg("case %zu: verdict %d, %s", i, verdict, s.detail);
		scene_done(&s);
	}
}

static void
looks_again_when_no_answer_came(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	assert_int_equal(scene_silence(&s, act), VERDICT_NOT_YET);
	scene_done(&s);
}

static void
remembers_a_refusal_for_the_looks_that_follow(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_SWITCHOVER);
	scene_says(&s, act, 400, FAULT_XML("InvalidGlobalClusterStateFault", "versions differ"));
	assert_int_equal(scene_says(&s, look, 200, global_xml(&HOME)), VERDICT_NOT_YET);
	assert_true(contains(s.detail, "InvalidGlobalClusterStateFault"));
	scene_done(&s);
}

static void
fails_when_aurora_cancels_what_we_sent(void **state)
{
	const struct global_facts cancelling = { "available", ARN_E, "cancelling", ARN_W, NULL,
		NULL };
	struct scene s;

	scene_init(&s, MOVE_SWITCHOVER);
	assert_true(scene_asks(&s, act));
	assert_int_equal(scene_says(&s, look, 200, global_xml(&cancelling)), VERDICT_FAIL);
	assert_true(contains(s.err.text, "cancelling the move to us-west-2"));
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_the_global_cluster),
		cmocka_unit_test(asks_the_target_twice_and_keeps_the_endpoint),
		cmocka_unit_test(begins_anew_while_the_cluster_is_not_ready),
		cmocka_unit_test(does_not_judge_half_an_answer),
		cmocka_unit_test(says_what_is_wrong_with_the_configuration),
		cmocka_unit_test(retries_what_passes_and_fails_at_what_does_not),
		cmocka_unit_test(sends_a_failover_to_the_target),
		cmocka_unit_test(sends_a_planned_move_to_the_writer_and_allows_no_loss),
		cmocka_unit_test(judges_what_the_act_is_answered),
		cmocka_unit_test(looks_again_when_no_answer_came),
		cmocka_unit_test(remembers_a_refusal_for_the_looks_that_follow),
		cmocka_unit_test(fails_when_aurora_cancels_what_we_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
