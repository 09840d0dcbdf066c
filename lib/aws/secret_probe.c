/* SPDX-License-Identifier: MIT */
/*
 * Which writer does the secret of a Region name? Only the Region of the cluster
 * goes into the world, never the secret; nothing of it goes into a detail but the
 * place of the host that is named.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/member.h"
#include "aws/query.h"
#include "aws/right.h"
#include "base/alloc.h"
#include "core/app.h"

#define HOST 256

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	query_json(ret, "secretsmanager", ctx->app->regions[ctx->region].name,
	    "secretsmanager.GetSecretValue", "1.1",
	    json_pack("{s:s, s:s}", "SecretId", ctx->app->secret.id, "VersionStage", "AWSCURRENT"));
	return true;
}

/* ---- the host, label by label ---- */

/* "CLUSTER.cluster-HASH.REGION.rds.amazonaws.com"; in China "...rds.REGION.amazonaws.com.cn" */
struct host {
	const char *cluster, *kind, *region;
};

static bool
starts(const char *text, const char *with)
{
	return strncasecmp(text, with, strlen(with)) == 0;
}

/* Cuts text apart. false: it is no name of RDS. */
static bool
cut(char *text, struct host *ret)
{
	const char *third, *fourth;
	char *rest = text;

	*ret = (struct host){ 0 };
	ret->cluster = strsep(&rest, ".");
	ret->kind = strsep(&rest, ".");
	third = strsep(&rest, ".");
	fourth = strsep(&rest, ".");
	if (!rest || !starts(rest, "amazonaws."))
		return false;
	ret->region = strcasecmp(third, "rds") == 0 ? fourth : third;
	return strcasecmp(third, "rds") == 0 || strcasecmp(fourth, "rds") == 0;
}

static const char *
cluster_of(const struct region_spec *region)
{
	const char *colon = region->cluster ? strrchr(region->cluster, ':') : NULL;

	return colon ? colon + 1 : "";
}

/* The Region of whose cluster that is the writer's endpoint. */
static size_t
find(const struct app *app, const struct host *host)
{
	if (!starts(host->kind, "cluster-") || starts(host->kind, "cluster-ro-") ||
	    starts(host->kind, "cluster-custom-"))
		return REGION_NONE;
	for (size_t r = 0; r < app->n_regions; r++)
		if (strcasecmp(host->region, app->regions[r].name) == 0 &&
		    strcasecmp(host->cluster, cluster_of(&app->regions[r])) == 0)
			return r;
	return REGION_NONE;
}

/* ---- the answer ---- */

static void
learn(const struct probe_ctx *ctx, size_t names, struct sighting *ret, struct world *world,
    msec_t now)
{
	world->regions[ctx->region].secret = names;
	world->regions[ctx->region].secret_at = now;
	if (names == REGION_NONE)
		sighting_judge(ret, REASON_OK, "names no writer of ours");
	else
		sighting_judge(ret, REASON_OK, "names %.60s", ctx->app->regions[names].name);
}

static void
judge_host(const struct probe_ctx *ctx, char *text, struct sighting *ret, struct world *world,
    msec_t now)
{
	struct host host;

	if (!cut(text, &host))
		sighting_judge(ret, REASON_OTHER,
		    "names no endpoint of RDS: where that leads is not known");
	else if (starts(host.kind, "global-") && world->topology_at == 0)
		sighting_judge(ret, REASON_NO_DATA,
		    "names the global endpoint, and the writer was "
		    "not seen yet");
	else if (starts(host.kind, "global-"))
		learn(ctx, world->writer, ret, world, now); /* it follows the writer by itself */
	else
		learn(ctx, find(ctx->app, &host), ret, world, now);
}

static void
judge_secret(const struct probe_ctx *ctx, const char *secret, struct sighting *ret,
    struct world *world, msec_t now)
{
	struct member member;
	struct error err;
	char host[HOST];

	if (!member_find(secret, ctx->app->secret.member, &member, &err)) {
		sighting_judge(ret, REASON_GARBLED, "%.150s", err.text);
		return;
	}
	/* Without its quotes; a host has nothing that JSON would have to escape. */
	snprintf(host, sizeof(host), "%.*s", (int)member.len - 2, secret + member.start + 1);
	judge_host(ctx, host, ret, world, now);
	wipe(host, sizeof(host));
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	json_t *body;
	const char *secret;

	if (!aws_answered(answer, ret))
		return;
	body = query_answer(answer);
	secret = json_string_value(json_object_get(body, "SecretString"));
	if (secret)
		judge_secret(ctx, secret, ret, world, answer->now.boot);
	else
		sighting_judge(ret, REASON_GARBLED, "the answer has no SecretString");
	json_decref(body);
}

static const struct option options[] = { { 0 } };

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	reach_secret(ctx, ctx->app->regions[ctx->region].name, ret);
}

static const struct right rights[] = {
	{ "secretsmanager:GetSecretValue", "ReadSecret", reach },
	{ 0 },
};

const struct probe_kind secret_probe = {
	.name = "secret",
	.help = "Reads the application's secret in each Region and notes which Region's writer it "
		"names. Where it names another than the writer for five minutes, automation "
		"stops and says so. It never says that a Region is down.",
	.options = options,
	.needs = "secret",
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
