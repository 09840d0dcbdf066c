/* SPDX-License-Identifier: MIT */
/*
 * The application finds its database through a secret, and the secret names the
 * writer. How it is kept, an option says; each strategy has a file of its own.
 */
#include <string.h>

#include "aws/automation.h"
#include "aws/kinds.h"
#include "aws/right.h"
#include "aws/secret_private.h"

static const struct secret_way *
way(const struct step_ctx *ctx)
{
	static const struct secret_way *const ways[] = { &secret_write, &secret_verify,
		&secret_replica };

	return ways[((const struct secret_args *)ctx->args)->strategy];
}

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	return way(ctx)->look.ask(ctx, ret, err);
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return way(ctx)->look.judge(ctx, answer, err);
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	if (!way(ctx)->act.ask)
		return error_set(err, "what is only verified is not written");
	return way(ctx)->act.ask(ctx, ret, err);
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return way(ctx)->act.judge(ctx, answer, err);
}

static const char *const strategies[] = { "one-per-region", "verify", "replica", NULL };

#define AT(member) offsetof(struct secret_args, member)

static const struct option options[] = {
	{ "strategy", OPTION_WORD, AT(strategy), "\"one-per-region\"",
	    "How the secret is kept: one-per-region, independent ones, each of which is written; "
	    "verify, it names the global writer endpoint and nothing is written; replica, one and "
	    "a replica of it, which a failover makes stand-alone and a planned move makes anew.",
	    strategies },
	{ "regions", OPTION_LIST, AT(regions), NULL,
	    "Where the secret is kept: names of Regions, {to} or {from}. Unless given, a forced "
	    "move writes only the target's, a planned one the target's and then the other's. Not "
	    "for replica." },
	{ "kms_keys", OPTION_MAP, AT(kms_keys), NULL,
	    "For replica: Region -> id of the key that encrypts the replica there. Unless given, "
	    "that of secret.kms_keys, else aws/secretsmanager.",
	    .keys = FORM_REGION },
	{ 0 },
};

/* ---- what it may ---- */

static int
strategy(const struct right_ctx *ctx)
{
	return ((const struct secret_args *)ctx->args)->strategy;
}

static void
reach_both_secrets(const struct right_ctx *ctx, struct reach *ret)
{
	reach_secret(ctx, ctx->app->regions[ctx->move->to].name, ret);
	reach_secret(ctx, ctx->app->regions[ctx->move->from].name, ret);
}

/* Where it is read. A forced move does not ask the Region that it leaves. */
static void
reach_read(const struct right_ctx *ctx, struct reach *ret)
{
	const struct step_ctx step = { .app = ctx->app, .move = ctx->move, .args = ctx->args };

	if (strategy(ctx) == SECRET_REPLICA) {
		reach_secret(ctx, ctx->app->regions[ctx->move->to].name, ret);
		if (secret_planned(&step))
			reach_secret(ctx, ctx->app->regions[ctx->move->from].name, ret);
		return;
	}
	for (size_t i = 0; i < secret_count(&step); i++)
		if (secret_region(&step, i) < ctx->app->n_regions)
			reach_secret(ctx, ctx->app->regions[secret_region(&step, i)].name, ret);
}

static void
reach_write(const struct right_ctx *ctx, struct reach *ret)
{
	if (strategy(ctx) != SECRET_VERIFY)
		reach_read(ctx, ret);
}

static void
reach_writer(const struct right_ctx *ctx, struct reach *ret)
{
	if (strategy(ctx) != SECRET_VERIFY)
		reach_target(ctx, ret);
}

static void
reach_verified(const struct right_ctx *ctx, struct reach *ret)
{
	if (strategy(ctx) == SECRET_VERIFY)
		reach_global(ctx, ret);
}

static void
reach_described(const struct right_ctx *ctx, struct reach *ret)
{
	if (strategy(ctx) == SECRET_REPLICA)
		reach_read(ctx, ret);
}

static void
reach_stopped(const struct right_ctx *ctx, struct reach *ret)
{
	if (strategy(ctx) == SECRET_REPLICA)
		reach_secret(ctx, ctx->app->regions[ctx->move->to].name, ret);
}

static void
reach_replicated(const struct right_ctx *ctx, struct reach *ret)
{
	if (strategy(ctx) == SECRET_REPLICA)
		reach_both_secrets(ctx, ret);
}

static const struct right rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_writer },
	{ "rds:DescribeGlobalClusters", "WatchGlobalCluster", reach_verified },
	{ "secretsmanager:GetSecretValue", "ReadSecret", reach_read },
	{ "secretsmanager:PutSecretValue", "WriteSecret", reach_write },
	{ "secretsmanager:UpdateSecretVersionStage", "WriteSecret", reach_write, .undoes = true },
	{ "secretsmanager:DescribeSecret", "DescribeSecret", reach_described },
	{ "secretsmanager:StopReplicationToReplica", "PromoteReplica", reach_stopped,
	    RIGHT_FORCED },
	{ "secretsmanager:ReplicateSecretToRegions", "ReplicateSecret", reach_replicated,
	    RIGHT_PLANNED },
	{ 0 },
};

/* To see to a replica, or that nothing need be written, is for a person there. */
static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	const struct secret_args *args = ctx->args;

	if (args->strategy != SECRET_ONE_PER_REGION) {
		automation_pause(ctx, ret);
		return;
	}
	for (size_t i = 0; i < secret_count(ctx); i++)
		if (secret_region(ctx, i) < ctx->app->n_regions) {
			const char *region = ctx->app->regions[secret_region(ctx, i)].name;

			automate_secret(ctx, region, i == 0 ? NULL : region, ret);
		}
}

const struct step_kind secret_step = {
	.name = "secret",
	.help = "Writes the new writer's endpoint into the application's secret. Only that member "
		"is changed; a secret that names the writer already is left alone. A version of "
		"ours that turns out wrong is taken back before the step fails.",
	.claim = "the secret in {to} names the database writer",
	.undo = "let the secrets name the writer in {from} again: aws secretsmanager "
		"list-secret-version-ids shows the version before, update-secret-version-stage "
		"moves AWSCURRENT back to it",
	.manual =
	    "The secret in {to} must name the writer's endpoint of {to} (aws rds "
	    "describe-db-clusters --region {to}). Read it: aws secretsmanager get-secret-value "
	    "--region {to} --secret-id NAME. Change the host in its JSON only, and write it: aws "
	    "secretsmanager put-secret-value --region {to} --secret-id NAME --secret-string "
	    "file://NEW.json. If it is a replica, first: aws secretsmanager "
	    "stop-replication-to-replica --region {to} --secret-id NAME.",
	.options = options,
	.args_size = sizeof(struct secret_args),
	.needs = "secret",
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.every = MSEC_SECOND,
	.deadline = 5 * MSEC_MINUTE,
	.settle = 2 * MSEC_SECOND,
	.rights = rights,
	.automate = automate,
};
