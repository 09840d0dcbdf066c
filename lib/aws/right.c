/* SPDX-License-Identifier: MIT */
#include "aws/right.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

#define TAIL 512 /* of an ARN */

bool
right_applies(const struct right *right, const struct move *move)
{
	if (right->when == RIGHT_ALWAYS || !move)
		return true;
	return (move->kind == MOVE_FAILOVER) == (right->when == RIGHT_FORCED);
}

void
reach_done(struct reach *reach)
{
	names_done(&reach->arns);
	names_done(&reach->regions);
}

void
reach_add(const struct right_ctx *ctx, struct reach *ret, const char *service, const char *region,
    const char *fmt, ...)
{
	autofree(xfree) char *arn = NULL;
	char tail[TAIL];
	va_list args;

	if (!ctx->account) {
		ret->nameless = true;
		return;
	}
	va_start(args, fmt);
	vsnprintf(tail, sizeof(tail), fmt, args);
	va_end(args);
	arn = xasprintf("arn:%s:%s:%s:%s:%s", ctx->partition, service, region, ctx->account, tail);
	names_add(&ret->arns, arn);
}

/* ---- Aurora ---- */

static void
add_cluster(const struct right_ctx *ctx, size_t region, struct reach *ret)
{
	const char *arn = ctx->app->regions[region].cluster;

	if (arn)
		names_add(&ret->arns, arn);
}

void
reach_global(const struct right_ctx *ctx, struct reach *ret)
{
	reach_add(ctx, ret, "rds", "", "global-cluster:%s", ctx->app->aurora.global_cluster);
}

void
reach_target(const struct right_ctx *ctx, struct reach *ret)
{
	add_cluster(ctx, ctx->move->to, ret);
}

void
reach_both(const struct right_ctx *ctx, struct reach *ret)
{
	add_cluster(ctx, ctx->move->to, ret);
	add_cluster(ctx, ctx->move->from, ret);
}

void
reach_members(const struct right_ctx *ctx, struct reach *ret)
{
	reach_global(ctx, ret);
	for (size_t r = 0; r < ctx->app->n_regions; r++)
		add_cluster(ctx, r, ret);
}

/* ---- the secret ---- */

/* Secrets Manager adds six characters to a name. */
void
reach_secret(const struct right_ctx *ctx, const char *region, struct reach *ret)
{
	const char *id = ctx->app->secret.id;

	if (strncmp(id, "arn:", 4) == 0)
		names_add(&ret->arns, id);
	else
		reach_add(ctx, ret, "secretsmanager", region, "secret:%s-??????", id);
}

/* ---- routing controls ---- */

void
reach_controls(const struct right_ctx *ctx, struct reach *ret)
{
	for (size_t r = 0; r < ctx->app->n_regions; r++)
		if (ctx->app->regions[r].routing_control)
			names_add(&ret->arns, ctx->app->regions[r].routing_control);
}

void
reach_endpoints(const struct right_ctx *ctx, struct reach *ret)
{
	const struct option_map *endpoints = &ctx->app->routing.endpoints;

	for (size_t i = 0; i < endpoints->n; i++)
		names_add(&ret->regions, endpoints->keys[i]);
}
