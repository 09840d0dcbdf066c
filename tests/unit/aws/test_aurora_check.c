/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "check_scene.h"
#include "rds_answers.h"

static const struct check_kind *const global = &aurora_global_check;
static const struct check_kind *const cluster = &aurora_cluster_check;
static const struct check_kind *const instances = &aurora_instances_check;
static const struct check_kind *const lag = &aurora_lag_check;

static void
asks_the_target_and_not_the_region_that_is_left(void **state)
{
	static const struct {
		const struct check_kind *kind;
		const char *call, *body;
	} cases[] = {
		{ &aurora_global_check, "rds:DescribeGlobalClusters",
		    "GlobalClusterIdentifier=remittance" },
		{ &aurora_cluster_check, "rds:DescribeDBClusters",
		    "DBClusterIdentifier=dbcluster2" },
		{ &aurora_instances_check, "rds:DescribeDBInstances",
		    "&Filters.Filter.1.Name=db-cluster-id&Filters.Filter.1.Values.Value.1="
		    "dbcluster2" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(check_asks(&c, cases[i].kind, 0));
		assert_string_equal(c.scene.call.name, cases[i].call);
		assert_string_equal(c.scene.call.region, "us-west-2");
		assert_non_null(strstr(scene_body(&c.scene), cases[i].body));
		assert_false(c.scene.call.acts);
	}
	assert_int_equal(check_count(&c, cluster), 2);
	assert_true(check_asks(&c, cluster, 1));
	assert_string_equal(c.scene.call.region, "us-east-1");
	check_done(&c);
}

static void
asks_nothing_where_there_is_no_database(void **state)
{
	static const struct check_kind *const kinds[] = { &aurora_global_check,
		&aurora_cluster_check, &aurora_instances_check, &aurora_lag_check };
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(kinds); i++)
		assert_true(check_count(&c, kinds[i]) > 0);
	c.scene.regions[WEST].cluster = NULL;
	for (size_t i = 0; i < COUNT(kinds); i++)
		assert_int_equal(check_count(&c, kinds[i]), 0);
	c.scene.app.aurora.global_cluster = NULL;
	for (size_t i = 0; i < COUNT(kinds); i++)
		assert_int_equal(check_count(&c, kinds[i]), 0);
	check_done(&c);
}

