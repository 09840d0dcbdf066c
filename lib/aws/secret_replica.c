/* SPDX-License-Identifier: MIT */
/*
 * One secret, and a replica of it in the other Region. A replica cannot be written,
 * and its primary may be in the Region that is lost: so a failover makes the target's
 * stand-alone first, and writes it. A planned move writes the primary, wherever it is,
 * makes the other Region's a replica of it again, waits until both are the same, and
 * reads that one, too. What is overwritten by that is what a failover has left behind;
 * it is asked for only when Secrets Manager says that there is something.
 */
#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/query.h"
#include "aws/secret_private.h"
#include "core/place.h"

#define PHASE "secret-phase" /* SYNC or READ: the primary is written */
#define SYNC  "sync"
#define READ  "read"
#define FORCE "secret-force" /* whatever it holds: overwrite what is there */
#define SENT  "sent"         /* the value of FORCE once that was taken */

static bool
in_phase(const struct step_ctx *ctx, const char *phase)
{
	const char *now = memo_get(ctx->memo, PHASE);

	return now && strcmp(now, phase) == 0;
}

/* Where customers are served, or will be when the other side is lost. */
static size_t
living(const struct step_ctx *ctx)
{
	return secret_planned(ctx) ? ctx->move->from : ctx->move->to;
}

static size_t
replica(const struct step_ctx *ctx)
{
	return secret_primary(ctx) == ctx->move->to ? ctx->move->from : ctx->move->to;
}

static const char *
name_of(const struct step_ctx *ctx, size_t region)
{
	return ctx->app->regions[region].name;
}

static bool
is_known(const struct step_ctx *ctx)
{
	return secret_primary(ctx) != REGION_NONE;
}

static enum verdict
enter(const struct step_ctx *ctx, const char *phase, struct error *err)
{
	if (memo_put(ctx->memo, PHASE, phase))
		return VERDICT_MORE;
	error_set(err, "the memo of the run is full");
	return VERDICT_FAIL;
}

/* ---- look ---- */

static bool
look_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	if (!is_known(ctx))
		secret_ask(ctx, living(ctx), "DescribeSecret", NULL, ret);
	else if (in_phase(ctx, SYNC))
		secret_ask(ctx, secret_primary(ctx), "DescribeSecret", NULL, ret);
	else if (in_phase(ctx, READ))
		secret_ask_value(ctx, replica(ctx), ret);
	else
		return secret_write.look.ask(ctx, ret, err);
	return true;
}

/* Where it can be written; in a failover that is made so. */
static enum verdict
judge_primary(const struct step_ctx *ctx, const json_t *body, struct error *err)
{
	const char *name = json_string_value(json_object_get(body, "PrimaryRegion"));
	size_t primary = name ? app_region(ctx->app, name) : living(ctx);

	if (!json_is_string(json_object_get(body, "Name")) &&
	    !json_is_string(json_object_get(body, "ARN"))) {
		error_set(err, "the answer describes no secret");
		return VERDICT_RETRY;
	}
	if (primary != living(ctx) && !secret_planned(ctx)) {
		snprintf(ctx->detail, DETAIL_TEXT, "%.50s in %.30s is a replica of that in %.30s",
		    ctx->app->secret.id, name_of(ctx, living(ctx)), name);
		return VERDICT_NOT_YET;
	}
	if (primary != ctx->move->to && primary != ctx->move->from) {
		error_set(err,
		    "secret %s is a replica of that in %s, which is no part of this move: make it "
		    "stand-alone in %s (aws secretsmanager stop-replication-to-replica)",
		    ctx->app->secret.id, name, name_of(ctx, living(ctx)));
		return VERDICT_FAIL;
	}
	if (secret_set_primary(ctx, primary))
		return VERDICT_MORE;
	error_set(err, "the memo of the run is full");
	return VERDICT_FAIL;
}

static const json_t *
status_of(const struct step_ctx *ctx, const json_t *body)
{
	const json_t *list = json_object_get(body, "ReplicationStatus");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		const char *region = json_string_value(json_object_get(entry, "Region"));

		if (region && strcmp(region, name_of(ctx, replica(ctx))) == 0)
			return entry;
	}
	return NULL;
}

static bool
was_forced(const struct step_ctx *ctx)
{
	const char *force = memo_get(ctx->memo, FORCE);

	return force && strcmp(force, SENT) == 0;
}

/* What is in the way is overwritten, but only what is in the way. Until that is asked for, further
 * looks see the failure again. */
static enum verdict
judge_failed(const struct step_ctx *ctx, const json_t *entry, struct error *err)
{
	const char *why = json_string_value(json_object_get(entry, "StatusMessage"));

	if (why && strcasestr(why, "exist") && !was_forced(ctx) && memo_put(ctx->memo, FORCE, ""))
		return VERDICT_NOT_YET;
	error_set(err, "secret %s cannot be replicated from %s to %s: %.200s", ctx->app->secret.id,
	    name_of(ctx, secret_primary(ctx)), name_of(ctx, replica(ctx)),
	    why ? why : "no word of why");
	return VERDICT_FAIL;
}

