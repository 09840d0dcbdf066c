/* SPDX-License-Identifier: MIT */
/*
 * The application finds its database through a secret, and the secret names the
 * writer. Regions are taken one after the other: read, and written only where
 * the endpoint differs. When all are written they are all read again.
 *
 * What was read stays in the scratch, which is wiped; it is never put into the
 * memo, a detail or an error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/automation.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/member.h"
#include "aws/query.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "base/digest.h"
#include "core/run.h"

#define ENDPOINT "writer-endpoint" /* aurora-writer has put it there, or we do */

struct secret_args {
	struct option_list regions;
};

/* ---- which Regions, and where we are in them ---- */

static bool
planned(const struct step_ctx *ctx)
{
	return ctx->move->kind != MOVE_FAILOVER;
}

static size_t
count(const struct step_ctx *ctx)
{
	const struct secret_args *args = ctx->args;

	if (args->regions.n > 0)
		return args->regions.n;
	return planned(ctx) ? 2 : 1;
}

/* The Region of that place in the row; REGION_NONE: the configuration names one we do not have. */
static size_t
region_at(const struct step_ctx *ctx, size_t place)
{
	const struct secret_args *args = ctx->args;
	const char *name;

	if (args->regions.n == 0)
		return place == 0 ? ctx->move->to : ctx->move->from;
	name = args->regions.items[place];
	if (strcmp(name, "{to}") == 0)
		return ctx->move->to;
	if (strcmp(name, "{from}") == 0)
		return ctx->move->from;
	return app_region(ctx->app, name);
}

/*
 * The scratch is three texts, each with its NUL: the place in the row as digits,
 * the version that was read, the secret. Empty, it means the first place.
 */
static const char *
scratch_text(const struct step_ctx *ctx, int which)
{
	const char *at = buf_text(ctx->scratch);
	const char *end = at + ctx->scratch->len;

	for (; which > 0 && at < end; which--)
		at += strlen(at) + 1;
	return at < end ? at : "";
}

static size_t
place_of(const struct step_ctx *ctx)
{
	return strtoul(scratch_text(ctx, 0), NULL, 10);
}

static void
keep(const struct step_ctx *ctx, size_t place, const char *version, const char *secret)
{
	buf_wipe(ctx->scratch);
	buf_printf(ctx->scratch, "%zu", place);
	buf_putc(ctx->scratch, '\0');
	buf_puts(ctx->scratch, version);
	buf_putc(ctx->scratch, '\0');
	buf_puts(ctx->scratch, secret);
	buf_putc(ctx->scratch, '\0');
}

static const char *
region_name(const struct step_ctx *ctx)
{
	return ctx->app->regions[region_at(ctx, place_of(ctx))].name;
}

static bool
check_place(const struct step_ctx *ctx, struct error *err)
{
	const struct secret_args *args = ctx->args;
	size_t place = place_of(ctx);

	if (region_at(ctx, place) < ctx->app->n_regions)
		return true;
	return error_set(err,
	    "regions: the application has no Region %s; name one of its own, {to} or {from}",
	    args->regions.items[place]);
}

/* ---- look ---- */

static bool
ask_endpoint(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];

	if (!to->cluster)
		return error_set(err,
		    "the writer's endpoint is not known, and regions.%s.cluster is not given",
		    to->name);
	rds_ask_cluster(ret, to->name, to->cluster);
	return true;
}

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	if (!memo_get(ctx->memo, ENDPOINT))
		return ask_endpoint(ctx, ret, err);
	if (!check_place(ctx, err))
		return false;
	query_json(ret, "secretsmanager", region_name(ctx), "secretsmanager.GetSecretValue", "1.1",
	    json_pack("{s:s, s:s}", "SecretId", ctx->app->secret.id, "VersionStage", "AWSCURRENT"));
	return true;
}

