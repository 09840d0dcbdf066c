/* SPDX-License-Identifier: MIT */
/*
 * From an object of the configuration to a struct, by an option table.
 *
 * What is wrong is reported and leaves its field as it was; everything else is
 * decoded all the same, so that one run finds all faults.
 */
#ifndef CONFIG_DECODE_H
#define CONFIG_DECODE_H

#include "base/option.h"
#include "config/load.h"

/* others: names beside those of the table, which the caller sees to; ends with NULL, or is NULL.
 * object may be NULL: the defaults alone. */
void decode_object(struct load *in, const struct node *object, const struct option *options,
    const char *const *others, void *base);
/* The fields alone, when the names were checked by the caller. */
void decode_fields(struct load *in, const struct node *object, const struct option *options,
    void *base);
/* Reports names that neither the table nor others have. */
void decode_names(struct load *in, const struct node *object, const struct option *options,
    const char *const *others);
/* false, and reported: node is something else. */
bool decode_is(struct load *in, const struct node *node, enum node_type type);
/* A member that must be there; reported when it is not. */
const struct node *decode_need(struct load *in, const struct node *object, const char *name,
    enum node_type type, const char *help);
/* Reports that a member is not there. */
void decode_missing(struct load *in, const struct node *object, const char *name, const char *help);
bool decode_name(struct load *in, const struct node *member); /* its key is a good name */

#endif
