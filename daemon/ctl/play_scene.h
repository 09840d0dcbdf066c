/* SPDX-License-Identifier: MIT */
/*
 * A scenario as its file describes it: who there is, how it begins, what the
 * operator wants and how long the world takes. What happens in it comes line by
 * line, from play_line.
 */
#ifndef CTL_PLAY_SCENE_H
#define CTL_PLAY_SCENE_H

#include "base/error.h"
#include "core/app.h"

#define PLAY_ENDPOINTS_MOST 32
#define PLAY_MOVES_MOST     8
#define PLAY_NAME           48
#define PLAY_WALL           ((msec_t)1795528800000) /* 2026-11-24T14:00:00Z, unless it says else */

struct play_name {
	char text[PLAY_NAME];
};

struct play_endpoint {
	char name[PLAY_NAME];
	bool critical, alone;
	size_t probe; /* index into app->probes */
};

struct play_observer {
	char name[PLAY_NAME];
	size_t place; /* index of a Region; REGION_NONE: it stands elsewhere */
};

/* A move from before the scenario. */
struct play_past {
	msec_t ago;
	enum move_kind kind;
	bool automatic;
};

/* What the operator wants, in the scenario's words; play_policy maps it onto our options. */
struct play_policy {
	double floor_s, ceiling_s;
	double hard_ratio, degraded_ratio;
	double max_lag_ms, lag_max_age_s;
	char unknown_lag[PLAY_NAME]; /* "hold", "ask", "go" */
	char failback[PLAY_NAME];    /* "approve", "auto" */
	double failback_stable_s, failback_auto_stable_s;
	double failback_max_lag_ms, failback_lag_stable_s;
	double cooldown_s, target_stable_s, client_timeout_ms;
	double min_observers;
};

struct play_scene {
	char name[PLAY_NAME];
	struct play_name regions[REGIONS_MOST];
	struct play_endpoint endpoints[PLAY_ENDPOINTS_MOST];
	struct play_observer observers[OBSERVERS_MOST];
	size_t n_regions, n_endpoints, n_observers;
	size_t home, active;
	msec_t paused;                           /* at the beginning, for so long; 0: it is not */
	msec_t wall;                             /* when it begins */
	struct play_past moves[PLAY_MOVES_MOST]; /* the oldest first */
	size_t n_moves;
	struct play_policy policy;
};

must_check bool play_scene_load(const char *path, struct play_scene *ret, struct error *err);
/* By name; REGION_NONE, or (size_t)-1, when there is none. len: the name has no end of its own. */
size_t play_scene_region(const struct play_scene *scene, const char *name, size_t len);
size_t play_scene_endpoint(const struct play_scene *scene, const char *name, size_t len);
size_t play_scene_observer(const struct play_scene *scene, const char *name, size_t len);

#endif