static void
the_global_cluster_has_the_writer_where_we_leave(void **state)
{
	static const struct {
		struct global_facts facts;
		enum health health;
		const char *words;
	} cases[] = {
		{ { "available", ARN_E, NULL, NULL, NULL, "connected" }, HEALTH_OK,
		    "available, its writer in us-east-1" },
		{ { "available", ARN_E }, HEALTH_OK, "available" },
		{ { "available", ARN_E, NULL, NULL, NULL, "pending-resync" }, HEALTH_WARN,
		    "not in sync" },
		{ { "available", ARN_W, NULL, NULL, NULL, NULL }, HEALTH_WARN,
		    "writer is in us-west-2" },
		{ { "available", ARN_X }, HEALTH_WARN, "in no Region of ours" },
		{ { "failing-over", ARN_E, "failing-over", ARN_W }, HEALTH_WARN, "G14" },
		{ { "modifying", ARN_E }, HEALTH_WARN, "modifying" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_says(&c, global, 0, 200, global_xml(&cases[i].facts)),
		    cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	c.scene.regions[WEST].cluster = ARN_X;
	assert_int_equal(check_says(&c, global, 0, 200, global_xml(&cases[0].facts)), HEALTH_FAIL);
	assert_true(check_tells(&c, "is no member of remittance"));
	assert_true(check_tells(&c, "regions.us-west-2.cluster"));
	check_done(&c);
}

/* ---- the cluster ---- */

static const char *
described(const char *id, const char *status, int members, const char *version)
{
	static char text[2048];
	size_t len;

	len = (size_t)snprintf(text, sizeof(text),
	    "<R><DescribeDBClustersResult><DBClusters><DBCluster><DBClusterIdentifier>%s"
	    "</DBClusterIdentifier><Status>%s</Status><EngineVersion>%s</EngineVersion>"
	    "<DBClusterMembers>",
	    id, status, version);
	for (int i = 0; i < members; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "<DBClusterMember><DBInstanceIdentifier>i%d</DBInstanceIdentifier>"
		    "<IsClusterWriter>false</IsClusterWriter></DBClusterMember>",
		    i);
	snprintf(text + len, sizeof(text) - len,
	    "</DBClusterMembers></DBCluster></DBClusters></DescribeDBClustersResult></R>");
	return text;
}

static void
the_cluster_is_available_and_has_an_instance(void **state)
{
	static const struct {
		const char *status;
		int members;
		enum health health;
		const char *words;
	} cases[] = {
		{ "available", 2, HEALTH_OK,
		    "us-west-2 is available, with 2 instances, engine 16.6" },
		{ "available", 1, HEALTH_OK, "with 1 instance," },
		{ "backing-up", 1, HEALTH_OK, "backing-up" },
		{ "available", 0, HEALTH_FAIL, "create-db-instance --region us-west-2" },
		{ "stopped", 2, HEALTH_FAIL, "the cluster of us-west-2 is stopped" },
		{ "inaccessible-encryption-credentials", 2, HEALTH_FAIL, "wait until" },
	};

	/* What AWS upgrades by itself. */
	static const char old[] = "engine 13.9 in us-west-2: its support ended on 2026-02-28";
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_says(&c, cluster, 0, 200,
				     described("dbcluster2", cases[i].status, cases[i].members,
					 "16.6")),
		    cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	assert_int_equal(check_says(&c, cluster, 0, 200,
			     described("dbcluster2", "available", 2, "13.9")),
	    HEALTH_WARN);
	assert_true(check_tells(&c, old));
	/* Of the one that is left only the engine counts. */
	assert_int_equal(check_says(&c, cluster, 1, 200,
			     described("dbcluster1", "stopped", 0, "1")),
	    HEALTH_OK);
	assert_int_equal(check_says(&c, cluster, 0, 200, described("other", "available", 1, "1")),
	    HEALTH_UNKNOWN);
	check_done(&c);
}

static void
both_clusters_run_the_same_engine(void **state)
{
	static const struct {
		struct opinion list[2];
		size_t n;
		enum health health;
		const char *words;
	} cases[] = {
		{ { { HEALTH_OK, "west", "", "16.6" }, { HEALTH_OK, "east", "", "16.6" } }, 2,
		    HEALTH_OK, "west" },
		{ { { HEALTH_OK, "west", "", "16.4" }, { HEALTH_OK, "east", "", "16.6" } }, 2,
		    HEALTH_WARN, "engine 16.4 in us-west-2, and 16.6 in us-east-1" },
		{ { { HEALTH_OK, "west", "", "" }, { HEALTH_OK, "east", "", "16.6" } }, 2,
		    HEALTH_OK, "west" },
		{ { { HEALTH_OK, "west", "", "16.6" }, { HEALTH_WARN, "silent", "", "" } }, 2,
		    HEALTH_WARN, "silent" },
		{ { { HEALTH_FAIL, "west", "", "16.4" }, { HEALTH_OK, "east", "", "16.6" } }, 2,
		    HEALTH_FAIL, "west" },
		{ { { HEALTH_OK, "west", "", "16.4" } }, 1, HEALTH_OK, "west" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		cluster->sum(&c.ctx, cases[i].list, cases[i].n, &c.opinion);
		assert_int_equal(c.opinion.health, cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_done(&c);
}

/* ---- its instances ---- */

#define INSTANCE(status)                                                                      \
	"<DBInstance><DBInstanceIdentifier>i</DBInstanceIdentifier><DBInstanceStatus>" status \
	"</DBInstanceStatus><DBInstanceClass>db.r6g.large</DBInstanceClass></DBInstance>"
#define INSTANCES(list)                                    \
	"<R><DescribeDBInstancesResult><DBInstances>" list \
	"</DBInstances></DescribeDBInstancesResult></R>"

static void
an_instance_is_available(void **state)
{
	static const struct {
		const char *body;
		enum health health;
		const char *words;
	} cases[] = {
		{ INSTANCES(INSTANCE("available") INSTANCE("available")), HEALTH_OK,
		    "2 of 2 available, db.r6g.large" },
		{ INSTANCES(INSTANCE("available") INSTANCE("rebooting")), HEALTH_WARN,
		    "one is rebooting" },
		{ INSTANCES(INSTANCE("rebooting")), HEALTH_FAIL, "0 of 1 instances in us-west-2" },
		{ INSTANCES(""), HEALTH_FAIL, "0 of 0" },
		{ INSTANCES("<DBInstance/>"), HEALTH_UNKNOWN, "lacks DBInstanceStatus" },
		{ "<R/>", HEALTH_UNKNOWN, "no list of instances" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_says(&c, instances, 0, 200, cases[i].body), cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_done(&c);
}

/* ---- its lag ---- */

static void
measure(struct check_scene *c, struct probe_spec *spec)
{
	static const struct {
		msec_t period, window;
	} args = { 60000, 600000 };

	*spec = (struct probe_spec){ .name = "lag", .kind = &aurora_lag_probe, .args = &args };
	c->scene.app.probes = spec;
	c->scene.app.n_probes = 1;
	c->scene.app.limits.loss_age = 180000;
}

static const char *
datapoint(const char *time)
{
	static char text[512];

	snprintf(text, sizeof(text),
	    "{\"MetricDataResults\":[{\"Id\":\"rpo\",\"StatusCode\":\"Complete\",\"Timestamps\":[%s],"
	    "\"Values\":[%s]}]}",
	    time, *time ? "40" : "");
	return text;
}

static void
the_lag_is_measured_and_fresh(void **state)
{
	static const struct {
		const char *time;
		enum health health;
		const char *words;
	} cases[] = {
		{ "1795528740", HEALTH_OK, "lag 40ms" },
		{ "1795528440", HEALTH_WARN, "older than guards.loss_age, 3m" },
		{ "", HEALTH_WARN, "G10" },
	};
	struct probe_spec spec;
	struct check_scene c;

	check_init(&c);
	assert_true(check_asks(&c, lag, 0));
	assert_int_equal(c.scene.call.kind, CALL_NONE);
	assert_int_equal(check_answer(&c, lag, 0, &(struct answer){ .now = { BOOT, WALL } }),
	    HEALTH_WARN);
	assert_true(check_tells(&c, "aurora-lag"));
	measure(&c, &spec);
	assert_true(check_asks(&c, lag, 0));
	assert_string_equal(c.scene.call.name, "cloudwatch:GetMetricData");
	assert_string_equal(c.scene.call.region, "us-west-2");
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_says(&c, lag, 0, 200, datapoint(cases[i].time)),
		    cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_trouble(&c, lag, 0, false);
	check_done(&c);
}

static void
trouble_is_no_finding(void **state)
{
	struct check_scene c;

	check_init(&c);
	check_trouble(&c, global, 0, false);
	check_trouble(&c, cluster, 0, false);
	check_trouble(&c, cluster, 1, false);
	check_trouble(&c, instances, 0, true);
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_the_target_and_not_the_region_that_is_left),
		cmocka_unit_test(asks_nothing_where_there_is_no_database),
		cmocka_unit_test(the_global_cluster_has_the_writer_where_we_leave),
		cmocka_unit_test(the_cluster_is_available_and_has_an_instance),
		cmocka_unit_test(both_clusters_run_the_same_engine),
		cmocka_unit_test(an_instance_is_available),
		cmocka_unit_test(the_lag_is_measured_and_fresh),
		cmocka_unit_test(trouble_is_no_finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
