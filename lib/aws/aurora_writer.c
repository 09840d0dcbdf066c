/* SPDX-License-Identifier: MIT */
/*
 * The database writer moves to the target.
 *
 * The look asks the target's Region, which is the one that lives, and believes
 * the move only when AWS calls everything settled and the target's cluster has a
 * writer instance. The act has no token: after an answer that never came, the
 * look tells whether it was taken.
 */
#include <stdio.h>
#include <string.h>

#include "aws/automation.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "core/run.h"

#define SENT     "writer-sent"     /* an act was sent: an operation to the target is ours */
#define REFUSED  "writer-refused"  /* what AWS said to the last act */
#define ENDPOINT "writer-endpoint" /* for the secret */

static const struct region_spec *
target(const struct step_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->to];
}

static const struct region_spec *
source(const struct step_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->from];
}

static bool
forced(const struct step_ctx *ctx)
{
	return ctx->move->kind == MOVE_FAILOVER;
}

/* The Region of a cluster, or its ARN when it is none of ours. */
static const char *
place(const struct step_ctx *ctx, const char *arn)
{
	size_t region = app_region_of_arn(ctx->app, arn);

	return region == REGION_NONE ? arn : ctx->app->regions[region].name;
}

/* ---- look: first the global cluster, then the target's own ---- */

/* While the scratch holds something, the global cluster was seen to be as we want it. */
static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *to = target(ctx);

	if (!to->cluster)
		return error_set(err,
		    "%s has no Aurora cluster in the configuration: give regions.%s.cluster",
		    to->name, to->name);
	if (ctx->scratch->len > 0)
		rds_ask_cluster(ret, to->name, to->cluster);
	else
		rds_ask_global(ret, to->name, ctx->app->aurora.global_cluster);
	return true;
}

/* The status says so too, in an answer that lacks the operation. */
static bool
moving(const struct rds_global *global)
{
	return global->operation[0] || strcmp(global->status, "failing-over") == 0 ||
	    strcmp(global->status, "switching-over") == 0;
}

static enum verdict
judge_foreign(const struct step_ctx *ctx, const struct rds_global *global, struct error *err)
{
	error_set(err,
	    "another operation (%.31s) is moving the writer to %.200s: it is not ours to stop; "
	    "wait for its end and decide again",
	    global->operation, place(ctx, global->to));
	return VERDICT_FAIL;
}

static enum verdict
judge_operation(const struct step_ctx *ctx, const struct rds_global *global, struct error *err)
{
	const char *word = global->operation[0] ? global->operation : global->status;

	snprintf(ctx->detail, DETAIL_TEXT, "the move to %.60s is %.31s", target(ctx)->name, word);
	if (strcmp(global->operation, "cancelling") == 0 && memo_get(ctx->memo, SENT)) {
		error_set(err,
		    "Aurora is cancelling the move to %s; the events of both clusters say why "
		    "(aws rds describe-events --source-type db-cluster --duration 60)",
		    target(ctx)->name);
		return VERDICT_FAIL;
	}
	return VERDICT_UNDER_WAY;
}

static enum verdict
judge_unsettled(const struct step_ctx *ctx, const struct rds_global *global)
{
	snprintf(ctx->detail, DETAIL_TEXT, "%.40s has the writer, but the global cluster is %.32s",
	    target(ctx)->name, global->operation[0] ? global->operation : global->status);
	return VERDICT_UNDER_WAY;
}

/*
 * The writer is elsewhere, and no operation is known. A forced move does not ask
 * whether Aurora likes the rest of what it sees: Aurora refuses what it cannot.
 */
static enum verdict
judge_elsewhere(const struct step_ctx *ctx, const struct rds_global *global,
    const struct rds_member *member, struct error *err)
{
	const struct rds_member *writer = rds_writer(global);
	const char *refused = memo_get(ctx->memo, REFUSED);

	if (writer && (!source(ctx)->cluster || strcmp(writer->arn, source(ctx)->cluster) != 0)) {
		error_set(err, "the writer is in %.200s and not in %s: somebody else moved it",
		    place(ctx, writer->arn), source(ctx)->name);
		return VERDICT_FAIL;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "the writer is %s%.32s, the global cluster %.32s%s%.60s",
	    writer ? "in " : "", writer ? source(ctx)->name : "nowhere", global->status,
	    refused ? "; AWS said: " : "", refused ? refused : "");
	if (forced(ctx))
		return VERDICT_NOT_YET;
	if (!writer || !rds_settled(global))
		return VERDICT_UNDER_WAY;
	if (member->sync == SYNC_PENDING) {
		snprintf(ctx->detail, DETAIL_TEXT,
		    "the cluster in %.60s is not in sync with the writer yet", target(ctx)->name);
		return VERDICT_UNDER_WAY;
	}
	return VERDICT_NOT_YET;
}

static enum verdict
judge_global(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct rds_global global;
	const struct rds_member *member;

	if (!rds_read_global(answer, ctx->app->aurora.global_cluster, &global, err))
		return VERDICT_RETRY;
	member = rds_member(&global, target(ctx)->cluster);
	if (!member) {
		error_set(err,
		    "%s is not a member of global cluster %s: compare regions.%s.cluster with aws "
		    "rds describe-global-clusters",
		    target(ctx)->cluster, ctx->app->aurora.global_cluster, target(ctx)->name);
		return VERDICT_FAIL;
	}
	if (member->writer && rds_settled(&global)) {
		buf_putc(ctx->scratch, 'w');
		return VERDICT_MORE;
	}
	if (global.to[0] && strcmp(global.to, member->arn) != 0)
		return judge_foreign(ctx, &global, err);
	if (member->writer)
		return judge_unsettled(ctx, &global);
	if (moving(&global))
		return judge_operation(ctx, &global, err);
	return judge_elsewhere(ctx, &global, member, err);
}

