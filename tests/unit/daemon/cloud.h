/* SPDX-License-Identifier: MIT */
/*
 * As much of AWS as any runbook asks: the global cluster, secrets, routing controls,
 * documents, functions, plans, topics, names and the application itself. It goes
 * through its states in its time, shows what it has accepted a little later, does
 * what is asked for as often as it is asked, and counts. Who pays for what was done
 * twice is the run.
 */
#ifndef TESTS_UNIT_DAEMON_CLOUD_H
#define TESTS_UNIT_DAEMON_CLOUD_H

#include <stdlib.h>

#include "drive.h"

#define CLOUD_REGIONS  2
#define CLOUD_DEEDS    64
#define CLOUD_CONTROLS 8

#define MOVE_TAKES ((msec_t)20000)
#define MOVE_SHOWN ((msec_t)4000) /* until then AWS itself does not show what it has accepted */
#define NAME_TAKES ((msec_t)3000)
#define WORK_TAKES ((msec_t)6000) /* a document, a plan, a copy */

struct cloud_secret {
	char text[256], version[UUID_TEXT];
	char former_text[256], former[UUID_TEXT];
	size_t primary; /* where it can be written; itself, unless it is a replica */
};

struct cloud {
	const struct app *app;
	const struct move *move;
	const struct runbook *book;

	size_t writer;
	msec_t moving_since, moved_at; /* boot time; 0: not */
	bool stuck;                    /* what moves never arrives */
	int again;                     /* a move was asked for that had been accepted */
	msec_t copied_at;

	struct cloud_secret secrets[CLOUD_REGIONS];
	msec_t replicating_since;

	struct {
		const char *arn;
		bool on;
	} controls[CLOUD_CONTROLS];

	size_t n_controls;
	msec_t traffic_since;
	const char *rule; /* a safety rule that refuses; NULL: none */

	struct cloud_work {
		char id[UUID_TEXT];
		msec_t since;
	} documents[RUN_STEPS_MOST], plans[RUN_STEPS_MOST];

	/* What was done, and how often: "4 write us-west-2", of the step with that number. */
	struct {
		char name[160];
		int n;
	} deeds[CLOUD_DEEDS];

	int sequence;
};

/* ---- what was done ---- */

static inline int
cloud_did(const struct cloud *cloud, const char *name)
{
	for (size_t i = 0; i < CLOUD_DEEDS && cloud->deeds[i].n > 0; i++)
		if (strcmp(cloud->deeds[i].name, name) == 0)
			return cloud->deeds[i].n;
	return 0;
}

static inline void
cloud_do(struct drive *d, const char *what, const char *which)
{
	struct cloud *cloud = d->world;
	char name[160];
	size_t i = 0;

	snprintf(name, sizeof(name), "%zu %s %s", d->run.next, what, which);
	while (i + 1 < CLOUD_DEEDS && cloud->deeds[i].n > 0 &&
	    strcmp(cloud->deeds[i].name, name) != 0)
		i++;
	snprintf(cloud->deeds[i].name, sizeof(cloud->deeds[i].name), "%s", name);
	cloud->deeds[i].n++;
}

/* ---- who asks what of whom ---- */

static inline size_t
cloud_region(const struct cloud *cloud, const struct call *call)
{
	size_t region = app_region(cloud->app, call->region);

	assert_in_range(region, 0, CLOUD_REGIONS - 1);
	return region;
}

static inline bool
cloud_asks(const struct call *call, const char *name)
{
	return strcmp(call->name, name) == 0;
}

static inline const char *
cloud_endpoint(const struct cloud *cloud, size_t region, char ret[128])
{
	snprintf(ret, 128, "%s.cluster-abc.%s.rds.amazonaws.com",
	    strrchr(cloud->app->regions[region].cluster, ':') + 1,
	    cloud->app->regions[region].name);
	return ret;
}

static inline const char *
cloud_global_endpoint(const struct cloud *cloud, char ret[128])
{
	snprintf(ret, 128, "%s.global-abc.global.rds.amazonaws.com",
	    cloud->app->aurora.global_cluster);
	return ret;
}

/* An option of a step, as the configuration has filled it in; NULL: its kind has none. */
static inline const void *
cloud_option(const struct step_spec *step, const char *name)
{
	const struct option *option = step->kind ? step->kind->options : NULL;

	for (; option && option->name; option++)
		if (strcmp(option->name, name) == 0)
			return (const char *)step->args + option->offset;
	return NULL;
}

static inline bool
cloud_flag(const struct step_spec *step, const char *name)
{
	const bool *flag = cloud_option(step, name);

	return flag && *flag;
}

static inline void
cloud_refused(struct http_response *ret, int status, const char *code, const char *message)
{
	ret->status = status;
	buf_printf(&ret->body, "{\"__type\":\"%s\",\"message\":\"%s\"}", code, message);
}

/* ---- routing controls ---- */

static inline bool *
cloud_control(struct cloud *cloud, const char *arn)
{
	for (size_t i = 0; i < cloud->n_controls; i++)
		if (strcmp(cloud->controls[i].arn, arn) == 0)
			return &cloud->controls[i].on;
	return NULL;
}

static inline bool
cloud_serves(struct cloud *cloud, size_t region)
{
	const char *arn = cloud->app->regions[region].routing_control;
	const bool *on = arn ? cloud_control(cloud, arn) : NULL;

	return on && *on;
}

/* The database has moved when its time has come. */
static inline void
cloud_settle(struct drive *d, struct cloud *cloud)
{
	if (cloud->stuck || cloud->moving_since == 0 ||
	    d->now.boot - cloud->moving_since < MOVE_TAKES)
		return;
	cloud->writer = cloud->move->to;
	cloud->moved_at = cloud->moving_since + MOVE_TAKES;
	cloud->moving_since = 0;
}

#endif
