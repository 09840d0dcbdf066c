/* SPDX-License-Identifier: MIT */
/* Every kind of probe and step that a configuration may name, and every check. A new one is a row
 * here. */
#ifndef DAEMON_CATALOG_H
#define DAEMON_CATALOG_H

#include "config/config.h"
#include "core/check.h"

const struct catalog *catalog_all(void);
/* Those of an application, NULL at the end; steps bring their own. */
const struct check_kind *const *catalog_checks(void);
/* The gates of a planned move, NULL at the end. */
const struct check_kind *const *catalog_gates(void);

#endif
