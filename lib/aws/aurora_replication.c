/* SPDX-License-Identifier: MIT */
/*
 * Does the database replicate the other way now? A planned move waits for it; a
 * forced one only notes it, because what is dead cannot be waited for.
 */
#include <stdio.h>
#include <string.h>

#include "aws/automation.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "core/run.h"

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *from = &ctx->app->regions[ctx->move->from];

	if (!from->cluster)
		return error_set(err,
		    "%s has no Aurora cluster in the configuration: give regions.%s.cluster",
		    from->name, from->name);
	rds_ask_global(ret, ctx->app->regions[ctx->move->to].name, ctx->app->aurora.global_cluster);
	return true;
}

/* An answer that does not mention the synchronisation is from an engine that has no word for it. */
static const char *
state_of(const struct rds_member *member)
{
	if (!member)
		return "no member of the global cluster";
	if (member->writer)
		return "still the writer";
	return member->sync == SYNC_PENDING ? "pending-resync" : NULL;
}

static enum verdict
judge_members(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct region_spec *from = &ctx->app->regions[ctx->move->from];
	struct rds_global global;
	const char *state;

	if (!rds_read_global(answer, ctx->app->aurora.global_cluster, &global, err))
		return VERDICT_RETRY;
	state = state_of(rds_member(&global, from->cluster));
	if (!state) {
		snprintf(ctx->detail, DETAIL_TEXT, "%.60s replicates from the new writer",
		    from->name);
		return VERDICT_DONE;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s is %s", from->name, state);
	return VERDICT_NOT_YET;
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;
	enum verdict verdict;
	size_t len;

	aws_error_read(answer, &error);
	verdict = error.fault == FAULT_NONE ? judge_members(ctx, answer, err)
					    : aws_look_verdict(&error, answer, err);
	if (ctx->move->kind != MOVE_FAILOVER || verdict == VERDICT_DONE)
		return verdict;
	if (verdict != VERDICT_NOT_YET)
		snprintf(ctx->detail, DETAIL_TEXT, "not known: %.100s", err->text);
	len = strlen(ctx->detail);
	snprintf(ctx->detail + len, DETAIL_TEXT - len, "; not waited for");
	return VERDICT_DONE;
}

static const struct option options[] = { { 0 } };

static const struct right rights[] = {
	{ "rds:DescribeGlobalClusters", "WatchGlobalCluster", reach_global },
	{ 0 },
};

const struct step_kind aurora_replication_step = {
	.name = "aurora-replication",
	.help = "Waits, after a planned move, until the old side replicates from the new writer. "
		"After a forced one it only notes whether the old side is back.",
	.claim = "{from} replicates from the writer in {to}",
	.manual =
	    "aws rds describe-global-clusters --region {to} --global-cluster-identifier NAME: "
	    "the member of {from} must have IsWriter false and SynchronizationStatus "
	    "connected. After a forced move Aurora rebuilds it once {from} is back; this can "
	    "take hours and needs nothing from you. The application is served meanwhile, "
	    "but there is no standby.",
	.options = options,
	.needs = "aurora",
	.look = { ask, judge },
	.every = 2 * MSEC_SECOND,
	.deadline = 2 * MSEC_MINUTE,
	.best_effort = true,
	.rights = rights,
	.automate = automate_replication,
};
