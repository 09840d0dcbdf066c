/* SPDX-License-Identifier: MIT */
/*
 * The snapshot of the point of failure is copied before it expires.
 *
 * When Aurora rebuilds the side that a forced move has left, it tries to keep what was
 * written there: rds:unplanned-global-failover-CLUSTER-TIME, a system snapshot in that
 * Region, which goes with the retention of the old cluster. It is the only record of
 * the writes that were lost. It comes when the Region is back, so a failover copies it
 * if it is there already, and else only says that it is to come; the move that goes
 * home copies it. The name of the copy is made of that of the snapshot: whichever run
 * looks first, there is one copy.
 */
#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/rds.h"
#include "aws/right.h"
#include "aws/xml.h"
#include "base/digest.h"
#include "core/run.h"

#define SNAPSHOT   "rds:unplanned-global-failover-" /* so begin the names of those that count */
#define COPY       "failoverd-point-of-failure-"
#define COPY_NAME  48
#define PAGES_MOST 20
/* AWS's clock may be behind ours; moves are further apart. */
#define SLACK (2 * MSEC_MINUTE)

/* What one look has found so far: in the scratch, whole. */
struct seen {
	char source[256], status[32]; /* the newest that counts; "": none */
	msec_t created;
	char marker[1024]; /* of the next page */
	int pages;
	bool complete; /* all pages were read: now the copy is looked for */
};

static bool
forced(const struct step_ctx *ctx)
{
	return ctx->move->kind == MOVE_FAILOVER;
}

/* What a forced move has left, now or at another time. */
static const struct region_spec *
old_side(const struct step_ctx *ctx)
{
	return &ctx->app->regions[forced(ctx) ? ctx->move->from : ctx->move->to];
}

static struct seen
seen_of(const struct step_ctx *ctx)
{
	struct seen seen = { .pages = 0 };

	if (ctx->scratch->len == sizeof(seen))
		memcpy(&seen, buf_text(ctx->scratch), sizeof(seen));
	return seen;
}

static void
keep(const struct step_ctx *ctx, const struct seen *seen)
{
	buf_clear(ctx->scratch);
	buf_add(ctx->scratch, seen, sizeof(*seen));
}

static const char *
copy_of(const char *source, char ret[COPY_NAME])
{
	char hex[DIGEST_HEX];

	snprintf(ret, COPY_NAME, COPY "%.16s", digest_text(source, strlen(source), hex));
	return ret;
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *old = old_side(ctx);
	struct seen seen = seen_of(ctx);
	char copy[COPY_NAME];

	if (!old->cluster)
		return error_set(err,
		    "%s has no Aurora cluster in the configuration: give regions.%s.cluster",
		    old->name, old->name);
	if (seen.complete)
		rds_ask_snapshot(ret, old->name, copy_of(seen.source, copy));
	else
		rds_ask_snapshots(ret, old->name, old->cluster,
		    seen.marker[0] ? seen.marker : NULL);
	return true;
}

static void
consider(const struct step_ctx *ctx, const struct xml *at, struct seen *seen)
{
	const char *name = xml_text(at, "DBClusterSnapshotIdentifier");
	const char *cluster = xml_text(at, "DBClusterIdentifier");
	msec_t created;

	if (strncmp(name, SNAPSHOT, strlen(SNAPSHOT)) != 0 ||
	    strcasecmp(cluster, rds_identifier(old_side(ctx)->cluster)) != 0 ||
	    strlen(name) >= sizeof(seen->source))
		return;
	/* While it is being made it may have no time yet. */
	if (!clock_parse(xml_text(at, "SnapshotCreateTime"), &created))
		created = ctx->now.wall;
	if (created < seen->created || (forced(ctx) && created < ctx->started - SLACK))
		return;
	seen->created = created;
	snprintf(seen->source, sizeof(seen->source), "%s", name);
	snprintf(seen->status, sizeof(seen->status), "%s", xml_text(at, "Status"));
}

