/* SPDX-License-Identifier: MIT */
/*
 * What explain would have said at any time: its page is kept in the history
 * whenever a fact, a guard, the state or what is decided has changed, every few
 * seconds while something is pending, and once an hour.
 */
#ifndef DAEMON_PAGES_H
#define DAEMON_PAGES_H

#include "application.h"

struct pages;

struct pages *pages_new(void);
void pages_free(struct pages *pages);
/* After a tick, before anything is done about what it decided. */
void pages_look(struct application *application, struct now now);

#endif
