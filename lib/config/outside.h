/* SPDX-License-Identifier: MIT */
/*
 * What is outside of the text: the files that options name, and whether a kind
 * would ask what is written for it. The catalog looks at files; we do not.
 */
#ifndef CONFIG_OUTSIDE_H
#define CONFIG_OUTSIDE_H

#include "base/option.h"
#include "config/load.h"

/* object holds options of the table; it may be NULL. */
void outside_files(struct load *in, const struct node *object, const struct option *options);
/* Authorities that the environment names, when object has no "ca_file". */
void outside_environment(struct load *in, const struct node *root, const struct node *object);
/* Each probe is asked on paper, in each Region: what its kind refuses is reported. Only when
 * nothing else of the application is wrong. */
void outside_ask(struct load *in, const struct node *root, const struct app *app);

#endif
