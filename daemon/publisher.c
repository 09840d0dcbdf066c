/* SPDX-License-Identifier: MIT */
#include "publisher.h"

#include <stdio.h>

#include "aws/fault.h"
#include "aws/metric_data.h"
#include "base/alloc.h"
#include "caller.h"
#include "core/evidence.h"
#include "log.h"

#define EVERY   MSEC_MINUTE
#define TIMEOUT (15 * MSEC_SECOND)
#define LASTING 3 /* minutes in a row, before it is told */

struct publisher {
	struct daemon *daemon;
	struct timer *timer;
	struct sent *sent;
	json_t *data;    /* still to be sent; NULL: all is */
	char region[32]; /* where it is sent: a copy, which a reload leaves alone */
	int failed;      /* minutes in a row */
	uint64_t counts[2];
};

/* ---- what is told ---- */

static void
add_region(json_t *data, const struct application *application, size_t r, msec_t now)
{
	const struct engine *engine = &application->engine;
	struct metric_datum datum = { .name = "Serving",
		.unit = "None",
		.value = engine->memory.active == r,
		.application = application->app->name,
		.dimension = "Region",
		.of = application->app->regions[r].name };
	struct lag lag = evidence_lag(engine, r, now);
	enum trit up = evidence_up(engine, r);

	metric_data_add(data, &datum);
	datum.name = "Healthy";
	datum.value = up == TRIT_YES;
	if (up != TRIT_UNKNOWN)
		metric_data_add(data, &datum);
	datum.name = "ReplicationLag";
	datum.unit = "Seconds";
	datum.value = lag.value / MSEC_SECOND;
	/* The writer's own series only remembers the time when it was a secondary. */
	if (lag.known && engine->world.writer != r)
		metric_data_add(data, &datum);
}

static void
add_application(json_t *data, const struct application *application, msec_t now)
{
	const struct app *app = application->app;
	const struct memory *memory = &application->engine.memory;
	struct metric_datum datum = {
		.name = "Heartbeat", .unit = "None", .value = 1, .application = app->name
	};

	metric_data_add(data, &datum);
	datum.name = "NeedsOperator";
	datum.value = memory->state == app->needs_operator;
	metric_data_add(data, &datum);
	datum = (struct metric_datum){ "State", "None", 1, app->name, "State",
		app->states[memory->state].name };
	metric_data_add(data, &datum);
	for (size_t r = 0; r < app->n_regions; r++)
		add_region(data, application, r, now);
}

static json_t *
collect(const struct daemon *daemon)
{
	json_t *ret = json_array();

	for (size_t i = 0; i < daemon->n_applications; i++)
		add_application(ret, &daemon->applications[i], loop_now(daemon->loop).boot);
	return ret;
}

/* ---- telling it ---- */

enum publishing
publisher_weigh(int *failed, bool good)
{
	bool lost = *failed >= LASTING;

	*failed = good ? 0 : *failed + 1;
	if (lost == (*failed >= LASTING))
		return PUBLISHING_AS_BEFORE;
	return lost ? PUBLISHING_BACK : PUBLISHING_LOST;
}

static void
end_minute(struct publisher *publisher, const char *trouble)
{
	enum publishing publishing = publisher_weigh(&publisher->failed, !trouble);
	const struct log_about about = { .region = publisher->region };

	json_decref(take(publisher->data));
	publisher->counts[!trouble]++;
	if (publishing == PUBLISHING_LOST)
		log_event(METRICS_LOST, &about,
		    "CloudWatch in %s is not told how we are (watching and moving go on), so its "
		    "alarms may say that we are dead: %s",
		    publisher->region, trouble ? trouble : "");
	if (publishing == PUBLISHING_BACK)
		log_event(METRICS_BACK, &about, "CloudWatch in %s is told again how we are",
		    publisher->region);
}

static void send_next(struct publisher *publisher);

static void
on_answer(const struct answer *answer, void *arg)
{
	struct publisher *publisher = arg;
	struct aws_error error;
	struct error err = { "" };

	publisher->sent = NULL;
	aws_error_read(answer, &error);
	if (error.fault != FAULT_NONE) {
		(void)aws_look_verdict(&error, answer, &err);
		end_minute(publisher, err.text);
	} else if (json_array_size(publisher->data) > 0) {
		send_next(publisher);
	} else {
		end_minute(publisher, NULL);
	}
}

static void
send_next(struct publisher *publisher)
{
	struct call call = { 0 };

	metric_data_ask(&call, publisher->region, publisher->data);
	call_limit(&call, TIMEOUT);
	publisher->sent = caller_send(publisher->daemon, NULL, &call, on_answer, publisher);
}

static void
on_minute(void *arg)
{
	struct publisher *publisher = arg;
	struct daemon *daemon = publisher->daemon;
	const char *region = daemon->config->settings.aws.publish_metrics;

	timer_arm(publisher->timer, loop_now(daemon->loop).boot + EVERY);
	if (publisher->sent || !region || daemon->n_applications == 0)
		return;
	snprintf(publisher->region, sizeof(publisher->region), "%s", region);
	publisher->data = collect(daemon);
	send_next(publisher);
}

uint64_t
publisher_count(const struct publisher *publisher, bool good)
{
	return publisher->counts[good];
}

/* ---- life ---- */

struct publisher *
publisher_new(struct daemon *daemon)
{
	struct publisher *publisher = xcalloc(1, sizeof(*publisher));

	publisher->daemon = daemon;
	publisher->timer = timer_new(daemon->loop, on_minute, publisher);
	timer_arm(publisher->timer, loop_now(daemon->loop).boot + MSEC_SECOND);
	return publisher;
}

void
publisher_free(struct publisher *publisher)
{
	if (!publisher)
		return;
	caller_cancel(publisher->sent);
	timer_free(publisher->timer);
	json_decref(publisher->data);
	xfree(publisher);
}