static enum verdict
judge_endpoint(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];
	struct rds_cluster cluster;

	if (!rds_read_cluster(answer, to->cluster, &cluster, err))
		return VERDICT_RETRY;
	if (!cluster.writer || !cluster.endpoint[0]) {
		snprintf(ctx->detail, DETAIL_TEXT, "the cluster in %.60s has no writer", to->name);
		return VERDICT_UNDER_WAY;
	}
	if (memo_put(ctx->memo, ENDPOINT, cluster.endpoint))
		return VERDICT_MORE;
	error_set(err, "no room for the endpoint %s", cluster.endpoint);
	return VERDICT_FAIL;
}

/* This Region is as it should be. */
static enum verdict
next_region(const struct step_ctx *ctx)
{
	size_t next = place_of(ctx) + 1;

	keep(ctx, next < count(ctx) ? next : 0, "", "");
	if (next < count(ctx))
		return VERDICT_MORE;
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s names %.80s", ctx->app->secret.id,
	    memo_get(ctx->memo, ENDPOINT));
	return VERDICT_DONE;
}

static enum verdict
judge_secret(const struct step_ctx *ctx, const char *version, const char *secret, struct error *err)
{
	struct member member;

	if (!member_find(secret, ctx->app->secret.member, &member, err)) {
		error_wrap(err, "secret %s in %s cannot be changed safely", ctx->app->secret.id,
		    region_name(ctx));
		return VERDICT_FAIL;
	}
	if (member_equals(secret, &member, memo_get(ctx->memo, ENDPOINT)))
		return next_region(ctx);
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s in %.40s names another host", ctx->app->secret.id,
	    region_name(ctx));
	keep(ctx, place_of(ctx), version, secret);
	return VERDICT_NOT_YET;
}

static enum verdict
judge_value(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	json_t *body = query_answer(answer);
	const char *version = json_string_value(json_object_get(body, "VersionId"));
	const char *secret = json_string_value(json_object_get(body, "SecretString"));
	enum verdict verdict;

	if (version && secret) {
		verdict = judge_secret(ctx, version, secret, err);
	} else if (json_object_get(body, "SecretBinary")) {
		error_set(err, "secret %s in %s is binary: only a JSON text can name the writer",
		    ctx->app->secret.id, region_name(ctx));
		verdict = VERDICT_FAIL;
	} else {
		error_set(err, "the answer has no SecretString and VersionId");
		verdict = VERDICT_RETRY;
	}
	json_decref(body);
	return verdict;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	bool endpoint = !memo_get(ctx->memo, ENDPOINT);
	struct aws_error error;
	enum verdict verdict;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE) {
		verdict = aws_look_verdict(&error, answer, err);
		if (!endpoint)
			error_wrap(err, "secret %s in %s", ctx->app->secret.id, region_name(ctx));
		return verdict;
	}
	return endpoint ? judge_endpoint(ctx, answer, err) : judge_value(ctx, answer, err);
}

/* ---- act ---- */

/*
 * The new version's id is the client's token. It is a function of the run, the
 * Region and the version that was read: sent again it is the same call, and after
 * somebody else's change it is another.
 */
static const char *
token_of(const struct step_ctx *ctx, char ret[UUID_TEXT])
{
	struct buf text = { 0 };

	buf_printf(&text, "%s/%s/%s", ctx->token, region_name(ctx), scratch_text(ctx, 1));
	digest_uuid(buf_text(&text), ret);
	buf_done(&text);
	return ret;
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const char *endpoint = memo_get(ctx->memo, ENDPOINT);
	const char *secret = scratch_text(ctx, 2);
	autofree(buf_wipe) struct buf text = { 0 };
	struct member member;
	char token[UUID_TEXT];

	if (!check_place(ctx, err))
		return false;
	if (!endpoint)
		return error_set(err, "the writer's endpoint is not known");
	if (!member_find(secret, ctx->app->secret.member, &member, err))
		return error_wrap(err, "secret %s in %s", ctx->app->secret.id, region_name(ctx));
	member_replace(secret, &member, endpoint, &text);
	query_json(ret, "secretsmanager", region_name(ctx), "secretsmanager.PutSecretValue", "1.1",
	    json_pack("{s:s, s:s, s:s, s:[s]}", "SecretId", ctx->app->secret.id, "SecretString",
		buf_text(&text), "ClientRequestToken", token_of(ctx, token), "VersionStages",
		"AWSCURRENT"));
	return true;
}

