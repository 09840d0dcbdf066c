/* SPDX-License-Identifier: MIT */
/*
 * A version that was written and is not what it should be is taken back: the label
 * AWSCURRENT goes to the version before it, and the step fails. Of both only the ids
 * are kept.
 */
#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/secret_private.h"
#include "base/digest.h"

#define UNDO "secret-undo" /* the Region where */
#define WHY  "secret-wrong"

static const char *
former_name(const struct step_ctx *ctx, size_t region, char ret[MEMO_NAME])
{
	char what[24];

	snprintf(what, sizeof(what), "secret-former-%zu", region);
	return memo_name(what, ctx->token, ret);
}

static const char *
former(const struct step_ctx *ctx, size_t region)
{
	char name[MEMO_NAME];

	return memo_get(ctx->memo, former_name(ctx, region, name));
}

bool
secret_remember(const struct step_ctx *ctx, size_t region, const char *before)
{
	char name[MEMO_NAME];

	return memo_put(ctx->memo, former_name(ctx, region, name), before);
}

/* Sent again it is the same call, and after somebody else's change it is another. */
const char *
secret_version(const struct step_ctx *ctx, size_t region, const char *before, char ret[64])
{
	struct buf text = { 0 };
	char uuid[UUID_TEXT];

	buf_printf(&text, "%s/%s/%s", ctx->token, ctx->app->regions[region].name, before);
	snprintf(ret, 64, "%s", digest_uuid(buf_text(&text), uuid));
	buf_done(&text);
	return ret;
}

const char *
secret_ours(const struct step_ctx *ctx, size_t region, char ret[64])
{
	const char *version = former(ctx, region);

	ret[0] = '\0';
	return version ? secret_version(ctx, region, version, ret) : ret;
}

bool
secret_undoing(const struct step_ctx *ctx)
{
	return memo_get(ctx->memo, UNDO) != NULL;
}

enum verdict
secret_begin_undo(const struct step_ctx *ctx, size_t region, const char *why, struct error *err)
{
	char text[160];

	snprintf(text, sizeof(text), "%.150s", why);
	snprintf(ctx->detail, DETAIL_TEXT, "what was written in %.60s is wrong, and is taken back",
	    ctx->app->regions[region].name);
	if (memo_put(ctx->memo, UNDO, ctx->app->regions[region].name) &&
	    memo_put(ctx->memo, WHY, text))
		return VERDICT_NOT_YET;
	error_set(err, "%.200s; it is not taken back, for the memo of the run is full", why);
	return VERDICT_FAIL;
}

static size_t
undo_region(const struct step_ctx *ctx)
{
	return app_region(ctx->app, memo_get(ctx->memo, UNDO));
}

void
secret_ask_undo(const struct step_ctx *ctx, struct call *ret)
{
	size_t region = undo_region(ctx);
	char ours[64];

	secret_ask(ctx, region, "UpdateSecretVersionStage",
	    json_pack("{s:s, s:s, s:s}", "VersionStage", "AWSCURRENT", "MoveToVersionId",
		former(ctx, region), "RemoveFromVersionId", secret_ours(ctx, region, ours)),
	    ret);
}

/* That it is no more the current one when it is sent twice, is what was wanted. */
enum verdict
secret_judge_undo(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const char *id = ctx->app->secret.id, *why = memo_get(ctx->memo, WHY);
	const char *region = memo_get(ctx->memo, UNDO);
	char ours[64];
	struct aws_error error;
	enum verdict verdict = VERDICT_DONE;

	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE && strcmp(error.code, "InvalidParameterException") != 0)
		verdict = aws_act_verdict(&error, answer, err);
	if (verdict == VERDICT_RETRY || verdict == VERDICT_NOT_YET)
		return verdict;
	secret_ours(ctx, undo_region(ctx), ours);
	if (verdict == VERDICT_DONE)
		error_set(err,
		    "secret %s in %s: %s. AWSCURRENT is back at version %s; look at version %s, "
		    "and at the key that encrypts it",
		    id, region, why, former(ctx, undo_region(ctx)), ours);
	else
		error_set(err,
		    "secret %s in %s: %s, and AWSCURRENT could not be moved back (%.60s): aws "
		    "secretsmanager update-secret-version-stage --region %s --version-stage "
		    "AWSCURRENT --move-to-version-id %s --remove-from-version-id %s",
		    id, region, why, error.code, region, former(ctx, undo_region(ctx)), ours);
	return VERDICT_FAIL;
}
