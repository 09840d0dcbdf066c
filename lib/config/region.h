/* SPDX-License-Identifier: MIT */
/* Where an application lives, and what it has there: Regions, Aurora, secret, routing, DNS. */
#ifndef CONFIG_REGION_H
#define CONFIG_REGION_H

#include "config/load.h"

void region_load(struct load *in, const struct node *root, struct app *ret);
/* What must agree between the Regions and the parts; after region_load(). */
void region_check(struct load *in, const struct node *root);

#endif
