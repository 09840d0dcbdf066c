/* SPDX-License-Identifier: MIT */
#include "play_policy.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../catalog.h"
#include "base/alloc.h"
#include "config/pool.h"

define_autofree(json_t, json_decref)

#define ARN   "arn:aws:rds:%s:111122223333:cluster:play"
#define PANEL "arn:aws:route53-recovery-control::111122223333:controlpanel/play"

#define LAG_EVERY  "10s" /* a scenario tells it each second, with its age */
#define LOOK_EVERY "10s" /* where the writer is, and traffic */

    /* "A" is no name that AWS gives to a Region. */
    static const char *region_name(size_t i, char ret[PLAY_NAME])
{
	snprintf(ret, PLAY_NAME, "play-%c-1", (int)('a' + i));
	return ret;
}

static json_t *
duration(double msec)
{
	return json_sprintf("%lldms", (long long)msec);
}

static json_t *
seconds(double s)
{
	return duration(s * 1000);
}

static json_t *
ratio(const char *op, double share)
{
	return json_sprintf("%s %.6g%%", op, share * 100);
}

/* ---- the parts ---- */

static json_t *
regions(const struct play_scene *scene)
{
	json_t *ret = json_object();
	char name[PLAY_NAME];

	for (size_t i = 0; i < scene->n_regions; i++) {
		region_name(i, name);
		json_object_set_new(ret, name,
		    json_pack("{s:o, s:o}", "cluster", json_sprintf(ARN, name), "routing_control",
			json_sprintf(PANEL "/routingcontrol/%s", name)));
	}
	return ret;
}

static json_t *
routing(void)
{
	return json_pack("{s:s, s:{s:s}}", "panel", PANEL, "endpoints", "us-east-1",
	    "https://play.example/v1");
}

static json_t *
probes(const struct play_scene *scene)
{
	json_t *ret = json_object();

	for (size_t i = 0; i < scene->n_endpoints; i++) {
		const struct play_endpoint *endpoint = &scene->endpoints[i];
		json_t *probe = json_pack("{s:{s:s}, s:s, s:o, s:b, s:b}", "http", "url",
		    "https://{region}.play.example/", "every", "5s", "timeout",
		    duration(scene->policy.client_timeout_ms), "critical", endpoint->critical,
		    "alone", endpoint->alone);

		json_object_set_new(ret, endpoint->name, probe);
	}
	json_object_set_new(ret, "play-lag",
	    json_pack("{s:{}, s:s}", "aurora-lag", "every", LAG_EVERY));
	json_object_set_new(ret, "play-topology",
	    json_pack("{s:{}, s:s}", "aurora-topology", "every", LOOK_EVERY));
	json_object_set_new(ret, "play-controls",
	    json_pack("{s:{}, s:s}", "routing-controls", "every", LOOK_EVERY));
	return ret;
}

static json_t *
facts(const struct play_scene *scene)
{
	const struct play_policy *policy = &scene->policy;
	json_t *critical = json_array();

	for (size_t i = 0; i < scene->n_endpoints; i++)
		if (scene->endpoints[i].critical)
			json_array_append_new(critical, json_string(scene->endpoints[i].name));
	/* The gaps between holding and clearing are those of the built-in facts. */
	return json_pack("{s:{s:O, s:o, s:o}, s:{s:o, s:o, s:o}}", "down", "probes", critical,
	    "fail_ratio", ratio(">=", policy->hard_ratio), "clear",
	    ratio("<", policy->hard_ratio * 0.6), "up", "probes", critical, "fail_ratio",
	    ratio("<", policy->degraded_ratio), "clear", ratio(">=", policy->degraded_ratio * 3));
}

/*
 * The time between floor and ceiling belongs to the outage's own end first: a
 * quarter of both together, which is 90 s for the usual minute and five.
 */
static double
hold(const struct play_policy *policy)
{
	double ret = (policy->floor_s + policy->ceiling_s) / 4;

	return ret > policy->floor_s ? ret : policy->floor_s;
}

static json_t *
guards(const struct play_policy *policy)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:s}", "hold",
	    seconds(hold(policy)), "cooldown", seconds(policy->cooldown_s), "max_loss",
	    duration(policy->max_lag_ms), "loss_age", seconds(policy->lag_max_age_s),
	    "unknown_loss", policy->unknown_lag, "max_lag", duration(policy->failback_max_lag_ms),
	    "lag_for", seconds(policy->failback_lag_stable_s), "target_up",
	    seconds(policy->target_stable_s), "stable", seconds(policy->failback_auto_stable_s),
	    "stable_request", seconds(policy->failback_stable_s), "failback", policy->failback);
}

/* A secret with a replica, as the format knows it: one that takes no writes until it is promoted.
 */
static json_t *
steps(void)
{
	return json_pack("[{s:{}}, {s:{}}, {s:{s:s}}, {s:{}}, {s:{}}]", "recheck", "aurora-writer",
	    "secret", "strategy", "replica", "routing-controls", "aurora-replication");
}

static json_t *
application(const struct play_scene *scene)
{
	char home[PLAY_NAME];

	return json_pack(
	    "{s:s, s:s, s:s, s:o, s:{s:s}, s:{s:s, s:s}, s:o, s:o, s:o, s:o, s:{s:o, s:o}}",
	    "application", "play", "mode", "auto", "home", region_name(scene->home, home),
	    "regions", regions(scene), "aurora", "global_cluster", "play", "secret", "id", "play",
	    "member", "host", "routing", routing(), "probes", probes(scene), "facts", facts(scene),
	    "guards", guards(&scene->policy), "runbooks", "failover", steps(), "switchover",
	    steps());
}

/* ---- the observers ---- */

void
play_policy_observers(const struct play_scene *scene, struct config *config)
{
	struct observer_spec *list = pool_alloc(config->pool, scene->n_observers, sizeof(*list));
	struct app *app = &config->apps[0];

	if (scene->n_observers == 1)
		return;
	for (size_t i = 0; i < scene->n_observers; i++)
		list[i] = (struct observer_spec){ .name = pool_text(config->pool,
						      scene->observers[i].name,
						      strlen(scene->observers[i].name)),
			.place = scene->observers[i].place };
	app->observers = (struct observers_spec){
		.list = list, .n = scene->n_observers, .quorum_for = MSEC_MINUTE
	};
	app->limits.hold_contested = MSEC_MINUTE;
	app->limits.lease_left = 15 * MSEC_SECOND;
}

struct config *
play_policy_load(const struct play_scene *scene, struct error *err)
{
	static const char settings[] = "{\"config_version\": 1, \"observers\": \"single\"}";
	autofree(json_decref) json_t *json = application(scene);
	autofree(xfree) char *text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	struct source sources[] = {
		{ "settings", settings, strlen(settings) },
		{ "policy", text, strlen(text) },
	};
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(buf_done) struct buf line = { 0 };
	struct config *config = config_load(sources, COUNT(sources), catalog_all(), &diags);

	if (config) {
		play_policy_observers(scene, config);
		return config;
	}
	diagnostics_line(&diags, &line);
	error_set(err, "no configuration says what its policy asks for: %s", buf_text(&line));
	return NULL;
}
