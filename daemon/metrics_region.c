/* SPDX-License-Identifier: MIT */
/* Of each Region of each application, and of each of its probes. */
#include <math.h>
#include <stdio.h>

#include "core/evidence.h"
#include "metrics.h"
#include "watch.h"

typedef void region_fn(struct metrics_text *text, const struct application *application,
    size_t region, struct now now);

static void
each_region(struct metrics_text *text, const struct daemon *daemon, region_fn *fill, struct now now)
{
	for (size_t i = 0; i < daemon->n_applications; i++)
		for (size_t r = 0; r < daemon->applications[i].app->n_regions; r++)
			fill(text, &daemon->applications[i], r, now);
}

#define OF_REGION(application, r)                             \
	{ "application", (application)->app->name },          \
	{                                                     \
		"region", (application)->app->regions[r].name \
	}

#define EACH_REGION(name)                                                                        \
	static void name(struct metrics_text *text, const struct daemon *daemon, struct now now) \
	{                                                                                        \
		each_region(text, daemon, name##_of, now);                                       \
	}

static void
serving_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS(OF_REGION(a, r)), a->engine.memory.active == r);
}

static void
home_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	metrics_text_sample(text, METRICS_LABELS(OF_REGION(a, r)), a->app->home == r);
}

static void
writer_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	if (a->app->aurora.global_cluster && a->engine.world.topology_at > 0)
		metrics_text_sample(text, METRICS_LABELS(OF_REGION(a, r)),
		    a->engine.world.writer == r);
}

static void
control_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	enum trit on = a->engine.world.regions[r].control;

	if (a->app->regions[r].routing_control && a->engine.world.controls_at > 0 &&
	    on != TRIT_UNKNOWN)
		metrics_text_sample(text, METRICS_LABELS(OF_REGION(a, r)), on == TRIT_YES);
}

static void
healthy_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	enum trit up = evidence_up(&a->engine, r);

	if (up != TRIT_UNKNOWN)
		metrics_text_sample(text, METRICS_LABELS(OF_REGION(a, r)), up == TRIT_YES);
}

/* The writer's own series only remembers the time when it was a secondary. */
static void
lag_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	struct lag lag = evidence_lag(&a->engine, r, now.boot);

	if (lag.known && a->engine.world.writer != r)
		metrics_text_sample(text, METRICS_LABELS(OF_REGION(a, r)), lag.value / MSEC_SECOND);
}

static void
fact_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	for (size_t f = 0; f < a->app->n_facts; f++) {
		const struct fact *fact = engine_fact(&a->engine, f, r);

		if (fact->value != TRIT_UNKNOWN)
			metrics_text_sample(text,
			    METRICS_LABELS(OF_REGION(a, r), { "fact", a->app->facts[f].name }),
			    fact->value == TRIT_YES);
	}
}

static void
check_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	for (size_t p = 0; p < a->app->n_probes; p++) {
		const struct sample *sample = series_at(engine_series(&a->engine, p, r), 0);

		if (sample && sample->outcome != OUTCOME_UNKNOWN)
			metrics_text_sample(text,
			    METRICS_LABELS(OF_REGION(a, r), { "check", a->app->probes[p].name }),
			    sample->outcome == OUTCOME_OK);
	}
}

static void
failures_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	for (size_t p = 0; p < a->app->n_probes; p++) {
		const struct meter *meter = watcher_meter(a->watcher, p, r);

		if (meter)
			metrics_text_sample(text,
			    METRICS_LABELS(OF_REGION(a, r), { "check", a->app->probes[p].name }),
			    (double)meter->failures);
	}
}

static void
duration_of(struct metrics_text *text, const struct application *a, size_t r, struct now now)
{
	for (size_t p = 0; p < a->app->n_probes; p++) {
		const struct meter *meter = watcher_meter(a->watcher, p, r);

		if (meter)
			metrics_text_histogram(text,
			    METRICS_LABELS(OF_REGION(a, r), { "check", a->app->probes[p].name }),
			    meter);
	}
}

EACH_REGION(serving)
EACH_REGION(home)
EACH_REGION(writer)
EACH_REGION(control)
EACH_REGION(healthy)
EACH_REGION(lag)
EACH_REGION(fact)
EACH_REGION(check)
EACH_REGION(failures)
EACH_REGION(duration)

const struct metrics_family metrics_region_families[] = {
	{ "failoverd_region_serving", "gauge", "1 for the Region that serves.", serving },
	{ "failoverd_region_home", "gauge", "1 for the Region where it belongs.", home },
	{ "failoverd_region_writer", "gauge", "1 for the Region that has the writer.", writer },
	{ "failoverd_region_healthy", "gauge", "Whether the Region is up (its fact up).", healthy },
	{ "failoverd_routing_control_on", "gauge", "Whether traffic is routed to the Region.",
	    control },
	{ "failoverd_replication_lag_seconds", "gauge",
	    "How far the Region's copy of the data is behind.", lag },
	{ "failoverd_fact", "gauge", "Facts: 1 yes, 0 no; unknown ones have no sample.", fact },
	{ "failoverd_check_up", "gauge", "Whether the newest answer of the probe was good.",
	    check },
	{ "failoverd_probe_failures", "counter", "Answers of the probe that were failures.",
	    failures },
	{ "failoverd_probe_duration_seconds", "histogram",
	    "How long the probe waited for its answers.", duration },
	{ NULL },
};
