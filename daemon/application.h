/* SPDX-License-Identifier: MIT */
/*
 * One application under watch: its engine, its probes, its run. Owned by the
 * daemon; on a reload the engine's memory moves to a new one.
 */
#ifndef DAEMON_APPLICATION_H
#define DAEMON_APPLICATION_H

#include "core/engine.h"

struct daemon;
struct op;
struct watcher;

struct application {
	struct daemon *daemon;
	const struct app *app;
	struct engine engine;
	struct decision decision; /* the newest: what explain shows */
	struct watcher *watcher;  /* its probes */
	struct op *op;            /* its run; NULL when none is active */
	char last_run[RUN_ID];    /* id of the newest run, or "" */
	enum trit told_block;     /* a pending move that is blocked was told */
	char told_guards[128];    /* the guards that it named */
	bool told_pending;
};

/* The active run, or NULL. */
const struct run *application_run(const struct application *application);

#endif