static bool
serves(const struct rds_cluster *cluster)
{
	bool usable =
	    strcmp(cluster->status, "available") == 0 || strcmp(cluster->status, "backing-up") == 0;

	return usable && cluster->writer && cluster->endpoint[0];
}

static enum verdict
judge_cluster(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct rds_cluster cluster;

	buf_clear(ctx->scratch);
	if (!rds_read_cluster(answer, target(ctx)->cluster, &cluster, err))
		return VERDICT_RETRY;
	if (!serves(&cluster)) {
		snprintf(ctx->detail, DETAIL_TEXT,
		    "the cluster in %.40s is the writer, but %.40s and %s", target(ctx)->name,
		    cluster.status,
		    cluster.writer ? "has a writer instance" : "without a writer instance");
		return VERDICT_UNDER_WAY;
	}
	if (!memo_put(ctx->memo, ENDPOINT, cluster.endpoint)) {
		error_set(err, "no room for the endpoint %s", cluster.endpoint);
		return VERDICT_FAIL;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "the writer is %.140s", cluster.endpoint);
	return VERDICT_DONE;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return aws_look_verdict(&error, answer, err);
	return ctx->scratch->len > 0 ? judge_cluster(ctx, answer, err)
				     : judge_global(ctx, answer, err);
}

/* ---- act ---- */

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const char *global = ctx->app->aurora.global_cluster;
	const char *arn = target(ctx)->cluster;

	if (!memo_put(ctx->memo, SENT, move_name(ctx->move->kind)))
		return error_set(err, "the memo of the run is full");
	if (forced(ctx))
		rds_ask_failover(ret, target(ctx)->name, global, arn);
	else
		rds_ask_switchover(ret, source(ctx)->name, global, arn);
	return true;
}

/* Whatever AWS refuses because of the cluster's state may be refused because it is under way. */
static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	char text[200];

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE && rds_accepted(answer)) {
		snprintf(ctx->detail, DETAIL_TEXT, "%s to %.60s was accepted",
		    move_name(ctx->move->kind), target(ctx)->name);
		return VERDICT_DONE;
	}
	if (error.fault == FAULT_NONE) {
		snprintf(ctx->detail, DETAIL_TEXT,
		    "the answer is not what the protocol says; whether it was accepted will be "
		    "seen");
		return VERDICT_NOT_YET;
	}
	aws_error_text(&error, answer, text, sizeof(text));
	snprintf(ctx->detail, DETAIL_TEXT, "%.150s", text);
	if (error.fault != FAULT_CONFLICT)
		return aws_act_verdict(&error, answer, err);
	/* For the looks that follow; without it they only say less. */
	(void)!memo_put(ctx->memo, REFUSED, text);
	return VERDICT_NOT_YET;
}

struct writer_args {
	bool looks_only;
};

static bool
looks_only(const void *args)
{
	return args && ((const struct writer_args *)args)->looks_only;
}

static const struct option options[] = {
	{ "looks_only", OPTION_BOOL, offsetof(struct writer_args, looks_only), "false",
	    "Another step has moved it, such as region-switch or ssm-automation right before this "
	    "one: nothing is sent, and the run goes on only when the writer is seen in its new place "
	    "within the deadline." },
	{ 0 },
};

static void
reach_moved(const struct right_ctx *ctx, struct reach *ret)
{
	if (!looks_only(ctx->args))
		reach_members(ctx, ret);
}

/* What another step moves, that step's actions move. */
static void
automate(const struct step_ctx *ctx, struct automation *ret)
{
	if (looks_only(ctx->args))
		automation_pause(ctx, ret);
	else
		automate_writer(ctx, ret);
}

static const struct right rights[] = {
	{ "rds:DescribeGlobalClusters", "WatchGlobalCluster", reach_global },
	{ "rds:DescribeDBClusters", "WatchClusters", reach_target },
	{ "rds:FailoverGlobalCluster", "FailOver", reach_moved, RIGHT_FORCED },
	{ "rds:SwitchoverGlobalCluster", "SwitchOver", reach_moved, RIGHT_PLANNED },
	{ 0 },
};

const struct step_kind aurora_writer_step = {
	.name = "aurora-writer",
	.help = "Moves the writer of the Aurora global cluster: a failover that may lose writes, "
		"sent to the target's Region, or a switchover that loses none, sent to the "
		"writer's. Sent once; resent only when AWS shows that it was not taken.",
	.claim = "the database writer is in {to}",
	.manual =
	    "See where the writer is: aws rds describe-global-clusters --region {to} "
	    "--global-cluster-identifier NAME. If a move to {to} is under way, wait. If {from} is "
	    "lost: aws rds failover-global-cluster --region {to} --global-cluster-identifier NAME "
	    "--target-db-cluster-identifier ARN-IN-{to} --allow-data-loss. If both are sound: aws "
	    "rds switchover-global-cluster --region {from} --global-cluster-identifier NAME "
	    "--target-db-cluster-identifier ARN-IN-{to}. Done when IsWriter is true for {to}, "
	    "Status is available and FailoverState is gone.",
	.options = options,
	.args_size = sizeof(struct writer_args),
	.looks_only = looks_only,
	.needs = "aurora",
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.every = 2 * MSEC_SECOND,
	.deadline = 15 * MSEC_MINUTE,
	.patience = 2 * MSEC_HOUR,
	.settle = 15 * MSEC_SECOND,
	.rights = rights,
	.automate = automate,
};
