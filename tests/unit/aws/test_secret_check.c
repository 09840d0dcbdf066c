/* SPDX-License-Identifier: MIT */
#include "aws/kinds.h"

#include "test.h"

#include "aws/secret_private.h"
#include "check_scene.h"

static const struct check_kind *const value = &secret_check;
static const struct check_kind *const replica = &secret_replica_check;

static void
asks_both_regions_for_the_value_and_the_target_for_the_rest(void **state)
{
	struct check_scene c;

	check_init(&c);
	assert_int_equal(check_count(&c, value), 2);
	assert_int_equal(check_count(&c, replica), 1);
	assert_true(check_asks(&c, value, 0));
	assert_string_equal(c.scene.call.name, "secretsmanager:GetSecretValue");
	assert_string_equal(c.scene.call.region, "us-west-2");
	assert_true(check_asks(&c, value, 1));
	assert_string_equal(c.scene.call.region, "us-east-1");
	assert_true(check_asks(&c, replica, 0));
	assert_string_equal(c.scene.call.name, "secretsmanager:DescribeSecret");
	assert_string_equal(c.scene.call.region, "us-west-2");
	c.scene.app.secret.id = NULL;
	assert_int_equal(check_count(&c, value) + check_count(&c, replica), 0);
	check_done(&c);
}

static void
the_value_names_a_writer_and_is_never_repeated(void **state)
{
	static const struct {
		const char *body;
		enum health health;
		const char *words;
	} cases[] = {
		{ "{\"ARN\":\"a\",\"SecretString\":\"{\\\"host\\\":\\\"hunter2\\\"}\"}", HEALTH_OK,
		    "read in us-west-2" },
		{ "{\"ARN\":\"a\",\"SecretString\":\"{\\\"other\\\":\\\"hunter2\\\"}\"}",
		    HEALTH_FAIL, "the member \"host\"" },
		{ "{\"ARN\":\"a\",\"SecretString\":\"{\\\"host\\\":7,\\\"p\\\":\\\"hunter2\\\"}\"}",
		    HEALTH_FAIL, "is not a string" },
		{ "{\"ARN\":\"a\",\"SecretString\":\"hunter2\"}", HEALTH_FAIL,
		    "not a JSON object" },
		{ "{\"ARN\":\"a\",\"SecretBinary\":\"aHVudGVyMg==\"}", HEALTH_FAIL,
		    "it is no text" },
		{ "{\"ARN\":\"a\",\"SecretString\":7}", HEALTH_FAIL, "it is no text" },
		{ "{}", HEALTH_UNKNOWN, "it is no secret" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_says(&c, value, 0, 200, cases[i].body), cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
		assert_null(strstr(c.opinion.detail, "hunter2"));
		assert_null(strstr(c.opinion.remedy, "hunter2"));
	}
	check_done(&c);
}

static void
a_replica_cannot_be_written_and_its_primary_can(void **state)
{
	static const struct {
		const char *body;
		enum health health;
		const char *words;
	} cases[] = {
		{ "{\"ARN\":\"a\"}", HEALTH_OK, "us-west-2 has one of its own" },
		{ "{\"ARN\":\"a\",\"PrimaryRegion\":\"us-west-2\",\"ReplicationStatus\":[{\"Region\":"
		  "\"us-east-1\",\"Status\":\"InSync\"}]}",
		    HEALTH_OK, "has the primary" },
		{ "{\"ARN\":\"a\",\"PrimaryRegion\":\"us-west-2\",\"ReplicationStatus\":[{\"Region\":"
		  "\"us-east-1\",\"Status\":\"Failed\",\"StatusMessage\":\"no key\"}]}",
		    HEALTH_WARN, "us-east-1 is not written: no key" },
		{ "{\"ARN\":\"a\",\"PrimaryRegion\":\"us-east-1\",\"ReplicationStatus\":[]}",
		    HEALTH_FAIL, "stop-replication-to-replica --region us-west-2" },
		{ "{\"ARN\":\"a\",\"PrimaryRegion\":7,\"ReplicationStatus\":7}", HEALTH_OK,
		    "of its own" },
		{ "{}", HEALTH_UNKNOWN, "it describes no secret" },
	};
	struct check_scene c;

	check_init(&c);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(check_says(&c, replica, 0, 200, cases[i].body), cases[i].health);
		assert_true(check_tells(&c, cases[i].words));
	}
	check_done(&c);
}

static void
a_replica_is_right_where_the_runbook_wants_one(void **state)
{
	static const char *const copy = "{\"ARN\":\"a\",\"PrimaryRegion\":\"us-east-1\"}";

	static const struct {
		int strategy;
		enum health health;
	} cases[] = {
		{ SECRET_ONE_PER_REGION, HEALTH_FAIL },
		{ SECRET_REPLICA, HEALTH_OK },
		{ SECRET_VERIFY, HEALTH_OK },
	};
	struct secret_args args = { .strategy = SECRET_REPLICA };
	struct step_spec step = { "secret", &secret_step, &args };
	struct runbook book = { "failover", &step, 1, 0 };
	struct check_scene c;

	check_init(&c);
	c.scene.app.failover = &book;
	for (size_t i = 0; i < COUNT(cases); i++) {
		args.strategy = cases[i].strategy;
		assert_int_equal(check_says(&c, replica, 0, 200, copy), cases[i].health);
		assert_true(check_tells(&c, "a replica of us-east-1's"));
	}
	check_done(&c);
}

static void
trouble_is_no_finding(void **state)
{
	struct check_scene c;

	check_init(&c);
	check_trouble(&c, value, 0, false);
	check_trouble(&c, replica, 0, true);
	check_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_both_regions_for_the_value_and_the_target_for_the_rest),
		cmocka_unit_test(the_value_names_a_writer_and_is_never_repeated),
		cmocka_unit_test(a_replica_cannot_be_written_and_its_primary_can),
		cmocka_unit_test(a_replica_is_right_where_the_runbook_wants_one),
		cmocka_unit_test(trouble_is_no_finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
