/* SPDX-License-Identifier: MIT */
/* What an ARN is made of, and what becomes of rights that several kinds share. */
#include "aws/arn.h"
#include "aws/policy.h"
#include "aws/right.h"
#include "scene.h"

#define EVERYTHING                                                                          \
	{                                                                                   \
		[PURPOSE_READ] = true, [PURPOSE_FAILOVER] = true, [PURPOSE_FAILBACK] = true \
	}

static const struct check_kind *const no_checks[] = { NULL };

static void
reach_cluster(const struct right_ctx *ctx, struct reach *ret)
{
	reach_target(ctx, ret);
}

static void
reach_name(const struct right_ctx *ctx, struct reach *ret)
{
	reach_add(ctx, ret, "sqs", ctx->app->regions[ctx->move->to].name, "queue");
}

static void
reach_anything(const struct right_ctx *ctx, struct reach *ret)
{
	names_add(&ret->regions, ctx->app->regions[ctx->move->to].name);
}

static void
reach_nothing(const struct right_ctx *ctx, struct reach *ret)
{
}

/* A runbook of one step, of a kind with these rights; both ways. */
struct small {
	struct scene scene;
	struct step_kind kind;
	struct step_spec step;
	struct runbook book;
};

static void
small_init(struct small *s, const struct right *rights)
{
	scene_init(&s->scene, MOVE_FAILOVER);
	s->kind = (struct step_kind){ .name = "small", .rights = rights };
	s->step = (struct step_spec){ .name = "small", .kind = &s->kind };
	s->book = (struct runbook){ .name = "both", .steps = &s->step, .n_steps = 1 };
	s->scene.app.failover = s->scene.app.switchover = &s->book;
}

static json_t *
make(const struct small *s, const char *account, struct error *err)
{
	struct policy_wish wish = { .apps = &s->scene.app,
		.n_apps = 1,
		.purposes = EVERYTHING,
		.account = account,
		.checks = no_checks,
		.gates = no_checks };

	return policy_make(&wish, err);
}

static void
expect(const struct right *rights, const char *statements)
{
	struct small s;
	struct error err = { "" };
	json_t *policy, *wanted;

	small_init(&s, rights);
	policy = make(&s, NULL, &err);
	wanted = json_loads(statements, 0, NULL);
	assert_non_null(wanted);
	if (!policy || !json_equal(json_object_get(policy, "Statement"), wanted))
		fail_msg("%s%s", err.text,
		    json_dumps(json_object_get(policy, "Statement"), JSON_COMPACT));
	json_decref(policy);
	json_decref(wanted);
}

static void
actions_on_the_same_for_the_same_are_one_statement(void **state)
{
	static const struct right rights[] = {
		{ "rds:Two", "Watch", reach_cluster },
		{ "rds:One", "Watch", reach_cluster },
		{ 0 },
	};

	expect(rights,
	    "[{\"Sid\": \"Watch\", \"Effect\": \"Allow\", \"Action\": [\"rds:One\", \"rds:Two\"],"
	    "\"Resource\": [\"" ARN_E "\", \"" ARN_W "\"]}]");
}

static void
the_second_statement_of_a_name_is_numbered(void **state)
{
	static const struct right rights[] = {
		{ "rds:One", "Watch", reach_cluster },
		{ "sqs:Two", "Watch", reach_name },
		{ "rds:Three", "Watches", reach_cluster },
		{ "rds:Four", "Watch", reach_cluster, .never = "rds:Key" },
		{ 0 },
	};

	expect(rights,
	    "[{\"Sid\": \"Watch\", \"Effect\": \"Allow\", \"Action\": [\"rds:One\"],"
	    "\"Resource\": [\"" ARN_E "\", \"" ARN_W "\"]},"
	    "{\"Sid\": \"Watch2\", \"Effect\": \"Allow\", \"Action\": [\"sqs:Two\"],"
	    "\"Resource\": [\"arn:aws:sqs:us-east-1:123456789012:queue\","
	    "\"arn:aws:sqs:us-west-2:123456789012:queue\"]},"
	    "{\"Sid\": \"Watches\", \"Effect\": \"Allow\", \"Action\": [\"rds:Three\"],"
	    "\"Resource\": [\"" ARN_E "\", \"" ARN_W "\"]},"
	    "{\"Sid\": \"Watch3\", \"Effect\": \"Allow\", \"Action\": [\"rds:Four\"],"
	    "\"Resource\": [\"" ARN_E "\", \"" ARN_W "\"],"
	    "\"Condition\": {\"BoolIfExists\": {\"rds:Key\": \"false\"}}}]");
}

