/* SPDX-License-Identifier: MIT */
/*
 * What in a runbook must stand before what. Traffic is never sent to a Region whose
 * database is not the writer: so the writer goes first, alone, and is seen to have
 * moved; then the secret; then traffic. And something must be done at all.
 */
#ifndef CONFIG_ORDER_H
#define CONFIG_ORDER_H

#include "config/load.h"

/* The first step after whose act there is no way back: what moves the writer, or the first that
 * acts; of a group the group's first. n_steps: nothing acts. */
size_t order_no_return(const struct runbook *book);
/* list: the runbook as it is written. */
void order_check(struct load *in, const struct node *list, const struct runbook *book);
/* A runbook that changes nothing would say that it has moved what it has not. place: where that is
 * told. */
void order_check_acts(struct load *in, const struct node *place, const struct app *app,
    const struct runbook *book);

#endif
