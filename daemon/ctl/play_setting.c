/* SPDX-License-Identifier: MIT */
#include "play_setting.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../catalog.h"
#include "base/alloc.h"
#include "play_change.h"
#include "play_moment.h"
#include "play_policy.h"

void
play_setting_begin(struct play_setting *setting, const char *scenario)
{
	*setting = (struct play_setting){ .scenario = scenario };
}

void
play_setting_done(struct play_setting *setting)
{
	json_decref(setting->json);
	xfree(setting->path);
	*setting = (struct play_setting){ 0 };
}

/* ---- sentences ---- */

static bool
read_application(struct play_setting *setting, const char *path, struct error *err)
{
	const char *slash = strrchr(setting->scenario, '/');

	if (setting->json)
		return error_set(err, "application: it is named already");
	if (!*path)
		return error_set(err, "application: name its file");
	setting->path = path[0] == '/' || !slash
	    ? xstrdup(path)
	    : xasprintf("%.*s/%s", (int)(slash - setting->scenario), setting->scenario, path);
	setting->json = play_change_read(setting->path, err);
	return setting->json || error_wrap(err, "application");
}

static bool
read_set(struct play_setting *setting, char *rest, struct error *err)
{
	char *path = play_moment_word(&rest);

	if (!setting->json)
		return error_set(err, "set: name the application first");
	if (!path || !*rest)
		return error_set(err, "set: write what, and the value: set guards.hold \"60s\"");
	return play_change_set(setting->json, path, rest, err) || error_wrap(err, "set");
}

static bool
read_observer(struct play_setting *setting, char *rest, struct error *err)
{
	char *name = play_moment_word(&rest), *place = play_moment_word(&rest);
	size_t i = setting->n_observers;

	if (!place || play_moment_word(&rest) || strlen(name) >= PLAY_NAME ||
	    strlen(place) >= PLAY_NAME)
		return error_set(err,
		    "observer: write its name, and where it stands: a Region or elsewhere");
	if (i == OBSERVERS_MOST)
		return error_set(err, "observer: no more than %d", OBSERVERS_MOST);
	snprintf(setting->observers[i].name, PLAY_NAME, "%s", name);
	snprintf(setting->observers[i].place, PLAY_NAME, "%s", place);
	setting->n_observers++;
	return true;
}

bool
play_setting_read(struct play_setting *setting, const char *word, char *rest, struct error *err)
{
	if (word[0] == 'a')
		return read_application(setting, rest, err);
	return word[0] == 's' ? read_set(setting, rest, err) : read_observer(setting, rest, err);
}

/* ---- what follows from them ---- */

static bool
name(const char *what, const char *text, char ret[PLAY_NAME], struct error *err)
{
	if (strlen(text) >= PLAY_NAME)
		return error_set(err, "%s \"%.60s\": a scenario has names of at most %d bytes",
		    what, text, PLAY_NAME - 1);
	snprintf(ret, PLAY_NAME, "%s", text);
	return true;
}

static bool
add_parts(const struct app *app, struct play_scene *ret, struct error *err)
{
	if (app->n_probes > PLAY_ENDPOINTS_MOST)
		return error_set(err, "it has %zu probes, and a scenario at most %d", app->n_probes,
		    PLAY_ENDPOINTS_MOST);
	for (size_t r = 0; r < app->n_regions; r++)
		if (!name("Region", app->regions[r].name, ret->regions[r].text, err))
			return false;
	for (size_t p = 0; p < app->n_probes; p++) {
		struct play_endpoint *endpoint = &ret->endpoints[p];

		*endpoint = (struct play_endpoint){ .critical = app->probes[p].critical,
			.alone = app->probes[p].alone,
			.probe = p };
		if (!name("probe", app->probes[p].name, endpoint->name, err))
			return false;
	}
	ret->n_regions = app->n_regions;
	ret->n_endpoints = app->n_probes;
	ret->home = ret->active = app->home;
	return true;
}

/* Nobody named: a single one, in none of the Regions. */
static bool
add_observers(const struct play_setting *setting, struct play_scene *ret, struct error *err)
{
	ret->n_observers = setting->n_observers > 0 ? setting->n_observers : 1;
	if (setting->n_observers == 0)
		ret->observers[0] = (struct play_observer){ "failoverd", REGION_NONE };
	for (size_t i = 0; i < setting->n_observers; i++) {
		const char *place = setting->observers[i].place;
		struct play_observer *observer = &ret->observers[i];

		snprintf(observer->name, sizeof(observer->name), "%s", setting->observers[i].name);
		observer->place = play_scene_region(ret, place, strlen(place));
		if (observer->place == REGION_NONE && strcmp(place, "elsewhere") != 0)
			return error_set(err,
			    "observer %s: \"%.40s\": write a Region of the application, or elsewhere",
			    observer->name, place);
	}
	return true;
}

/* The lines of the text that was loaded are nobody's: the place is told by its names. */
static bool
explain(const struct play_setting *setting, const struct diagnostics *diags, struct error *err)
{
	const struct diagnostic *first = NULL;

	for (size_t i = 0; i < diags->n && !first; i++)
		if (diags->list[i].severity == SEVERITY_ERROR)
			first = &diags->list[i];
	assert(first); /* else it would have been loaded */
	return error_set(err, "%.150s, as it is changed here: %s: %s%s%s", setting->path,
	    first->pointer, first->message, first->help[0] ? "; " : "", first->help);
}

struct config *
play_setting_load(struct play_setting *setting, struct play_scene *ret, struct error *err)
{
	static const char settings[] = "{\"config_version\": 1, \"observers\": \"single\"}";
	autofree(xfree) char *text = NULL;
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(config_free) struct config *config = NULL;

	if (!setting->json) {
		error_set(err, "name the application first: application apps.d/remittance.json");
		return NULL;
	}
	text = json_dumps(setting->json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	config = config_load(
	    (struct source[]){
		{ "settings", settings, strlen(settings) },
		{ setting->path, text, strlen(text) },
	    },
	    2, catalog_all(), &diags);
	if (!config) {
		explain(setting, &diags, err);
		return NULL;
	}
	if (!add_parts(&config->apps[0], ret, err) || !add_observers(setting, ret, err))
		return NULL;
	play_policy_observers(ret, config);
	return take(config);
}
