/* SPDX-License-Identifier: MIT */
/* How a probe's options name something that is another in each Region. */
#ifndef CORE_PLACE_H
#define CORE_PLACE_H

#include "base/option.h"

/* The Region's own text, or the common one; may be NULL. */
const char *place_of(const struct option_map *own, const char *common, const char *region);
/* text with the Region's name for each "{region}"; the caller frees it. */
char *place_fill(const char *text, const char *region);

#endif
