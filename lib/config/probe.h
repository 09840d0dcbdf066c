/* SPDX-License-Identifier: MIT */
/* The probes of an application. */
#ifndef CONFIG_PROBE_H
#define CONFIG_PROBE_H

#include "config/load.h"

/* Those of every kind. */
extern const struct option probe_options[];

/* After region_load(). */
void probe_load(struct load *in, const struct node *root, struct app *ret);

#endif
