/* SPDX-License-Identifier: MIT */
/* The states of an application and what leads from one to another. */
#ifndef CONFIG_MACHINE_H
#define CONFIG_MACHINE_H

#include "config/load.h"

extern const struct option machine_state_options[], machine_rule_options[];

/* After facts and runbooks. The built-in machine, unless the application replaces it whole. */
void machine_load(struct load *in, const struct node *root, struct app *ret);

/* A fact by a Region's role; reported when there is none. */
bool machine_read_ref(struct load *in, const struct node *node, const struct app *app,
    struct fact_ref *ret);

#endif
