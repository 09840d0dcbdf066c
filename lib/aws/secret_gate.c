/* SPDX-License-Identifier: MIT */
/*
 * The secret of both Regions, as its strategy needs it: what is replicated has
 * arrived, and what is written in each Region is no replica. Only what is said about
 * the secret is asked for, not the secret.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/checked.h"
#include "aws/gate.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/secret_private.h"

static size_t
count(const struct check_ctx *ctx)
{
	return ctx->app->secret.id ? 2 : 0;
}

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	query_json(ret, "secretsmanager", gate_nth(ctx)->name, "secretsmanager.DescribeSecret",
	    "1.1", json_pack("{s:s}", "SecretId", ctx->app->secret.id));
	return true;
}

int
secret_strategy(const struct runbook *book)
{
	for (size_t i = 0; book && i < book->n_steps; i++)
		if (book->steps[i].kind == &secret_step)
			return ((const struct secret_args *)book->steps[i].args)->strategy;
	return SECRET_VERIFY;
}

static bool
is_ours(const struct check_ctx *ctx, const char *region)
{
	return strcmp(region, gate_to(ctx)->name) == 0 || strcmp(region, gate_from(ctx)->name) == 0;
}

/* What has not arrived would be read as it was before. */
static void
judge_replicas(const struct check_ctx *ctx, const json_t *list, struct opinion *ret)
{
	const json_t *replica;
	size_t i;

	json_array_foreach(list, i, replica)
	{
		const char *region = query_text(replica, "Region"),
			   *status = query_text(replica, "Status");
		const char *why = query_text(replica, "StatusMessage");

		if (!is_ours(ctx, region) || strcmp(status, "InSync") == 0)
			continue;
		opinion_set(ret, *status ? HEALTH_FAIL : HEALTH_UNKNOWN,
		    "the replica in %.30s is %.20s%s%.70s", region,
		    *status ? status : "not told of", *why ? ": " : "", why);
		opinion_remedy(ret, "wait until it is InSync, or mend what it names");
		return;
	}
}

static void
judge_secret(const struct check_ctx *ctx, const json_t *body, struct opinion *ret)
{
	const char *primary = query_text(body, "PrimaryRegion"), *name = gate_nth(ctx)->name;
	bool replica = *primary && strcmp(primary, name) != 0;

	opinion_set(ret, HEALTH_OK, "%s has %s", name, replica ? "a replica" : "its own");
	if (json_object_get(body, "DeletedDate")) {
		opinion_set(ret, HEALTH_FAIL, "the secret in %s is to be deleted", name);
		opinion_remedy(ret, "aws secretsmanager restore-secret --region %s --secret-id ...",
		    name);
	} else if (replica && secret_strategy(ctx->app->switchover) == SECRET_ONE_PER_REGION) {
		opinion_set(ret, HEALTH_FAIL,
		    "the secret in %s is a replica of %.30s's, and cannot be written", name,
		    primary);
		opinion_remedy(ret,
		    "aws secretsmanager stop-replication-to-replica --region %s --secret-id ...; or "
		    "\"strategy\": \"replica\"",
		    name);
	} else {
		judge_replicas(ctx, json_object_get(body, "ReplicationStatus"), ret);
	}
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	json_t *body;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	body = query_answer(answer);
	if (json_object_get(body, "ARN"))
		judge_secret(ctx, body, ret);
	else
		checked_garbled(ret, "it describes no secret");
	json_decref(body);
}

static void
reach_both_secrets(const struct right_ctx *ctx, struct reach *ret)
{
	reach_secret(ctx, ctx->app->regions[ctx->move->to].name, ret);
	reach_secret(ctx, ctx->app->regions[ctx->move->from].name, ret);
}

static const struct right rights[] = {
	{ "secretsmanager:DescribeSecret", "SeeReplicas", reach_both_secrets },
	{ 0 },
};

const struct check_kind secret_gate = {
	.name = "secret",
	.why = "the application finds its writer by the secret",
	.waivable = true,
	.count = count,
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
