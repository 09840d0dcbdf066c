/* SPDX-License-Identifier: MIT */
/*
 * Whether the target's database could take the writer: it belongs to the global
 * cluster, is available, has an instance, runs the engine of the other, and its
 * lag is known. All is asked of the target's Region, for the other may be gone.
 */
#include <stdio.h>
#include <string.h>

#include "aws/checked.h"
#include "aws/engine_age.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "aws/xml.h"
#include "base/duration.h"

static const struct region_spec *
target(const struct check_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->to];
}

static const struct region_spec *
source(const struct check_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->from];
}

static size_t
count(const struct check_ctx *ctx)
{
	return ctx->app->aurora.global_cluster && target(ctx)->cluster ? 1 : 0;
}

/* ---- the global cluster ---- */

static bool
global_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_global(ret, target(ctx)->name, ctx->app->aurora.global_cluster);
	return true;
}

static void
judge_member(const struct check_ctx *ctx, const struct rds_global *global, struct opinion *ret)
{
	const struct rds_member *member = rds_member(global, target(ctx)->cluster);
	const struct rds_member *writer = rds_writer(global);
	size_t writes = writer ? app_region_of_arn(ctx->app, writer->arn) : REGION_NONE;

	if (!member) {
		opinion_set(ret, HEALTH_FAIL, "the cluster of %s is no member of %.60s",
		    target(ctx)->name, ctx->app->aurora.global_cluster);
		opinion_remedy(ret,
		    "compare regions.%s.cluster with aws rds "
		    "describe-global-clusters",
		    target(ctx)->name);
	} else if (!rds_settled(global)) {
		opinion_set(ret, HEALTH_WARN, "%.40s is %.40s%s%s", ctx->app->aurora.global_cluster,
		    global->status, global->operation[0] ? ", " : "", global->operation);
		opinion_remedy(ret, "nothing else is begun until that has ended (G14)");
	} else if (writes != ctx->move->from) {
		opinion_set(ret, HEALTH_WARN, "the writer is %s%s, not in %s",
		    writes == REGION_NONE ? "in no Region of ours" : "in ",
		    writes == REGION_NONE ? "" : ctx->app->regions[writes].name, source(ctx)->name);
		opinion_remedy(ret, "failoverctl explain says what follows from it");
	} else if (member->sync == SYNC_PENDING) {
		opinion_set(ret, HEALTH_WARN, "the cluster of %s is not in sync",
		    target(ctx)->name);
		opinion_remedy(ret,
		    "wait until Aurora has rebuilt it; meanwhile a failover "
		    "loses more");
	} else {
		opinion_set(ret, HEALTH_OK, "%.60s is available, its writer in %s",
		    ctx->app->aurora.global_cluster, source(ctx)->name);
	}
}

static void
global_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	struct rds_global global;
	struct error err;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	if (rds_read_global(answer, ctx->app->aurora.global_cluster, &global, &err))
		judge_member(ctx, &global, ret);
	else
		checked_garbled(ret, err.text);
}

static const struct right global_rights[] = {
	{ "rds:DescribeGlobalClusters", "WatchGlobalCluster", reach_global },
	{ 0 },
};

const struct check_kind aurora_global_check = {
	.name = "aurora-global",
	.why = "the writer moves within the global cluster",
	.unproved = "rds:FailoverGlobalCluster and rds:SwitchoverGlobalCluster have no dry run",
	.count = count,
	.ask = global_ask,
	.judge = global_judge,
	.rights = global_rights,
};

/* ---- the cluster of the target, and, for its engine, the other ---- */

static size_t
cluster_count(const struct check_ctx *ctx)
{
	return count(ctx) + (count(ctx) > 0 && source(ctx)->cluster ? 1 : 0);
}

static const struct region_spec *
cluster_of(const struct check_ctx *ctx)
{
	return ctx->nth == 0 ? target(ctx) : source(ctx);
}

static bool
cluster_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_cluster(ret, cluster_of(ctx)->name, cluster_of(ctx)->cluster);
	return true;
}

/* What is backed up can be promoted, too. */
static bool
usable(const char *status)
{
	return strcmp(status, "available") == 0 || strcmp(status, "backing-up") == 0;
}

/* Both run the same version, so the target's is enough. */
static void
judge_age(const struct check_ctx *ctx, const struct rds_cluster *cluster, struct opinion *ret)
{
	const char *day;

	if (!engine_age_past(cluster->version, ctx->now.wall, &day))
		return;
	opinion_set(ret, HEALTH_WARN, "engine %.31s in %s: its support ended on %s",
	    cluster->version, cluster_of(ctx)->name, day);
	opinion_remedy(ret, "upgrade both clusters, before AWS does it at a time of its own");
}

static void
cluster_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const char *name = cluster_of(ctx)->name;
	struct rds_cluster cluster;
	struct error err;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	if (!rds_read_cluster(answer, cluster_of(ctx)->cluster, &cluster, &err)) {
		checked_garbled(ret, err.text);
		return;
	}
	snprintf(ret->mark, sizeof(ret->mark), "%.31s", cluster.version);
	opinion_set(ret, HEALTH_OK, "%s is %.40s, with %zu instance%s, engine %.31s", name,
	    cluster.status, cluster.instances, cluster.instances == 1 ? "" : "s", cluster.version);
	if (ctx->nth > 0)
		return;
	if (cluster.instances == 0) {
		opinion_set(ret, HEALTH_FAIL,
		    "the cluster of %s has no instance: nobody could use it as the writer", name);
		opinion_remedy(ret,
		    "aws rds create-db-instance --region %s --db-cluster-identifier "
		    "...",
		    name);
	} else if (!usable(cluster.status)) {
		opinion_set(ret, HEALTH_FAIL, "the cluster of %s is %.60s", name, cluster.status);
		opinion_remedy(ret, "wait until it is available, or see why it is not");
	} else {
		judge_age(ctx, &cluster, ret);
	}
}

