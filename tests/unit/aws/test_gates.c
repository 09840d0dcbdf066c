/* SPDX-License-Identifier: MIT */
/* The gates of the database as it stands: in sync, at rest, of one engine, with an instance. */
#include "aws/kinds.h"

#include "test.h"

#include "gate_scene.h"
#include "rds_answers.h"

static const char *
shown(const struct global_facts *facts)
{
	static char texts[12][4096];
	static size_t n;
	char *ret = texts[n++ % COUNT(texts)];

	snprintf(ret, sizeof(texts[0]), "%s", global_xml(facts));
	return ret;
}

#define SHOWN(...) shown(&(struct global_facts){ __VA_ARGS__ })

static void
each_asks_where_it_must(void **state)
{
	static const struct {
		const struct check_kind *kind;
		size_t n;
		const char *calls[4], *regions[4];
	} cases[] = {
		{ &member_gate, 1, { "rds:DescribeGlobalClusters" }, { "us-east-1" } },
		{ &rest_gate, 3,
		    { "rds:DescribeGlobalClusters", "rds:DescribeDBClusters",
			"rds:DescribeDBClusters" },
		    { "us-east-1", "us-west-2", "us-east-1" } },
		{ &engine_gate, 2, { "rds:DescribeDBClusters", "rds:DescribeDBClusters" },
		    { "us-west-2", "us-east-1" } },
		{ &instances_gate, 1, { "rds:DescribeDBInstances" }, { "us-west-2" } },
		{ &class_gate, 4,
		    { "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:DescribeDBClusters",
			"rds:DescribeDBInstances" },
		    { "us-east-1", "us-east-1", "us-west-2", "us-west-2" } },
		{ &parameters_gate, 2, { "rds:DescribeDBClusters", "rds:DescribeDBInstances" },
		    { "us-west-2", "us-west-2" } },
		{ &maintenance_gate, 2,
		    { "rds:DescribePendingMaintenanceActions",
			"rds:DescribePendingMaintenanceActions" },
		    { "us-west-2", "us-east-1" } },
		{ &green_gate, 1, { "rds:DescribeBlueGreenDeployments" }, { "us-east-1" } },
		{ &snapshot_gate, 1, { "rds:DescribeDBClusterSnapshots" }, { "us-west-2" } },
		{ &lag_gate, 1, { "cloudwatch:GetMetricData" }, { "us-west-2" } },
		{ &secret_gate, 2,
		    { "secretsmanager:DescribeSecret", "secretsmanager:DescribeSecret" },
		    { "us-west-2", "us-east-1" } },
	};
	struct check_scene c;

	gate_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_count(&c, cases[i].kind), cases[i].n);
		for (size_t q = 0; q < cases[i].n; q++) {
			assert_true(check_asks(&c, cases[i].kind, q));
			assert_string_equal(c.scene.call.name, cases[i].calls[q]);
			assert_string_equal(c.scene.call.region, cases[i].regions[q]);
			assert_false(c.scene.call.acts);
			check_trouble(&c, cases[i].kind, q, false);
		}
	}
	c.scene.app.aurora.global_cluster = NULL;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(check_count(&c, cases[i].kind),
		    cases[i].kind == &secret_gate ? 2 : 0);
	c.scene.app.secret.id = NULL;
	assert_int_equal(check_count(&c, &secret_gate), 0);
	check_done(&c);
}