static bool
is_replica(const struct aws_error *error)
{
	bool refused = strcmp(error->code, "InvalidRequestException") == 0 ||
	    strcmp(error->code, "InvalidParameterException") == 0;

	return refused && strstr(error->message, "replica");
}

/* The next Region, if there is one, needs an act of its own. */
static enum verdict
judge_accepted(const struct step_ctx *ctx, const struct answer *answer)
{
	json_t *body = query_answer(answer);
	bool written = json_is_string(json_object_get(body, "VersionId"));
	size_t next = place_of(ctx) + 1;
	bool last = next == count(ctx);

	json_decref(body);
	if (!written) {
		snprintf(ctx->detail, DETAIL_TEXT,
		    "the answer is not what the protocol says; whether it was written will be seen");
		return VERDICT_NOT_YET;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s in %.40s was written", ctx->app->secret.id,
	    region_name(ctx));
	keep(ctx, last ? 0 : next, "", "");
	return last ? VERDICT_DONE : VERDICT_MORE;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE)
		return judge_accepted(ctx, answer);
	/* The message of a refusal may repeat what was sent: the code alone goes on. */
	snprintf(ctx->detail, DETAIL_TEXT, "writing %.60s in %.40s: %.40s", ctx->app->secret.id,
	    region_name(ctx), error.code[0] ? error.code : fault_name(error.fault));
	if (is_replica(&error)) {
		error_set(err,
		    "secret %s in %s is a replica and cannot be written. Make it stand-alone: aws "
		    "secretsmanager stop-replication-to-replica --region %s --secret-id %s; for "
		    "the future keep one secret in each Region",
		    ctx->app->secret.id, region_name(ctx), region_name(ctx), ctx->app->secret.id);
		return VERDICT_FAIL;
	}
	if (error.fault == FAULT_INVALID) {
		error_set(err, "writing secret %s in %s was refused: %s", ctx->app->secret.id,
		    region_name(ctx), error.code);
		return VERDICT_FAIL;
	}
	return aws_act_verdict(&error, answer, err);
}

static const struct option options[] = {
	{ "regions", OPTION_LIST, offsetof(struct secret_args, regions), NULL,
	    "Where the secret is kept: names of Regions, {to} or {from}. Unless given, a forced "
	    "move writes only the target's, a planned one the target's and then the other's." },
	{ 0 },
};

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct step_ctx step = { .app = ctx->app, .move = ctx->move, .args = ctx->args };

	for (size_t i = 0; i < count(&step); i++)
		if (region_at(&step, i) < ctx->app->n_regions)
			reach_secret(ctx, ctx->app->regions[region_at(&step, i)].name, ret);
}

static const struct right rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_target },
	{ "secretsmanager:GetSecretValue", "ReadSecret", reach },
	{ "secretsmanager:PutSecretValue", "WriteSecret", reach },
	{ 0 },
};

static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	for (size_t i = 0; i < count(ctx); i++)
		if (region_at(ctx, i) < ctx->app->n_regions) {
			const char *region = ctx->app->regions[region_at(ctx, i)].name;

			automate_secret(ctx, region, i == 0 ? NULL : region, ret);
		}
}

const struct step_kind secret_step = {
	.name = "secret",
	.help = "Writes the new writer's endpoint into the application's secret. Only that member "
		"is changed; a secret that names the writer already is left alone.",
	.claim = "the secret in {to} names the database writer",
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