static enum verdict
judge_status(const struct step_ctx *ctx, const json_t *body, struct error *err)
{
	const json_t *entry = status_of(ctx, body);
	const char *status = json_string_value(json_object_get(entry, "Status"));

	if (!json_is_string(json_object_get(body, "Name")) &&
	    !json_is_string(json_object_get(body, "ARN"))) {
		error_set(err, "the answer describes no secret");
		return VERDICT_RETRY;
	}
	snprintf(ctx->detail, DETAIL_TEXT, "%.40s in %.24s: the replica in %.24s is %.16s",
	    ctx->app->secret.id, name_of(ctx, secret_primary(ctx)), name_of(ctx, replica(ctx)),
	    status ? status : "not there");
	if (!entry)
		return VERDICT_NOT_YET;
	if (status && strcmp(status, "InSync") == 0)
		return enter(ctx, READ, err);
	if (status && strcmp(status, "Failed") == 0)
		return judge_failed(ctx, entry, err);
	return VERDICT_UNDER_WAY;
}

/* That of the other Region, which nobody can write. */
static enum verdict
judge_copy(const struct step_ctx *ctx, const json_t *body, struct error *err)
{
	const char *endpoint = memo_get(ctx->memo, SECRET_ENDPOINT);
	struct secret_value value;
	enum verdict verdict = secret_read(ctx, replica(ctx), body, &value, err);
	enum trit right;

	if (verdict != VERDICT_DONE)
		return verdict;
	right = secret_names(ctx, replica(ctx), value.text, endpoint ? endpoint : "", err);
	if (right == TRIT_UNKNOWN)
		return VERDICT_FAIL;
	snprintf(ctx->detail, DETAIL_TEXT, "%.60s %s %.80s in both Regions", ctx->app->secret.id,
	    right == TRIT_YES ? "names" : "does not name yet", endpoint ? endpoint : "");
	return right == TRIT_YES ? VERDICT_DONE : VERDICT_UNDER_WAY;
}

/* The primary is as it should be. */
static enum verdict
judge_write(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	enum verdict verdict = secret_write.look.judge(ctx, answer, err);

	return verdict == VERDICT_DONE && secret_planned(ctx) ? enter(ctx, SYNC, err) : verdict;
}

static enum verdict
look_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	bool syncs = in_phase(ctx, SYNC), reads = in_phase(ctx, READ);
	size_t asked = !is_known(ctx) ? living(ctx) : reads ? replica(ctx) : secret_primary(ctx);
	struct aws_error error;
	enum verdict verdict;
	json_t *body;

	if (is_known(ctx) && !syncs && !reads)
		return judge_write(ctx, answer, err);
	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE)
		return secret_fault(ctx, asked, answer, err);
	body = query_answer(answer);
	if (reads)
		verdict = judge_copy(ctx, body, err);
	else if (syncs)
		verdict = judge_status(ctx, body, err);
	else
		verdict = judge_primary(ctx, body, err);
	json_decref(body);
	return verdict;
}

/* ---- act ---- */

static json_t *
destination(const struct step_ctx *ctx)
{
	const struct option_map *keys = &((const struct secret_args *)ctx->args)->kms_keys;
	const char *region = name_of(ctx, replica(ctx));
	const char *key =
	    place_of(keys, place_of(&ctx->app->secret.kms_keys, NULL, region), region);

	return json_pack("{s:s, s:s*}", "Region", region, "KmsKeyId", key);
}

static bool
act_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	if (!is_known(ctx))
		secret_ask(ctx, living(ctx), "StopReplicationToReplica", NULL, ret);
	else if (in_phase(ctx, SYNC))
		secret_ask(ctx, secret_primary(ctx), "ReplicateSecretToRegions",
		    json_pack("{s:[o], s:b}", "AddReplicaRegions", destination(ctx),
			"ForceOverwriteReplicaSecret", memo_get(ctx->memo, FORCE) != NULL),
		    ret);
	else
		return secret_write.act.ask(ctx, ret, err);
	return true;
}

static enum verdict
act_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	bool syncs = in_phase(ctx, SYNC);
	size_t asked = syncs ? secret_primary(ctx) : living(ctx);
	struct aws_error error;

	if (is_known(ctx) && !syncs)
		return secret_write.act.judge(ctx, answer, err);
	aws_error_read(answer, &error);
	snprintf(ctx->request_id, sizeof(error.request_id), "%s", error.request_id);
	if (error.fault == FAULT_NONE) {
		if (syncs && memo_get(ctx->memo, FORCE) && !memo_put(ctx->memo, FORCE, SENT)) {
			error_set(err, "the memo of the run is full");
			return VERDICT_FAIL;
		}
		snprintf(ctx->detail, DETAIL_TEXT, "%s was accepted",
		    syncs ? "replicating it" : "making it stand-alone");
		return VERDICT_NOT_YET; /* it takes a while, and is seen */
	}
	/* Something of that name is there; or the first of two calls was taken after all. */
	if (syncs && strcmp(error.code, "ResourceExistsException") == 0 &&
	    memo_put(ctx->memo, FORCE, ""))
		return VERDICT_NOT_YET;
	if (!syncs && strcmp(error.code, "InvalidRequestException") == 0) {
		snprintf(ctx->detail, DETAIL_TEXT, "%s: it will be seen", error.code);
		return VERDICT_NOT_YET;
	}
	return secret_refused(ctx, asked, syncs ? "replicating" : "making stand-alone", answer,
	    err);
}

const struct secret_way secret_replica = { { look_ask, look_judge }, { act_ask, act_judge } };
