/* SPDX-License-Identifier: MIT */
/*
 * An application's machine as JSON: its states, rules and runbooks, and the
 * probes, facts and limits that are in force, from the same tables that are run.
 * Members are only ever added.
 */
#ifndef DAEMON_MACHINE_JSON_H
#define DAEMON_MACHINE_JSON_H

#include <jansson.h>

#include "core/app.h"

/* current: the state it is in; app->n_states: not running. */
json_t *machine_json(const struct app *app, size_t current);

#endif
