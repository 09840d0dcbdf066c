/* SPDX-License-Identifier: MIT */
#include "core/observe.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* After our own run: answers to questions that were asked before it ended. */
#define GRACE_RUN (30 * MSEC_SECOND)
/* What follows a move by itself, but late: caches of the public name, copies of the secret. */
#define GRACE_LATE (5 * MSEC_MINUTE)

/* The Region whose routing control alone is On. */
struct traffic {
	enum {
		TRAFFIC_UNSEEN,
		TRAFFIC_ONE,
		TRAFFIC_NONE,
		TRAFFIC_MANY
	} seen;

	size_t region;
};

/* What is seen now, of what the application has. REGION_NONE: there is none, or it names none. */
struct view {
	bool database, routed; /* the application has them */
	bool unseen;           /* and one of them was not seen, or too long ago */
	size_t writer;
	struct traffic traffic;
	bool secret_seen, answer_seen;
	size_t secret; /* the Region that the secret names where the application serves */
	size_t answer;
};

static bool
fresh(msec_t at, msec_t now)
{
	return at > 0 && now - at <= WORLD_FRESH;
}

static struct traffic
traffic(const struct engine *engine, msec_t now)
{
	struct traffic ret = { TRAFFIC_NONE, REGION_NONE };

	if (!fresh(engine->world.controls_at, now))
		return (struct traffic){ TRAFFIC_UNSEEN, REGION_NONE };
	for (size_t r = 0; r < engine->app->n_regions; r++) {
		enum trit on = engine->world.regions[r].control;

		if (on == TRIT_UNKNOWN)
			return (struct traffic){ TRAFFIC_UNSEEN, REGION_NONE };
		if (on == TRIT_NO)
			continue;
		ret.seen = ret.seen == TRAFFIC_NONE ? TRAFFIC_ONE : TRAFFIC_MANY;
		ret.region = r;
	}
	return ret;
}

static struct view
look(const struct engine *engine, msec_t now)
{
	const struct world *world = &engine->world;
	struct view view = { .database = engine->app->aurora.global_cluster != NULL,
		.routed = engine->app->routing.endpoints.n > 0,
		.writer = world->writer,
		.traffic = traffic(engine, now),
		.secret = REGION_NONE,
		.answer = world->answer };

	view.unseen = (view.database && !fresh(world->topology_at, now)) ||
	    (view.routed && view.traffic.seen == TRAFFIC_UNSEEN);
	view.answer_seen = fresh(world->answer_at, now);
	if (view.database && view.writer != REGION_NONE) {
		view.secret_seen = fresh(world->regions[view.writer].secret_at, now);
		view.secret = world->regions[view.writer].secret;
	}
	return view;
}

/* ---- what disagrees, in words ---- */

struct text {
	char *to;
	size_t len;
};

static void say(struct text *text, const char *fmt, ...) printf_like(2, 3);

static void
say(struct text *text, const char *fmt, ...)
{
	va_list ap;

	if (text->len > 0 && text->len < DETAIL_TEXT)
		text->len += (size_t)snprintf(text->to + text->len, DETAIL_TEXT - text->len, ", ");
	if (text->len >= DETAIL_TEXT)
		return;
	va_start(ap, fmt);
	text->len += (size_t)vsnprintf(text->to + text->len, DETAIL_TEXT - text->len, fmt, ap);
	va_end(ap);
}

static const char *
name_of(const struct engine *engine, size_t region)
{
	return region < engine->app->n_regions ? engine->app->regions[region].name
					       : "no known Region";
}

/* Writer and traffic: what makes a move. */
static void
tell_place(const struct engine *engine, const struct view *view, struct text *text)
{
	if (view->database && view->writer == REGION_NONE)
		say(text, "the global cluster names no writer in our Regions");
	if (view->routed && view->traffic.seen == TRAFFIC_NONE)
		say(text, "no routing control is On");
	if (view->routed && view->traffic.seen == TRAFFIC_MANY)
		say(text, "more than one routing control is On");
	if (text->len == 0 && view->database && view->routed &&
	    view->writer != view->traffic.region)
		say(text, "the writer is in %s, traffic goes to %s", name_of(engine, view->writer),
		    name_of(engine, view->traffic.region));
}

/*
 * What follows them. That the public name leaves a Region that is down before
 * the rest does is what health checks are for, and no disagreement.
 */
static void
tell_late(const struct engine *engine, const struct view *view, struct text *text)
{
	size_t serving = view->routed ? view->traffic.region : view->writer;

	if (view->secret_seen && view->secret != view->writer)
		say(text, "the secret in %s names %s", name_of(engine, view->writer),
		    view->secret == REGION_NONE ? "no writer of ours"
						: name_of(engine, view->secret));
	if (view->answer_seen && (view->database || view->routed) && view->answer != serving &&
	    engine->outage.at == 0)
		say(text, "traffic goes to %s, the public name answers from %s",
		    name_of(engine, serving), name_of(engine, view->answer));
}

/* ---- what comes of it ---- */

/*
 * Where an automatic move that failed has led, as its ack has it: it was counted
 * when it failed, and whoever acknowledged it knew. Only what is seen first says
 * so; what changes after that, somebody moved.
 */
