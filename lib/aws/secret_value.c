/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/member.h"
#include "aws/query.h"
#include "aws/secret_private.h"

void
secret_ask(const struct step_ctx *ctx, size_t region, const char *operation, json_t *more,
    struct call *ret)
{
	char target[64];
	json_t *body = json_pack("{s:s}", "SecretId", ctx->app->secret.id);

	snprintf(target, sizeof(target), "secretsmanager.%s", operation);
	json_object_update(body, more);
	json_decref(more);
	query_json(ret, "secretsmanager", ctx->app->regions[region].name, target, "1.1", body);
}

void
secret_ask_value(const struct step_ctx *ctx, size_t region, struct call *ret)
{
	secret_ask(ctx, region, "GetSecretValue", json_pack("{s:s}", "VersionStage", "AWSCURRENT"),
	    ret);
}

enum verdict
secret_read(const struct step_ctx *ctx, size_t region, const json_t *body, struct secret_value *ret,
    struct error *err)
{
	ret->version = json_string_value(json_object_get(body, "VersionId"));
	ret->text = json_string_value(json_object_get(body, "SecretString"));
	if (ret->version && ret->text)
		return VERDICT_DONE;
	if (json_object_get(body, "SecretBinary")) {
		error_set(err, "secret %s in %s is binary: only a JSON text can name the writer",
		    ctx->app->secret.id, ctx->app->regions[region].name);
		return VERDICT_FAIL;
	}
	error_set(err, "the answer has no SecretString and VersionId");
	return VERDICT_RETRY;
}

enum trit
secret_names(const struct step_ctx *ctx, size_t region, const char *text, const char *host,
    struct error *err)
{
	struct member member;

	if (member_find(text, ctx->app->secret.member, &member, err))
		return trit_of(member_equals(text, &member, host));
	error_wrap(err, "secret %s in %s cannot be changed safely", ctx->app->secret.id,
	    ctx->app->regions[region].name);
	return TRIT_UNKNOWN;
}

enum verdict
secret_fault(const struct step_ctx *ctx, size_t region, const struct answer *answer,
    struct error *err)
{
	struct aws_error error;
	enum verdict verdict;

	aws_error_read(answer, &error);
	verdict = aws_look_verdict(&error, answer, err);
	error_wrap(err, "secret %s in %s", ctx->app->secret.id, ctx->app->regions[region].name);
	return verdict;
}

static bool
is_replica(const struct aws_error *error)
{
	bool refused = strcmp(error->code, "InvalidRequestException") == 0 ||
	    strcmp(error->code, "InvalidParameterException") == 0;

	return refused && strstr(error->message, "replica");
}

enum verdict
secret_refused(const struct step_ctx *ctx, size_t region, const char *what,
    const struct answer *answer, struct error *err)
{
	const char *id = ctx->app->secret.id, *name = ctx->app->regions[region].name;
	struct aws_error error;

	aws_error_read(answer, &error);
	snprintf(ctx->detail, DETAIL_TEXT, "%s %.60s in %.40s: %.40s", what, id, name,
	    error.code[0] ? error.code : fault_name(error.fault));
	if (is_replica(&error)) {
		error_set(err,
		    "secret %s in %s is a replica and cannot be written. Make it stand-alone: aws "
		    "secretsmanager stop-replication-to-replica --region %s --secret-id %s; for "
		    "the future give the step \"strategy\": \"replica\", or keep one secret in "
		    "each Region",
		    id, name, name, id);
		return VERDICT_FAIL;
	}
	if (error.fault == FAULT_INVALID || error.fault == FAULT_CONFLICT) {
		error_set(err, "%s secret %s in %s was refused: %s", what, id, name, error.code);
		return VERDICT_FAIL;
	}
	if (error.fault != FAULT_DENIED)
		error.message[0] = '\0';
	return aws_act_verdict(&error, answer, err);
}
