/* SPDX-License-Identifier: MIT */
#include "play_deed.h"

#include <stdio.h>
#include <string.h>

#include "play_team.h"

#define ENDPOINTS 5 /* of the routing controls */

static const struct play_step *
step_of(const struct step_ctx *ctx)
{
	return ctx->args;
}

static struct play_move *
move_of(const struct step_ctx *ctx)
{
	return &step_of(ctx)->team->move;
}

static const struct play_line *
line_of(const struct step_ctx *ctx)
{
	return move_of(ctx)->line;
}

static const char *
region(const struct step_ctx *ctx, size_t region)
{
	return step_of(ctx)->team->scene->regions[region].text;
}

/* ---- calls to AWS ---- */

/* A call that was accepted is told. */
static void
tell(const struct step_ctx *ctx, const char *op)
{
	struct play_team *team = step_of(ctx)->team;

	team->say(&(struct play_action){ .t = team->t,
		      .what = "step",
		      .op = op,
		      .text = step_of(ctx)->spec->name },
	    team->arg);
}

/* As the real ones judge an answer: refused for good, not taken, or not known. */
static enum verdict
call(const struct step_ctx *ctx, const char *name, const char *place, struct error *err)
{
	enum reason reason = play_line_call(line_of(ctx), name, place);

	error_set(err, "%s%s%s: %s", name, place ? "@" : "", place ? place : "",
	    reason == REASON_OTHER ? "refused" : reason_text(reason));
	switch (reason) {
	case REASON_OK:
		return VERDICT_DONE;
	case REASON_DENIED:
	case REASON_OTHER:
		return VERDICT_FAIL;
	case REASON_SERVICE:
		return VERDICT_NOT_YET;
	default:
		return VERDICT_RETRY;
	}
}

/* ---- the database ---- */

static enum verdict
look_writer(const struct step_ctx *ctx, struct error *err)
{
	const struct play_move *move = move_of(ctx);
	const struct play_db *db = &line_of(ctx)->aws.dbs[ctx->move->to];

	if (db->role == PLAY_ROLE_WRITER)
		return db->status == PLAY_STATUS_AVAILABLE ? VERDICT_DONE : VERDICT_UNDER_WAY;
	if (line_of(ctx)->move_fails) {
		error_set(err, "the database refused");
		return VERDICT_FAIL;
	}
	if (move->moving == 0)
		return VERDICT_NOT_YET;
	snprintf(ctx->detail, DETAIL_TEXT, "the move to %s is under way",
	    region(ctx, ctx->move->to));
	return VERDICT_UNDER_WAY;
}

static enum verdict
act_writer(const struct step_ctx *ctx, struct error *err)
{
	bool forced = ctx->move->kind == MOVE_FAILOVER;
	const char *op = forced ? "db.failover" : "db.switchover";
	enum verdict ret =
	    call(ctx, op, region(ctx, forced ? ctx->move->to : ctx->move->from), err);

	if (ret != VERDICT_DONE)
		return ret;
	move_of(ctx)->moving = ctx->now.boot;
	tell(ctx, op);
	return VERDICT_DONE;
}

static enum verdict
look_ready(const struct step_ctx *ctx, struct error *err)
{
	const struct play_db *db = &line_of(ctx)->aws.dbs[ctx->move->to];

	return db->role == PLAY_ROLE_WRITER && db->status == PLAY_STATUS_AVAILABLE
	    ? VERDICT_DONE
	    : VERDICT_NOT_YET;
}

static enum verdict
look_replication(const struct step_ctx *ctx, struct error *err)
{
	const struct play_db *db = &line_of(ctx)->aws.dbs[ctx->move->from];

	return db->role == PLAY_ROLE_READER && db->status == PLAY_STATUS_AVAILABLE
	    ? VERDICT_DONE
	    : VERDICT_NOT_YET;
}

/* ---- the secret ---- */

/* The word of an option of the real kind, or "". */
static const char *
option(const struct step_ctx *ctx, const char *name)
{
	const struct step_spec *spec = step_of(ctx)->spec;

	for (const struct option *o = spec->kind->options; o && o->name; o++)
		if (o->type == OPTION_WORD && strcmp(o->name, name) == 0)
			return o->words[*(const int *)((const char *)spec->args + o->offset)];
	return "";
}

static bool
is_replica(const struct step_ctx *ctx)
{
	return strcmp(option(ctx, "strategy"), "replica") == 0;
}

/* The target's first; a planned move writes the other one's, too, unless it follows by itself. */
static size_t
unwritten(const struct step_ctx *ctx)
{
	const struct play_move *move = move_of(ctx);
	bool both = ctx->move->kind != MOVE_FAILOVER && !is_replica(ctx);

	if (strcmp(option(ctx, "strategy"), "verify") == 0)
		return REGION_NONE;
	if (!move->written[ctx->move->to])
		return ctx->move->to;
	return both && !move->written[ctx->move->from] ? ctx->move->from : REGION_NONE;
}

static enum verdict
look_secret(const struct step_ctx *ctx, struct error *err)
{
	return unwritten(ctx) == REGION_NONE ? VERDICT_DONE : VERDICT_NOT_YET;
}

