/* SPDX-License-Identifier: MIT */
/* One application's file. */
#ifndef CONFIG_APPLICATION_H
#define CONFIG_APPLICATION_H

#include "config/load.h"

/* Beside its parts, each of which has its own. */
extern const struct option application_options[];

void application_load(struct load *in, const struct node *root, struct app *ret);

#endif
