/* SPDX-License-Identifier: MIT */
/* Time zones by their names, from the system's files. */
#ifndef DAEMON_ZONE_FILE_H
#define DAEMON_ZONE_FILE_H

#include "core/zone.h"

/* "Europe/Berlin": the rule at the end of /usr/share/zoneinfo/Europe/Berlin. */
must_check bool zone_file_rule(const char *name, char ret[ZONE_TEXT], struct error *err);

#endif
