/* SPDX-License-Identifier: MIT */
/* Every kind of probe and step that a configuration may name. A new one is a row here. */
#ifndef DAEMON_CATALOG_H
#define DAEMON_CATALOG_H

#include "config/config.h"

const struct catalog *catalog_all(void);

#endif
