/* SPDX-License-Identifier: MIT */
/* What must be so of the order of steps in a runbook as it is written: each that is not is
 * reported. */
#ifndef CONFIG_BOOK_CHECK_H
#define CONFIG_BOOK_CHECK_H

#include "config/load.h"
#include "config/node.h"
#include "core/app.h"

void book_check(struct load *in, const struct node *list, const struct runbook *book);

#endif
