/* SPDX-License-Identifier: MIT */
/*
 * The new writer takes a write. That Aurora calls a cluster available says that it
 * can be asked; a write that was committed says that the application can work.
 *
 * Asked through the Data API of RDS, which must be enabled for the cluster:
 * https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_ExecuteStatement.html
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/automation.h"
#include "aws/checked.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "core/app.h"
#include "core/run.h"

struct ready_args {
	const char *sql, *database;
	struct option_map secrets;
};

static const struct region_spec *
target(const struct step_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->to];
}

static const char *
secret(const struct step_ctx *ctx)
{
	const struct ready_args *args = ctx->args;

	for (size_t i = 0; i < args->secrets.n; i++)
		if (strcmp(args->secrets.keys[i], target(ctx)->name) == 0)
			return args->secrets.values[i];
	return NULL;
}

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct ready_args *args = ctx->args;

	if (!target(ctx)->cluster)
		return error_set(err, "%s has no cluster: give regions.%s.cluster",
		    target(ctx)->name, target(ctx)->name);
	if (!secret(ctx))
		return error_set(err,
		    "nothing says which secret has the database's user in %s: give it in "
		    "\"secrets\"",
		    target(ctx)->name);
	query_rest(ret, "rds-data", target(ctx)->name, "ExecuteStatement", "/Execute",
	    json_pack("{s:s, s:s, s:s*, s:s}", "resourceArn", target(ctx)->cluster, "secretArn",
		secret(ctx), "database", args->database, "sql", args->sql));
	return true;
}

/* What the database itself says, it says with 400: that it is read-only, say. That passes, as it
 * starts up, and so does all else that the deadline does not outlast. */
static enum verdict
judge_refused(const struct step_ctx *ctx, const struct aws_error *error,
    const struct answer *answer, struct error *err)
{
	char text[200];

	snprintf(ctx->detail, DETAIL_TEXT, "no write yet: %.140s",
	    aws_error_text(error, answer, text, sizeof(text)));
	if (strncmp(error->code, "Database", 8) == 0 ||
	    strcmp(error->code, "BadRequestException") == 0 || error->fault == FAULT_CONFLICT)
		return VERDICT_NOT_YET;
	return aws_look_verdict(error, answer, err);
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	json_t *body;
	bool taken;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault != FAULT_NONE)
		return judge_refused(ctx, &error, answer, err);
	body = query_answer(answer);
	taken = json_is_integer(json_object_get(body, "numberOfRecordsUpdated"));
	json_decref(body);
	if (!taken) {
		error_set(err, "the answer does not say that anything was written");
		return VERDICT_RETRY;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "the database in %.60s took the write",
	    target(ctx)->name);
	return VERDICT_DONE;
}

/* ---- whether it could ---- */

static bool
check_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];

	if (!to->cluster)
		return error_set(err, "%s has no cluster: give regions.%s.cluster", to->name,
		    to->name);
	rds_ask_cluster(ret, to->name, to->cluster);
	return true;
}

static void
check_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];
	struct rds_cluster cluster;
	struct error err;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	if (!rds_read_cluster(answer, to->cluster, &cluster, &err)) {
		checked_garbled(ret, err.text);
	} else if (cluster.data_api) {
		opinion_set(ret, HEALTH_OK, "the Data API of %.90s is on", to->name);
	} else {
		opinion_set(ret, HEALTH_FAIL, "the Data API of the cluster in %.80s is off",
		    to->name);
		opinion_remedy(ret, "aws rds enable-http-endpoint --region %s --resource-arn ...",
		    to->name);
	}
}

static const struct right check_rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_target },
	{ 0 },
};

static const struct check_kind check = {
	.name = "aurora-ready",
	.why = "a step has a write made through the Data API",
	.unproved = "that the write is taken",
	.rights = check_rights,
	.ask = check_ask,
	.judge = check_judge,
};

#define AT(member) offsetof(struct ready_args, member)

static const struct option options[] = {
	{ "sql", OPTION_STRING, AT(sql), NULL,
	    "A statement that writes, and may be run any number of times: \"UPDATE canary SET "
	    "seen = now()\".",
	    .required = true },
	{ "secrets", OPTION_MAP, AT(secrets), NULL,
	    "Region -> ARN of the secret that has the database's user, as the Data API wants it.",
	    .required = true },
	{ "database", OPTION_STRING, AT(database), NULL, "The database's name." },
	{ 0 },
};

static void
reach_user(const struct right_ctx *ctx, struct reach *ret)
{
	const struct step_ctx step = { .app = ctx->app, .move = ctx->move, .args = ctx->args };

	if (secret(&step))
		names_add(&ret->arns, secret(&step));
}

/* The Data API reads the secret as whoever calls it. */
static const struct right rights[] = {
	{ "rds-data:ExecuteStatement", "WriteToDatabase", reach_target },
	{ "secretsmanager:GetSecretValue", "DatabaseUser", reach_user, .unseen = true },
	{ 0 },
};

static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	const struct ready_args *args = ctx->args;
	json_t *action;

	if (!target(ctx)->cluster || !secret(ctx)) {
		automation_pause(ctx, ret);
		return;
	}
	action = automation_call(ret, NULL, "rds-data", "ExecuteStatement",
	    json_pack("{s:s, s:s, s:s*, s:s}", "resourceArn", target(ctx)->cluster, "secretArn",
		secret(ctx), "database", args->database, "sql", args->sql));
	json_object_set_new(action, "maxAttempts", json_integer(10));
}

const struct step_kind aurora_ready_step = {
	.name = "aurora-ready",
	.help = "Has a write made in the new writer's database, through the Data API of RDS, until "
		"one is taken.",
	.claim = "the database in {to} takes writes",
	.manual =
	    "Connect to the writer's endpoint in {to} and write a row. If that fails: aws rds "
	    "describe-db-clusters --region {to} and describe-events say what the cluster is "
	    "doing.",
	.options = options,
	.args_size = sizeof(struct ready_args),
	.needs = "aurora",
	.check = &check,
	.look = { ask, judge },
	.every = 2 * MSEC_SECOND,
	.deadline = 5 * MSEC_MINUTE,
	.rights = rights,
	.automate = automate,
};
