/* SPDX-License-Identifier: MIT */
/* The facts that every application has: made of its probes unless it describes them. */
#ifndef CONFIG_MADE_H
#define CONFIG_MADE_H

#include "config/load.h"

#define MADE_MOST 5

/* After the probes and the limits; app->facts has room. facts: those that are given, or NULL. */
void made_load(struct load *in, const struct node *facts, struct app *app);

#endif
