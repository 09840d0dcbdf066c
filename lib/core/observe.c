/* SPDX-License-Identifier: MIT */
#include "core/observe.h"

#include <stdarg.h>
#include <stdio.h>

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

static struct traffic
traffic(const struct engine *engine)
{
	struct traffic ret = { TRAFFIC_NONE, REGION_NONE };

	if (engine->world.controls_at == 0)
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

static void drift(struct engine *engine, const char *fmt, ...) printf_like(2, 3);

static void
drift(struct engine *engine, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(engine->drift_text, sizeof(engine->drift_text), fmt, ap);
	va_end(ap);
}

static const char *
name_of(const struct engine *engine, size_t region)
{
	return region < engine->app->n_regions ? engine->app->regions[region].name
					       : "no known Region";
}

/* Where the application is, if the world agrees with itself. REGION_NONE: unseen, or drift_text
 * says more. */
static size_t
whole(struct engine *engine, bool *ret_unseen)
{
	bool database = engine->app->aurora.global_cluster != NULL;
	bool routed = engine->app->routing.endpoints.n > 0;
	struct traffic seen = traffic(engine);
	size_t writer = engine->world.writer;

	*ret_unseen =
	    (database && engine->world.topology_at == 0) || (routed && seen.seen == TRAFFIC_UNSEEN);
	engine->drift_text[0] = '\0';
	if (*ret_unseen)
		return REGION_NONE;
	if (database && writer == REGION_NONE)
		drift(engine, "the global cluster names no writer in our Regions");
	else if (routed && seen.seen == TRAFFIC_NONE)
		drift(engine, "no routing control is On");
	else if (routed && seen.seen == TRAFFIC_MANY)
		drift(engine, "more than one routing control is On");
	else if (database && routed && writer != seen.region)
		drift(engine, "the writer is in %s, traffic goes to %s", name_of(engine, writer),
		    name_of(engine, seen.region));
	if (engine->drift_text[0])
		return REGION_NONE;
	if (!database && !routed)
		return engine->memory.active;
	return database ? writer : seen.region;
}

static void
adopt(struct engine *engine, size_t region, struct decision *ret, struct now now)
{
	const struct app *app = engine->app;

	ret->verb = DECIDE_ADOPT;
	ret->target_state = region == app->home ? app->start : app->observed_away;
	snprintf(ret->why, sizeof(ret->why),
	    "%s is serving and has the writer, where %s was remembered", app->regions[region].name,
	    app->regions[engine->memory.active].name);
	engine->memory.active = region;
	engine_enter(engine, ret->target_state, now);
}

static void
tell_drift(struct engine *engine, bool drifts, struct decision *ret)
{
	if (drifts == engine->drift)
		return;
	engine->drift = drifts;
	ret->verb = drifts ? DECIDE_DRIFT : DECIDE_MENDED;
	snprintf(ret->why, sizeof(ret->why), "%s",
	    drifts ? engine->drift_text : "the writer and the routing controls agree again");
	engine_restart_holds(engine);
}

void
observe(struct engine *engine, struct decision *ret, struct now now)
{
	bool unseen;
	size_t region;

	if (engine->world.in_flight || engine->memory.state == engine->app->needs_operator)
		return;
	region = whole(engine, &unseen);
	if (unseen)
		return;
	tell_drift(engine, region == REGION_NONE, ret);
	if (region == REGION_NONE)
		return;
	engine->observed = true;
	if (region != engine->memory.active)
		adopt(engine, region, ret, now);
}
