/* SPDX-License-Identifier: MIT */
/* What people, or AWS, are about to do to the clusters: it would meet the move half-way. */
#include <stdio.h>
#include <string.h>

#include "aws/checked.h"
#include "aws/gate.h"
#include "aws/kinds.h"

/* ---- maintenance ---- */

#define SOON MSEC_HOUR

static bool
ask_maintenance(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_maintenance(ret, gate_nth(ctx)->name, gate_nth(ctx)->cluster);
	return true;
}

/* What waits for somebody's word does not begin by itself, and has no date. */
static bool
is_soon(const struct xml *action, msec_t wall)
{
	const char *date = xml_text(action, "CurrentApplyDate");
	msec_t at;

	if (strcmp(xml_text(action, "OptInStatus"), "immediate") == 0)
		return true;
	return *date && (!clock_parse(date, &at) || at < wall + SOON);
}

static void
judge_actions(const struct check_ctx *ctx, const struct xml *list, msec_t wall, struct opinion *ret)
{
	const struct xml *at = xml_at(list, "ResourcePendingMaintenanceActions"), *action;
	const char *name = gate_nth(ctx)->name;
	size_t n = 0;

	for (; at; at = xml_next(at)) {
		action = xml_at(at, "PendingMaintenanceActionDetails/PendingMaintenanceAction");
		for (; action; action = xml_next(action)) {
			const char *date = xml_text(action, "CurrentApplyDate");

			n++;
			if (!is_soon(action, wall))
				continue;
			opinion_set(ret, HEALTH_FAIL, "%.40s of %s begins %.40s",
			    xml_text(action, "Action"), name, *date ? date : "now");
			opinion_remedy(ret, "wait until it has ended");
			return;
		}
	}
	opinion_set(ret, HEALTH_OK,
	    n > 0 ? "%s has %zu pending, none within the hour" : "none in %s", name, n);
}

static void
judge_maintenance(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = gate_read(answer, ret);
	const struct xml *list =
	    xml_at(xml, "DescribePendingMaintenanceActionsResult/PendingMaintenanceActions");

	if (!xml)
		return;
	if (list)
		judge_actions(ctx, list, answer->now.wall, ret);
	else
		checked_garbled(ret, "it has no list of actions");
}

static const struct right maintenance_rights[] = {
	{ "rds:DescribePendingMaintenanceActions", "SeeMaintenance", reach_both },
	{ 0 },
};

const struct check_kind maintenance_gate = {
	.name = "maintenance",
	.why = "a cluster under maintenance is not available, and its version may change",
	.waivable = true,
	.count = gate_two,
	.ask = ask_maintenance,
	.judge = judge_maintenance,
	.rights = maintenance_rights,
};

/* ---- a green one beside it ---- */

static bool
ask_green(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_green(ret, gate_from(ctx)->name, gate_from(ctx)->cluster);
	return true;
}

/* What has ended changes nothing any more. */
static bool
has_ended(const char *status)
{
	return strcmp(status, "SWITCHOVER_COMPLETED") == 0 || strcmp(status, "DELETING") == 0 ||
	    strcmp(status, "INVALID_CONFIGURATION") == 0;
}

static void
judge_green(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = gate_read(answer, ret);
	const struct xml *list =
	    xml_at(xml, "DescribeBlueGreenDeploymentsResult/BlueGreenDeployments");
	const struct xml *at = xml_at(list, "member");

	if (!xml)
		return;
	while (at && has_ended(xml_text(at, "Status")))
		at = xml_next(at);
	if (!list) {
		checked_garbled(ret, "it has no list of deployments");
	} else if (!at) {
		opinion_set(ret, HEALTH_OK, "none of %s", gate_from(ctx)->name);
	} else {
		const char *name = xml_text(at, "BlueGreenDeploymentName");
		const char *status = xml_text(at, "Status");

		opinion_set(ret, HEALTH_FAIL, "%.60s of %s is %.40s", *name ? name : "a deployment",
		    gate_from(ctx)->name, *status ? status : "under way");
		opinion_remedy(ret, "end it, or delete it");
	}
}

static void
reach_deployments(const struct right_ctx *ctx, struct reach *ret)
{
	reach_add(ctx, ret, "rds", ctx->app->regions[ctx->move->from].name, "deployment:*");
}

static const struct right green_rights[] = {
	{ "rds:DescribeBlueGreenDeployments", "SeeDeployments", reach_deployments },
	{ 0 },
};

const struct check_kind green_gate = {
	.name = "blue-green",
	.why = "a deployment that replaces the cluster must not meet a move of its writer",
	.waivable = true,
	.count = gate_one,
	.ask = ask_green,
	.judge = judge_green,
	.rights = green_rights,
};
