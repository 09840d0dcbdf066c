/* SPDX-License-Identifier: MIT */
/*
 * What can be written in a configuration, as JSON Schema 2020-12: from the same
 * tables that decode it, for editors and other programs.
 *
 * It says all that one place of a file shows by itself. What only two places
 * together show, a name that must be described elsewhere for one, it cannot.
 */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include "base/buf.h"
#include "config/config.h"

void schema_settings(const struct catalog *catalog, struct buf *ret);    /* failoverd.json */
void schema_application(const struct catalog *catalog, struct buf *ret); /* each of apps.d */

#endif
