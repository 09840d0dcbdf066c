/* SPDX-License-Identifier: MIT */
/* What a step would ask, before it asks. */
#include "aws/outlook.h"

#include "aws/kinds.h"
#include "aws/right.h"
#include "scene.h"

static bool
ask_nothing(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_NONE;
	return true;
}

static bool
ask_here(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_AWS;
	snprintf(ret->name, sizeof(ret->name), "rds:DescribeDBClusters");
	ret->region = ctx->app->regions[ctx->move->to].name;
	return true;
}

static bool
ask_anywhere(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_AWS;
	snprintf(ret->name, sizeof(ret->name), "route53-recovery-cluster:Update");
	ret->region = ctx->app->routing.endpoints.keys[0];
	ret->endpoint = ctx->app->routing.endpoints.values[0];
	return true;
}

static bool
ask_name(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_DNS;
	snprintf(ret->name, sizeof(ret->name), "A");
	snprintf(ret->dns.name, sizeof(ret->dns.name), "api.shop.example");
	return true;
}

static bool
ask_in_vain(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	return error_set(err, "it is not known yet");
}

static void
reach_here(const struct right_ctx *ctx, struct reach *ret)
{
	reach_target(ctx, ret);
}

static void
reach_none(const struct right_ctx *ctx, struct reach *ret)
{
}

static const struct right looks[] = {
	{ "rds:DescribeDBClusters", "Watch", reach_here },
	{ 0 },
};
static const struct right writes[] = {
	{ "secretsmanager:PutSecretValue", "Write", reach_here },
	{ "secretsmanager:UpdateSecretVersionStage", "Write", reach_here, .undoes = true },
	{ "secretsmanager:ReplicateSecretToRegions", "Write", reach_here, RIGHT_PLANNED },
	{ "secretsmanager:GetSecretValue", "Read", reach_here },
	{ "kms:Decrypt", "Read", reach_here, .unseen = true },
	{ 0 },
};
static const struct right controls[] = {
	{ "route53-recovery-cluster:Update", "Turn", reach_here },
	{ 0 },
};
static const struct right nothing[] = {
	{ "route53-recovery-cluster:Update", "Turn", reach_none },
	{ 0 },
};

#define HERE "\"regions\": [\"us-west-2\"], \"any\": false, \"endpoint\": null, "
#define ON   "\"targets\": [\"" ARN_W "\"]}"

static void
a_step_says_what_it_would_call_where_and_on_what(void **state)
{
	static const struct {
		bool (*look)(const struct step_ctx *, struct call *, struct error *);
		bool (*act)(const struct step_ctx *, struct call *, struct error *);
		const struct right *rights;
		const char *calls;
	} rows[] = {
		{ ask_nothing, NULL, NULL, "[]" },
		{ ask_here, NULL, looks,
		    "[{\"operation\": \"rds:DescribeDBClusters\", \"acts\": false, \"undoes\": false, " HERE
			ON "]" },
		/* Of what cannot be written yet, the kind says what it may need. */
		{ ask_nothing, ask_in_vain, writes,
		    "[{\"operation\": \"secretsmanager:PutSecretValue\", \"acts\": true, "
		    "\"undoes\": false, " HERE ON ","
		    "{\"operation\": \"secretsmanager:UpdateSecretVersionStage\", \"acts\": true, "
		    "\"undoes\": true, " HERE ON ","
		    "{\"operation\": \"secretsmanager:GetSecretValue\", \"acts\": false, "
		    "\"undoes\": false, " HERE ON "]" },
		{ ask_nothing, ask_anywhere, controls,
		    "[{\"operation\": \"route53-recovery-cluster:Update\", \"acts\": true, "
		    "\"undoes\": false, \"regions\": [\"us-east-1\", \"us-west-2\", \"eu-west-1\"], \"any\": true, "
		    "\"endpoint\": null, " ON "]" },
		/* Such a move has no use for it. */
		{ ask_nothing, ask_anywhere, nothing, "[]" },
		{ ask_name, NULL, NULL,
		    "[{\"operation\": \"DNS A\", \"acts\": false, \"undoes\": false, "
		    "\"regions\": [], \"any\": false, \"endpoint\": \"api.shop.example\", "
		    "\"targets\": []}]" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct step_kind kind = { .name = "small",
			.look = { rows[i].look },
			.act = { rows[i].act },
			.rights = rows[i].rights };
		struct step_spec step = { .name = "small", .kind = &kind };
		struct scene scene;
		json_t *calls, *wanted = json_loads(rows[i].calls, 0, NULL);

		scene_init(&scene, MOVE_FAILOVER);
		calls = outlook_calls(&scene.app, &scene.move, &step);
		assert_non_null(wanted);
		if (!json_equal(calls, wanted))
			fail_msg("%zu: %s", i, json_dumps(calls, 0));
		json_decref(calls);
		json_decref(wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_says_what_it_would_call_where_and_on_what),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
