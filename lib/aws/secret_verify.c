/* SPDX-License-Identifier: MIT */
/*
 * The secret names the global writer endpoint, which Aurora itself points to the
 * writer. Nothing is to be written; that it does is verified in each Region.
 */
#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/query.h"
#include "aws/rds.h"
#include "aws/secret_private.h"

#define GLOBAL "global-endpoint"

/* The scratch is the place in the row, one byte a Region that was read. */
static size_t
region_of(const struct step_ctx *ctx)
{
	return secret_region(ctx, ctx->scratch->len);
}

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	if (!memo_get(ctx->memo, GLOBAL)) {
		if (!ctx->app->aurora.global_cluster)
			return error_set(err,
			    "there is no global cluster whose endpoint it could name: give "
			    "\"aurora\", or another \"strategy\"");
		rds_ask_global(ret, ctx->app->regions[ctx->move->to].name,
		    ctx->app->aurora.global_cluster);
		return true;
	}
	if (!secret_place(ctx, ctx->scratch->len, err))
		return false;
	secret_ask_value(ctx, region_of(ctx), ret);
	return true;
}

static enum verdict
judge_global(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct rds_global global;

	if (!rds_read_global(answer, ctx->app->aurora.global_cluster, &global, err))
		return VERDICT_RETRY;
	if (!global.endpoint[0]) {
		error_set(err,
		    "the global cluster %s has no writer endpoint: take another \"strategy\"",
		    ctx->app->aurora.global_cluster);
		return VERDICT_FAIL;
	}
	if (memo_put(ctx->memo, GLOBAL, global.endpoint))
		return VERDICT_MORE;
	error_set(err, "no room for the endpoint %s", global.endpoint);
	return VERDICT_FAIL;
}

static enum verdict
judge_text(const struct step_ctx *ctx, const char *text, struct error *err)
{
	const char *endpoint = memo_get(ctx->memo, GLOBAL);
	enum trit right = secret_names(ctx, region_of(ctx), text, endpoint, err);

	if (right == TRIT_NO)
		error_set(err,
		    "secret %s in %s does not name the global writer endpoint %s: put it there, "
		    "or take another \"strategy\" of the step",
		    ctx->app->secret.id, ctx->app->regions[region_of(ctx)].name, endpoint);
	if (right != TRIT_YES)
		return VERDICT_FAIL;
	buf_putc(ctx->scratch, 'r');
	if (ctx->scratch->len < secret_count(ctx))
		return VERDICT_MORE;
	buf_clear(ctx->scratch);
	snprintf(ctx->detail, DETAIL_TEXT, "%.40s names %.80s, which follows the writer",
	    ctx->app->secret.id, endpoint);
	return VERDICT_DONE;
}

static enum verdict
judge_value(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	json_t *body = query_answer(answer);
	struct secret_value value;
	enum verdict verdict = secret_read(ctx, region_of(ctx), body, &value, err);

	if (verdict == VERDICT_DONE)
		verdict = judge_text(ctx, value.text, err);
	json_decref(body);
	return verdict;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	bool known = memo_get(ctx->memo, GLOBAL);
	struct aws_error error;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return known ? secret_fault(ctx, region_of(ctx), answer, err)
			     : aws_look_verdict(&error, answer, err);
	return known ? judge_value(ctx, answer, err) : judge_global(ctx, answer, err);
}

/* No look says NOT_YET, so nothing acts. */
const struct secret_way secret_verify = { .look = { look_ask, look_judge } };
