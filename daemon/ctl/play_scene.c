/* SPDX-License-Identifier: MIT */
#include "play_scene.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

define_autofree(json_t, json_decref)

    /* ---- names ---- */

    static bool is(const char *name, const char *text, size_t len)
{
	return strncmp(name, text, len) == 0 && name[len] == '\0';
}

size_t
play_scene_region(const struct play_scene *scene, const char *name, size_t len)
{
	for (size_t i = 0; i < scene->n_regions; i++)
		if (is(scene->regions[i].text, name, len))
			return i;
	return REGION_NONE;
}

size_t
play_scene_endpoint(const struct play_scene *scene, const char *name, size_t len)
{
	for (size_t i = 0; i < scene->n_endpoints; i++)
		if (is(scene->endpoints[i].name, name, len))
			return i;
	return (size_t)-1;
}

size_t
play_scene_observer(const struct play_scene *scene, const char *name, size_t len)
{
	for (size_t i = 0; i < scene->n_observers; i++)
		if (is(scene->observers[i].name, name, len))
			return i;
	return (size_t)-1;
}

/* ---- members ---- */

static bool
copy(const char *what, const char *text, char ret[PLAY_NAME], struct error *err)
{
	if (!text || !*text || strlen(text) >= PLAY_NAME)
		return error_set(err, "%s: write a name of 1 to %d bytes", what, PLAY_NAME - 1);
	snprintf(ret, PLAY_NAME, "%s", text);
	return true;
}

static bool
text(const json_t *object, const char *key, char ret[PLAY_NAME], struct error *err)
{
	return copy(key, json_string_value(json_object_get(object, key)), ret, err);
}

static bool
number(const json_t *object, const char *key, double *ret, struct error *err)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_number(value) || json_number_value(value) < 0)
		return error_set(err, "%s: write a number, 0 or more", key);
	*ret = json_number_value(value);
	return true;
}

static bool
region(const struct play_scene *scene, const json_t *object, const char *key, size_t *ret,
    struct error *err)
{
	const char *name = json_string_value(json_object_get(object, key));

	*ret = name ? play_scene_region(scene, name, strlen(name)) : REGION_NONE;
	return *ret != REGION_NONE || error_set(err, "%s: name one of the Regions", key);
}

/* ---- topology ---- */

static bool
load_regions(const json_t *list, struct play_scene *ret, struct error *err)
{
	const json_t *item;
	size_t i;

	if (json_array_size(list) < 2 || json_array_size(list) > REGIONS_MOST)
		return error_set(err, "regions: name 2 to %d", REGIONS_MOST);
	json_array_foreach(list, i, item)
	{
		if (!copy("regions", json_string_value(item), ret->regions[i].text, err))
			return false;
		ret->n_regions++;
	}
	return true;
}

static bool
load_endpoints(json_t *object, struct play_scene *ret, struct error *err)
{
	bool critical = false;
	const char *key;
	json_t *value;

	if (json_object_size(object) == 0 || json_object_size(object) > PLAY_ENDPOINTS_MOST)
		return error_set(err, "endpoints: name 1 to %d", PLAY_ENDPOINTS_MOST);
	json_object_foreach(object, key, value)
	{
		struct play_endpoint *endpoint = &ret->endpoints[ret->n_endpoints++];

		endpoint->critical = json_is_true(json_object_get(value, "critical"));
		endpoint->alone = json_is_true(json_object_get(value, "alone"));
		endpoint->probe = ret->n_endpoints - 1;
		critical = critical || endpoint->critical;
		if (!copy("endpoints", key, endpoint->name, err))
			return false;
	}
	return critical || error_set(err, "endpoints: none of them is critical");
}