static void
a_member_in_sync_can_be_switched_to(void **state)
{
	const struct gate_case cases[] = {
		{ { SHOWN("available", ARN_E, .sync_west = "connected") }, TRIT_YES,
		    "us-west-2 is connected" },
		{ { SHOWN("available", ARN_E, .sync_west = "pending-resync") }, TRIT_NO,
		    "describe-events --region us-west-2" },
		{ { SHOWN("available", ARN_E, .sync_west = "some-new-word") }, TRIT_NO,
		    "not in sync" },
		{ { SHOWN("available", ARN_E) }, TRIT_UNKNOWN, "does not say whether" },
		{ { NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &member_gate, cases, COUNT(cases));
	c.scene.regions[WEST].cluster = ARN_X;
	gate_cases(&c, &member_gate,
	    &(struct gate_case){ { cases[0].bodies[0] }, TRIT_NO, "is no member of remittance" },
	    1);
	assert_false(member_gate.waivable);
	check_done(&c);
}

#define STANDS(id, status) GATE_CLUSTER(id, "<Status>" status "</Status>")

static void
nothing_else_is_under_way(void **state)
{
	const char *const rests = SHOWN("available", ARN_E);
	const char *const west = STANDS("dbcluster2", "available");
	const char *const east = STANDS("dbcluster1", "backing-up");
	const struct gate_case cases[] = {
		{ { rests, west, east }, TRIT_YES, "remittance is available" },
		{ { SHOWN("modifying", ARN_E), west, east }, TRIT_NO, "remittance is modifying" },
		{ { SHOWN("available", ARN_E, "pending", ARN_W), west, east }, TRIT_NO,
		    "available, pending" },
		{ { SHOWN("available", ARN_W), west, east }, TRIT_NO, "is not in us-east-1" },
		{ { SHOWN("available", NULL), west, east }, TRIT_UNKNOWN, "names no writer" },
		{ { rests, STANDS("dbcluster2", "upgrading"), east }, TRIT_NO,
		    "the cluster of us-west-2 is upgrading" },
		{ { rests, west, STANDS("dbcluster1", "modifying") }, TRIT_NO,
		    "the cluster of us-east-1 is modifying" },
		{ { rests, STANDS("other", "available"), east }, TRIT_UNKNOWN, "names no cluster" },
		{ { rests, west, NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &rest_gate, cases, COUNT(cases));
	assert_false(rest_gate.waivable);
	check_done(&c);
}

#define RUNS(id, version) \
	GATE_CLUSTER(id, "<Status>available</Status><EngineVersion>" version "</EngineVersion>")

static void
both_have_the_same_engine(void **state)
{
	static const struct gate_case cases[] = {
		{ { RUNS("dbcluster2", "16.6"), RUNS("dbcluster1", "16.6") }, TRIT_YES,
		    "16.6 in both" },
		{ { RUNS("dbcluster2", "16.6"), RUNS("dbcluster1", "16.8") }, TRIT_NO,
		    "16.6 in us-west-2, but 16.8 in us-east-1" },
		{ { RUNS("dbcluster2", ""), RUNS("dbcluster1", "") }, TRIT_UNKNOWN,
		    "does not say which engine us-west-2 has" },
		{ { RUNS("dbcluster2", "16.6"), NULL }, TRIT_UNKNOWN, "no answer" },
		{ { RUNS("dbcluster2", "16.6"), "<R/>" }, TRIT_UNKNOWN, "names no cluster" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &engine_gate, cases, COUNT(cases));
	assert_true(engine_gate.waivable);
	check_done(&c);
}

#define UP(id)      GATE_INSTANCE(id, "db.r6g.large", GATE_STATUS("available"))
#define BOOTING(id) GATE_INSTANCE(id, "db.r6g.large", GATE_STATUS("rebooting"))

static void
there_is_an_instance_that_could_write(void **state)
{
	static const struct gate_case cases[] = {
		{ { GATE_INSTANCES(UP("a")) }, TRIT_YES, "1 of 1 in us-west-2 available" },
		{ { GATE_INSTANCES(UP("a") BOOTING("b")) }, TRIT_YES, "1 of 2" },
		{ { GATE_INSTANCES(BOOTING("a")) }, TRIT_NO, "one is rebooting" },
		{ { GATE_INSTANCES("") }, TRIT_NO,
		    "create-db-instance --region us-west-2 --db-cluster-identifier dbcluster2" },
		{ { GATE_INSTANCES("<DBInstance/>") }, TRIT_UNKNOWN, "lacks DBInstanceStatus" },
		{ { "<R/>" }, TRIT_UNKNOWN, "no list of instances" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &instances_gate, cases, COUNT(cases));
	assert_false(instances_gate.waivable);
	check_done(&c);
}

/* ---- sizes ---- */

#define WRITER(id)                                             \
	GATE_CLUSTER(id,                                       \
	    "<DBClusterMembers>" GATE_MEMBER("r", "false", "") \
		GATE_MEMBER("w", "true", "") "</DBClusterMembers>")
#define SCALES(id, most)                                                                           \
	GATE_CLUSTER(id,                                                                           \
	    "<ServerlessV2ScalingConfiguration><MinCapacity>1"                                     \
	    "</MinCapacity><MaxCapacity>" most "</MaxCapacity></ServerlessV2ScalingConfiguration>" \
	    "<DBClusterMembers>" GATE_MEMBER("w", "true", "") "</DBClusterMembers>")
#define READER(id) \
	GATE_CLUSTER(id, "<DBClusterMembers>" GATE_MEMBER("t", "false", "") "</DBClusterMembers>")
#define OF(id, class) GATE_INSTANCE(id, class, GATE_STATUS("available"))
#define OF_TIER(id, class, n) \
	GATE_INSTANCE(id, class, GATE_STATUS("available") "<PromotionTier>" n "</PromotionTier>")
#define HERE(class)  WRITER("dbcluster1"), GATE_INSTANCES(OF("r", "db.t4g.medium") OF("w", class))
#define THERE(class) READER("dbcluster2"), GATE_INSTANCES(OF("t", class))

static void
the_new_writer_is_as_large_as_the_old_one(void **state)
{
	static const struct gate_case cases[] = {
		{ { HERE("db.r6g.2xlarge"), THERE("db.r6g.2xlarge") }, TRIT_YES,
		    "db.r6g.2xlarge with 64 GiB in us-west-2" },
		{ { HERE("db.r6g.2xlarge"), THERE("db.r7g.4xlarge") }, TRIT_YES, "128 GiB" },
		{ { HERE("db.r6g.2xlarge"), THERE("db.r6g.xlarge") }, TRIT_NO,
		    "db.r6g.xlarge with 32 GiB in us-west-2 is smaller than db.r6g.2xlarge with 64" },
		{ { HERE("db.r6g.large"), THERE("db.t4g.large") }, TRIT_NO, "8 GiB" },
		{ { HERE("db.x2g.large"), THERE("db.r6g.xlarge") }, TRIT_YES, "32 GiB" },
		{ { HERE("db.r5.2xlarge.tpc2.mem2x"), THERE("db.r5.2xlarge") }, TRIT_YES, "64" },
		/* What nobody has heard of compares with itself alone. */
		{ { HERE("db.z9.huge"), THERE("db.z9.huge") }, TRIT_YES,
		    "db.z9.huge in us-west-2" },
		{ { HERE("db.r6g.large"), THERE("db.z9.huge") }, TRIT_UNKNOWN,
		    "cannot be compared" },
		{ { HERE("db.r6g.galactic"), THERE("db.r6g.large") }, TRIT_UNKNOWN,
		    "cannot be compared" },
		{ { HERE(""), THERE("") }, TRIT_YES, "? in us-west-2" },
		/* Serverless counts by what it may grow to. */
		{ { HERE("db.r6g.large"), SCALES("dbcluster2", "8"),
		      GATE_INSTANCES(OF("t", "db.serverless")) },
		    TRIT_YES, "db.serverless with 16 GiB" },
		{ { HERE("db.r6g.large"), SCALES("dbcluster2", "7.5"),
		      GATE_INSTANCES(OF("t", "db.serverless")) },
		    TRIT_NO, "a higher MaxCapacity" },
		{ { SCALES("dbcluster1", "32"), GATE_INSTANCES(OF("w", "db.serverless")),
		      THERE("db.r6g.xlarge") },
		    TRIT_NO, "db.serverless with 64 GiB in us-east-1" },
		{ { HERE("db.r6g.large"), THERE("db.serverless") }, TRIT_UNKNOWN,
		    "cannot be compared" },
		{ { HERE("db.serverless"), THERE("db.serverless") }, TRIT_UNKNOWN,
		    "cannot be compared" },
		/* The tier says which instance it will be. */
		{ { HERE("db.r6g.xlarge"), READER("dbcluster2"),
		      GATE_INSTANCES(OF_TIER("a", "db.r6g.xlarge", "2")
			      OF_TIER("b", "db.t4g.medium", "1")) },
		    TRIT_NO, "db.t4g.medium" },
		{ { HERE("db.r6g.xlarge"), READER("dbcluster2"),
		      GATE_INSTANCES(OF_TIER("a", "db.t4g.medium", "15")
			      OF_TIER("b", "db.r6g.xlarge", "0")) },
		    TRIT_YES, "db.r6g.xlarge" },
		{ { HERE("db.r6g.large"), READER("dbcluster2"), GATE_INSTANCES(BOOTING("t")) },
		    TRIT_UNKNOWN, "none of those of us-west-2 is available" },
		{ { READER("dbcluster1"), GATE_INSTANCES(OF("w", "db.r6g.large")),
		      THERE("db.r6g.large") },
		    TRIT_UNKNOWN, "which instance of us-east-1 writes" },
		{ { WRITER("dbcluster1"), GATE_INSTANCES(OF("r", "db.r6g.large")),
		      THERE("db.r6g.large") },
		    TRIT_UNKNOWN, "the writer w is not among those of us-east-1" },
		{ { HERE("db.r6g.large"), READER("dbcluster2"), NULL }, TRIT_UNKNOWN, "no answer" },
		{ { NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &class_gate, cases, COUNT(cases));
	assert_true(class_gate.waivable);
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_asks_where_it_must),
		cmocka_unit_test(a_member_in_sync_can_be_switched_to),
		cmocka_unit_test(nothing_else_is_under_way),
		cmocka_unit_test(both_have_the_same_engine),
		cmocka_unit_test(there_is_an_instance_that_could_write),
		cmocka_unit_test(the_new_writer_is_as_large_as_the_old_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
