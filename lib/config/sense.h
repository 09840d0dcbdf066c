/* SPDX-License-Identifier: MIT */
/* What is well written and yet makes no sense, or is worth a word. */
#ifndef CONFIG_SENSE_H
#define CONFIG_SENSE_H

#include "config/load.h"

/* After everything else of the application. */
void sense_check(struct load *in, const struct node *root, const struct app *app);
/* What only the settings and an application together show. */
void sense_check_place(struct load *in, const struct node *settings, const char *place,
    const struct app *app);

#endif
