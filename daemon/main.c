/* SPDX-License-Identifier: MIT */
/* failoverd - decides when an application must leave its Region, and takes it there. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>

#include <jansson.h>

#include "api.h"
#include "arguments.h"
#include "base/alloc.h"
#include "base/trim.h"
#include "configuration.h"
#include "daemon.h"
#include "io/journal.h"
#include "io/server_socket.h"
#include "ledger.h"
#include "log.h"
#include "metrics.h"
#include "started.h"

#define CONFIG_PATH "/etc/failoverd/failoverd.json"
#define STATE_DIR   "/var/lib/failoverd"
#define API_RETRY   (10 * MSEC_SECOND)
#define TRIM_AFTER  (5 * MSEC_SECOND) /* since the start: everything was asked once */
#define TRIM_EVERY  MSEC_HOUR

static void
stop(void *arg)
{
	struct daemon *daemon = arg;

	loop_stop(daemon->loop);
}

static void
on_signal(int signo, void *arg)
{
	struct daemon *daemon = arg;
	struct error err = { 0 };

	if (signo == SIGHUP) {
		(void)daemon_reload(daemon, &err); /* told by itself */
		return;
	}
	notify_stopping();
	/* Who asks once more does not want to wait. */
	if (daemon->api && !daemon->stopping)
		api_drain(daemon->api, stop, daemon);
	else
		loop_stop(daemon->loop);
	daemon->stopping = true;
}

/* Faults go to stderr with the line and the caret: in a terminal and in `systemctl status` alike.
 * ret_texts: its files, for the ledger. ret_status: if there is no configuration, how to end;
 * systemd tries again unless it is EX_CONFIG. */
static struct config *
load(const struct arguments *args, char **ret_texts, int *ret_status)
{
	autofree(diagnostics_done) struct diagnostics diags = { 0 };
	autofree(sources_done) struct sources sources = { 0 };
	autofree(buf_done) struct buf text = { 0 };
	struct error err = { 0 };
	struct config *config = configuration_load(args->config, &diags, &sources, &err);

	*ret_status = err.passing ? EX_OSERR : EX_CONFIG;
	*ret_texts = config ? ledger_text(ledger_sources(sources.list, sources.n)) : NULL;
	diagnostics_print(&diags, sources.list, sources.n, &text);
	if (args->check || !config)
		fputs(buf_text(&text), stderr);
	if (!config && diags.errors == 0)
		fprintf(stderr, "failoverd: %s\n", err.text);
	if (args->check && config)
		printf("%s: good, %zu application%s\n", args->config, config->n_apps,
		    config->n_apps == 1 ? "" : "s");
	for (size_t i = 0; !args->check && config && i < diags.n; i++)
		log_event(CONFIG_WARNING, NULL, "%s:%d:%d: %s; %s", diags.list[i].file,
		    diags.list[i].line, diags.list[i].column, diags.list[i].message,
		    diags.list[i].help);
	return config;
}

/* Secrets must not be swapped out. Within a limit, though, a lock could make memory run out. */
static void
lock_memory(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY)
		(void)mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

/* One arena, no dump, one microsecond: small memory, no secrets in cores, punctual probes. */
static void
settle_process(void)
{
	lock_memory();
	mallopt(M_ARENA_MAX, 1);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_TIMERSLACK, 1);
	signal(SIGPIPE, SIG_IGN);
	json_set_alloc_funcs(xalloc, xfree_wiped);
}

struct service {
	struct daemon daemon;
	struct timer *api_retry, *trim;
	struct metrics_server *metrics;
	bool told;
};

static void
open_to_group(const struct settings *settings)
{
	struct error err = { "" };

	if (settings->socket_group &&
	    !server_socket_share(settings->socket, settings->socket_group, &err))
		log_event(CONFIG_WARNING, NULL, "only root and we ourselves may use the API: %s",
		    err.text);
}

