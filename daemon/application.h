/* SPDX-License-Identifier: MIT */
/*
 * One application under watch: its engine, its probes, its run. Owned by the
 * daemon; on a reload the engine's memory moves to a new one.
 */
#ifndef DAEMON_APPLICATION_H
#define DAEMON_APPLICATION_H

#include <jansson.h>

#include "core/engine.h"

struct daemon;
struct decisions;
struct doctor;
struct drills;
struct gates;
struct kept;
struct op;
struct pages;
struct told;
struct warm;
struct watcher;

struct application {
	struct daemon *daemon;
	const struct app *app;
	struct engine engine;
	struct decision decision;    /* the newest: what explain shows */
	struct watcher *watcher;     /* its probes */
	struct op *op;               /* its run; NULL when none is active */
	char last_run[RUN_ID];       /* id of the newest run, or "" */
	json_t *timing;              /* of the newest run that has ended: ledger_report_timing() */
	struct kept *kept;           /* what is kept for later */
	struct decisions *decisions; /* what is recorded of them */
	struct pages *pages;         /* what was explained of them */
	struct doctor *doctor;       /* what the next move needs */
	struct drills *drills;       /* moves that are practised */
	struct gates *gates;         /* what the next planned one waits for */
	struct warm *warm;           /* what keeps connections for the next move */
	struct told *told;           /* what was said already: daemon/tell.c */
	bool ledger_lost;            /* that was said too */
};

void application_start(struct application *application, struct daemon *daemon,
    const struct app *app);
/* Reads back what the store remembers, and takes up a run that was not finished. */
void application_recall(struct application *application);
/* Takes over what the application of that name knew under the configuration before. */
void application_inherit(struct application *application, const struct application *from);
void application_done(struct application *application);

/* Looks at everything, decides, and starts what was decided. Returns when to come again. */
msec_t application_tick(struct application *application);
/* Starts the run of a decision whose verb is MOVE, and which was made now. */
void application_move(struct application *application, const struct decision *decision,
    const char *reason, struct now now);

/* The active run, or NULL. */
const struct run *application_run(const struct application *application);

#endif
