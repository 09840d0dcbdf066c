/* SPDX-License-Identifier: MIT */
/*
 * Asks the probes of an application, each at its pace, phased over its interval,
 * and hands the engine what they saw. Callbacks record; they never decide.
 *
 * Start times lie on a grid of 10 ms, so that one wake-up of the process serves
 * several questions. Each probe has its own place in its interval, so that they
 * never come all at once, and asks all Regions there: what is compared was seen
 * at the same time, and it halves the wake-ups.
 */
#ifndef DAEMON_WATCH_H
#define DAEMON_WATCH_H

#include "application.h"
#include "meter.h"

struct watcher;

struct watcher *watcher_new(struct application *application);
void watcher_free(struct watcher *watcher);
/* Every probe was asked at least once and has answered. */
bool watcher_began(const struct watcher *watcher);
/* NULL: the probe is asked for another Region, once for all. */
const struct meter *watcher_meter(const struct watcher *watcher, size_t probe, size_t region);

#endif