static enum verdict
promote(const struct step_ctx *ctx, const char *place, struct error *err)
{
	char op[PLAY_NAME];
	enum verdict ret = call(ctx, "secret.promote", place, err);

	if (ret != VERDICT_DONE)
		return ret;
	move_of(ctx)->standalone = true;
	snprintf(op, sizeof(op), "secret.promote@%.20s", place);
	tell(ctx, op);
	return VERDICT_MORE;
}

/* A replica is refused to whoever writes it; stand-alone it is not. */
static enum verdict
act_secret(const struct step_ctx *ctx, struct error *err)
{
	struct play_move *move = move_of(ctx);
	size_t at = unwritten(ctx);
	bool forced = ctx->move->kind == MOVE_FAILOVER;
	char op[PLAY_NAME];
	enum verdict ret;

	if (is_replica(ctx) && forced && !move->standalone)
		return promote(ctx, region(ctx, at), err);
	ret = call(ctx, "secret.put", region(ctx, at), err);
	if (ret == VERDICT_FAIL && move->standalone &&
	    play_line_call(line_of(ctx), "secret.put", region(ctx, at)) == REASON_OTHER)
		ret = VERDICT_DONE;
	if (ret != VERDICT_DONE)
		return ret;
	move->written[at] = true;
	snprintf(op, sizeof(op), "secret.put@%.20s", region(ctx, at));
	tell(ctx, op);
	return unwritten(ctx) == REGION_NONE ? VERDICT_DONE : VERDICT_MORE;
}

/* ---- traffic, and what follows it ---- */

static enum verdict
look_traffic(const struct step_ctx *ctx, struct error *err)
{
	return step_of(ctx)->team->traffic == ctx->move->to ? VERDICT_DONE : VERDICT_NOT_YET;
}

/* Any of the endpoints will do, and each look goes on to the next. */
static enum verdict
act_traffic(const struct step_ctx *ctx, struct error *err)
{
	char endpoint[8];
	enum verdict ret;

	snprintf(endpoint, sizeof(endpoint), "%u", ctx->turn % ENDPOINTS + 1);
	ret = call(ctx, "traffic.set", endpoint, err);
	/* Absolute states in one call: it may be sent again, and elsewhere. */
	if (ret == VERDICT_NOT_YET)
		return VERDICT_RETRY;
	if (ret != VERDICT_DONE)
		return ret;
	step_of(ctx)->team->traffic = ctx->move->to;
	tell(ctx, "traffic.set");
	return VERDICT_DONE;
}

static enum verdict
look_name(const struct step_ctx *ctx, struct error *err)
{
	return line_of(ctx)->aws.answer == ctx->move->to ? VERDICT_DONE : VERDICT_NOT_YET;
}

static enum verdict
look_served(const struct step_ctx *ctx, struct error *err)
{
	const struct play_team *team = step_of(ctx)->team;
	const struct engine *engine = &team->watches[team->move.by].engine;

	if (engine->up == (size_t)-1)
		return VERDICT_DONE;
	return engine_fact(engine, engine->up, ctx->move->to)->value == TRIT_YES ? VERDICT_DONE
										 : VERDICT_NOT_YET;
}

/* ---- what nothing in the scenario tells of ---- */

static enum verdict
look_any(const struct step_ctx *ctx, struct error *err)
{
	return !run_may_act(step_of(ctx)->spec) || move_of(ctx)->acted[step_of(ctx)->step]
	    ? VERDICT_DONE
	    : VERDICT_NOT_YET;
}

static enum verdict
act_any(const struct step_ctx *ctx, struct error *err)
{
	const char *op = step_of(ctx)->spec->kind->name;
	enum verdict ret = call(ctx, op, NULL, err);

	if (ret != VERDICT_DONE)
		return ret;
	move_of(ctx)->acted[step_of(ctx)->step] = true;
	tell(ctx, op);
	return VERDICT_DONE;
}

/* ---- all of them ---- */

static const struct deed {
	const char *kind;
	enum verdict (*look)(const struct step_ctx *ctx, struct error *err);
	enum verdict (*act)(const struct step_ctx *ctx, struct error *err);
} deeds[] = {
	{ "aurora-writer", look_writer, act_writer },
	{ "aurora-ready", look_ready, NULL },
	{ "aurora-replication", look_replication, NULL },
	{ "secret", look_secret, act_secret },
	{ "routing-controls", look_traffic, act_traffic },
	{ "dns", look_name, NULL },
	{ "http", look_served, NULL },
	{ NULL, look_any, act_any },
};

static const struct deed *
deed_of(const struct step_ctx *ctx)
{
	const char *kind = step_of(ctx)->spec->kind->name;
	size_t i = 0;

	while (deeds[i].kind && strcmp(deeds[i].kind, kind) != 0)
		i++;
	return &deeds[i];
}

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_NONE;
	return true;
}

static enum verdict
judge_look(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return deed_of(ctx)->look(ctx, err);
}

static enum verdict
judge_act(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const struct deed *deed = deed_of(ctx);

	return deed->act ? deed->act(ctx, err) : act_any(ctx, err);
}

void
play_deed_mimic(struct step_kind *kind, bool acts)
{
	kind->look = (struct action){ ask, judge_look };
	kind->act = (struct action){ 0 };
	kind->when = NULL;
	kind->looks_only = NULL;
	if (acts)
		kind->act = (struct action){ ask, judge_act };
}
