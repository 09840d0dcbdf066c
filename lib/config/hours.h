/* SPDX-License-Identifier: MIT */
/* When moves may begin: the windows, freezes and the time zone of the guards. */
#ifndef CONFIG_HOURS_H
#define CONFIG_HOURS_H

#include "config/load.h"

/* After the guards' options. Finds the rule of a time zone that is written by its name. */
void hours_load(struct load *in, const struct node *guards, struct limits *limits);

#endif
