/* SPDX-License-Identifier: MIT */
/*
 * The secret is written where it stands. Regions are taken one after the other: read,
 * and written only where the endpoint differs. When all are written they are all read
 * again; a version of ours that is not as it should be is taken back.
 *
 * What was read stays in the scratch, which is wiped; it is never put into the
 * memo, a detail or an error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/member.h"
#include "aws/query.h"
#include "aws/rds.h"
#include "aws/secret_private.h"

/* ---- where we are in the row of Regions ---- */

/*
 * The scratch is three texts, each with its NUL: the place in the row as digits,
 * the version that was read, the secret. Empty, it means the first place.
 */
static const char *
scratch_text(const struct step_ctx *ctx, int which)
{
	const char *at = buf_text(ctx->scratch);
	const char *end = at + ctx->scratch->len;

	for (; which > 0 && at < end; which--)
		at += strlen(at) + 1;
	return at < end ? at : "";
}

static size_t
place_of(const struct step_ctx *ctx)
{
	return strtoul(scratch_text(ctx, 0), NULL, 10);
}

static void
keep(const struct step_ctx *ctx, size_t place, const char *version, const char *secret)
{
	buf_wipe(ctx->scratch);
	buf_printf(ctx->scratch, "%zu", place);
	buf_putc(ctx->scratch, '\0');
	buf_puts(ctx->scratch, version);
	buf_putc(ctx->scratch, '\0');
	buf_puts(ctx->scratch, secret);
	buf_putc(ctx->scratch, '\0');
}

static size_t
region_of(const struct step_ctx *ctx)
{
	return secret_region(ctx, place_of(ctx));
}

static const char *
region_name(const struct step_ctx *ctx)
{
	return ctx->app->regions[region_of(ctx)].name;
}

/* ---- look ---- */

static bool
ask_endpoint(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];

	if (!to->cluster)
		return error_set(err,
		    "the writer's endpoint is not known, and regions.%s.cluster is not given",
		    to->name);
	rds_ask_cluster(ret, to->name, to->cluster);
	return true;
}

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	if (secret_undoing(ctx)) {
		ret->kind = CALL_NONE;
		return true;
	}
	if (!memo_get(ctx->memo, SECRET_ENDPOINT))
		return ask_endpoint(ctx, ret, err);
	if (!secret_place(ctx, place_of(ctx), err))
		return false;
	secret_ask_value(ctx, region_of(ctx), ret);
	return true;
}

static enum verdict
judge_endpoint(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct region_spec *to = &ctx->app->regions[ctx->move->to];
	struct rds_cluster cluster;

	if (!rds_read_cluster(answer, to->cluster, &cluster, err))
		return VERDICT_RETRY;
	if (!cluster.writer || !cluster.endpoint[0]) {
		snprintf(ctx->detail, DETAIL_TEXT, "the cluster in %.60s has no writer", to->name);
		return VERDICT_UNDER_WAY;
	}
	if (memo_put(ctx->memo, SECRET_ENDPOINT, cluster.endpoint))
		return VERDICT_MORE;
	error_set(err, "no room for the endpoint %s", cluster.endpoint);
	return VERDICT_FAIL;
}

/* This Region is as it should be. */
static enum verdict
next_region(const struct step_ctx *ctx)
{
	size_t next = place_of(ctx) + 1;

	keep(ctx, next < secret_count(ctx) ? next : 0, "", "");
	if (next < secret_count(ctx))
		return VERDICT_MORE;
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s names %.80s", ctx->app->secret.id,
	    memo_get(ctx->memo, SECRET_ENDPOINT));
	return VERDICT_DONE;
}

static enum verdict
judge_secret(const struct step_ctx *ctx, const struct secret_value *value, struct error *err)
{
	enum trit right = secret_names(ctx, region_of(ctx), value->text,
	    memo_get(ctx->memo, SECRET_ENDPOINT), err);

	if (right == TRIT_UNKNOWN)
		return VERDICT_FAIL;
	if (right == TRIT_YES)
		return next_region(ctx);
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s in %.40s names another host", ctx->app->secret.id,
	    region_name(ctx));
	keep(ctx, place_of(ctx), value->version, value->text);
	return VERDICT_NOT_YET;
}

