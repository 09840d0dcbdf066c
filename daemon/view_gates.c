/* SPDX-License-Identifier: MIT */
/* The gates of a planned move: which are open, why, and what opens the others. */
#include "gates.h"
#include "view.h"

static json_t *
waiver_json(const struct waiver *waiver)
{
	if (!waiver)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "by", view_text(waiver->owner), "reason",
	    view_text(waiver->reason), "until", view_time(waiver->until));
}

static json_t *
gate_json(const struct gate_view *gate)
{
	const struct opinion *opinion = gate->opinion;

	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:b, s:o}", "name", gate->kind->name,
	    "open", trit_name(gate->is), "counts", gate->waiver ? "waived" : trit_name(gate->is),
	    "detail", view_text(opinion->detail), "remedy",
	    opinion->remedy[0] && gate->is != TRIT_YES ? view_text(opinion->remedy) : json_null(),
	    "why", gate->kind->why, "waivable", gate->kind->waivable, "waived",
	    waiver_json(gate->waiver));
}

json_t *
view_gates(const struct application *application, struct now now)
{
	const struct app *app = application->app;
	json_t *list = json_array(), *json;
	struct gates_view view;

	gates_view(application->gates, &view, now);
	for (size_t i = 0; i < view.n; i++) {
		struct gate_view gate;

		gates_view_at(application->gates, i, &gate, now);
		json_array_append_new(list, gate_json(&gate));
	}
	json = json_pack("{s:s, s:i, s:b, s:s}", "application", app->name, "round", (int)view.round,
	    "running", view.running, "ready", trit_name(view.good));
	json_object_set_new(json, "home", view_region(app, app->home));
	json_object_set_new(json, "move",
	    view.n > 0 ? json_string(move_name(view.move->kind)) : json_null());
	view_round(json, app, view.n > 0 ? view.move : NULL, view.ended, view.took, now);
	json_object_set_new(json, "gates", list);
	return json;
}