static void
cluster_sum(const struct check_ctx *ctx, const struct opinion *list, size_t n, struct opinion *ret)
{
	opinion_worst(list, n, ret);
	if (ret->health != HEALTH_OK)
		return;
	*ret = list[0];
	if (n < 2 || !list[0].mark[0] || !list[1].mark[0] ||
	    strcmp(list[0].mark, list[1].mark) == 0)
		return;
	opinion_set(ret, HEALTH_WARN, "engine %s in %s, and %s in %s", list[0].mark,
	    target(ctx)->name, list[1].mark, source(ctx)->name);
	opinion_remedy(ret, "a switchover needs the same version: upgrade the older one");
}

static const struct right cluster_rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_both },
	{ 0 },
};

const struct check_kind aurora_cluster_check = {
	.name = "aurora-cluster",
	.why = "the target's cluster must be able to take the writer",
	.count = cluster_count,
	.ask = cluster_ask,
	.judge = cluster_judge,
	.sum = cluster_sum,
	.rights = cluster_rights,
};

/* ---- its instances ---- */

static bool
instances_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_instances(ret, target(ctx)->name, target(ctx)->cluster);
	return true;
}

static void
instances_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	struct rds_instances found;
	struct error err;

	if (!checked_answer(answer, CHECKED_EXTRA, ret))
		return;
	if (!rds_read_instances(answer, &found, &err)) {
		checked_garbled(ret, err.text);
		return;
	}
	opinion_set(ret, HEALTH_OK, "%zu of %zu available, %s", found.available, found.n,
	    found.class);
	if (found.available == found.n && found.n > 0)
		return;
	opinion_set(ret, found.available > 0 ? HEALTH_WARN : HEALTH_FAIL,
	    "%zu of %zu instances in %s are available%s%s", found.available, found.n,
	    target(ctx)->name, found.n > 0 ? "; one is " : "", found.other);
	opinion_remedy(ret, "aws rds describe-db-instances --region %s", target(ctx)->name);
}

/* They are found by their cluster: what they are called is not known. */
static void
reach_instances(const struct right_ctx *ctx, struct reach *ret)
{
	reach_add(ctx, ret, "rds", ctx->app->regions[ctx->move->to].name, "db:*");
}

static const struct right instances_rights[] = {
	{ "rds:DescribeDBInstances", "SeeInstances", reach_instances },
	{ 0 },
};

const struct check_kind aurora_instances_check = {
	.name = "aurora-instances",
	.why = "a cluster writes through its instances",
	.count = count,
	.ask = instances_ask,
	.judge = instances_judge,
	.rights = instances_rights,
};

/* ---- the lag ---- */

static const struct probe_spec *
lag_probe(const struct app *app)
{
	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].kind == &aurora_lag_probe)
			return &app->probes[p];
	return NULL;
}

/* As if nothing were known of the world: the target is asked, whoever has the writer. */
static const struct world no_world = { .writer = REGION_NONE };

static struct probe_ctx
as_probe(const struct check_ctx *ctx)
{
	return (struct probe_ctx){ .app = ctx->app,
		.region = ctx->move->to,
		.args = lag_probe(ctx->app)->args,
		.now = ctx->now,
		.world = &no_world };
}

static bool
lag_ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	struct probe_ctx probe;

	if (!lag_probe(ctx->app))
		return true; /* CALL_NONE */
	probe = as_probe(ctx);
	return aurora_lag_probe.ask(&probe, ret, err);
}

static void
judge_lag(const struct check_ctx *ctx, const struct sighting *sighting, msec_t now,
    struct opinion *ret)
{
	msec_t age = now - sighting->sample.value_at;
	char text[DURATION_TEXT];

	opinion_set(ret, HEALTH_OK, "%s", sighting->detail);
	if (sighting->sample.reason == REASON_OK && age <= ctx->app->limits.loss_age)
		return;
	if (sighting->sample.reason == REASON_OK)
		opinion_set(ret, HEALTH_WARN, "%.90s: older than guards.loss_age, %s",
		    sighting->detail, duration_text(ctx->app->limits.loss_age, text));
	else
		opinion_set(ret, HEALTH_WARN, "%s", sighting->detail);
	opinion_remedy(ret, "as long as it is unknown, G10 does what guards.unknown_loss says");
}

static void
lag_judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	struct sighting sighting = { .detail = "" };
	struct world world = no_world;
	struct probe_ctx probe;

	if (!lag_probe(ctx->app)) {
		opinion_set(ret, HEALTH_WARN, "no probe measures the lag");
		opinion_remedy(ret,
		    "add a probe of kind \"aurora-lag\": without it no failover's "
		    "loss is known (G10)");
		return;
	}
	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	probe = as_probe(ctx);
	aurora_lag_probe.judge(&probe, answer, &sighting, &world);
	if (sighting.sample.reason == REASON_GARBLED)
		checked_garbled(ret, sighting.detail);
	else
		judge_lag(ctx, &sighting, answer->now.boot, ret);
}

static void
reach_lag(const struct right_ctx *ctx, struct reach *ret)
{
	if (lag_probe(ctx->app))
		names_add(&ret->regions, ctx->app->regions[ctx->move->to].name);
}

static const struct right lag_rights[] = {
	{ "cloudwatch:GetMetricData", "WatchMetrics", reach_lag },
	{ 0 },
};

const struct check_kind aurora_lag_check = {
	.name = "aurora-lag",
	.why = "what a failover would lose is told by the lag",
	.reads = true,
	.count = count,
	.ask = lag_ask,
	.judge = lag_judge,
	.rights = lag_rights,
};
