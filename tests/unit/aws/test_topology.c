/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "rds_answers.h"

static const struct probe_kind *const probe = &aurora_topology_probe;

static void
asks_every_region_that_has_a_cluster(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	for (size_t r = 0; r < 2; r++) {
		s.probe.region = r;
		assert_true(scene_probe_asks(&s, probe));
		assert_int_equal(s.call.kind, CALL_AWS);
		assert_string_equal(s.call.region, s.regions[r].name);
		assert_string_equal(scene_body(&s),
		    "Action=DescribeGlobalClusters&Version=2014-10-31"
		    "&GlobalClusterIdentifier=remittance");
	}
	s.regions[WEST].cluster = NULL;
	assert_true(scene_probe_asks(&s, probe));
	assert_int_equal(s.call.kind, CALL_NONE);
	assert_int_equal(scene_probe_answer(&s, probe, &(struct answer){ .now = { BOOT, WALL } }),
	    REASON_NOT_APPLICABLE);
	assert_int_equal(s.world.topology_at, BOOT - 1000);
	scene_done(&s);
}

static const struct {
	struct global_facts facts;
	size_t writer;
	bool in_flight;
	enum sync_status east, west;
	const char *detail;
} cases[] = {
	{ { "available", ARN_E, NULL, NULL, "connected", "connected" }, EAST, false, SYNC_CONNECTED,
	    SYNC_CONNECTED, "writer us-east-1, available" },
	{ { "available", ARN_W, NULL, NULL, "pending-resync", NULL }, WEST, false, SYNC_PENDING,
	    SYNC_UNKNOWN, "writer us-west-2, available" },
	{ { "available", ARN_E, "pending", ARN_W, NULL, NULL }, EAST, true, SYNC_UNKNOWN,
	    SYNC_UNKNOWN, "writer us-east-1, available, pending" },
	{ { "failing-over", ARN_E, "failing-over", ARN_W, NULL, NULL }, EAST, true, SYNC_UNKNOWN,
	    SYNC_UNKNOWN, "writer us-east-1, failing-over, failing-over" },
	{ { "modifying", ARN_E, NULL, NULL, NULL, "never-seen-word" }, EAST, true, SYNC_UNKNOWN,
	    SYNC_PENDING, "writer us-east-1, modifying" },
	{ { "available", NULL, NULL, NULL, NULL, NULL }, REGION_NONE, false, SYNC_UNKNOWN,
	    SYNC_UNKNOWN, "writer in none of our Regions, available" },
	{ { "available", ARN_X, NULL, NULL, NULL, NULL }, REGION_NONE, false, SYNC_UNKNOWN,
	    SYNC_UNKNOWN, "writer in none of our Regions, available" },
};

/* Their number and their order are nobody's promise. */
static void
finds_members_by_their_name_wherever_they_stand(void **state)
{
	static const char *const orders[][3] = {
		{ ARN_X, ARN_W, ARN_E },
		{ ARN_W, ARN_X, ARN_E },
		{ ARN_E, ARN_X, ARN_W },
	};

	for (size_t i = 0; i < COUNT(orders); i++) {
		char body[4096];
		size_t len;
		struct scene s;

		len = (size_t)snprintf(body, sizeof(body),
		    "<R><DescribeGlobalClustersResult><GlobalClusters><GlobalClusterMember>"
		    "<GlobalClusterIdentifier>remittance</GlobalClusterIdentifier>"
		    "<Status>available</Status><GlobalClusterMembers>");
		for (size_t m = 0; m < COUNT(orders[i]); m++)
			len += (size_t)member_xml(body + len, sizeof(body) - len, orders[i][m],
			    ARN_W, strcmp(orders[i][m], ARN_E) == 0 ? "connected" : NULL);
		snprintf(body + len, sizeof(body) - len,
		    "</GlobalClusterMembers></GlobalClusterMember></GlobalClusters>"
		    "</DescribeGlobalClustersResult></R>");
		scene_init(&s, MOVE_FAILOVER);
		assert_int_equal(scene_probe_says(&s, probe, 200, body), REASON_OK);
		assert_int_equal(s.world.writer, WEST);
		assert_int_equal(s.world.regions[EAST].sync, SYNC_CONNECTED);
		assert_int_equal(s.world.regions[WEST].sync, SYNC_UNKNOWN);
		scene_done(&s);
	}
}

