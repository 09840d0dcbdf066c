/* SPDX-License-Identifier: MIT */
/*
 * Turns what has changed since the last tick into journal entries: each thing
 * once when it begins and once when it ends, never at every tick.
 */
#ifndef DAEMON_TELL_H
#define DAEMON_TELL_H

#include "application.h"
#include "log.h"

struct told;

struct told *tell_new(const struct app *app);
void tell_free(struct told *told);

/* A reload: what lasts was told. */
void tell_inherit(struct told *told, const struct told *from);

void tell_changes(struct application *application, struct now now);
void tell_state(struct application *application, const char *why);
struct log_about tell_about(const struct application *application);
/* The facts that speak for a proposal, in one sentence; returns ret. */
const char *tell_evidence(const struct application *application, const struct decision *decision,
    char ret[256]);

#endif
