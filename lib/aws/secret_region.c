/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "aws/secret_private.h"

#define PRIMARY "secret-primary" /* its Region */

bool
secret_planned(const struct step_ctx *ctx)
{
	return ctx->move->kind != MOVE_FAILOVER;
}

size_t
secret_count(const struct step_ctx *ctx)
{
	const struct secret_args *args = ctx->args;

	if (args->strategy == SECRET_REPLICA)
		return 1;
	if (args->regions.n > 0)
		return args->regions.n;
	return secret_planned(ctx) ? 2 : 1;
}

size_t
secret_region(const struct step_ctx *ctx, size_t place)
{
	const struct secret_args *args = ctx->args;
	const char *name;

	if (args->strategy == SECRET_REPLICA)
		return secret_primary(ctx);
	if (args->regions.n == 0)
		return place == 0 ? ctx->move->to : ctx->move->from;
	name = args->regions.items[place];
	if (strcmp(name, "{to}") == 0)
		return ctx->move->to;
	if (strcmp(name, "{from}") == 0)
		return ctx->move->from;
	return app_region(ctx->app, name);
}

bool
secret_place(const struct step_ctx *ctx, size_t place, struct error *err)
{
	const struct secret_args *args = ctx->args;

	if (secret_region(ctx, place) < ctx->app->n_regions)
		return true;
	if (args->strategy == SECRET_REPLICA)
		return error_set(err, "it is not known yet where secret %s can be written",
		    ctx->app->secret.id);
	return error_set(err,
	    "regions: the application has no Region %s; name one of its own, {to} or {from}",
	    args->regions.items[place]);
}

size_t
secret_primary(const struct step_ctx *ctx)
{
	const char *name = memo_get(ctx->memo, PRIMARY);

	return name ? app_region(ctx->app, name) : REGION_NONE;
}

bool
secret_set_primary(const struct step_ctx *ctx, size_t region)
{
	return memo_put(ctx->memo, PRIMARY, ctx->app->regions[region].name);
}