static void
fills_in_the_world(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		assert_int_equal(scene_probe_says(&s, probe, 200, global_xml(&cases[i].facts)),
		    REASON_OK);
		assert_int_equal(s.world.writer, cases[i].writer);
		assert_int_equal(s.world.in_flight, cases[i].in_flight);
		assert_string_equal(s.world.status, cases[i].facts.status);
		assert_int_equal(s.world.regions[EAST].sync, cases[i].east);
		assert_int_equal(s.world.regions[WEST].sync, cases[i].west);
		assert_true(s.world.regions[EAST].member && s.world.regions[WEST].member);
		assert_int_equal(s.world.topology_at, BOOT);
		assert_string_equal(s.sighting.detail, cases[i].detail);
		scene_done(&s);
	}
}

static void
notices_that_a_cluster_is_no_member(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	s.regions[WEST].cluster = ARN_X;
	assert_int_equal(scene_probe_says(&s, probe, 200, global_xml(&HOME)), REASON_OK);
	assert_true(s.world.regions[EAST].member);
	assert_false(s.world.regions[WEST].member);
	assert_int_equal(s.world.regions[WEST].sync, SYNC_UNKNOWN);
	scene_done(&s);
}

/* Whatever is wrong with the API says nothing about the database, and nothing about the Region. */
static void
trouble_of_the_api_is_unknown_and_leaves_the_world_alone(void **state)
{
	static const struct {
		int status;
		const char *body;
	} answers[] = {
		{ 500, "" },
		{ 503, "<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error>" },
		{ 400, FAULT_XML("Throttling", "Rate exceeded") },
		{ 403, FAULT_XML("AccessDenied", "no") },
		{ 403, FAULT_XML("ExpiredToken", "old") },
		{ 404, FAULT_XML("GlobalClusterNotFoundFault", "none") },
		{ 200, "" },
		{ 200, "not xml" },
		{ 200, "<DescribeGlobalClustersResponse/>" },
		{ 200,
		    "<R><DescribeGlobalClustersResult><GlobalClusters><GlobalClusterMember>"
		    "<GlobalClusterIdentifier>remittance</GlobalClusterIdentifier>"
		    "</GlobalClusterMember></GlobalClusters></DescribeGlobalClustersResult></R>" },
		{ 200,
		    "<R><DescribeGlobalClustersResult><GlobalClusters><GlobalClusterMember>"
		    "<GlobalClusterIdentifier>remittance</GlobalClusterIdentifier>"
		    "<Status>available</Status><GlobalClusterMembers><GlobalClusterMember>"
		    "<IsWriter>true</IsWriter></GlobalClusterMember></GlobalClusterMembers>"
		    "</GlobalClusterMember></GlobalClusters></DescribeGlobalClustersResult></R>" },
	};

	for (size_t i = 0; i < COUNT(answers); i++) {
		struct scene s;
		struct world before;
		enum reason reason;

		scene_init(&s, MOVE_FAILOVER);
		before = s.world;
		reason = scene_probe_says(&s, probe, answers[i].status, answers[i].body);
		if (reason_outcome(reason) != OUTCOME_UNKNOWN || !s.sighting.detail[0])
			fail_msg("answer %zu: %s (%s)", i, reason_name(reason), s.sighting.detail);
		assert_memory_equal(&before, &s.world, sizeof(before));
		scene_done(&s);
	}
}

static void
half_an_answer_is_garbled(void **state)
{
	autofree(xfree) char *whole = xstrdup(global_xml(&MOVED));

	for (size_t len = 0; len < strlen(whole); len += 5) {
		autofree(xfree) char *half = xstrndup(whole, len);
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		assert_int_equal(scene_probe_says(&s, probe, 200, half), REASON_GARBLED);
		assert_int_equal(s.world.writer, EAST);
		scene_done(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_every_region_that_has_a_cluster),
		cmocka_unit_test(fills_in_the_world),
		cmocka_unit_test(finds_members_by_their_name_wherever_they_stand),
		cmocka_unit_test(notices_that_a_cluster_is_no_member),
		cmocka_unit_test(trouble_of_the_api_is_unknown_and_leaves_the_world_alone),
		cmocka_unit_test(half_an_answer_is_garbled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
