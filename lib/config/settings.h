/* SPDX-License-Identifier: MIT */
/* failoverd.json: what is about the daemon and not about an application. */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "config/load.h"

extern const struct option settings_options[], settings_history_options[], settings_aws_options[];

void settings_load(struct load *in, const struct node *root, struct settings *ret);

#endif
