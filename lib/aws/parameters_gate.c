/* SPDX-License-Identifier: MIT */
/*
 * The parameters of the target: what was set is in force, and does not stop writes
 * once it writes. A promotion carries no parameters over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/checked.h"
#include "aws/gate.h"
#include "aws/kinds.h"

#define IN_SYNC "in-sync"

/* ---- in force: the group of the cluster, then those of its instances ---- */

static bool
ask_groups(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *to = gate_to(ctx);

	if (ctx->nth == 0)
		rds_ask_cluster(ret, to->name, to->cluster);
	else
		rds_ask_instances(ret, to->name, to->cluster);
	return true;
}

/* What one status says; the first that is not good is kept. */
static void
add_status(const struct check_ctx *ctx, const char *instance, const char *group, const char *status,
    struct opinion *ret)
{
	if (ret->health == HEALTH_FAIL || strcmp(status, IN_SYNC) == 0)
		return;
	if (!*status) {
		opinion_set(ret, HEALTH_UNKNOWN,
		    "AWS does not say whether the parameters of %.60s "
		    "are in force",
		    instance);
		return;
	}
	opinion_set(ret, HEALTH_FAIL, "%.50s of %.50s is %.40s", group, instance, status);
	opinion_remedy(ret, "aws rds reboot-db-instance --region %s --db-instance-identifier %.60s",
	    gate_to(ctx)->name, instance);
}

static void
judge_members(const struct check_ctx *ctx, const struct xml *xml, struct opinion *ret)
{
	const struct xml *cluster = gate_cluster(xml, gate_to(ctx), ret);
	const struct xml *at = xml_at(cluster, "DBClusterMembers/DBClusterMember");
	const char *group = xml_text(cluster, "DBClusterParameterGroup");

	if (!cluster)
		return;
	opinion_set(ret, HEALTH_OK, "%.60s is in force", *group ? group : "the cluster's group");
	for (; at; at = xml_next(at))
		add_status(ctx, xml_text(at, "DBInstanceIdentifier"), group,
		    xml_text(at, "DBClusterParameterGroupStatus"), ret);
}

static void
judge_instances(const struct check_ctx *ctx, const struct xml *xml, struct opinion *ret)
{
	const struct xml *list = gate_instances(xml, ret), *at = xml_at(list, "DBInstance");

	if (!list)
		return;
	opinion_set(ret, HEALTH_OK, "those of the instances, too");
	for (; at; at = xml_next(at)) {
		const struct xml *group = xml_at(at, "DBParameterGroups/DBParameterGroup");
		const char *name = xml_text(at, "DBInstanceIdentifier");

		if (!group)
			add_status(ctx, name, "", "", ret);
		for (; group; group = xml_next(group))
			add_status(ctx, name, xml_text(group, "DBParameterGroupName"),
			    xml_text(group, "ParameterApplyStatus"), ret);
	}
}

static void
judge_groups(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = gate_read(answer, ret);

	if (!xml)
		return;
	if (ctx->nth == 0)
		judge_members(ctx, xml, ret);
	else
		judge_instances(ctx, xml, ret);
}

static void
reach_to_instances(const struct right_ctx *ctx, struct reach *ret)
{
	gate_reach_instances(ctx, ctx->move->to, ret);
}

static const struct right groups_rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_both },
	{ "rds:DescribeDBInstances", "SeeInstances", reach_to_instances },
	{ 0 },
};

const struct check_kind parameters_gate = {
	.name = "parameters",
	.why = "what waits for a reboot is not what was tested",
	.waivable = true,
	.count = gate_two,
	.ask = ask_groups,
	.judge = judge_groups,
	.rights = groups_rights,
};

/* ---- rds.global_db_rpo: commits stop when every secondary is farther behind than that ---- */

#define RPO    "rds.global_db_rpo"
#define ENGINE "aurora-postgresql" /* no other has it */

/* The name of its group is only known once the cluster was asked. */
static bool
ask_rpo(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *to = gate_to(ctx);

	if (ctx->nth == 0)
		rds_ask_cluster(ret, to->name, to->cluster);
	else if (ctx->opinions[0].mark[0])
		rds_ask_parameters(ret, to->name, ctx->opinions[0].mark);
	return true;
}

