/* SPDX-License-Identifier: MIT */
/*
 * The snapshots of what forced failovers have lost: each is copied, or the run
 * copies it. They expire, and there is no other record of those writes.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/checked.h"
#include "aws/gate.h"
#include "aws/kinds.h"

#define SNAPSHOT "rds:unplanned-global-failover-" /* so begin the names of those that count */
#define ITEMS    "DBClusterSnapshots/DBClusterSnapshot"

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	rds_ask_snapshots(ret, gate_to(ctx)->name, gate_to(ctx)->cluster, NULL);
	return true;
}

/* The runbook has a step for it, before there is no way back. Within the run only what is still to
 * come counts: what the step could not do, nobody has done. */
static bool
run_copies(const struct check_ctx *ctx)
{
	const struct runbook *book = ctx->app->switchover;
	bool running = ctx->move->run[0] != '\0', copies = false;

	for (size_t i = 0; book && i < book->n_steps && i < book->no_return; i++)
		if (book->steps[i].kind == &aurora_snapshot_step)
			copies = true;
		else if (running && book->steps[i].kind->gates)
			copies = false;
	return copies;
}

static bool
is_original(const struct xml *at)
{
	return strncmp(xml_text(at, "DBClusterSnapshotIdentifier"), SNAPSHOT, strlen(SNAPSHOT)) ==
	    0;
}

/* The ARN of the original ends with its name. */
static bool
is_copy_of(const struct xml *at, const char *name)
{
	const char *source = xml_text(at, "SourceDBClusterSnapshotArn");
	size_t len = strlen(source), end = strlen(name);

	return len > end && source[len - end - 1] == ':' &&
	    strcasecmp(source + len - end, name) == 0;
}

/* "": there is no copy. */
static const char *
copy_status(const struct xml *result, const char *name)
{
	const struct xml *at = xml_at(result, ITEMS);
	const char *best = "";

	for (; at; at = xml_next(at))
		if (is_copy_of(at, name)) {
			best = xml_text(at, "Status");
			if (strcmp(best, "available") == 0)
				break;
		}
	return best;
}

static void
judge_original(const struct check_ctx *ctx, const char *name, const char *status,
    struct opinion *ret)
{
	if (strcmp(status, "available") == 0) {
		opinion_set(ret, HEALTH_OK, "%.120s is copied", name);
	} else if (run_copies(ctx)) {
		opinion_set(ret, HEALTH_OK, "%.110s: the run copies it", name);
	} else if (*status) {
		opinion_set(ret, HEALTH_FAIL, "the copy of %.90s is %.30s", name, status);
		opinion_remedy(ret, "wait until it is available");
	} else {
		opinion_set(ret, HEALTH_FAIL, "%.120s is not copied", name);
		opinion_remedy(ret,
		    "aws rds copy-db-cluster-snapshot --region %s ..., or the step "
		    "\"aurora-snapshot\" before aurora-writer",
		    gate_to(ctx)->name);
	}
}

/* The first that is not taken care of. */
static void
judge_list(const struct check_ctx *ctx, const struct xml *result, struct opinion *ret)
{
	const struct xml *at = xml_at(result, ITEMS);

	opinion_set(ret, HEALTH_OK, "%s has none of a forced failover", gate_to(ctx)->name);
	for (; at && ret->health == HEALTH_OK; at = xml_next(at)) {
		const char *name = xml_text(at, "DBClusterSnapshotIdentifier");

		if (is_original(at))
			judge_original(ctx, name, copy_status(result, name), ret);
	}
	if (!*xml_text(result, "Marker") || (ret->health == HEALTH_OK && run_copies(ctx)))
		return;
	/* A copy, or another original, may be among the rest. */
	opinion_set(ret, HEALTH_UNKNOWN, "%s has more than a hundred snapshots of the cluster",
	    gate_to(ctx)->name);
	opinion_remedy(ret,
	    "look for " SNAPSHOT
	    "* yourself, copy what is there, and waive it; or delete old ones");
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = gate_read(answer, ret);
	const struct xml *result = xml_at(xml, "DescribeDBClusterSnapshotsResult");

	if (!xml)
		return;
	if (xml_at(result, "DBClusterSnapshots"))
		judge_list(ctx, result, ret);
	else
		checked_garbled(ret, "it has no list of snapshots");
}

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];

	if (!to->cluster)
		return;
	names_add(&ret->arns, to->cluster);
	reach_add(ctx, ret, "rds", to->name, "cluster-snapshot:*");
}

static const struct right rights[] = {
	{ "rds:DescribeDBClusterSnapshots", "SeeSnapshots", reach },
	{ 0 },
};

const struct check_kind snapshot_gate = {
	.name = "snapshot",
	.why = "it is the only record of the writes that a forced failover lost, and it expires",
	.waivable = true,
	.count = gate_one,
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
