/* SPDX-License-Identifier: MIT */
#include "view.h"

#include <math.h>

#include "ledger.h"
#include "machine_json.h"

json_t *
view_text(const char *text)
{
	return text ? ledger_words(text) : json_null();
}

json_t *
view_number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *
view_time(msec_t wall)
{
	char text[CLOCK_TEXT];

	return wall == 0 ? json_null() : json_string(clock_text(wall, text));
}

json_t *
view_seconds(msec_t duration)
{
	return duration < 0 ? json_null() : json_real((double)duration / 1000);
}

json_t *
view_since(msec_t boot, struct now now)
{
	return boot == 0 ? json_null() : view_time(now.wall - (now.boot - boot));
}

json_t *
view_region(const struct app *app, size_t region)
{
	return region == REGION_NONE ? json_null() : json_string(app->regions[region].name);
}

void
view_round(json_t *json, const struct app *app, const struct move *move, msec_t ended, msec_t took,
    struct now now)
{
	json_object_set_new(json, "from", view_region(app, move ? move->from : REGION_NONE));
	json_object_set_new(json, "to", view_region(app, move ? move->to : REGION_NONE));
	json_object_set_new(json, "at", view_since(move ? ended : 0, now));
	json_object_set_new(json, "age_s", view_seconds(move ? now.boot - ended : -1));
	json_object_set_new(json, "took_s", view_seconds(move ? took : -1));
}

/* A planned move loses nothing, and has no estimate. */
static json_t *
loss_json(const struct engine *engine, const struct proposal *proposal, struct now now)
{
	double lag = 0, age = 0, loss;

	if (proposal->kind != MOVE_FAILOVER || proposal->to == REGION_NONE ||
	    !engine->app->aurora.global_cluster)
		return json_null();
	loss = engine_loss(engine, proposal->from, proposal->to, now.boot, &lag, &age);
	if (loss < 0)
		return json_pack("{s:b, s:n, s:n, s:n}", "known", 0, "estimate_ms", "lag_ms",
		    "lag_age_ms");
	return json_pack("{s:b, s:o, s:o, s:o}", "known", 1, "estimate_ms", view_number(loss),
	    "lag_ms", view_number(lag), "lag_age_ms", view_number(age));
}

json_t *
view_decision(const struct application *application, const struct decision *decision,
    struct now now)
{
	const struct app *app = application->app;
	const struct proposal *p = &decision->proposal;

	return json_pack("{s:s, s:o, s:o, s:b, s:b, s:o, s:s, s:o, s:o, s:o}", "kind",
	    move_name(p->kind), "from", view_region(app, p->from), "to", view_region(app, p->to),
	    "automatic", p->automatic, "force", p->force, "held_s", view_seconds(p->held),
	    "allowed", trit_name(decision->allowed), "guards", ledger_guards(decision->guards, now),
	    "loss", loss_json(&application->engine, p, now), "why", view_text(decision->why));
}

json_t *
view_machine(const struct application *application)
{
	return machine_json(application->app, application->engine.memory.state);
}
