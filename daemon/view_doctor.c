/* SPDX-License-Identifier: MIT */
/* What the next move of an application needs: how it was found, and what can be done. */
#include "doctor.h"
#include "view.h"

static json_t *
finding_json(const struct finding_view *finding, struct now now)
{
	const struct opinion *opinion = finding->opinion;
	const struct known *known = finding->known;
	json_t *json = json_pack("{s:o, s:s, s:s, s:o, s:o, s:s, s:o}", "name",
	    view_text(finding->name), "kind", finding->kind->name, "result",
	    health_name(opinion->health), "detail", view_text(opinion->detail), "remedy",
	    opinion->remedy[0] ? view_text(opinion->remedy) : json_null(), "why",
	    finding->kind->why, "unproved", view_text(finding->kind->unproved));

	json_object_set_new(json, "took_ms",
	    opinion->took >= 0 ? json_integer(opinion->took) : json_null());
	json_object_set_new(json, "known",
	    json_string(known->at > 0 ? health_name(known->health) : "unknown"));
	json_object_set_new(json, "known_age_s",
	    known->at > 0 ? view_seconds(now.boot - known->at) : json_null());
	return json;
}

json_t *
view_doctor(const struct application *application, struct now now)
{
	const struct app *app = application->app;
	json_t *checks = json_array(), *json;
	struct doctor_view view;

	doctor_view(application->doctor, &view);
	for (size_t i = 0; i < view.n; i++) {
		struct finding_view finding;

		doctor_view_at(application->doctor, i, &finding);
		json_array_append_new(checks, finding_json(&finding, now));
	}
	json = json_pack("{s:s, s:i, s:b, s:s}", "application", app->name, "round", (int)view.round,
	    "running", view.running, "result", health_name(view.health));
	view_round(json, app, view.n > 0 ? view.move : NULL, view.ended, view.took, now);
	json_object_set_new(json, "checks", checks);
	json_object_set_new(json, "preflight", view_preflight(&application->engine, now));
	return json;
}

json_t *
view_preflight(const struct engine *engine, struct now now)
{
	const struct preflight *preflight = &engine->preflight;
	msec_t most = engine->app->limits.preflight;
	bool known = preflight->at > 0;

	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "good", trit_name(preflight->good), "at",
	    view_since(preflight->at, now), "age_s",
	    view_seconds(known ? now.boot - preflight->at : -1), "text",
	    view_text(preflight->text[0] ? preflight->text : "nothing was tried yet"), "age_most_s",
	    most > 0 ? view_seconds(most) : json_null());
}
