/* SPDX-License-Identifier: MIT */
/* A plan, for people: what would be done, for how long, at what cost, and what is in its way. */
#ifndef CTL_PLAN_H
#define CTL_PLAN_H

#include <jansson.h>
#include <stdbool.h>

#include "ctl.h"

/* What is asked for by the options: --from, --to, --force. kind: "failover"; NULL: what automation
 * is about to do. CTL_DONE: ret is the answer, whose member "plan" is null when there is nothing to
 * do. */
int plan_ask(struct ctl *ctl, const char *kind, struct said *ret);
bool plan_is(const json_t *answer); /* it is a plan, and not that there is nothing to do */

/* Everything, or what one must see before it is confirmed. */
void plan_print(const json_t *plan);
void plan_print_short(const json_t *plan);

/* Has it confirmed, runs that very plan, and follows it. */
int plan_go(struct ctl *ctl, const json_t *plan);

#endif
