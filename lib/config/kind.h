/* SPDX-License-Identifier: MIT */
/* A probe or a step is an object in which one member names the kind and holds its options. */
#ifndef CONFIG_KIND_H
#define CONFIG_KIND_H

#include "base/option.h"
#include "config/guess.h"
#include "config/load.h"

/* The member that names a kind; NULL, and reported, when there is not exactly one. Names that are
 * neither a kind nor of the common table are reported. */
const struct node *kind_choose(struct load *in, const struct node *object,
    const struct option *common, const struct guess *kinds);
/* Decodes the options of a kind; args may be NULL: the defaults. Never NULL. */
void *kind_args(struct load *in, const struct node *args, const struct option *options,
    size_t size);
/* Reports a kind whose part of the application is not described. */
void kind_check_needs(struct load *in, const struct node *args, const struct node *root,
    const char *needs);

#endif
