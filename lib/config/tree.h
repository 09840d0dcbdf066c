/* SPDX-License-Identifier: MIT */
/* From a text that is known to be JSON to its tree: only the shape is looked at. */
#ifndef CONFIG_TREE_H
#define CONFIG_TREE_H

#include "config/load.h"

/* NULL: it is too deep or too wide, which is then reported. A name that is given twice is reported
 * too, and the first stands. */
const struct node *tree_read(struct load *in, const struct source *source, const char *text);

#endif