/* Watching goes on without the API; it is tried again until it can be had. */
static void
open_api(void *arg)
{
	struct service *service = arg;
	struct daemon *daemon = &service->daemon;
	int fd = notify_listener("control");
	struct error err = { 0 };

	daemon->api = api_new(daemon, fd, &err);
	if (daemon->api && fd < 0)
		open_to_group(&daemon->config->settings);
	if (daemon->api)
		return;
	if (!service->told)
		log_event(API_LOST, NULL,
		    "no API, so failoverctl cannot be served (watching goes on): %s", err.text);
	service->told = true;
	timer_arm(service->api_retry, loop_now(daemon->loop).boot + API_RETRY);
}

/* After the start, and from time to time: what is rare, a run or a reload, leaves memory behind. */
static void
trim(void *arg)
{
	struct service *service = arg;

	trim_memory();
	timer_arm(service->trim, loop_now(service->daemon.loop).boot + TRIM_EVERY);
}

/* Nor may what is only watched keep us from watching. */
static void
open_metrics(struct service *service)
{
	struct error err = { "" };

	service->metrics = metrics_server_new(&service->daemon, &err);
	if (!service->metrics && err.text[0])
		log_event(API_LOST, NULL, "no metrics on a port (all else goes on): %s", err.text);
}

static void
tell_end(const struct daemon *daemon, bool asked)
{
	const struct application *busy = daemon_busy(daemon);
	char then[160] = "";

	if (busy)
		snprintf(then, sizeof(then), ", and %s of %.60s is taken up again", busy->last_run,
		    busy->app->name);
	log_event(STOPPED, NULL, "failoverd %s has %s: nobody watches until it is started again%s",
	    VERSION, asked ? "stopped, as it was told to" : "left its event loop, which is a fault",
	    then);
}

static int
serve(struct service *service)
{
	static const int signals[] = { SIGHUP, SIGTERM, SIGINT };
	struct daemon *daemon = &service->daemon;
	struct watch *watches[COUNT(signals)];
	struct error err = { 0 };
	bool asked;

	for (size_t i = 0; i < COUNT(signals); i++)
		watches[i] = watch_signal(daemon->loop, signals[i], on_signal, daemon);
	if (!daemon_start(daemon, &err)) {
		fprintf(stderr, "failoverd: %s\n", err.text);
		return EX_OSERR;
	}
	daemon->at_start = started_new(&daemon->config->settings, notify_listener("control") >= 0);
	service->api_retry = timer_new(daemon->loop, open_api, service);
	open_api(service);
	open_metrics(service);
	service->trim = timer_new(daemon->loop, trim, service);
	timer_arm(service->trim, loop_now(daemon->loop).boot + TRIM_AFTER);
	log_event(STARTED, NULL, "failoverd %s watches %zu application%s, configuration %.12s",
	    VERSION, daemon->n_applications, daemon->n_applications == 1 ? "" : "s",
	    daemon->config->digest);
	daemon_recall(daemon);
	asked = loop_run(daemon->loop);
	tell_end(daemon, asked);
	timer_free(service->api_retry);
	timer_free(service->trim);
	metrics_server_free(service->metrics);
	api_free(daemon->api);
	started_free(daemon->at_start);
	daemon_stop(daemon);
	for (size_t i = 0; i < COUNT(signals); i++)
		watch_free(watches[i]);
	return asked ? EXIT_SUCCESS : EX_SOFTWARE;
}

int
main(int argc, char **argv)
{
	const char *state = getenv("STATE_DIRECTORY");
	struct arguments args = { .config = CONFIG_PATH, .state = state ? state : STATE_DIR };
	struct service service = { 0 };
	struct daemon *daemon = &service.daemon;
	autofree(xfree) char *texts = NULL;
	struct config *config;
	int rc;

	arguments_parse(argc, argv, &args);
	settle_process();
	journal_open(JOURNAL_AUTO, args.verbose ? LOG_DEBUG : LOG_INFO);
	config = load(&args, &texts, &rc);
	if (!config)
		return rc;
	if (args.check) {
		config_free(config);
		return EXIT_SUCCESS;
	}
	daemon->config_path = args.config;
	daemon->state_dir = args.state;
	daemon->config = config;
	daemon->config_texts = take(texts);
	daemon->loop = loop_new();
	rc = serve(&service);
	config_free(daemon->config);
	xfree(daemon->config_texts);
	loop_free(daemon->loop);
	return rc;
}
