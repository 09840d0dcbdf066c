/* SPDX-License-Identifier: MIT */
#include "daemon.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "configuration.h"
#include "daemon_private.h"
#include "historian.h"
#include "identity.h"
#include "io/journal.h"
#include "ledger.h"
#include "log.h"
#include "publisher.h"
#include "references.h"
#include "started.h"
#include "tell.h"
#include "watch.h"

/* Milliseconds between two ticks at least, so that samples that come together count together. A
 * tick goes over all that was seen: with few probes it costs little, and the next may follow at
 * once. */
#define SPACING_LEAST        1
#define SPACING_MOST         10
#define SERIES_A_MILLISECOND 100
#define STATUS_TEXT          512
#define READY_WITHIN         (30 * MSEC_SECOND) /* systemd waits for 90 s */

struct application *
daemon_application(const struct daemon *daemon, const char *name)
{
	for (size_t i = 0; i < daemon->n_applications; i++)
		if (strcmp(daemon->applications[i].app->name, name) == 0)
			return &daemon->applications[i];
	return NULL;
}

static void
arm(struct daemon *daemon, msec_t when)
{
	daemon->tick_due = when;
	timer_arm(daemon->tick, when);
}

void
daemon_wake(struct daemon *daemon)
{
	msec_t now = loop_now(daemon->loop).boot;
	msec_t soonest = daemon->last_tick + daemon->spacing;

	arm(daemon, now > soonest ? now : soonest);
}

/* ---- the tick ---- */

static void
tell_systemd(struct daemon *daemon, struct now now)
{
	char status[STATUS_TEXT] = "";
	size_t len = 0;

	for (size_t i = 0; i < daemon->n_applications && len < sizeof(status); i++) {
		const struct application *application = &daemon->applications[i];
		char sentence[256];

		len += (size_t)snprintf(status + len, sizeof(status) - len, "%s%s: %s",
		    i > 0 ? " " : "", application->app->name,
		    engine_sentence(&application->engine, &application->decision, sentence, now));
	}
	if (strcmp(status, daemon->status) != 0)
		notify_status(status);
	snprintf(daemon->status, sizeof(daemon->status), "%s", status);
	if (daemon->watchdog > 0 && now.boot - daemon->watchdog_fed >= daemon->watchdog / 3) {
		notify_watchdog();
		daemon->watchdog_fed = now.boot;
	}
}

static bool
began(const struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->n_applications; i++)
		if (!watcher_began(daemon->applications[i].watcher))
			return false;
	return true;
}

/* Watching is what readiness promises; a probe that takes its time must not have systemd kill us.
 */
static void
become_ready(struct daemon *daemon, msec_t now)
{
	if (daemon->ready || (now < daemon->ready_by && !began(daemon)))
		return;
	daemon->ready = true;
	notify_ready(NULL);
}

static void
tick(void *arg)
{
	struct daemon *daemon = arg;
	struct now now = loop_now(daemon->loop);
	msec_t next = now.boot + MSEC_SECOND;

	meter_measure(&daemon->lateness, now.boot - daemon->tick_due);
	daemon->last_tick = now.boot;
	arm(daemon, next);
	for (size_t i = 0; i < daemon->n_applications; i++) {
		msec_t soon = application_tick(&daemon->applications[i]);

		next = soon < next ? soon : next;
	}
	daemon_try_ledger(daemon, now.boot);
	become_ready(daemon, now.boot);
	tell_systemd(daemon, now);
	if (next < now.boot + MSEC_SECOND)
		arm(daemon, next);
}

/* ---- life ---- */

static msec_t
spacing_of(const struct config *config)
{
	size_t series = 0;
	msec_t spacing;

	for (size_t i = 0; i < config->n_apps; i++)
		series += config->apps[i].n_probes * config->apps[i].n_regions;
	spacing = SPACING_LEAST + (msec_t)(series / SERIES_A_MILLISECOND);
	return spacing < SPACING_MOST ? spacing : SPACING_MOST;
}

static void
start_applications(struct daemon *daemon)
{
	daemon->spacing = spacing_of(daemon->config);
	daemon->n_applications = daemon->config->n_apps;
	daemon->applications = xcalloc(daemon->n_applications, sizeof(*daemon->applications));
	for (size_t i = 0; i < daemon->n_applications; i++)
		application_start(&daemon->applications[i], daemon, &daemon->config->apps[i]);
}

static void
stop_applications(struct application *applications, size_t n)
{
	for (size_t i = 0; i < n; i++)
		application_done(&applications[i]);
	xfree(applications);
}