static bool
acknowledged(const struct engine *engine, msec_t wall)
{
	const struct memory *memory = &engine->memory;

	return memory->n_moves > 0 && memory->moves[memory->n_moves - 1].automatic &&
	    memory->acked > memory->moves[memory->n_moves - 1].at &&
	    memory->acked == memory->since && wall - memory->acked <= WORLD_FRESH;
}

static void
adopt(struct engine *engine, size_t region, bool known, struct decision *ret, struct now now)
{
	const struct app *app = engine->app;

	ret->verb = DECIDE_ADOPT;
	ret->target_state = region == app->home ? app->start : app->observed_away;
	snprintf(ret->why, sizeof(ret->why),
	    app->aurora.global_cluster ? "%s is serving and has the writer, where %s was remembered"
				       : "traffic goes to %s, where %s was remembered",
	    app->regions[region].name, app->regions[engine->memory.active].name);
	engine->memory.active = region;
	/* What a person moved, a cooldown protects, and no automatic failback undoes. What stood
	 * there before we first looked needs no cooldown. */
	if (!known)
		memory_moved(&engine->memory, region == app->home ? MOVE_FAILBACK : MOVE_SWITCHOVER,
		    false, engine->memory.placed ? now.wall : 0);
	engine_enter(engine, ret->target_state, now);
}

static void
agrees(struct engine *engine, struct decision *ret)
{
	if (!engine->drift)
		return;
	engine->drift = false;
	engine->drift_since = 0;
	engine->drift_text[0] = '\0';
	ret->verb = DECIDE_MENDED;
	snprintf(ret->why, sizeof(ret->why),
	    "the writer, traffic and what follows them agree again");
	engine_restart_holds(engine);
}

/* What disagrees is told when it begins, and when it becomes something else. */
static void
differs(struct engine *engine, const char *what, msec_t since, struct decision *ret)
{
	char clock[CLOCK_TEXT], text[DETAIL_TEXT];

	if (!engine->drift)
		engine->drift_since = since;
	/* The day is in the journal; here is the time of it. */
	clock_text(engine->drift_since, clock);
	snprintf(text, sizeof(text), "%.140s (since %.8sZ)", what, clock + strlen("2026-11-24T"));
	if (engine->drift && strcmp(text, engine->drift_text) == 0)
		return;
	engine->drift = true;
	snprintf(engine->drift_text, sizeof(engine->drift_text), "%s", text);
	ret->verb = DECIDE_DRIFT;
	snprintf(ret->why, sizeof(ret->why), "%s", text);
	engine_restart_holds(engine);
}

/* Writer and traffic are asked one after the other, and whoever moves them does so, too: they
 * disagree only when both have been seen since that was noticed. */
static bool
looked_anew(struct engine *engine, const struct view *view, msec_t now)
{
	const struct world *world = &engine->world;
	char what[DETAIL_TEXT];
	struct text text = { what, 0 };

	tell_place(engine, view, &text);
	if (text.len == 0)
		engine->differ_since = 0;
	else if (engine->differ_since == 0)
		engine->differ_since = now;
	return text.len == 0 ||
	    ((!view->database || world->topology_at > engine->differ_since) &&
		(!view->routed || world->controls_at > engine->differ_since));
}

/* Since when what follows a move has not; it has when nothing is said about it. */
static bool
late_for_long(struct engine *engine, bool late, msec_t now)
{
	if (!late)
		engine->late_since = 0;
	else if (engine->late_since == 0)
		engine->late_since = now;
	return late && now - engine->late_since >= GRACE_LATE;
}

/* What disagrees, as a text that is empty when nothing does; since when, by the wall clock. */
static msec_t
compare(struct engine *engine, const struct view *view, struct text *ret, struct now now)
{
	tell_place(engine, view, ret);
	if (ret->len > 0)
		return now.wall - (now.boot - engine->differ_since);
	tell_late(engine, view, ret);
	if (late_for_long(engine, ret->len > 0, now.boot))
		return now.wall - (now.boot - engine->late_since);
	ret->len = 0;
	return now.wall;
}

static size_t
serving(const struct engine *engine, const struct view *view)
{
	if (view->database)
		return view->writer;
	return view->routed ? view->traffic.region : engine->memory.active;
}

void
observe(struct engine *engine, struct decision *ret, struct now now)
{
	struct view view = look(engine, now.boot);
	char what[DETAIL_TEXT] = "";
	struct text text = { what, 0 };
	bool settling = engine->ended > 0 && now.boot - engine->ended < GRACE_RUN;
	bool elsewhere = serving(engine, &view) != engine->memory.active;
	bool known = !engine->observed && acknowledged(engine, now.wall);
	msec_t since;

	if (view.unseen)
		engine->observed = false;
	if (view.unseen || engine->world.in_flight ||
	    engine->memory.state == engine->app->needs_operator)
		return;
	if (!looked_anew(engine, &view, now.boot))
		return;
	since = compare(engine, &view, &text, now);
	if (settling && (text.len > 0 || elsewhere))
		return;
	engine->observed = text.len == 0;
	if (text.len > 0) {
		differs(engine, what, since, ret);
		return;
	}
	agrees(engine, ret);
	if (ret->verb == DECIDE_NOTHING && elsewhere)
		adopt(engine, serving(engine, &view), known, ret, now);
	ret->remember = ret->remember || !engine->memory.placed;
	engine->memory.placed = true;
}