/* That it is not there, or cannot be seen, holds up nobody's failover. */
static enum verdict
tell_none(const struct step_ctx *ctx)
{
	const char *name = old_side(ctx)->name;

	snprintf(ctx->detail, DETAIL_TEXT, "%.60s has no snapshot of a point of failure%s", name,
	    forced(ctx) ? " yet" : "");
	if (forced(ctx))
		notice_set(ctx->notice, NOTICE_WARNING,
		    "what was written in %s and not replicated is in no copy yet. When %s is back, "
		    "Aurora makes a snapshot of it that expires: " SNAPSHOT
		    "%.63s-*. The move that goes home copies it if its runbook has "
		    "aurora-snapshot; else copy it by hand",
		    name, name, rds_identifier(old_side(ctx)->cluster));
	return VERDICT_DONE;
}

static enum verdict
judge_page(const struct step_ctx *ctx, const struct xml *result)
{
	const struct xml *at = xml_at(result, "DBClusterSnapshots/DBClusterSnapshot");
	const char *marker = xml_text(result, "Marker");
	struct seen seen = seen_of(ctx);

	for (; at; at = xml_next(at))
		consider(ctx, at, &seen);
	seen.pages++;
	seen.complete =
	    !*marker || strlen(marker) >= sizeof(seen.marker) || seen.pages == PAGES_MOST;
	snprintf(seen.marker, sizeof(seen.marker), "%s", seen.complete ? "" : marker);
	keep(ctx, &seen);
	if (!seen.complete || seen.source[0])
		return VERDICT_MORE;
	return tell_none(ctx);
}

static enum verdict
judge_copy(const struct step_ctx *ctx, const struct xml *result, struct error *err)
{
	const struct xml *at = xml_at(result, "DBClusterSnapshots/DBClusterSnapshot");
	const char *status = xml_text(at, "Status");
	struct seen seen = seen_of(ctx);
	char copy[COPY_NAME];

	copy_of(seen.source, copy);
	if (strcmp(xml_text(at, "DBClusterSnapshotIdentifier"), copy) != 0) {
		error_set(err, "the answer is not about the snapshot %s", copy);
		return VERDICT_RETRY;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "%s of %.70s is %.20s", copy, seen.source, status);
	buf_clear(ctx->scratch);
	if (strcmp(status, "available") == 0) {
		notice_set(ctx->notice, NOTICE_NONE, "%s", ""); /* of a try before */
		return VERDICT_DONE;
	}
	if (strcmp(status, "failed") != 0)
		return VERDICT_UNDER_WAY;
	error_set(err, "the copy %s has failed; delete it, and copy %s by hand", copy, seen.source);
	return VERDICT_FAIL;
}

/* What is not finished cannot be copied. */
static enum verdict
judge_no_copy(const struct step_ctx *ctx)
{
	struct seen seen = seen_of(ctx);

	snprintf(ctx->detail, DETAIL_TEXT, "%.100s is %.20s, and was not copied", seen.source,
	    seen.status);
	if (strcmp(seen.status, "available") == 0)
		return VERDICT_NOT_YET;
	buf_clear(ctx->scratch);
	return VERDICT_UNDER_WAY;
}

static enum verdict
judge_fault(const struct step_ctx *ctx, const struct aws_error *error, const struct answer *answer,
    struct error *err)
{
	bool complete = seen_of(ctx).complete;
	enum verdict verdict;

	if (complete && error->fault == FAULT_NOT_FOUND)
		return judge_no_copy(ctx);
	verdict = aws_look_verdict(error, answer, err);
	if (complete || !forced(ctx))
		return verdict;
	tell_none(ctx);
	snprintf(ctx->detail, DETAIL_TEXT, "not known: %.130s", err->text);
	return VERDICT_DONE;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	autofree(xml_free) struct xml *xml = NULL;
	const struct xml *result;
	struct aws_error error;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return judge_fault(ctx, &error, answer, err);
	xml = xml_parse(buf_text(&answer->http->body), answer->http->body.len, err);
	result = xml_at(xml, "DescribeDBClusterSnapshotsResult");
	if (!xml_at(result, "DBClusterSnapshots")) {
		error_set(err, "the answer has no list of snapshots");
		return VERDICT_RETRY;
	}
	return seen_of(ctx).complete ? judge_copy(ctx, result, err) : judge_page(ctx, result);
}

