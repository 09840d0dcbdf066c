/* SPDX-License-Identifier: MIT */
/* The daemon: owns everything, in the order of its members; ticks. */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include "application.h"
#include "aws/remote.h"
#include "config/config.h"
#include "core/run.h"
#include "io/dns.h"
#include "io/http.h"
#include "io/loop.h"
#include "io/process.h"
#include "io/store.h"
#include "io/tcp.h"
#include "meter.h"
#include "traffic.h"

struct api;
struct historian;
struct identity;
struct note;
struct publisher;
struct references;
struct started;

struct daemon {
	const char *config_path, *state_dir; /* as given; for messages and reload */
	struct loop *loop;
	struct config *config;
	char *config_texts; /* its files, as the ledger keeps them */
	struct http *http;  /* for probes and for AWS */
	struct dns *dns;
	struct tcp *tcp;
	struct process *process;    /* runs plugins */
	struct store *store;        /* NULL: it could not be opened */
	struct error store_trouble; /* why not, or why it takes no writes */
	struct note *notes;         /* writes that were not answered yet */
	uint64_t notes_lost;        /* writes that it did not take */
	uint64_t runs[MOVE_FAILBACK + 1][RUN_ABANDONED + 1]; /* that have ended, by how */
	struct identity *identity;                           /* AWS credentials */
	struct remotes remotes;                              /* what is known of AWS's endpoints */
	struct traffic traffic;                              /* what they were asked */
	struct references *references;
	struct historian *historian; /* what is kept for later */
	struct publisher *publisher; /* tells CloudWatch how we are */
	struct application *applications;
	size_t n_applications;
	struct api *api;
	struct started *at_start; /* what was used then alone */
	struct timer *tick;
	msec_t tick_due;       /* boot time */
	msec_t spacing;        /* between two ticks at least */
	struct meter lateness; /* of the ticks */
	msec_t started;        /* wall time */
	msec_t last_tick;      /* boot time */
	msec_t ready_by;       /* boot time: ready then, whatever was not answered yet */
	int next_run;
	bool reload_failed; /* the newest one */
	bool ready;         /* systemd was told so */
	bool stopping;      /* and that, too */
	char status[512];   /* what systemd was told last */
	msec_t watchdog, watchdog_fed, ledger_tried;
};

/* config_path, state_dir, loop and config are set. false: it cannot work at all. */
must_check bool daemon_start(struct daemon *daemon, struct error *err);
/* After the start: what was before, and a run that was interrupted. */
void daemon_recall(struct daemon *daemon);
void daemon_stop(struct daemon *daemon);

/* Decide soon: something has changed. */
void daemon_wake(struct daemon *daemon);
struct application *daemon_application(const struct daemon *daemon, const char *name);
/* The application of which a run is active, or NULL. */
const struct application *daemon_busy(const struct daemon *daemon);
/* Loads, checks and swaps the configuration; refused during a run or when it is wrong: err has the
 * first fault. */
bool daemon_reload(struct daemon *daemon, struct error *err);

/* Writes to the ledger, keeping guard G22 true to whether it took them. then may be NULL. */
void daemon_note(struct application *application, const char *kind, const char *run,
    const char *body, store_written_fn *then, void *arg);
void daemon_remember(struct application *application); /* the engine's memory */

#endif
