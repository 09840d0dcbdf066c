/* SPDX-License-Identifier: MIT */
/* One value of the configuration into one field, by its option. */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "base/option.h"
#include "config/load.h"

/* A value that is wrong is reported, and leaves what ret points to as it was. */
void value_decode(struct load *in, const struct option *option, const struct node *node, void *ret);

#endif
