/* SPDX-License-Identifier: MIT */
/*
 * The application's secret in both Regions: it can be read, holds the member that
 * names the writer, and is none that cannot be written. Nothing of it is repeated.
 */
#include <string.h>

#include <jansson.h>

#include "aws/checked.h"
#include "aws/kinds.h"
#include "aws/member.h"
#include "aws/query.h"
#include "aws/right.h"
#include "aws/secret_private.h"

static const char *
target(const struct check_ctx *ctx)
{
	return ctx->app->regions[ctx->move->to].name;
}

/* ---- its value ---- */

static size_t
value_count(const struct check_ctx *ctx)
{
	return ctx->app->secret.id ? 2 : 0;
}

static const char *
region_of(const struct check_ctx *ctx)
{
	return ctx->nth == 0 ? target(ctx) : ctx->app->regions[ctx->move->from].name;
}

static bool
value_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	query_json(ret, "secretsmanager", region_of(ctx), "secretsmanager.GetSecretValue", "1.1",
	    json_pack("{s:s, s:s}", "SecretId", ctx->app->secret.id, "VersionStage", "AWSCURRENT"));
	return true;
}

static void
judge_text(const struct check_ctx *ctx, const char *text, struct opinion *ret)
{
	struct member member;
	struct error err;

	if (text && member_find(text, ctx->app->secret.member, &member, &err)) {
		opinion_set(ret, HEALTH_OK, "read in %s", region_of(ctx));
		return;
	}
	opinion_set(ret, HEALTH_FAIL, "the secret in %s cannot be used: %.90s", region_of(ctx),
	    text ? err.text : "it is no text");
	opinion_remedy(ret, "put a JSON object with the member \"%.40s\" into it",
	    ctx->app->secret.member);
}

static void
value_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	json_t *body;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	body = query_answer(answer);
	if (json_object_get(body, "ARN") || json_object_get(body, "SecretString"))
		judge_text(ctx, json_string_value(json_object_get(body, "SecretString")), ret);
	else
		checked_garbled(ret, "it is no secret");
	json_decref(body);
}

static void
reach_both_secrets(const struct right_ctx *ctx, struct reach *ret)
{
	reach_secret(ctx, ctx->app->regions[ctx->move->to].name, ret);
	reach_secret(ctx, ctx->app->regions[ctx->move->from].name, ret);
}

static const struct right value_rights[] = {
	{ "secretsmanager:GetSecretValue", "ReadSecret", reach_both_secrets },
	{ 0 },
};

const struct check_kind secret_check = {
	.name = "secret",
	.why = "the application finds its writer by it",
	.unproved = "secretsmanager:PutSecretValue has no dry run",
	.count = value_count,
	.ask = value_ask,
	.judge = value_judge,
	.rights = value_rights,
};

/* ---- its replicas ---- */

static size_t
replica_count(const struct check_ctx *ctx)
{
	return ctx->app->secret.id ? 1 : 0;
}

static bool
replica_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	query_json(ret, "secretsmanager", target(ctx), "secretsmanager.DescribeSecret", "1.1",
	    json_pack("{s:s}", "SecretId", ctx->app->secret.id));
	return true;
}

/* It is its own primary: what its replicas say. */
static void
judge_replicas(const struct check_ctx *ctx, const json_t *list, struct opinion *ret)
{
	const json_t *replica;
	size_t i, n = json_array_size(list);

	opinion_set(ret, HEALTH_OK, n == 0 ? "%s has one of its own" : "%s has the primary",
	    target(ctx));
	json_array_foreach(list, i, replica)
	{
		const char *status = query_text(replica, "Status");

		if (strcmp(status, "Failed") != 0)
			continue;
		opinion_set(ret, HEALTH_WARN, "the replica in %.30s is not written: %.80s",
		    query_text(replica, "Region"), query_text(replica, "StatusMessage"));
		opinion_remedy(ret, "mend what it names, or stop replicating to there");
	}
}

/* A failover that makes the replica stand-alone, or writes nothing, does not mind. */
static bool
minds(const struct check_ctx *ctx)
{
	const struct runbook *book = ctx->app->failover;

	return !book || secret_strategy(book) == SECRET_ONE_PER_REGION;
}

static void
replica_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const char *primary;
	json_t *body;

	if (!checked_answer(answer, CHECKED_EXTRA, ret))
		return;
	body = query_answer(answer);
	primary = query_text(body, "PrimaryRegion");
	if (!json_object_get(body, "ARN")) {
		checked_garbled(ret, "it describes no secret");
	} else if (*primary && strcmp(primary, target(ctx)) != 0 && !minds(ctx)) {
		opinion_set(ret, HEALTH_OK, "%s has a replica of %.30s's, as the runbook wants it",
		    target(ctx), primary);
	} else if (*primary && strcmp(primary, target(ctx)) != 0) {
		opinion_set(ret, HEALTH_FAIL,
		    "the secret in %s is a replica of %.30s's, and cannot be written", target(ctx),
		    primary);
		opinion_remedy(ret,
		    "keep one of its own in each Region: aws secretsmanager "
		    "stop-replication-to-replica --region %s --secret-id ...",
		    target(ctx));
	} else {
		judge_replicas(ctx, json_object_get(body, "ReplicationStatus"), ret);
	}
	json_decref(body);
}

static void
reach_target_secret(const struct right_ctx *ctx, struct reach *ret)
{
	reach_secret(ctx, ctx->app->regions[ctx->move->to].name, ret);
}

static const struct right replica_rights[] = {
	{ "secretsmanager:DescribeSecret", "SeeReplicas", reach_target_secret },
	{ 0 },
};

const struct check_kind secret_replica_check = {
	.name = "secret-replica",
	.why = "a replica takes no writes while its primary is gone",
	.count = replica_count,
	.ask = replica_ask,
	.judge = replica_judge,
	.rights = replica_rights,
};