/* ---- act ---- */

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	struct seen seen = seen_of(ctx);
	char copy[COPY_NAME];

	if (!seen.source[0])
		return error_set(err, "no snapshot was seen that could be copied");
	rds_ask_copy(ret, old_side(ctx)->name, seen.source, copy_of(seen.source, copy));
	buf_clear(ctx->scratch); /* the looks that follow begin anew */
	return true;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE) {
		snprintf(ctx->detail, DETAIL_TEXT, "the copy was accepted");
		return VERDICT_NOT_YET; /* the name makes a second one the same */
	}
	/* Ours, of another time; or the snapshot is not ready, or has just expired. */
	if (error.fault == FAULT_CONFLICT || error.fault == FAULT_NOT_FOUND ||
	    strcmp(error.code, "DBClusterSnapshotAlreadyExistsFault") == 0) {
		snprintf(ctx->detail, DETAIL_TEXT, "%.95s: it will be seen", error.code);
		return VERDICT_NOT_YET;
	}
	notice_set(ctx->notice, NOTICE_CRITICAL,
	    "the snapshot of the point of failure in %s is not copied, and it expires; it is the "
	    "only record of the writes that were lost (%.90s). Copy it by hand: aws rds "
	    "copy-db-cluster-snapshot --region %s",
	    old_side(ctx)->name, error.code[0] ? error.code : fault_name(error.fault),
	    old_side(ctx)->name);
	return aws_act_verdict(&error, answer, err);
}

static const struct option options[] = { { 0 } };

static size_t
old_region(const struct right_ctx *ctx)
{
	return ctx->move->kind == MOVE_FAILOVER ? ctx->move->from : ctx->move->to;
}

/* The list is of the cluster's snapshots, and asked by its name. */
static void
reach_snapshots(const struct right_ctx *ctx, struct reach *ret)
{
	const struct region_spec *old = &ctx->app->regions[old_region(ctx)];

	if (!old->cluster)
		return;
	names_add(&ret->arns, old->cluster);
	reach_add(ctx, ret, "rds", old->name, "cluster-snapshot:*");
}

static void
reach_copy(const struct right_ctx *ctx, struct reach *ret)
{
	const struct region_spec *old = &ctx->app->regions[old_region(ctx)];

	if (!old->cluster)
		return;
	reach_add(ctx, ret, "rds", old->name, "cluster-snapshot:" SNAPSHOT "%s-*",
	    rds_identifier(old->cluster));
	reach_add(ctx, ret, "rds", old->name, "cluster-snapshot:" COPY "*");
}

static const struct right rights[] = {
	{ "rds:DescribeDBClusterSnapshots", "SeeSnapshots", reach_snapshots },
	{ "rds:CopyDBClusterSnapshot", "CopySnapshot", reach_copy },
	{ 0 },
};

const struct step_kind aurora_snapshot_step = {
	.name = "aurora-snapshot",
	.help = "Copies the snapshot that Aurora makes of what a forced move has lost, before it "
		"expires. Right after the failover it is rarely there; on the way home it is.",
	.claim = "what a forced move has lost is in a copied snapshot",
	.manual =
	    "In the Region that was left by force, by its cluster: aws rds "
	    "describe-db-cluster-snapshots --region REGION --db-cluster-identifier CLUSTER. Copy "
	    "the newest " SNAPSHOT "*: aws rds copy-db-cluster-snapshot --region REGION "
	    "--source-db-cluster-snapshot-identifier NAME --target-db-cluster-snapshot-identifier "
	    "MY-COPY. Where there is none, nothing was kept.",
	.options = options,
	.needs = "aurora",
	.look = { look_ask, look_judge },
	.act = { act_ask, act_judge },
	.every = 5 * MSEC_SECOND,
	.deadline = 30 * MSEC_MINUTE,
	.settle = 10 * MSEC_SECOND,
	.best_effort = true,
	.rights = rights,
};