static size_t
lines_needed(const struct config *config)
{
	size_t n = config->settings.references.n + 16; /* AWS endpoints beside the probes */

	for (size_t i = 0; i < config->n_apps; i++)
		n += config->apps[i].n_probes * config->apps[i].n_regions;
	return n;
}

bool
daemon_start(struct daemon *daemon, struct error *err)
{
	struct http_settings settings = {
		.user_agent = "failoverd/" VERSION,
		.connections = lines_needed(daemon->config),
	};

	daemon->started = loop_now(daemon->loop).wall;
	daemon->ready_by = loop_now(daemon->loop).boot + READY_WITHIN;
	daemon->watchdog = notify_watchdog_interval();
	daemon->http = http_new(daemon->loop, &settings, err);
	if (!daemon->http)
		return false;
	daemon->dns = dns_new(daemon->loop);
	daemon->tcp = tcp_new(daemon->loop, daemon->dns);
	daemon->process = process_new(daemon->loop);
	daemon->tick = timer_new(daemon->loop, tick, daemon);
	if (!daemon_open_store(daemon))
		log_event(LEDGER_LOST, NULL,
		    "no ledger, so nothing is moved (watching goes on): %s",
		    daemon->store_trouble.text);
	daemon->identity = identity_new(daemon);
	daemon->references = references_new(daemon);
	daemon->historian = historian_new(daemon);
	daemon->publisher = publisher_new(daemon);
	start_applications(daemon);
	daemon_wake(daemon);
	return true;
}

void
daemon_recall(struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->n_applications; i++)
		application_recall(&daemon->applications[i]);
}

void
daemon_stop(struct daemon *daemon)
{
	references_free(daemon->references);
	publisher_free(daemon->publisher);
	stop_applications(daemon->applications, daemon->n_applications);
	historian_free(daemon->historian);
	identity_free(daemon->identity);
	remotes_done(&daemon->remotes);
	timer_free(daemon->tick);
	store_close(daemon->store, 2 * MSEC_SECOND);
	daemon_forget_notes(daemon);
	process_free(daemon->process);
	tcp_free(daemon->tcp);
	dns_free(daemon->dns);
	http_free(daemon->http);
	traffic_done(&daemon->traffic);
}

/* ---- reload ---- */

const struct application *
daemon_busy(const struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->n_applications; i++)
		if (daemon->applications[i].op)
			return &daemon->applications[i];
	return NULL;
}

static void
swap(struct daemon *daemon, struct config *config)
{
	struct config *old_config = daemon->config;
	struct application *old = daemon->applications;
	size_t n_old = daemon->n_applications;

	daemon->config = config;
	start_applications(daemon);
	for (size_t i = 0; i < daemon->n_applications; i++) {
		struct application *application = &daemon->applications[i];
		size_t j = 0;

		while (j < n_old && strcmp(old[j].app->name, application->app->name) != 0)
			j++;
		if (j < n_old)
			application_inherit(application, &old[j]);
		else
			application_recall(application);
	}
	stop_applications(old, n_old);
	historian_reload(daemon->historian);
	references_free(daemon->references);
	daemon->references = references_new(daemon);
	identity_reload(daemon->identity);
	config_free(old_config);
}

bool
daemon_reload(struct daemon *daemon, struct error *err)
{
	const struct application *busy = daemon_busy(daemon);
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(sources_done) struct sources sources = { 0 };
	autofree(buf_done) struct buf later = { 0 };
	struct config *config = NULL;

	notify_reloading();
	if (!busy)
		config = configuration_load(daemon->config_path, &diags, &sources, err);
	else
		error_set(err, "run %s of %s is active: reload again when it has ended",
		    busy->last_run, busy->app->name);
	if (config) {
		xfree(daemon->config_texts);
		daemon->config_texts = ledger_text(ledger_sources(sources.list, sources.n));
		swap(daemon, config);
		started_tell(daemon->at_start, &daemon->config->settings, &later);
		log_event(RELOADED, NULL,
		    "configuration reloaded: %zu application%s, digest %.12s%s",
		    daemon->n_applications, daemon->n_applications == 1 ? "" : "s",
		    daemon->config->digest, buf_text(&later));
	} else {
		log_event(RELOAD_REFUSED, NULL,
		    "the configuration was not reloaded, the old one stays: %s", err->text);
	}
	daemon->reload_failed = !busy && !config;
	daemon->status[0] = '\0';
	notify_ready(NULL);
	daemon_wake(daemon);
	return config != NULL;
}
