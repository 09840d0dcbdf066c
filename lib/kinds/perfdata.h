/* SPDX-License-Identifier: MIT */
/* The numbers that monitoring plugins put behind a bar: "OK - up|time=12ms;50;80 'free /'=7%". */
#ifndef KINDS_PERFDATA_H
#define KINDS_PERFDATA_H

#include <stdbool.h>

#include "base/cleanup.h"

/* The number of that label, of the first line that has a bar: times in milliseconds, shares from
 * 0 to 1, sizes in bytes. */
must_check bool perfdata_find(const char *output, const char *label, double *ret);

#endif
