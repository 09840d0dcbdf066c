/* SPDX-License-Identifier: MIT */
/*
 * Until when AWS supports a version of Aurora. After that it upgrades clusters by
 * itself, in a window of its own, or asks money for leaving them alone.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.VersionPolicy.html
 */
#ifndef AWS_ENGINE_AGE_H
#define AWS_ENGINE_AGE_H

#include <stdbool.h>

#include "base/clock.h"

/* Whether the end of its standard support is past; ret_day: that day. A version that is not known
 * is not old. */
bool engine_age_past(const char *version, msec_t wall, const char **ret_day);

#endif