static bool
load_observers(json_t *object, struct play_scene *ret, struct error *err)
{
	const char *key, *place;
	json_t *value;

	if (json_object_size(object) == 0 || json_object_size(object) > OBSERVERS_MOST)
		return error_set(err, "observers: name 1 to %d", OBSERVERS_MOST);
	json_object_foreach(object, key, value)
	{
		struct play_observer *observer = &ret->observers[ret->n_observers++];

		if (!copy("observers", key, observer->name, err))
			return false;
		place = json_string_value(json_object_get(value, "in"));
		observer->place =
		    place ? play_scene_region(ret, place, strlen(place)) : REGION_NONE;
		if (!place || (observer->place == REGION_NONE && strcmp(place, "elsewhere") != 0))
			return error_set(err, "observers.%.40s.in: name a Region or \"elsewhere\"",
			    key);
	}
	return true;
}

/* ---- the rest ---- */

static bool
load_initial(const json_t *initial, struct play_scene *ret, struct error *err)
{
	const json_t *age = json_object_get(initial, "last_switch_age_s");
	char mode[PLAY_NAME];
	bool away;

	if (!region(ret, initial, "active", &ret->active, err) || !text(initial, "mode", mode, err))
		return false;
	if (strcmp(mode, "auto") != 0 && strcmp(mode, "paused") != 0)
		return error_set(err, "mode: write \"auto\" or \"paused\"");
	ret->paused = strcmp(mode, "paused") == 0 ? MSEC_DAY : 0;
	if (!json_is_number(age))
		return true;
	away = ret->active != ret->home;
	ret->moves[ret->n_moves++] = (struct play_past){ (msec_t)(json_number_value(age) * 1000),
		away ? MOVE_FAILOVER : MOVE_FAILBACK, away };
	return true;
}

static bool
load_policy(const json_t *policy, struct play_policy *ret, struct error *err)
{
	const struct {
		const char *key;
		double *ret;
	} numbers[] = {
		{ "floor_s", &ret->floor_s },
		{ "ceiling_s", &ret->ceiling_s },
		{ "hard_ratio", &ret->hard_ratio },
		{ "degraded_ratio", &ret->degraded_ratio },
		{ "max_lag_ms", &ret->max_lag_ms },
		{ "lag_max_age_s", &ret->lag_max_age_s },
		{ "failback_stable_s", &ret->failback_stable_s },
		{ "failback_auto_stable_s", &ret->failback_auto_stable_s },
		{ "failback_max_lag_ms", &ret->failback_max_lag_ms },
		{ "failback_lag_stable_s", &ret->failback_lag_stable_s },
		{ "cooldown_s", &ret->cooldown_s },
		{ "target_stable_s", &ret->target_stable_s },
		{ "client_timeout_ms", &ret->client_timeout_ms },
		{ "min_observers", &ret->min_observers },
	};

	for (size_t i = 0; i < COUNT(numbers); i++)
		if (!number(policy, numbers[i].key, numbers[i].ret, err))
			return false;
	return text(policy, "unknown_lag", ret->unknown_lag, err) &&
	    text(policy, "failback", ret->failback, err);
}

static bool
load(const json_t *root, struct play_scene *ret, struct error *err)
{
	const json_t *topology = json_object_get(root, "topology");

	if (json_integer_value(json_object_get(root, "format")) != 1)
		return error_set(err, "format: only 1 is known");
	if (!text(root, "id", ret->name, err))
		return false;
	if (!load_regions(json_object_get(topology, "regions"), ret, err) ||
	    !region(ret, topology, "home", &ret->home, err) ||
	    !load_endpoints(json_object_get(topology, "endpoints"), ret, err) ||
	    !load_observers(json_object_get(topology, "observers"), ret, err))
		return error_wrap(err, "topology");
	if (!load_initial(json_object_get(root, "initial"), ret, err))
		return error_wrap(err, "initial");
	return load_policy(json_object_get(root, "policy"), &ret->policy, err) ||
	    error_wrap(err, "policy");
}

bool
play_scene_load(const char *path, struct play_scene *ret, struct error *err)
{
	json_error_t why;
	autofree(json_decref) json_t *root = json_load_file(path, 0, &why);
	struct play_scene scene = { .wall = PLAY_WALL };

	if (!root)
		return error_set(err, "%s:%d: %s", path, why.line, why.text);
	if (!load(root, &scene, err))
		return error_wrap(err, "%s", path);
	*ret = scene;
	return true;
}
