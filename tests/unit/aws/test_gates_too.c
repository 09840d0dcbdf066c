/* SPDX-License-Identifier: MIT */
/* The gates of what else a planned move rests on: parameters, upkeep, lag, snapshots, the secret.
 */
#include "aws/kinds.h"

#include "test.h"

#include "aws/secret_private.h"
#include "gate_scene.h"

/* ---- parameters ---- */

#define GROUP(name, status)                                                \
	"<DBParameterGroups><DBParameterGroup><DBParameterGroupName>" name \
	"</DBParameterGroupName><ParameterApplyStatus>" status             \
	"</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>"
#define HAS(id, group) GATE_INSTANCE(id, "db.r6g.large", group)
#define IN_FORCE(status)                                                                        \
	GATE_CLUSTER("dbcluster2",                                                              \
	    "<Engine>aurora-postgresql</Engine><DBClusterParameterGroup>pay"                    \
	    "</DBClusterParameterGroup><DBClusterMembers>" GATE_MEMBER("a", "false", "in-sync") \
		GATE_MEMBER("b", "false", status) "</DBClusterMembers>")

static void
what_was_set_is_in_force(void **state)
{
	static const struct gate_case cases[] = {
		{ { IN_FORCE("in-sync"), GATE_INSTANCES(HAS("a", GROUP("g", "in-sync"))) },
		    TRIT_YES, "pay is in force" },
		{ { IN_FORCE("pending-reboot"), GATE_INSTANCES(HAS("a", GROUP("g", "in-sync"))) },
		    TRIT_NO, "reboot-db-instance --region us-west-2 --db-instance-identifier b" },
		{ { IN_FORCE("in-sync"),
		      GATE_INSTANCES(HAS("a", GROUP("g", "in-sync"))
			      HAS("c", GROUP("g", "pending-reboot"))) },
		    TRIT_NO, "g of c is pending-reboot" },
		{ { IN_FORCE("in-sync"), GATE_INSTANCES(HAS("a", GROUP("g", "applying"))) },
		    TRIT_NO, "applying" },
		{ { IN_FORCE(""), GATE_INSTANCES(HAS("a", GROUP("g", "in-sync"))) }, TRIT_UNKNOWN,
		    "the parameters of b" },
		{ { IN_FORCE("in-sync"), GATE_INSTANCES(HAS("a", "")) }, TRIT_UNKNOWN,
		    "the parameters of a" },
		{ { IN_FORCE("in-sync"), "<R/>" }, TRIT_UNKNOWN, "no list of instances" },
		{ { "<R/>", GATE_INSTANCES("") }, TRIT_UNKNOWN, "does not have the cluster" },
		{ { IN_FORCE("in-sync"), NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &parameters_gate, cases, COUNT(cases));
	check_done(&c);
}

#define PARAMETERS(list)                                          \
	"<R><DescribeDBClusterParametersResult><Parameters>" list \
	"</Parameters></DescribeDBClusterParametersResult></R>"
#define SET(name, value)                                                           \
	"<Parameter><ParameterName>" name "</ParameterName><ParameterValue>" value \
	"</ParameterValue></Parameter>"
#define RPO "rds.global_db_rpo"

static void
no_limit_would_stop_commits(void **state)
{
	static const struct gate_case cases[] = {
		{ { IN_FORCE(""), PARAMETERS(SET("work_mem", "4")) }, TRIT_YES,
		    "is not set in us-west-2" },
		{ { IN_FORCE(""), PARAMETERS(SET("work_mem", "4") SET(RPO, "-1")) }, TRIT_YES,
		    "is not set" },
		{ { IN_FORCE(""), PARAMETERS(SET(RPO, "20")) }, TRIT_NO,
		    "commits stop when us-east-1 is farther behind" },
		{ { IN_FORCE(""), PARAMETERS(SET(RPO, "lots")) }, TRIT_UNKNOWN, "is \"lots\"" },
		{ { IN_FORCE(""),
		      "<R><DescribeDBClusterParametersResult><Parameters/>"
		      "<Marker>m</Marker></DescribeDBClusterParametersResult></R>" },
		    TRIT_UNKNOWN, "first hundred" },
		{ { IN_FORCE(""), "<R/>" }, TRIT_UNKNOWN, "no list of parameters" },
		{ { IN_FORCE(""), NULL }, TRIT_UNKNOWN, "no answer" },
		/* The engine that has no such limit is not asked for it. */
		{ { GATE_CLUSTER("dbcluster2", "<Engine>aurora-mysql</Engine>"), NULL }, TRIT_YES,
		    "aurora-mysql has no " RPO },
		{ { GATE_CLUSTER("dbcluster2", ""), NULL }, TRIT_UNKNOWN, "which engine" },
		{ { GATE_CLUSTER("dbcluster2", "<Engine>aurora-postgresql</Engine>"), NULL },
		    TRIT_UNKNOWN, "does not name the parameters" },
		{ { NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct opinion first = { .health = HEALTH_OK, .mark = "pay" };
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &rpo_gate, cases, COUNT(cases));
	c.ctx.opinions = &first;
	assert_true(check_asks(&c, &rpo_gate, 1));
	assert_string_equal(c.scene.call.name, "rds:DescribeDBClusterParameters");
	assert_non_null(strstr(scene_body(&c.scene),
	    "&DBClusterParameterGroupName=pay&Source=user"));
	check_trouble(&c, &rpo_gate, 1, false);
	/* Among three, another one may keep up. */
	c.scene.app.n_regions = 3;
	assert_int_equal(gate_says(&c, &rpo_gate, cases[2].bodies), TRIT_YES);
	assert_true(check_tells(&c, "20 s in us-west-2, for 3 Regions"));
	check_done(&c);
}

/* ---- upkeep ---- */

#define PENDING(action)                                                           \
	"<R><DescribePendingMaintenanceActionsResult><PendingMaintenanceActions>" \
	"<ResourcePendingMaintenanceActions><PendingMaintenanceActionDetails>"    \
	"<PendingMaintenanceAction><Action>system-update</Action>" action         \
	"</PendingMaintenanceAction></PendingMaintenanceActionDetails>"           \
	"</ResourcePendingMaintenanceActions></PendingMaintenanceActions>"        \
	"</DescribePendingMaintenanceActionsResult></R>"
#define NONE                                                                       \
	"<R><DescribePendingMaintenanceActionsResult><PendingMaintenanceActions/>" \
	"</DescribePendingMaintenanceActionsResult></R>"
#define AT(date) "<CurrentApplyDate>" date "</CurrentApplyDate>"

static void
no_maintenance_begins_soon(void **state)
{
	static const struct gate_case cases[] = {
		{ { NONE, NONE }, TRIT_YES, "none in us-west-2" },
		{ { NONE, PENDING("") }, TRIT_YES, "none in us-west-2" },
		{ { PENDING(AT("2026-11-24T15:00:31Z")), NONE }, TRIT_YES, "1 pending" },
		{ { PENDING(AT("2026-11-24T15:00:29Z")), NONE }, TRIT_NO,
		    "system-update of us-west-2 begins 2026-11-24T15:00:29Z" },
		{ { NONE, PENDING(AT("2026-11-20T03:00:00Z")) }, TRIT_NO, "of us-east-1" },
		{ { PENDING(AT("soon")), NONE }, TRIT_NO, "begins soon" },
		{ { PENDING("<OptInStatus>immediate</OptInStatus>"), NONE }, TRIT_NO,
		    "begins now" },
		{ { PENDING("<OptInStatus>undo-opt-in</OptInStatus>"), NONE }, TRIT_YES,
		    "pending" },
		{ { NONE, "<R/>" }, TRIT_UNKNOWN, "no list of actions" },
		{ { NONE, NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &maintenance_gate, cases, COUNT(cases));
	assert_true(check_asks(&c, &maintenance_gate, 0));
	assert_non_null(strstr(scene_body(&c.scene), "&Filters.Filter.1.Name=db-cluster-id&"));
	check_done(&c);
}

#define DEPLOYMENTS(list)                                                    \
	"<R><DescribeBlueGreenDeploymentsResult><BlueGreenDeployments>" list \
	"</BlueGreenDeployments></DescribeBlueGreenDeploymentsResult></R>"
#define DEPLOYED(status)                                                                    \
	"<member><BlueGreenDeploymentName>upgrade</BlueGreenDeploymentName><Status>" status \
	"</Status></member>"

static void
nothing_is_about_to_replace_the_cluster(void **state)
{
	static const struct gate_case cases[] = {
		{ { DEPLOYMENTS("") }, TRIT_YES, "none of us-east-1" },
		{ { DEPLOYMENTS(DEPLOYED("SWITCHOVER_COMPLETED") DEPLOYED("DELETING")) }, TRIT_YES,
		    "none" },
		{ { DEPLOYMENTS(DEPLOYED("DELETING") DEPLOYED("AVAILABLE")) }, TRIT_NO,
		    "upgrade of us-east-1 is AVAILABLE" },
		{ { DEPLOYMENTS(DEPLOYED("SOMETHING_NEW")) }, TRIT_NO, "SOMETHING_NEW" },
		{ { DEPLOYMENTS("<member/>") }, TRIT_NO, "a deployment of us-east-1 is under way" },
		{ { "<R/>" }, TRIT_UNKNOWN, "no list of deployments" },
		{ { NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &green_gate, cases, COUNT(cases));
	check_done(&c);
}

/* ---- the lag ---- */

static const char *
measured(const char *times, const char *values)
{
	static char texts[16][512];
	static size_t n;
	char *ret = texts[n++ % COUNT(texts)];

	snprintf(ret, sizeof(texts[0]),
	    "{\"MetricDataResults\":[{\"Id\":\"rpo\",\"StatusCode\":\"Complete\",\"Timestamps\":[%s],"
	    "\"Values\":[%s]}]}",
	    times, values);
	return ret;
}

/* Now is 1795528830: the newest minute that has ended began at 1795528740. */
#define MINUTES "1795528740,1795528680,1795528620,1795528560,1795528500,1795528440"

static void
the_lag_was_small_for_long_enough(void **state)
{
	const struct gate_case cases[] = {
		{ { measured(MINUTES, "40,30,20,2000,20,9000") }, TRIT_YES,
		    "at most 2s within 5m, measured 30s ago" },
		{ { measured(MINUTES, "40,30,20,2001,20,20") }, TRIT_NO,
		    "up to 2s within 5m, 2s allowed" },
		{ { measured(MINUTES, "40,30,20,20,9000,20") }, TRIT_NO, "up to 9s" },
		{ { measured("1795528590,1795528530", "1,1") }, TRIT_YES, "measured 3m ago" },
		{ { measured("1795528589", "1") }, TRIT_UNKNOWN, "last measured 3m 1s ago" },
		{ { measured("1795528740", "40") }, TRIT_UNKNOWN, "not known for 4m within" },
		{ { measured("1795528740,1795528500", "40,40") }, TRIT_YES, "at most 40ms" },
		{ { measured("1795528740,1795528440", "40,40") }, TRIT_UNKNOWN,
		    "not known for 4m" },
		{ { measured(MINUTES, "40,30,-1,20,20,20") }, TRIT_UNKNOWN, "does not measure" },
		{ { measured("", "") }, TRIT_UNKNOWN, "no datapoint (Complete)" },
		{ { measured(MINUTES, "40") }, TRIT_UNKNOWN, "do not fit together" },
		{ { measured("1795529999", "1") }, TRIT_UNKNOWN, "lies in the future" },
		{ { "{}" }, TRIT_UNKNOWN, "no MetricDataResults" },
		{ { NULL }, TRIT_UNKNOWN, "no answer" },
	};
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &lag_gate, cases, COUNT(cases));
	assert_false(lag_gate.waivable);
	/* As much as it needs is asked for: the time, and what a datapoint may be late. */
	assert_true(check_asks(&c, &lag_gate, 0));
	assert_non_null(strstr(scene_body(&c.scene), "\"StartTime\":1795528260"));
	assert_non_null(strstr(scene_body(&c.scene), "dbcluster2"));
	check_done(&c);
}

/* ---- snapshots ---- */

#define SNAPSHOTS(list) \
	"<R><DescribeDBClusterSnapshotsResult>" list "</DescribeDBClusterSnapshotsResult></R>"
#define LIST(list) "<DBClusterSnapshots>" list "</DBClusterSnapshots>"
#define KEPT(name, status, of)                                                                     \
	"<DBClusterSnapshot><DBClusterSnapshotIdentifier>" name                                    \
	"</DBClusterSnapshotIdentifier><Status>" status "</Status><SourceDBClusterSnapshotArn>" of \
	"</SourceDBClusterSnapshotArn></DBClusterSnapshot>"
#define LOST     "rds:unplanned-global-failover-dbcluster2-2026-11-23-10-00"
#define LOST2    "rds:unplanned-global-failover-dbcluster2-2026-11-24-10-00"
#define OF(name) "arn:aws:rds:us-west-2:1:cluster-snapshot:" name

static void
what_was_lost_is_copied(void **state)
{
	static const struct gate_case cases[] = {
		{ { SNAPSHOTS(LIST("")) }, TRIT_YES, "us-west-2 has none" },
		{ { SNAPSHOTS(LIST(KEPT("rds:dbcluster2-2026", "available", ""))) }, TRIT_YES,
		    "us-west-2 has none" },
		{ { SNAPSHOTS(LIST(KEPT(LOST, "available", ""))) }, TRIT_NO,
		    LOST " is not copied -> aws rds copy-db-cluster-snapshot --region us-west-2" },
		{ { SNAPSHOTS(LIST(KEPT(LOST, "available", "") KEPT("c", "available", OF(LOST)))) },
		    TRIT_YES, LOST " is copied" },
		{ { SNAPSHOTS(LIST(KEPT("c", "copying", OF(LOST)) KEPT(LOST, "available", ""))) },
		    TRIT_NO, "is copying" },
		{ { SNAPSHOTS(LIST(KEPT("d", "failed", OF(LOST)) KEPT("c", "available", OF(LOST))
			  KEPT(LOST, "available", ""))) },
		    TRIT_YES, "is copied" },
		{ { SNAPSHOTS(LIST(KEPT(LOST, "available", "") KEPT("c", "available", OF(LOST))
			  KEPT(LOST2, "available", ""))) },
		    TRIT_NO, LOST2 " is not copied" },
		{ { SNAPSHOTS(LIST(KEPT(LOST, "available", "")
			  KEPT("c", "available", OF(LOST))) "<Marker>m</Marker>") },
		    TRIT_UNKNOWN, "more than a hundred" },
		{ { SNAPSHOTS("") }, TRIT_UNKNOWN, "no list of snapshots" },
		{ { NULL }, TRIT_UNKNOWN, "no answer" },
	};
	static const struct step_kind gates = { .name = "readiness", .gates = true };
	static const struct step_spec after[] = { { "g", &gates }, { "s", &aurora_snapshot_step },
		{ "w", &aurora_writer_step } };
	static const struct step_spec before[] = { { "s", &aurora_snapshot_step }, { "g", &gates },
		{ "w", &aurora_writer_step } };
	struct runbook book = { "switchover", after, 3, 2 };
	struct check_scene c;

	gate_init(&c);
	gate_cases(&c, &snapshot_gate, cases, COUNT(cases));
	/* The runbook sees to it itself. */
	c.scene.app.switchover = &book;
	assert_int_equal(gate_says(&c, &snapshot_gate, cases[2].bodies), TRIT_YES);
	assert_true(check_tells(&c, "the run copies it"));
	assert_int_equal(gate_says(&c, &snapshot_gate, cases[7].bodies), TRIT_YES);
	/* Once its step is over, what it has not copied is not. */
	book.steps = before;
	assert_int_equal(gate_says(&c, &snapshot_gate, cases[2].bodies), TRIT_NO);
	c.scene.move.run[0] = '\0';
	assert_int_equal(gate_says(&c, &snapshot_gate, cases[2].bodies), TRIT_YES);
	book.no_return = 0;
	assert_int_equal(gate_says(&c, &snapshot_gate, cases[2].bodies), TRIT_NO);
	check_done(&c);
}

/* ---- the secret ---- */

#define ITS_OWN         "{\"ARN\":\"a\"}"
#define COPY_OF(region) "{\"ARN\":\"a\",\"PrimaryRegion\":\"" region "\"}"
#define COPIED(region, status)                                                                        \
	"{\"ARN\":\"a\",\"PrimaryRegion\":\"us-east-1\",\"ReplicationStatus\":[{\"Region\":\"" region \
	"\",\"Status\":\"" status "\",\"StatusMessage\":\"no key\"}]}"

static void
the_secret_is_where_it_will_be_read(void **state)
{
	static const struct gate_case written[] = {
		{ { ITS_OWN, ITS_OWN }, TRIT_YES, "us-west-2 has its own; us-east-1 has its own" },
		{ { COPY_OF("us-west-2"), ITS_OWN }, TRIT_YES, "its own" },
		{ { COPY_OF("us-east-1"), COPIED("us-west-2", "InSync") }, TRIT_NO,
		    "stop-replication-to-replica --region us-west-2" },
		{ { ITS_OWN, COPIED("eu-west-1", "Failed") }, TRIT_YES, "its own" },
		{ { ITS_OWN, "{\"ARN\":\"a\",\"DeletedDate\":1}" }, TRIT_NO,
		    "restore-secret --region us-east-1" },
		{ { ITS_OWN, "{}" }, TRIT_UNKNOWN, "describes no secret" },
		{ { ITS_OWN, NULL }, TRIT_UNKNOWN, "no answer" },
	};
	static const struct gate_case replicated[] = {
		{ { COPY_OF("us-east-1"), COPIED("us-west-2", "InSync") }, TRIT_YES,
		    "us-west-2 has a replica" },
		{ { COPY_OF("us-east-1"), COPIED("us-west-2", "InProgress") }, TRIT_NO,
		    "the replica in us-west-2 is InProgress" },
		{ { COPY_OF("us-east-1"), COPIED("us-west-2", "Failed") }, TRIT_NO,
		    "Failed: no key" },
		{ { COPY_OF("us-east-1"), COPIED("us-west-2", "") }, TRIT_UNKNOWN, "not told of" },
		{ { ITS_OWN, ITS_OWN }, TRIT_YES, "its own" }, /* the run makes it one again */
	};
	struct secret_args args = { .strategy = SECRET_ONE_PER_REGION };
	struct step_spec step = { "secret", &secret_step, &args };
	struct runbook book = { "switchover", &step, 1, 0 };
	struct check_scene c;

	gate_init(&c);
	c.scene.app.switchover = &book;
	gate_cases(&c, &secret_gate, written, COUNT(written));
	args.strategy = SECRET_REPLICA;
	gate_cases(&c, &secret_gate, replicated, COUNT(replicated));
	args.strategy = SECRET_VERIFY;
	gate_cases(&c, &secret_gate, replicated, COUNT(replicated));
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_set_is_in_force),
		cmocka_unit_test(no_limit_would_stop_commits),
		cmocka_unit_test(no_maintenance_begins_soon),
		cmocka_unit_test(nothing_is_about_to_replace_the_cluster),
		cmocka_unit_test(the_lag_was_small_for_long_enough),
		cmocka_unit_test(what_was_lost_is_copied),
		cmocka_unit_test(the_secret_is_where_it_will_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
