/* SPDX-License-Identifier: MIT */
/* What must be so for a fact of each kind, once its probes are known. */
#ifndef CONFIG_FACT_CHECK_H
#define CONFIG_FACT_CHECK_H

#include "config/load.h"

/* Fills in how many samples a window needs, unless that is given. */
void fact_check(struct load *in, const struct node *node, const struct app *app,
    struct fact_spec *fact);

#endif
