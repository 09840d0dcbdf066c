/* SPDX-License-Identifier: MIT */
/* The facts of an application: those it describes, and those that are made for it. */
#ifndef CONFIG_FACTS_H
#define CONFIG_FACTS_H

#include "config/load.h"

/* After the probes and the limits. "down", "up" and "lag" are made unless they are given. */
void facts_load(struct load *in, const struct node *root, struct app *ret);

#endif
