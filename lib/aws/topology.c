/* SPDX-License-Identifier: MIT */
/*
 * Who has the writer, and is something under way? Asked of every Region that has
 * a cluster, so that the answer does not depend on the Region that may be dead.
 */
#include <stdio.h>

#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "core/app.h"

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *region = &ctx->app->regions[ctx->region];

	if (region->cluster)
		rds_ask_global(ret, region->name, ctx->app->aurora.global_cluster);
	return true;
}

static void
learn(const struct probe_ctx *ctx, const struct rds_global *global, struct world *world, msec_t now)
{
	const struct app *app = ctx->app;
	const struct rds_member *writer = rds_writer(global);

	world_see_writer(world, ctx->region,
	    writer ? app_region_of_arn(app, writer->arn) : REGION_NONE, now);
	world->in_flight = !rds_settled(global);
	snprintf(world->status, sizeof(world->status), "%s", global->status);
	for (size_t r = 0; r < app->n_regions; r++) {
		const char *arn = app->regions[r].cluster;
		const struct rds_member *member = arn ? rds_member(global, arn) : NULL;

		world->regions[r].member = member != NULL;
		world->regions[r].sync = member ? member->sync : SYNC_UNKNOWN;
	}
	world->topology_at = now;
}

static void
tell(const struct app *app, const struct rds_global *global, size_t writer, char *ret)
{
	const char *where =
	    writer == REGION_NONE ? "in none of our Regions" : app->regions[writer].name;

	snprintf(ret, DETAIL_TEXT, "writer %.40s, %.40s%s%s", where, global->status,
	    global->operation[0] ? ", " : "", global->operation);
}

/* Trouble of an AWS API is no news about the database: it never touches the world. */
static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	struct rds_global global;
	struct error err;

	if (!ctx->app->regions[ctx->region].cluster) {
		sample_judge(&ret->sample, REASON_NOT_APPLICABLE);
		snprintf(ret->detail, sizeof(ret->detail), "no Aurora cluster here");
		return;
	}
	if (!aws_answered(answer, ret))
		return;
	if (!rds_read_global(answer, ctx->app->aurora.global_cluster, &global, &err)) {
		sample_judge(&ret->sample, REASON_GARBLED);
		snprintf(ret->detail, sizeof(ret->detail), "%.150s", err.text);
		return;
	}
	learn(ctx, &global, world, answer->now.boot);
	sample_judge(&ret->sample, REASON_OK);
	tell(ctx->app, &global, world->regions[ctx->region].writer, ret->detail);
}

static const struct option options[] = { { 0 } };

static const struct right rights[] = {
	{ "rds:DescribeGlobalClusters", "WatchGlobalCluster", reach_global },
	{ 0 },
};

const struct probe_kind aurora_topology_probe = {
	.name = "aurora-topology",
	.help =
	    "Asks RDS in each Region which cluster has the writer, whether a move is under way, "
	    "and whether the others are in sync. It informs the guards and finds moves that a "
	    "person made; it never says that a Region is down.",
	.options = options,
	.needs = "aurora",
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
