/* SPDX-License-Identifier: MIT */
/*
 * The global cluster as the Region that is left sees it, for a switchover is asked
 * for there: the target is in sync, and nothing else is under way.
 */
#include <string.h>

#include "aws/checked.h"
#include "aws/gate.h"
#include "aws/kinds.h"

static bool
ask_global(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_global(ret, gate_from(ctx)->name, ctx->app->aurora.global_cluster);
	return true;
}

static bool
read_global(const struct check_ctx *ctx, const struct answer *answer, struct rds_global *global,
    struct opinion *ret)
{
	struct error err;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return false;
	if (rds_read_global(answer, ctx->app->aurora.global_cluster, global, &err))
		return true;
	checked_garbled(ret, err.text);
	return false;
}

/* ---- in sync ---- */

static void
judge_member(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const char *name = gate_to(ctx)->name;
	const struct rds_member *member;
	struct rds_global global;

	if (!read_global(ctx, answer, &global, ret))
		return;
	member = rds_member(&global, gate_to(ctx)->cluster);
	if (!member) {
		opinion_set(ret, HEALTH_FAIL, "the cluster of %s is no member of %.60s", name,
		    ctx->app->aurora.global_cluster);
		opinion_remedy(ret,
		    "add it: aws rds create-db-cluster --region %s "
		    "--global-cluster-identifier %.60s ...",
		    name, ctx->app->aurora.global_cluster);
	} else if (member->sync == SYNC_UNKNOWN) {
		opinion_set(ret, HEALTH_UNKNOWN, "AWS does not say whether %s is in sync", name);
		opinion_remedy(ret,
		    "look at SynchronizationStatus: aws rds describe-global-clusters");
	} else if (member->sync == SYNC_PENDING) {
		opinion_set(ret, HEALTH_FAIL, "%s is not in sync with the writer yet", name);
		opinion_remedy(ret,
		    "wait: after a failover Aurora rebuilds the old side in minutes to hours; aws rds "
		    "describe-events --region %s tells when it ends",
		    name);
	} else {
		opinion_set(ret, HEALTH_OK, "%s is connected", name);
	}
}

static const struct right global_rights[] = {
	{ "rds:DescribeGlobalClusters", "WatchGlobalCluster", reach_global },
	{ 0 },
};

const struct check_kind member_gate = {
	.name = "member",
	.why = "AWS refuses to switch over to a cluster that is not in sync",
	.count = gate_one,
	.ask = ask_global,
	.judge = judge_member,
	.rights = global_rights,
};

/* ---- at rest: the global cluster, then that of the target, then that of the other ---- */

static size_t
count_rest(const struct check_ctx *ctx)
{
	return gate_has_clusters(ctx) ? 3 : 0;
}

static const struct region_spec *
rest_of(const struct check_ctx *ctx)
{
	return ctx->nth == 1 ? gate_to(ctx) : gate_from(ctx);
}

static bool
ask_rest(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	if (ctx->nth == 0)
		return ask_global(ctx, ret, err);
	rds_ask_cluster(ret, rest_of(ctx)->name, rest_of(ctx)->cluster);
	return true;
}

static void
judge_global_rest(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const char *name = ctx->app->aurora.global_cluster;
	const struct rds_member *writer;
	struct rds_global global;

	if (!read_global(ctx, answer, &global, ret))
		return;
	writer = rds_writer(&global);
	opinion_set(ret, HEALTH_OK, "%.60s is available", name);
	if (!rds_settled(&global)) {
		opinion_set(ret, HEALTH_FAIL, "%.60s is %.30s%s%.30s", name, global.status,
		    global.operation[0] ? ", " : "", global.operation);
		opinion_remedy(ret, "wait until that has ended");
	} else if (!writer) {
		opinion_set(ret, HEALTH_UNKNOWN, "AWS names no writer of %.60s", name);
	} else if (app_region_of_arn(ctx->app, writer->arn) != ctx->move->from) {
		opinion_set(ret, HEALTH_FAIL, "the writer of %.60s is not in %s", name,
		    gate_from(ctx)->name);
		opinion_remedy(ret, "failoverctl status says where everything is");
	}
}

/* What is backed up takes part, too. */
static void
judge_rest(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const struct region_spec *region = rest_of(ctx);
	struct rds_cluster cluster;
	struct error err;

	if (ctx->nth == 0) {
		judge_global_rest(ctx, answer, ret);
	} else if (!checked_answer(answer, CHECKED_NEEDED, ret)) {
		return;
	} else if (!rds_read_cluster(answer, region->cluster, &cluster, &err)) {
		checked_garbled(ret, err.text);
	} else if (strcmp(cluster.status, "available") == 0 ||
	    strcmp(cluster.status, "backing-up") == 0) {
		opinion_set(ret, HEALTH_OK, "%s is %s", region->name, cluster.status);
	} else {
		opinion_set(ret, HEALTH_FAIL, "the cluster of %s is %.60s", region->name,
		    cluster.status);
		opinion_remedy(ret, "wait until it is available, or see why it is not");
	}
}

static const struct right rest_rights[] = {
	{ "rds:DescribeGlobalClusters", "WatchGlobalCluster", reach_global },
	{ "rds:DescribeDBClusters", "WatchClusters", reach_both },
	{ 0 },
};

const struct check_kind rest_gate = {
	.name = "at-rest",
	.why = "AWS refuses to switch over while a cluster is busy with something else",
	.count = count_rest,
	.ask = ask_rest,
	.judge = judge_rest,
	.rights = rest_rights,
};

/* ---- the same engine ---- */

static bool
ask_cluster(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_cluster(ret, gate_nth(ctx)->name, gate_nth(ctx)->cluster);
	return true;
}

static void
judge_engine(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const char *name = gate_nth(ctx)->name;
	struct rds_cluster cluster;
	struct error err;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	if (!rds_read_cluster(answer, gate_nth(ctx)->cluster, &cluster, &err)) {
		checked_garbled(ret, err.text);
	} else if (!cluster.version[0]) {
		opinion_set(ret, HEALTH_UNKNOWN, "AWS does not say which engine %s has", name);
	} else {
		opinion_set(ret, HEALTH_OK, "%s in %s", cluster.version, name);
		memcpy(ret->mark, cluster.version, sizeof(cluster.version));
	}
}

static void
sum_engine(const struct check_ctx *ctx, const struct opinion *list, size_t n, struct opinion *ret)
{
	opinion_worst(list, n, ret);
	if (ret->health != HEALTH_OK)
		return;
	if (strcmp(list[0].mark, list[1].mark) == 0) {
		opinion_set(ret, HEALTH_OK, "%.40s in both", list[0].mark);
		return;
	}
	opinion_set(ret, HEALTH_FAIL, "%.40s in %s, but %.40s in %s", list[0].mark,
	    gate_to(ctx)->name, list[1].mark, gate_from(ctx)->name);
	opinion_remedy(ret,
	    "upgrade the older one; AWS's documentation has which others may switch over");
}

static const struct right cluster_rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_both },
	{ 0 },
};

const struct check_kind engine_gate = {
	.name = "engine",
	.why = "AWS switches over between equal versions of the engine",
	.waivable = true,
	.count = gate_two,
	.ask = ask_cluster,
	.judge = judge_engine,
	.sum = sum_engine,
	.rights = cluster_rights,
};