static void
judge_group(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = gate_read(answer, ret);
	const struct xml *cluster = xml ? gate_cluster(xml, gate_to(ctx), ret) : NULL;
	const char *engine = xml_text(cluster, "Engine");
	const char *group = xml_text(cluster, "DBClusterParameterGroup");

	if (!cluster)
		return;
	opinion_set(ret, HEALTH_OK, "%.40s has no " RPO, engine);
	if (!*engine)
		opinion_set(ret, HEALTH_UNKNOWN, "AWS does not say which engine %s has",
		    gate_to(ctx)->name);
	if (strcmp(engine, ENGINE) != 0)
		return;
	opinion_set(ret, HEALTH_OK, "%.80s", group);
	snprintf(ret->mark, sizeof(ret->mark), "%.255s", group);
	if (!*group)
		opinion_set(ret, HEALTH_UNKNOWN, "AWS does not name the parameters of %s",
		    gate_to(ctx)->name);
}

/* With two Regions, the one that was left is the only secondary: whenever it is behind, or is being
 * rebuilt, nobody can commit. */
static void
judge_value(const struct check_ctx *ctx, const char *value, struct opinion *ret)
{
	long seconds = strtol(value, NULL, 10);

	if (!*value || strcmp(value, "-1") == 0) {
		opinion_set(ret, HEALTH_OK, RPO " is not set in %s", gate_to(ctx)->name);
	} else if (seconds < 20) {
		opinion_set(ret, HEALTH_UNKNOWN, RPO " of %s is \"%.40s\"", gate_to(ctx)->name,
		    value);
	} else if (ctx->app->n_regions > 2) {
		opinion_set(ret, HEALTH_OK, RPO " is %ld s in %s, for %zu Regions", seconds,
		    gate_to(ctx)->name, ctx->app->n_regions);
	} else {
		opinion_set(ret, HEALTH_FAIL,
		    RPO " is %ld s in %s: commits stop when %s is farther behind", seconds,
		    gate_to(ctx)->name, gate_from(ctx)->name);
		opinion_remedy(ret, "reset it in %s's cluster parameter group", gate_to(ctx)->name);
	}
}

static void
judge_rpo(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = NULL;
	const struct xml *list, *at;

	if (ctx->nth == 0) {
		judge_group(ctx, answer, ret);
		return;
	}
	if (!ctx->opinions[0].mark[0]) {
		*ret = ctx->opinions[0];
		return;
	}
	xml = gate_read(answer, ret);
	if (!xml)
		return;
	list = xml_at(xml, "DescribeDBClusterParametersResult/Parameters");
	at = xml_at(list, "Parameter");
	while (at && strcmp(xml_text(at, "ParameterName"), RPO) != 0)
		at = xml_next(at);
	if (!list)
		checked_garbled(ret, "it has no list of parameters");
	else if (!at && xml_at(xml, "DescribeDBClusterParametersResult/Marker"))
		opinion_set(ret, HEALTH_UNKNOWN,
		    RPO " is not among the first hundred parameters that are set");
	else
		judge_value(ctx, xml_text(at, "ParameterValue"), ret);
}

/* What the second question says. */
static void
sum_rpo(const struct check_ctx *ctx, const struct opinion *list, size_t n, struct opinion *ret)
{
	*ret = list[0].health == HEALTH_OK ? list[1] : list[0];
}

static void
reach_groups(const struct right_ctx *ctx, struct reach *ret)
{
	reach_add(ctx, ret, "rds", ctx->app->regions[ctx->move->to].name, "cluster-pg:*");
}

static const struct right rpo_rights[] = {
	{ "rds:DescribeDBClusters", "WatchClusters", reach_both },
	{ "rds:DescribeDBClusterParameters", "SeeParameters", reach_groups },
	{ 0 },
};

const struct check_kind rpo_gate = {
	.name = "global-rpo",
	.why = "a limit that stopped commits in the target would stop them when it writes",
	.waivable = true,
	.count = gate_two,
	.ask = ask_rpo,
	.judge = judge_rpo,
	.sum = sum_rpo,
	.rights = rpo_rights,
};