static void
what_knows_no_resources_is_bound_to_its_regions(void **state)
{
	static const struct right rights[] = {
		{ "cloudwatch:GetMetricData", "Watch", reach_anything },
		{ "cloudwatch:Unasked", "Nothing", reach_nothing },
		{ 0 },
	};

	expect(rights,
	    "[{\"Sid\": \"Watch\", \"Effect\": \"Allow\","
	    "\"Action\": [\"cloudwatch:GetMetricData\"], \"Resource\": \"*\", \"Condition\":"
	    "{\"StringEquals\": {\"aws:RequestedRegion\": [\"us-east-1\", \"us-west-2\"]}}}]");
}

static void
a_forced_move_and_a_planned_one_are_told_apart(void **state)
{
	static const struct right rights[] = {
		{ "rds:Forced", "Force", reach_cluster, RIGHT_FORCED },
		{ "rds:Planned", "Plan", reach_cluster, RIGHT_PLANNED },
		{ 0 },
	};
	struct small s;
	struct error err;
	struct policy_wish wish = { .apps = &s.scene.app,
		.n_apps = 1,
		.purposes = { [PURPOSE_FAILBACK] = true },
		.checks = no_checks,
		.gates = no_checks };
	json_t *policy, *list;

	small_init(&s, rights);
	policy = policy_make(&wish, &err);
	list = json_object_get(policy, "Statement");
	assert_int_equal(json_array_size(list), 1);
	/* Home only. */
	assert_int_equal(json_array_size(json_object_get(json_array_get(list, 0), "Resource")), 1);
	assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "Sid")),
	    "Plan");
	json_decref(policy);
}

static void
what_cannot_be_written_is_said(void **state)
{
	static const struct right named[] = { { "sqs:Send", "Send", reach_name }, { 0 } };
	static const struct right none[] = { { 0 } };
	struct small s;
	struct error err;

	small_init(&s, named);
	s.scene.regions[EAST].cluster = s.scene.regions[WEST].cluster = NULL;
	s.scene.regions[EAST].routing_control = s.scene.regions[WEST].routing_control = NULL;
	s.scene.app.routing.panel = NULL;
	assert_null(make(&s, NULL, &err));
	assert_non_null(strstr(err.text, "sqs:Send"));
	assert_non_null(strstr(err.text, "--account"));
	json_decref(make(&s, "111122223333", &err));
	small_init(&s, none);
	assert_null(make(&s, NULL, &err));
	assert_non_null(strstr(err.text, "nothing is asked of AWS"));
}

static void
an_application_is_of_the_account_and_partition_of_its_arns(void **state)
{
	static const struct {
		const char *cluster, *control, *secret, *home, *partition, *account;
	} cases[] = {
		{ "arn:aws-cn:rds:cn-north-1:1:cluster:a", NULL, "s", "cn-north-1", "aws-cn", "1" },
		{ NULL, "arn:aws:route53-recovery-control::2:x", "s", "us-east-1", "aws", "2" },
		{ NULL, NULL, "arn:aws:secretsmanager:eu-west-1:3:secret:s", "eu-west-1", "aws",
		    "3" },
		{ NULL, NULL, "s", "cn-north-1", "aws-cn", "" },
		{ NULL, NULL, "s", "us-gov-west-1", "aws-us-gov", "" },
		{ "arn:aws:rds", NULL, "s", "us-east-1", "aws", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct region_spec region = { .name = cases[i].home,
			.cluster = cases[i].cluster,
			.routing_control = cases[i].control };
		struct app app = {
			.regions = &region, .n_regions = 1, .secret = { .id = cases[i].secret }
		};
		struct arn_owner owner;

		arn_owner(&app, &owner);
		if (strcmp(owner.partition, cases[i].partition) != 0 ||
		    strcmp(owner.account, cases[i].account) != 0)
			fail_msg("%zu: %s %s", i, owner.partition, owner.account);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions_on_the_same_for_the_same_are_one_statement),
		cmocka_unit_test(the_second_statement_of_a_name_is_numbered),
		cmocka_unit_test(what_knows_no_resources_is_bound_to_its_regions),
		cmocka_unit_test(a_forced_move_and_a_planned_one_are_told_apart),
		cmocka_unit_test(what_cannot_be_written_is_said),
		cmocka_unit_test(an_application_is_of_the_account_and_partition_of_its_arns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
