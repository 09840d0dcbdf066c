/* SPDX-License-Identifier: MIT */
/* The runbooks of an application: those it describes, else the built-in ones. */
#ifndef CONFIG_BOOK_H
#define CONFIG_BOOK_H

#include "config/load.h"

/* Of a step, whatever its kind. */
extern const struct option book_options[];
/* Of steps that run beside each other. */
extern const struct option book_group_options[];

/* After the Regions and their parts. */
void book_load(struct load *in, const struct node *root, struct app *ret);

#endif
