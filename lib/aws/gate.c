/* SPDX-License-Identifier: MIT */
#include "aws/gate.h"

#include <strings.h>

#include "aws/checked.h"

const struct region_spec *
gate_to(const struct check_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->to];
}

const struct region_spec *
gate_from(const struct check_ctx *ctx)
{
	return &ctx->app->regions[ctx->move->from];
}

const struct region_spec *
gate_nth(const struct check_ctx *ctx)
{
	return ctx->nth == 0 ? gate_to(ctx) : gate_from(ctx);
}

bool
gate_has_clusters(const struct check_ctx *ctx)
{
	return ctx->app->aurora.global_cluster && gate_to(ctx)->cluster && gate_from(ctx)->cluster;
}

size_t
gate_one(const struct check_ctx *ctx)
{
	return gate_has_clusters(ctx) ? 1 : 0;
}

size_t
gate_two(const struct check_ctx *ctx)
{
	return gate_has_clusters(ctx) ? 2 : 0;
}

size_t
gate_four(const struct check_ctx *ctx)
{
	return gate_has_clusters(ctx) ? 4 : 0;
}

struct xml *
gate_read(const struct answer *answer, struct opinion *ret)
{
	struct xml *xml;
	struct error err = { "" };

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return NULL;
	xml = xml_parse(buf_text(&answer->http->body), answer->http->body.len, &err);
	if (!xml)
		checked_garbled(ret, err.text);
	return xml;
}

const struct xml *
gate_cluster(const struct xml *xml, const struct region_spec *region, struct opinion *ret)
{
	const char *name = rds_identifier(region->cluster);
	const struct xml *at = xml_at(xml, "DescribeDBClustersResult/DBClusters/DBCluster");

	while (at && strcasecmp(xml_text(at, "DBClusterIdentifier"), name) != 0)
		at = xml_next(at);
	if (!at)
		checked_garbled(ret, "it does not have the cluster that was asked for");
	return at;
}

const struct xml *
gate_instances(const struct xml *xml, struct opinion *ret)
{
	const struct xml *list = xml_at(xml, "DescribeDBInstancesResult/DBInstances");

	if (!list)
		checked_garbled(ret, "it has no list of instances");
	return list;
}

void
gate_reach_instances(const struct right_ctx *ctx, size_t region, struct reach *ret)
{
	reach_add(ctx, ret, "rds", ctx->app->regions[region].name, "db:*");
}
