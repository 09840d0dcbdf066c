/* SPDX-License-Identifier: MIT */
/* What names things of AWS and of the DNS: ARNs, ARC's endpoints, name servers. */
#ifndef CONFIG_ROUTE_H
#define CONFIG_ROUTE_H

#include "config/load.h"

/* After region_load(): ARNs have the right shape and belong together. */
void route_check(struct load *in, const struct node *root);

#endif
