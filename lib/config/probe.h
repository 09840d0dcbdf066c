/* SPDX-License-Identifier: MIT */
/* The probes of an application. */
#ifndef CONFIG_PROBE_H
#define CONFIG_PROBE_H

#include "config/load.h"

/* After region_load(). */
void probe_load(struct load *in, const struct node *root, struct app *ret);

#endif