/* A version of ours names the writer, or is taken back. */
static enum verdict
judge_value(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	json_t *body = query_answer(answer);
	struct secret_value value;
	enum verdict verdict = secret_read(ctx, region_of(ctx), body, &value, err);
	char ours[64];

	if (verdict == VERDICT_DONE)
		verdict = judge_secret(ctx, &value, err);
	if ((verdict == VERDICT_FAIL || verdict == VERDICT_NOT_YET) && value.version &&
	    strcmp(value.version, secret_ours(ctx, region_of(ctx), ours)) == 0)
		verdict = secret_begin_undo(ctx, region_of(ctx),
		    "the version that was written does not name the writer", err);
	json_decref(body);
	return verdict;
}

/* What cannot be read any more since we wrote it, is taken back. */
static enum verdict
judge_fault(const struct step_ctx *ctx, const struct aws_error *error, const struct answer *answer,
    struct error *err)
{
	enum verdict verdict = secret_fault(ctx, region_of(ctx), answer, err);
	char ours[64], why[160];

	if (verdict != VERDICT_FAIL || !*secret_ours(ctx, region_of(ctx), ours))
		return verdict;
	snprintf(why, sizeof(why), "the version that was written cannot be read back (%.60s)",
	    error->code[0] ? error->code : fault_name(error->fault));
	return secret_begin_undo(ctx, region_of(ctx), why, err);
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;

	if (secret_undoing(ctx))
		return VERDICT_NOT_YET;
	aws_error_read(answer, &error);
	if (!memo_get(ctx->memo, SECRET_ENDPOINT))
		return error.fault == FAULT_NONE ? judge_endpoint(ctx, answer, err)
						 : aws_look_verdict(&error, answer, err);
	return error.fault == FAULT_NONE ? judge_value(ctx, answer, err)
					 : judge_fault(ctx, &error, answer, err);
}

/* ---- act ---- */

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	const char *endpoint = memo_get(ctx->memo, SECRET_ENDPOINT);
	const char *secret = scratch_text(ctx, 2);
	autofree(buf_wipe) struct buf text = { 0 };
	struct member member;
	char token[64];

	if (secret_undoing(ctx)) {
		secret_ask_undo(ctx, ret);
		return true;
	}
	if (!secret_place(ctx, place_of(ctx), err))
		return false;
	if (!endpoint)
		return error_set(err, "the writer's endpoint is not known");
	if (!member_find(secret, ctx->app->secret.member, &member, err))
		return error_wrap(err, "secret %s in %s", ctx->app->secret.id, region_name(ctx));
	member_replace(secret, &member, endpoint, &text);
	if (!secret_remember(ctx, region_of(ctx), scratch_text(ctx, 1)))
		return error_set(err, "the memo of the run is full");
	secret_version(ctx, region_of(ctx), scratch_text(ctx, 1), token);
	secret_ask(ctx, region_of(ctx), "PutSecretValue",
	    json_pack("{s:s, s:s, s:[s]}", "SecretString", buf_text(&text), "ClientRequestToken",
		token, "VersionStages", "AWSCURRENT"),
	    ret);
	return true;
}

/* The next Region, if there is one, needs an act of its own. The last may need one to undo it. */
static enum verdict
judge_accepted(const struct step_ctx *ctx, const struct answer *answer)
{
	json_t *body = query_answer(answer);
	bool written = json_is_string(json_object_get(body, "VersionId"));
	size_t next = place_of(ctx) + 1;
	bool last = next == secret_count(ctx);

	json_decref(body);
	if (!written) {
		snprintf(ctx->detail, DETAIL_TEXT,
		    "the answer is not what the protocol says; whether it was written will be seen");
		return VERDICT_NOT_YET;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s in %.40s was written", ctx->app->secret.id,
	    region_name(ctx));
	keep(ctx, last ? 0 : next, "", "");
	return last ? VERDICT_NOT_YET : VERDICT_MORE;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	struct aws_error error;

	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (secret_undoing(ctx))
		return secret_judge_undo(ctx, answer, err);
	if (error.fault == FAULT_NONE)
		return judge_accepted(ctx, answer);
	return secret_refused(ctx, region_of(ctx), "writing", answer, err);
}

const struct secret_way secret_write = { { look_ask, look_judge }, { act_ask, act_judge } };
