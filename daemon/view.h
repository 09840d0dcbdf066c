/* SPDX-License-Identifier: MIT */
/*
 * What the API shows, as JSON: pure functions of what the daemon has in memory.
 * Members are only ever added. Times are texts in UTC, or null; "_s" and "_ms"
 * are durations.
 */
#ifndef DAEMON_VIEW_H
#define DAEMON_VIEW_H

#include <jansson.h>

#include "daemon.h"

json_t *view_status(const struct daemon *daemon, struct now now);
json_t *view_application(const struct application *application, struct now now);
json_t *view_explain(const struct application *application, struct now now);
#define VIEW_MOVES 2
/* The moves that explain shows the guards of: the one that is pending, else those that might be
 * wanted. */
size_t view_moves(const struct application *application, struct decision ret[VIEW_MOVES],
    struct now now);
/* What the next move needs, as it was found; and what of that guard G12 goes by. */
json_t *view_doctor(const struct application *application, struct now now);
json_t *view_preflight(const struct engine *engine, struct now now);
/* What the next planned move waits for. */
json_t *view_gates(const struct application *application, struct now now);
json_t *view_machine(const struct application *application);

/* A move that was weighed, with its guards and, when forced, the estimated loss. */
json_t *view_decision(const struct application *application, const struct decision *decision,
    struct now now);

/* record: a run as the ledger writes it, stored or live. app may be NULL: claims and manual
 * procedure are then left out. */
json_t *view_run(const json_t *record, const struct app *app, struct now now);

/* record: a drill as the ledger has it. */
json_t *view_drill(const json_t *record);
/* The one that is under way, and of each kind and way the last good one. */
json_t *view_drills(const struct application *application, struct now now);

/* ---- small parts ---- */

json_t *view_text(const char *text);   /* any bytes; what is not UTF-8 is replaced. NULL: null */
json_t *view_number(double value);     /* null when it is not finite */
json_t *view_time(msec_t wall);        /* null for 0 */
json_t *view_seconds(msec_t duration); /* null for a negative one */
json_t *view_since(msec_t boot, struct now now); /* a moment of the boot clock; null for 0 */
json_t *view_region(const struct app *app, size_t region); /* its name, or null */
/* Adds what a round of looks was about and when it was; move: NULL while there was none. */
void view_round(json_t *json, const struct app *app, const struct move *move, msec_t ended,
    msec_t took, struct now now);

#endif
