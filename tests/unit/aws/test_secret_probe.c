/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include <stdio.h>

#include "scene.h"

static const struct probe_kind *const probe = &secret_probe;

static const char *
secret(const char *host)
{
	static char text[1024];

	snprintf(text, sizeof(text),
	    "{\"VersionId\":\"v1\",\"SecretString\":\"{\\\"username\\\":\\\"app\\\",\\\"password\\\":"
	    "\\\"hunter2\\\",\\\"host\\\":\\\"%s\\\"}\"}",
	    host);
	return text;
}

static void
it_asks_each_region_for_its_own(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	for (size_t r = 0; r < 2; r++) {
		s.probe.region = r;
		assert_true(scene_probe_asks(&s, probe));
		assert_int_equal(s.call.kind, CALL_AWS);
		assert_string_equal(s.call.region, s.regions[r].name);
		assert_non_null(strstr(scene_body(&s), "\"SecretId\":\"database\""));
		assert_non_null(strstr(scene_body(&s), "AWSCURRENT"));
	}
	scene_done(&s);
}

static void
it_notes_whose_writer_is_named(void **state)
{
	static const struct {
		const char *host;
		size_t region;
		const char *detail;
	} cases[] = {
		{ "dbcluster1.cluster-cabc.us-east-1.rds.amazonaws.com", EAST, "names us-east-1" },
		{ "DBCluster2.Cluster-cabc.US-West-2.RDS.amazonaws.com", WEST, "names us-west-2" },
		/* other partitions */
		{ "dbcluster2.cluster-cabc.rds.us-west-2.amazonaws.com.cn", WEST,
		    "names us-west-2" },
		{ "dbcluster2.cluster-cabc.us-west-2.rds.amazonaws.eu", WEST, "names us-west-2" },
		/* it follows the writer, which is in us-east-1 */
		{ "remittance.global-cabc.global.rds.amazonaws.com", EAST, "names us-east-1" },
		/* the reader's, a custom one, an instance's, the right name in the wrong Region */
		{ "dbcluster1.cluster-ro-cabc.us-east-1.rds.amazonaws.com", REGION_NONE,
		    "names no writer of ours" },
		{ "dbcluster1.cluster-custom-cabc.us-east-1.rds.amazonaws.com", REGION_NONE,
		    "names no writer of ours" },
		{ "dbcluster1.cabc.us-east-1.rds.amazonaws.com", REGION_NONE,
		    "names no writer of ours" },
		{ "dbcluster1.cluster-cabc.us-west-2.rds.amazonaws.com", REGION_NONE,
		    "names no writer of ours" },
		{ "dbcluster9.cluster-cabc.us-east-1.rds.amazonaws.com", REGION_NONE,
		    "names no writer of ours" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		assert_int_equal(scene_probe_says(&s, probe, 200, secret(cases[i].host)),
		    REASON_OK);
		assert_int_equal(s.world.regions[WEST].secret, cases[i].region);
		assert_int_equal(s.world.regions[WEST].secret_at, BOOT);
		assert_int_equal(s.world.regions[EAST].secret_at, 0);
		assert_string_equal(s.sighting.detail, cases[i].detail);
		scene_done(&s);
	}
}

static void
a_region_without_a_cluster_is_named_by_none(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	s.regions[WEST].cluster = NULL;
	assert_int_equal(scene_probe_says(&s, probe, 200,
			     secret("dbcluster2.cluster-c.us-west-2.rds.amazonaws.com")),
	    REASON_OK);
	assert_int_equal(s.world.regions[WEST].secret, REGION_NONE);
	scene_done(&s);
}

static void
what_is_not_understood_is_not_known_and_never_repeated(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum reason reason;
	} cases[] = {
		{ 200, "{\"SecretBinary\":\"aHVudGVyMg==\"}", REASON_GARBLED },
		{ 200, "{\"SecretString\":\"hunter2\"}", REASON_GARBLED },
		{ 200, "{\"SecretString\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}",
		    REASON_GARBLED },
		{ 200, "hunter2", REASON_GARBLED },
		{ 400, "{\"__type\":\"AccessDeniedException\"}", REASON_DENIED },
		{ 400, "{\"__type\":\"ThrottlingException\"}", REASON_THROTTLED },
		{ 200, "{\"SecretString\":\"{\\\"host\\\":\\\"hunter2.shop.example\\\"}\"}",
		    REASON_OTHER },
		{ 200, "{\"SecretString\":\"{\\\"host\\\":\\\"\\\"}\"}", REASON_OTHER },
		{ 200, "{\"SecretString\":\"{\\\"host\\\":\\\"a.b.c.rds.example.com\\\"}\"}",
		    REASON_OTHER },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;

		scene_init(&s, MOVE_FAILOVER);
		assert_int_equal(scene_probe_says(&s, probe, cases[i].status, cases[i].body),
		    cases[i].reason);
		assert_int_equal(s.sighting.sample.outcome, OUTCOME_UNKNOWN);
		assert_int_equal(s.world.regions[WEST].secret_at, 0);
		assert_null(strstr(s.sighting.detail, "hunter2"));
		scene_done(&s);
	}
}

static void
the_global_endpoint_needs_a_writer_that_was_seen(void **state)
{
	struct scene s;

	scene_init(&s, MOVE_FAILOVER);
	s.world.topology_at = 0;
	assert_int_equal(scene_probe_says(&s, probe, 200,
			     secret("remittance.global-c.global.rds.amazonaws.com")),
	    REASON_NO_DATA);
	assert_int_equal(s.world.regions[WEST].secret_at, 0);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_asks_each_region_for_its_own),
		cmocka_unit_test(it_notes_whose_writer_is_named),
		cmocka_unit_test(a_region_without_a_cluster_is_named_by_none),
		cmocka_unit_test(what_is_not_understood_is_not_known_and_never_repeated),
		cmocka_unit_test(the_global_endpoint_needs_a_writer_that_was_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
